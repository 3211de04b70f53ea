// The Simulation as a whole: same bits however it is cut, edits that replay, state that comes back, numbers that are what was computed.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "cells/cell.h"
#include "core/hash.h"
#include "core/keys.h"
#include "core/random.h"
#include "tasks/task.h"
#include "unit/simulate.h"

using namespace unroll;

TEST_CASE("an update may be cut into slices of any length") {
  for (const std::string text : {"task=xor&updates=60", "task=xor&cell=lstm&layers=2&bidirectional=true&updates=20",
                                 "task=xor&truncate=7&truncateEvery=3&updates=20", "task=xor&gradient=rtrl&hiddenSize=3&updates=2"}) {
    CAPTURE(text);
    auto sliced = simulate(text);
    int calls = 0;
    while (!sliced->advance(0)) ++calls;
    CHECK(calls > 2);
    CHECK(sliced->weightsHash() == hashAfter(text));
  }
}

TEST_CASE("training changes the weights, and each setting matters") {
  const std::string plain = hashAfter("task=xor&updates=20");
  CHECK(plain == hashAfter("task=xor&updates=20&scene=training"));
  for (const char* other : {"updates=21", "updates=20&seed=2", "updates=20&learningRate=0.004", "updates=20&optimizer=sgd",
                            "updates=20&activation=relu", "updates=20&init=he", "updates=20&initScale=0.9", "updates=20&clipNorm=0.001",
                            "updates=20&batchSize=31", "updates=20&tying=untied"})
    CHECK(hashAfter(std::string("task=xor&") + other) != plain);
}

TEST_CASE("watching never changes training") {
  auto watched = simulate("task=xor");
  for (int update = 1; update <= 40; ++update) {
    trainTo(*watched, update);
    (void)look(*watched, true);
    if (update % 7 == 0) REQUIRE(watched->apply(NewProbe{}));
  }
  CHECK(watched->weightsHash() == hashAfter("task=xor&updates=40"));
}

TEST_CASE("what is changed by hand on the way is replayed by the link") {
  auto simulation = simulate("task=xor");
  REQUIRE(simulation->apply(SetWeight{"rnn.weight_hh_l0", 1, 2, 0.3}));
  REQUIRE(simulation->apply(SetSetting{"learningRate", "0.02"}));
  trainTo(*simulation, 25);
  REQUIRE(simulation->apply(SetSetting{"learningRate", "0.01"}));
  REQUIRE(simulation->apply(SetWeight{"readout.bias", 0, 0, 0.25}));
  REQUIRE(simulation->apply(SetWeight{"readout.bias", 0, 0, 0.5}));
  trainTo(*simulation, 60);
  REQUIRE(simulation->apply(SetSetting{"tying", "untied"}));
  trainTo(*simulation, 80);
  const Snapshot snapshot = look(*simulation);
  const std::string text = printExperiment(snapshot.experiment);
  CHECK(text ==
        "task=xor&learningRate=0.02&updates=80&edits=0:rnn.weight_hh_l0[1][2]=0.3,25:learningRate=0.01,25:readout.bias[0]=0."
        "5,60:tying=untied");
  CHECK(snapshot.current.learningRate == 0.01);
  CHECK(snapshot.current.tying == "untied");
  CHECK(hashAfter(text) == simulation->weightsHash());
  auto again = simulate(text);
  again->finish();
  CHECK(printExperiment(look(*again).experiment) == text);
}

TEST_CASE("a command that can't be done changes nothing and says why") {
  auto simulation = simulate("task=xor&updates=10");
  simulation->finish();
  const std::string hash = simulation->weightsHash();
  const auto message = [&](const Command& command) {
    const auto done = simulation->apply(command);
    return done ? std::string("accepted") : done.error().message;
  };
  CHECK(message(SetSetting{"hiddenSize", "0"}) == "hiddenSize=0: must be 1…512");
  CHECK(message(SetSetting{"nothing", "1"}) == "nothing=1: there is no such key");
  CHECK(message(SetWeight{"rnn.weight_hh_l0", 8, 0, 1}).find("rnn.weight_hh_l0[8][0]: rnn.weight_hh_l0 has 8 rows and 8 columns") == 0);
  CHECK(message(SetWeight{"rnn.weight_xx", 0, 0, 1}) == "rnn.weight_xx: this network has no such weight");
  CHECK(message(SetWeight{"readout.bias", 0, 0, NAN}).find("must be a number") != std::string::npos);
  CHECK(simulation->weightsHash() == hash);
  CHECK(look(*simulation).experiment.edits.empty());
}

