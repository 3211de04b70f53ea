// Changes while a training runs: what they lead to is held to the same rules as what a link says.
#include <doctest/doctest.h>

#include <ctime>
#include <string>
#include <vector>

#include "core/random.h"
#include "recurrent/edits.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"

using namespace unroll;

namespace {

std::unique_ptr<Simulation> simulate(const std::string& text, bool withTwin = false) {
  const auto experiment = parseExperiment(text);
  REQUIRE(experiment);
  auto created = Simulation::create(experiment.value(), withTwin);
  REQUIRE(created);
  created.value()->finish();
  return std::move(created).value();
}

Snapshot seen(Simulation& simulation) {
  Snapshot snapshot;
  simulation.fill(snapshot);
  return snapshot;
}

// Of the processor, so that a busy machine doesn't matter.
double millisecondsOf(const auto& work) {
  const std::clock_t start = std::clock();
  work();
  return 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

}  // namespace

TEST_CASE("what an edit leads to must fit together: a command line is refused, a link loses the edit") {
  const std::pair<std::string, std::string> table[] = {
      {"gradient=rtrl&hiddenSize=4&seqLen=6&edits=2:tying=untied", "edits=2:tying=untied: gradient=rtrl: needs tying=tied"},
      {"gradient=rtrl&hiddenSize=4&edits=0:tying=untied", "edits=0:tying=untied: gradient=rtrl: needs tying=tied"},
      {"cell=reservoir&readout=ridge&edits=1:weightDecay=0.1,2:tying=untied",
       "edits=2:tying=untied: readout=ridge: needs tying=tied, one readout for all time steps"},
      // The copies' weights are only there after an untying that takes place.
      {"gradient=rtrl&hiddenSize=4&seqLen=6&edits=2:tying=untied,3:learningRate=0.1",
       "edits=2:tying=untied: gradient=rtrl: needs tying=tied"},
  };
  for (const auto& [given, message] : table) {
    const std::string text = given;
    CAPTURE(text);
    const auto experiment = parseExperiment(text);
    REQUIRE_FALSE(experiment);
    CHECK(experiment.error().message == message);
    const ParsedLink link = parseLink("#" + text + "&updates=4");
    REQUIRE(link.dropped.size() == 1);
    CHECK(link.dropped[0].message == message);
    for (const Edit& edit : link.experiment.edits) CHECK(edit.target != "tying");
    for (bool withTwin : {false, true}) {
      auto created = Simulation::create(link.experiment, withTwin);
      REQUIRE(created);
      created.value()->finish();
      CHECK(created.value()->update() == 4);
    }
  }
  const ParsedLink both =
      parseLink("gradient=rtrl&hiddenSize=4&seqLen=6&edits=2:tying=untied,3:readout.bias@0000[0]=1,4:readout.bias[0]=1");
  CHECK(both.dropped.size() == 2);
  CHECK(printEdits(both.experiment.edits) == "4:readout.bias[0]=1");
}

TEST_CASE("untying by hand where it doesn't fit is an error, and nothing has changed") {
  for (const std::string text : {"gradient=rtrl&hiddenSize=4&seqLen=6", "cell=reservoir&readout=ridge&hiddenSize=4&seqLen=6"})
    for (const std::string updates : {"0", "3"}) {
      CAPTURE(text);
      CAPTURE(updates);
      auto simulation = simulate(text + "&updates=" + updates, true);
      const std::string hash = simulation->weightsHash();
      const auto done = simulation->apply(SetSetting{"tying", "untied"});
      REQUIRE_FALSE(done);
      CHECK(done.error().message.find("needs tying=tied") != std::string::npos);
      const Snapshot s = seen(*simulation);
      CHECK(s.current.tying == "tied");
      CHECK(s.experiment.edits.empty());
      CHECK(simulation->weightsHash() == hash);
      simulation->setGoal(5);
      simulation->finish();
      CHECK(simulation->update() == 5);
    }
}

TEST_CASE("a change by hand that takes the ground from a later edit is an error") {
  auto simulation = simulate("hiddenSize=3&seqLen=5&updates=2&edits=4:rnn.weight_hh_l0[0][0]=1");
  const auto done = simulation->apply(SetSetting{"tying", "untied"});
  REQUIRE_FALSE(done);
  CHECK(done.error().message.find("tying=untied: edits=4:rnn.weight_hh_l0[0][0]=1: ") == 0);
  REQUIRE(simulation->apply(SetSetting{"learningRate", "0.5"}));
  simulation->setGoal(6);
  simulation->finish();
  CHECK(simulation->update() == 6);
  REQUIRE(simulation->apply(SetSetting{"tying", "untied"}));
}

TEST_CASE("a key, or a weight, set to the value that it has changes nothing") {
  auto simulation = simulate("task=xor&hiddenSize=3&seqLen=8&updates=3&edits=2:learningRate=0.02", true);
  const std::uint64_t version = simulation->version();
  const Snapshot before = seen(*simulation);
  for (const KeyInfo& key : experimentKeys()) {
    CAPTURE(key.name);
    const std::string value = keyValue(key.type == KeyInfo::Type::text ? before.experiment : before.current, key.name);
    CHECK_FALSE(simulation->wouldChange(SetSetting{std::string(key.name), value}));
    REQUIRE(simulation->apply(SetSetting{std::string(key.name), value}));
  }
  CHECK_FALSE(simulation->wouldChange(SetSetting{"learningRate", "2e-2"}));  // the same number in other words
  for (const ParameterTable& p : before.parameters) {
    const SetWeight same{p.name, 0, 0, static_cast<double>(p.values.at(0, 0))};
    CHECK_FALSE(simulation->wouldChange(same));
    REQUIRE(simulation->apply(same));
  }
  CHECK(simulation->version() == version);
  CHECK(simulation->update() == 3);
  const Snapshot after = seen(*simulation);
  CHECK(after.experiment == before.experiment);
  CHECK(after.metricUpdate == before.metricUpdate);
  // What can't be done isn't passed over, and another value changes.
  CHECK_FALSE(simulation->apply(SetSetting{"learningRate", "-1"}));
  CHECK_FALSE(simulation->apply(SetWeight{"rnn.no", 0, 0, 0}));
  CHECK(simulation->wouldChange(SetSetting{"learningRate", "0.03"}));
  CHECK(simulation->wouldChange(SetSetting{"updates", "9"}));
  CHECK(simulation->wouldChange(NewProbe{}));
}

TEST_CASE("at update 0 a key that an edit has changed there changes as that edit") {
  auto simulation = simulate("hiddenSize=3&seqLen=5&edits=0:learningRate=0.1");
  REQUIRE(simulation->apply(SetSetting{"learningRate", "0.2"}));
  CHECK(seen(*simulation).current.learningRate == 0.2);
  const auto again = simulate(printExperiment(seen(*simulation).experiment));
  CHECK(seen(*again).current.learningRate == 0.2);
}

TEST_CASE("thousands of edits are carried out at once, one too many is refused") {
  std::string text = "hiddenSize=256&cell=lstm&seqLen=4&batchSize=1&edits=";
  for (std::size_t i = 0; i < mostEdits; ++i)
    text += (i > 0 ? ",0:rnn.weight_hh_l0[" : "0:rnn.weight_hh_l0[") + std::to_string(i % 1024) + "][" + std::to_string(i / 1024) + "]=0.5";
  std::unique_ptr<Simulation> simulation;
  const auto areQuick = [&] {
    const double spent = millisecondsOf([&] { simulation = simulate(text); });
    // One by one each packs all weights anew.
    auto plain = simulate("hiddenSize=256&cell=lstm&seqLen=4&batchSize=1");
    const double hundred = millisecondsOf([&] {
      for (int i = 0; i < 100; ++i) REQUIRE(plain->apply(SetWeight{"rnn.weight_hh_l0", i, 0, 0.5}));
    });
    const bool quick = spent < hundred / 100 * mostEdits / 4;
    if (!quick) MESSAGE("all at once " << spent << " ms, a hundred one by one " << hundred << " ms");
    return quick;
  };
  CHECK((areQuick() || areQuick()));  // once more where the machine did something else meanwhile
  CHECK(seen(*simulation).parameters.at(1).values.at(1023, 5) == 0.5f);
  CHECK_FALSE(simulation->apply(SetWeight{"rnn.weight_hh_l0", 0, 200, 0.25}));
  const auto full = parseExperiment(text + ",0:learningRate=0.1");
  REQUIRE_FALSE(full);
  CHECK(full.error().message.find("at most 10000") != std::string::npos);
  const ParsedLink link = parseLink(text + ",0:learningRate=0.1");
  CHECK(link.dropped.size() == 1);
  CHECK(link.experiment.edits.empty());
}

TEST_CASE("with all edits used up, a training that a condition ended can go on") {
  std::string text = "hiddenSize=1&seqLen=2&batchSize=1&updates=1&stopAt=1000000&edits=";
  for (std::size_t i = 0; i + 2 < mostEdits; ++i) text += (i > 0 ? ",0:momentum=0." : "0:momentum=0.") + std::to_string(1 + i % 9);
  auto simulation = simulate(text);
  REQUIRE(simulation->stopMet());
  const auto refused = simulation->apply(SetSetting{"momentum", "0.55"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("9998 times already") != std::string::npos);
  simulation->setGoal(2);
  simulation->finish();
  CHECK(simulation->update() == 2);
  CHECK(seen(*simulation).experiment.edits.back() == Edit{1, "stopAt", "none"});
  CHECK(parseExperiment(printExperiment(seen(*simulation).experiment)));
}

TEST_CASE("a weight of an untied net is found by its name, whatever the copy") {
  auto simulation =
      simulate("hiddenSize=2&seqLen=1000&batchSize=1&tying=untied&initialState=learned&edits=0:readout.bias@0999[0]=7,0:rnn.h0_l0[1]=3");
  const Snapshot s = seen(*simulation);
  for (const ParameterTable& p : s.parameters) {
    if (p.name == "readout.bias@0999") CHECK(p.values.at(0, 0) == 7);
    if (p.name == "readout.bias@0998") CHECK(p.values.at(0, 0) != 7);
    if (p.name == "rnn.h0_l0") CHECK(p.values.at(1, 0) == 3);
  }
  for (const char* name :
       {"readout.bias@1000", "readout.bias", "readout.bias@", "readout.bias@-001", "readout.bias@0x01", "rnn.h0_l0@0000", "@0000"})
    CHECK_FALSE(simulation->apply(SetWeight{name, 0, 0, 1}));
  REQUIRE(simulation->apply(SetWeight{"rnn.h0_l0", 0, 0, 2}));
  CHECK(parseExperiment(printExperiment(seen(*simulation).experiment)));
  CHECK_FALSE(parseExperiment("hiddenSize=2&seqLen=5&tying=untied&initialState=learned&edits=0:rnn.h0_l0@0000[1]=3"));
}

// All keys but those that only cost time.
TEST_CASE("whatever keys and changes come together, they are refused in words or trained") {
  Random random(7);
  const auto value = [&](const KeyInfo& key) -> std::string {
    if (key.type == KeyInfo::Type::choice) return key.choices[static_cast<std::size_t>(random.below(static_cast<int>(key.choices.size())))];
    if (key.noneAllowed && random.below(3) == 0) return "none";
    if (key.type == KeyInfo::Type::integer) return std::to_string(static_cast<int>(key.minimum) + random.below(6));
    const char* const numbers[] = {"0", "1e-9", "0.5", "0.9", "1", "3", "10", "1e6"};
    return numbers[random.below(8)];
  };
  const auto weight = [&]() -> std::string {
    const char* const names[] = {"rnn.weight_hh_l0[0][0]", "rnn.weight_hh_l0@0001[0][0]", "readout.bias[0]",
                                 "readout.bias@0000[0]",   "rnn.weight_ih_l1[1][0]",      "rnn.h0_l0[0]",
                                 "rnn.bias_hh_l0[9]",      "rnn.weight_ih_l0@0009[0][0]", "rnn.bias_ih_l0_reverse[0]",
                                 "readout.weight[0][0]"};
    return names[random.below(10)];
  };
  int refused = 0, trained = 0, changed = 0, unchanged = 0;
  for (int n = 0; n < 2500; ++n) {
    std::string text = "hiddenSize=" + std::to_string(1 + random.below(3)) + "&seqLen=" + std::to_string(2 + random.below(4)) +
                       "&batchSize=" + std::to_string(1 + random.below(3)) + "&updates=3";
    for (const KeyInfo& key : experimentKeys()) {
      const bool likely = key.live || key.name == "readout" || key.name == "gradient" || key.name == "cell";
      const bool given = key.name != "hiddenSize" && key.name != "seqLen" && key.name != "batchSize" && key.name != "updates" &&
                         key.type != KeyInfo::Type::text && random.below(likely ? 3 : 12) == 0;
      if (given) text += "&" + std::string(key.name) + "=" + value(key);
    }
    std::vector<const KeyInfo*> live;
    for (const KeyInfo& key : experimentKeys())
      if (key.live) live.push_back(&key);
    std::string edits;
    for (int update = 0; update < 5; ++update)
      while (random.below(2) == 0) {
        const KeyInfo& key = *live[static_cast<std::size_t>(random.below(static_cast<int>(live.size())))];
        const bool setting = random.below(3) > 0;
        edits += (edits.empty() ? "" : ",") + std::to_string(update) + ":" +
                 (setting ? std::string(key.name) + "=" + (key.name == "tying" ? "untied" : value(key)) : weight() + "=0.5");
      }
    if (!edits.empty()) text += "&edits=" + edits;
    CAPTURE(text);
    const auto strict = parseExperiment(text);
    const ParsedLink link = parseLink(text);
    if (!strict) {
      CHECK(!strict.error().message.empty());
      CHECK(!link.dropped.empty());
    } else {
      CHECK(link.experiment == strict.value());
    }
    REQUIRE(validate(link.experiment));
    auto created = Simulation::create(link.experiment, random.below(2) == 0);
    ++(strict ? trained : refused);
    REQUIRE(created);
    Simulation& simulation = *created.value();
    simulation.finish();
    for (int i = 0; i < 3; ++i) {
      const KeyInfo& key = *live[static_cast<std::size_t>(random.below(static_cast<int>(live.size())))];
      const std::string now = value(key);
      const auto done = simulation.apply(SetSetting{std::string(key.name), now});
      ++(done ? changed : unchanged);
      if (!done) CHECK(!done.error().message.empty());
      simulation.setGoal(simulation.update() + 2);
      simulation.finish();
    }
    // And it is what its own text says.
    const auto said = parseExperiment(printExperiment(seen(simulation).experiment));
    REQUIRE(said);
  }
  CHECK(trained > 100);
  CHECK(refused > 100);
  CHECK(changed > 500);
  CHECK(unchanged > 100);
}