TEST_CASE("a setting that isn't live begins anew, reset goes back to the start") {
  auto simulation = simulate("task=xor&updates=30");
  simulation->finish();
  REQUIRE(simulation->apply(SetSetting{"hiddenSize", "5"}));
  CHECK(simulation->update() == 0);
  CHECK(look(*simulation).current.hiddenSize == 5);
  const std::string start = simulation->weightsHash();
  trainTo(*simulation, 10);
  CHECK(simulation->weightsHash() != start);
  REQUIRE(simulation->apply(Reset{}));
  CHECK(simulation->update() == 0);
  CHECK(simulation->weightsHash() == start);
}

TEST_CASE("a checkpoint brings everything back, also across changes of size and tying") {
  for (const char* text : {"task=xor&updates=30", "task=xor&updates=30&tying=untied", "task=adding&optimizer=momentum&updates=30"}) {
    auto simulation = simulate(text, true);
    simulation->finish();
    const auto checkpoint = simulation->checkpoint();
    const std::string here = simulation->weightsHash();
    trainTo(*simulation, 55);
    const std::string later = simulation->weightsHash();
    REQUIRE(simulation->apply(SetSetting{"hiddenSize", "3"}));
    simulation->restore(checkpoint);
    CHECK(simulation->update() == 30);
    CHECK(simulation->weightsHash() == here);
    trainTo(*simulation, 55);
    CHECK(simulation->weightsHash() == later);
  }
}

TEST_CASE("every hidden state and output is explained by terms that add up to the bit") {
  for (const char* text :
       {"task=adding&updates=15&hiddenSize=13", "task=sine&activation=sigmoid&updates=5", "task=xor&activation=relu&tying=untied&updates=5",
        "task=echo&activation=identity", "layers=3&hiddenSize=5&updates=5",
        "bidirectional=true&hiddenSize=5&updates=5&initialState=learned", "layers=2&bidirectional=true&hiddenSize=6&updates=5",
        "cell=window&layers=2&hiddenSize=5&updates=5", "cell=window&bidirectional=true&window=3&hiddenSize=5&updates=5",
        "task=echo&loss=bce&updates=5", "cell=jordan&initialState=learned&hiddenSize=7&updates=5", "cell=reservoir&hiddenSize=9"}) {
    CAPTURE(text);
    auto simulation = simulate(text);
    simulation->finish();
    const Snapshot s = look(*simulation);
    bool equal = true;
    const auto addsUp = [](const Explanation& e) {
      float sum = 0;
      for (const Term& term : e.terms) sum += term.product;
      return sum == e.sum && activationValue(e.activation, sum) == e.value;
    };
    for (int t = 0; t < s.probe.h.rows; ++t) {
      for (int i = 0; i < s.probe.h.cols; ++i) {
        const Explanation e = explainHidden(s, t, i);
        equal = equal && addsUp(e) && e.value == s.probe.h.at(t, i);
        if (s.simple) equal = equal && e.terms.size() == static_cast<std::size_t>(1 + s.inputSize + s.current.hiddenSize);
      }
      for (int o = 0; o < s.outputSize; ++o) {
        const Explanation e = explainOutput(s, t, o);
        equal = equal && addsUp(e) && e.value == s.probe.y.at(t, o);
      }
    }
    CHECK(equal);
  }
}

TEST_CASE("a gated unit is explained by its gates") {
  for (const char* text : {"cell=lstm&hiddenSize=5&layers=2&updates=5", "cell=gru&hiddenSize=5&bidirectional=true&updates=5"}) {
    CAPTURE(text);
    auto simulation = simulate(text);
    simulation->finish();
    const Snapshot s = look(*simulation);
    bool equal = true;
    for (int t = 0; t < s.probe.h.rows; ++t) {
      for (int i = 0; i < s.probe.h.cols; ++i) {
        const Explanation e = explainHidden(s, t, i);
        const auto part = [&](const char* name) {
          for (const Explanation::Part& p : e.parts)
            if (p.name == name) return p.value;
          return 1e9f;
        };
        const float h = s.current.cell == "lstm" ? part("o") * activationValue("tanh", part("c"))
                                                 : (1.0f - part("z")) * part("n") + part("z") * part("h_prev");
        equal = equal && e.value == h && h == s.probe.h.at(t, i);
      }
    }
    CHECK(equal);
  }
}

TEST_CASE("each gate is explained: its terms add up to what it is the activation of, peepholes and the reset gate included") {
  for (const char* text :
       {"cell=lstm&hiddenSize=5&layers=2&updates=5", "cell=lstm&hiddenSize=6&peepholes=true&initialState=learned&updates=5",
        "cell=lstm&hiddenSize=3&bidirectional=true&peepholes=true&updates=5", "cell=lstm&hiddenSize=4&tying=untied&updates=5",
        "cell=gru&hiddenSize=5&bidirectional=true&updates=5", "cell=gru&hiddenSize=9&layers=2&initialState=learned&updates=5"}) {
    CAPTURE(text);
    auto simulation = simulate(text);
    simulation->finish();
    const Snapshot s = look(*simulation);
    const bool lstm = s.current.cell == "lstm";
    CHECK(s.probe.c0.size() == (lstm ? s.probe.h0.size() : 0));
    bool equal = true, adds = true, stepped = true;
    for (int t = 0; t < s.probe.h.rows; ++t) {
      for (int i = 0; i < s.probe.h.cols; ++i) {
        const auto gate = [&](const char* name) { return explainGate(s, t, i, name); };
        for (const Gate& shown : s.probe.gates) {
          const Explanation e = explainGate(s, t, i, shown.name);
          equal = equal && e.value == shown.values.at(t, i);
          if (shown.name == "c") continue;
          equal = equal && activationValue(e.activation, e.sum) == e.value;
          double sum = 0, within = 1e-6;
          for (const Term& term : e.terms) {
            sum += static_cast<double>(term.weight) * static_cast<double>(term.operand) * static_cast<double>(term.factor);
            within += 1e-6 * std::abs(static_cast<double>(term.product));
          }
          adds = adds && std::abs(sum - static_cast<double>(e.sum)) < within;
          const std::size_t inputs = static_cast<std::size_t>(s.probe.lower.empty() ? s.inputSize : s.probe.lower.back().cols);
          const bool peeps = s.current.peepholes && shown.name != "g";
          adds = adds && e.terms.size() == inputs + static_cast<std::size_t>(s.current.hiddenSize) + (shown.name == "n" ? 2 : 1) + peeps;
        }
        const float before = stateBefore(s, t, i, lstm);
        if (lstm)
          stepped = stepped && gate("f").value * before + gate("i").value * gate("g").value == gate("c").value;
        else
          stepped = stepped && (1.0f - gate("z").value) * gate("n").value + gate("z").value * before == s.probe.h.at(t, i);
      }
    }
    CHECK(equal);
    CHECK(adds);
    CHECK(stepped);
    if (s.current.initialState == "learned") CHECK(s.probe.h0[0] != 0);
    if (lstm && s.current.initialState == "learned") CHECK(s.probe.c0[0] != 0);
  }
}

TEST_CASE("the way back of an LSTM says the gradient of its cell state, too: by its recursion, and by differences of the loss") {
  const auto look = [](Simulation& simulation) {
    Snapshot s;
    simulation.fill(s, {.back = true});
    return s;
  };
  for (const bool peepholes : {false, true}) {
    auto simulation = simulate("cell=lstm&hiddenSize=4&seqLen=9&initialState=learned&lossAt=every&updates=5" +
                               std::string(peepholes ? "&peepholes=true" : ""));
    simulation->finish();
    const Snapshot s = look(*simulation);
    REQUIRE(s.back.dc.rows == 9);
    REQUIRE(s.back.dc.cols == 4);
    const auto gate = [&](const char* name, int t, int i) {
      for (const Gate& g : s.probe.gates)
        if (g.name == name) return static_cast<double>(g.values.at(t, i));
      return 1e9;
    };
    for (int i = 0; i < 4 && !peepholes; ++i) {
      double next = 0;
      for (int t = 8; t >= 0; --t) {
        const double shown = std::tanh(gate("c", t, i));
        const double dc = next + static_cast<double>(s.back.dh.back().at(t, i)) * gate("o", t, i) * (1 - shown * shown);
        CHECK(near(static_cast<double>(s.back.dc.at(t, i)), dc, 1e-4, 1e-4));
        next = dc * gate("f", t, i);
      }
    }
    // ∂L/∂c₋₁ = ∂L/∂c_0 ∘ f_0, and with peepholes what comes through i_0 and f_0.
    for (int i = 0; i < 4; ++i) {
      const float at = s.probe.c0[static_cast<std::size_t>(i)];
      const auto lossWith = [&](float by) {
        REQUIRE(simulation->apply(SetWeight{"rnn.c0_l0", i, 0, static_cast<double>(at + by)}));
        const double loss = look(*simulation).back.loss;
        REQUIRE(simulation->apply(SetWeight{"rnn.c0_l0", i, 0, static_cast<double>(at)}));
        return loss;
      };
      const double quotient = (lossWith(0.05f) - lossWith(-0.05f)) / 0.1, dc = static_cast<double>(s.back.dc.at(0, i)), f = gate("f", 0, i);
      double through = 0;
      for (const ParameterTable& p : s.parameters) {
        const double w = p.values.rows == 4 ? static_cast<double>(p.values.at(i, 0)) : 0, in = gate("i", 0, i);
        if (p.name == "rnn.weight_ci_l0") through += w * dc * gate("g", 0, i) * in * (1 - in);
        if (p.name == "rnn.weight_cf_l0") through += w * dc * static_cast<double>(at) * f * (1 - f);
      }
      CHECK(near(quotient, dc * f + through, 2e-2, 1e-3));
    }
  }
  auto gru = simulate("cell=gru&hiddenSize=4&seqLen=5");
  CHECK(look(*gru).back.dc.empty());
}

TEST_CASE("the theorem: the feedforward twin has the same numbers, until it is untied and trained") {
  auto simulation = simulate("task=adding&hiddenSize=9&updates=40", true);
  simulation->finish();
  for (int length : {1, 2, 7, 50}) {
    const auto twins = simulation->compareWithTwin(length);
    REQUIRE(twins);
    CHECK(twins.value().maxAbsDifference == 0);
    CHECK(twins.value().rnn.rows == length + 2);
    CHECK(twins.value().feedforward.rows == length);
    CHECK(twins.value().tiedParameters == 9 * 2 + 9 * 9 + 9 + 9 + 9 + 1);
    CHECK(twins.value().untiedParameters == length * twins.value().tiedParameters);
  }
  CHECK(look(*simulation, true).twins.maxAbsDifference == 0);
  REQUIRE(simulation->apply(SetSetting{"tying", "untied"}));
  CHECK(look(*simulation, true).twins.maxAbsDifference == 0);
  trainTo(*simulation, 60);
  const Snapshot apart = look(*simulation, true);
  CHECK(apart.twins.maxAbsDifference > 1e-4);
  CHECK(apart.twins.weightDistance[0] > 0);
  CHECK(apart.tiedParameters.size() == 6);
  // The net trained along is the one that would have been trained tied.
  auto tied = simulate("task=adding&hiddenSize=9&updates=60");
  tied->finish();
  const Snapshot alone = look(*tied);
  CHECK(alone.probe.y.values == std::vector<float>(apart.twins.rnn.values.begin(), apart.twins.rnn.values.begin() + 20));
  CHECK_FALSE(simulation->compareWithTwin(5));
}

TEST_CASE("the metric at each time step is that of the evaluation, step by step") {
  for (const char* text : {"task=echo&delay=2&seqLen=7&hiddenSize=4&updates=30&edits=0:tying=untied",
                           "task=adding&hiddenSize=5&seqLen=6&updates=30&edits=0:tying=untied"}) {
    CAPTURE(text);
    auto simulation = simulate(text, true);
    simulation->finish();
    const Snapshot s = look(*simulation, true);
    REQUIRE(s.twins.rnnMetric.size() == s.twins.feedforwardMetric.size());
    REQUIRE(static_cast<int>(s.twins.rnnMetric.size()) == s.current.seqLen);
    double sum = 0;
    int count = 0;
    for (int t = 0; t < s.current.seqLen; ++t) {
      const auto at = static_cast<std::size_t>(t);
      CHECK(std::isnan(s.twins.rnnMetric[at]) == !s.probe.scored[at]);
      CHECK(std::isnan(s.twins.feedforwardMetric[at]) == !s.probe.scored[at]);
      if (s.probe.scored[at]) sum += static_cast<double>(s.twins.feedforwardMetric[at]), ++count;
    }
    // Of 100 sequences, the evaluation's of 1,000.
    CHECK(near(sum / count, s.metric, 0.25, 0.01));
    CHECK(look(*simulate("task=adding&hiddenSize=5&seqLen=6"), true).twins.rnnMetric.empty());
  }
}

TEST_CASE("an explosion is noticed and the last finite state stays") {
  auto simulation = simulate("task=adding&activation=relu&optimizer=sgd&learningRate=10&updates=500");
  simulation->finish();
  const Snapshot s = look(*simulation);
  REQUIRE(s.divergence);
  CHECK(s.update < 500);
  CHECK(s.divergence->update == s.update + 1);
  for (const ParameterTable& p : s.parameters)
    for (float v : p.values.values) CHECK(std::isfinite(v));
  CHECK(simulation->weightsHash() ==
        hashAfter("task=adding&activation=relu&optimizer=sgd&learningRate=10&updates=" + std::to_string(s.update)));
  // The weights are finite, but what they compute isn't: one command leads to where it was, and no number there is infinite.
  const std::string explosive = "task=adding&activation=relu&optimizer=sgd&learningRate=10&updates=";
  REQUIRE(simulation->apply(SetSetting{"clipNorm", "0.5"}));
  REQUIRE(simulation->apply(RestoreLastFinite{}));
  const Snapshot back = look(*simulation);
  CHECK_FALSE(back.divergence);
  CHECK(back.update == s.update - 1);
  CHECK(simulation->weightsHash() == hashAfter(explosive + std::to_string(back.update)));
  for (float h : back.probe.h.values) CHECK(std::isfinite(h));
  // What was changed by hand holds from there on: training goes on, and the link says so.
  REQUIRE(simulation->apply(SetSetting{"learningRate", "0.001"}));
  trainTo(*simulation, 20);
  const Snapshot on = look(*simulation);
  CHECK(on.update == 20);
  CHECK_FALSE(on.divergence);
  CHECK(hashAfter(printExperiment(on.experiment)) == simulation->weightsHash());
  // Going back without changing anything meets the same batches, and so the same explosion.
  auto unchanged = simulate(explosive + "500");
  unchanged->finish();
  REQUIRE(unchanged->apply(RestoreLastFinite{}));
  trainTo(*unchanged, 500);
  CHECK(look(*unchanged).divergence->update == s.divergence->update);
  REQUIRE(simulation->apply(Reset{}));
  REQUIRE(simulation->apply(SetSetting{"learningRate", "0.001"}));
  trainTo(*simulation, 20);
  CHECK(simulation->update() == 20);
  CHECK_FALSE(look(*simulation).divergence);
}

TEST_CASE("what would not fit into memory is refused before it is taken") {
  const auto experiment = parseExperiment("hiddenSize=512&seqLen=1000&batchSize=256");
  REQUIRE(experiment);
  const auto created = Simulation::create(experiment.value());
  REQUIRE_FALSE(created);
  CHECK(created.error().message.find("hiddenSize=512: with seqLen=1000, batchSize=256 and tying=tied this would take 2.3 GB") == 0);
}

TEST_CASE("an untying on the way that would not fit into memory is refused at the start") {
  const auto experiment = parseExperiment("hiddenSize=512&seqLen=500&batchSize=1&updates=1&edits=0:tying=untied");
  REQUIRE(experiment);
  const auto created = Simulation::create(experiment.value());
  REQUIRE_FALSE(created);
  CHECK(created.error().message.find("tying=untied this would take") != std::string::npos);
}

TEST_CASE("how many fresh sequences have occurred in training is said as it is") {
  const auto simulation = simulate("task=echo&seqLen=10&batchSize=32");
  CHECK(look(*simulation).seenShare == 0);
  trainTo(*simulation, 40);
  const Snapshot s = look(*simulation);
  REQUIRE(s.metricUpdate == 40);
  const auto draw = [&](Stream stream, int count) {
    Random random(s.current.seed, stream);
    std::vector<std::vector<float>> all;
    for (int n = 0; n < count; ++n) {
      std::vector<float> x(10), target(10);
      findTask("echo")->draw(s.current, random, {x.data(), 1}, {target.data(), 1});
      all.push_back(x);
    }
    return all;
  };
  const auto training = draw(Stream::training, 40 * 32), fresh = draw(Stream::evaluation, 1000);
  const std::set<std::vector<float>> seen(training.begin(), training.end());
  const auto known = std::count_if(fresh.begin(), fresh.end(), [&](const auto& x) { return seen.count(x) > 0; });
  const double p = s.seenShare;
  CHECK(s.differentInputs == 1024);
  CHECK(std::fabs(static_cast<double>(known) / 1000 - p) < 4 * std::sqrt(p * (1 - p) / 1000));
  const auto real = simulate("task=adding&updates=3&hiddenSize=2");
  real->finish();
  CHECK(look(*real).seenShare == 0);
}

TEST_CASE("the blind answer's loss is that of the loss in use, or none") {
  CHECK(look(*simulate("task=echo")).blindLoss == findTask("echo")->blindLoss({}));
  CHECK(look(*simulate("task=echo&loss=mse")).blindLoss == findTask("echo")->blindLoss({}));
  CHECK(std::isnan(look(*simulate("task=echo&loss=bce")).blindLoss));
  CHECK(std::isnan(look(*simulate("task=adding&lossAt=every")).blindLoss));
}

TEST_CASE("where a task asks for no class none is learned, whatever steps the loss is to be taken at") {
  for (const char* task : {"order", "rows&seqLen=12"}) {
    CAPTURE(task);
    const auto own = simulate("updates=30&task=" + std::string(task)),
               every = simulate("updates=30&lossAt=every&task=" + std::string(task));
    own->finish();
    every->finish();
    CHECK(own->weightsHash() == every->weightsHash());
    CHECK(own->predict(20, 50, 3).value().loss == every->predict(20, 50, 3).value().loss);
  }
}

TEST_CASE("training ends where the metric of stopAt is met") {
  auto simulation = simulate("task=echo&stopAt=0.99&updates=2000");
  simulation->finish();
  const Snapshot s = look(*simulation);
  CHECK(s.update < 2000);
  CHECK(s.metric >= 0.99);
  CHECK(simulation->stopMet());
}

TEST_CASE("the first fresh sequence is one on which a blind answer is wrong, and none of the weights know of it") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    Experiment e;
    e.seed = seed;
    e.hiddenSize = 3;
    auto simulation = Simulation::create(e);
    REQUIRE(static_cast<bool>(simulation));
    Snapshot s;
    simulation.value()->fill(s);
    CHECK(std::fabs(s.probe.target.values.back() - 1) >= 0.408f);  // √(1/6), the error of the answer 1 on average
    Snapshot again;
    auto same = Simulation::create(e);
    same.value()->fill(again);
    CHECK(again.probe.x.values == s.probe.x.values);
  }
}
