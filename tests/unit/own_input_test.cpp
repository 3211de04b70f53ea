// An input of one's own: what may be written, what the tasks ask of it, and that training has nothing of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "recurrent/experiment_text.h"
#include "recurrent/own_input.h"
#include "recurrent/recurrent.h"
#include "tasks/task.h"

using namespace unroll;

namespace {

std::unique_ptr<Simulation> simulate(std::string_view text) {
  auto experiment = parseExperiment(text);
  REQUIRE_MESSAGE(static_cast<bool>(experiment), text);
  auto simulation = Simulation::create(experiment.value());
  REQUIRE(static_cast<bool>(simulation));
  return std::move(simulation).value();
}

Snapshot look(Simulation& simulation) {
  Snapshot snapshot;
  simulation.fill(snapshot);
  return snapshot;
}

Snapshot shown(std::string_view text) { return look(*simulate(text)); }

}  // namespace

TEST_CASE("own input: what is refused, by name") {
  for (const auto& each : {std::pair{"task=adding&input=1", "has 2"},
                           {"task=adding&input=1,0;1", "as many numbers"},
                           {"task=echo&input=1;x", "“x”"},
                           {"task=echo&input=;", "“”"},
                           {"task=echo&input=1e9", "1000"},
                           {"task=echo&input=nan", "“n”"},
                           {"task=echo&input=1;;1", "“”"}}) {
    const char *text = each.first, *why = each.second;
    const auto experiment = parseExperiment(text);
    REQUIRE_MESSAGE(!experiment, text);
    CHECK_MESSAGE(experiment.error().message.find("input=") == 0, experiment.error().message);
    CHECK_MESSAGE(experiment.error().message.find(why) != std::string::npos, experiment.error().message);
  }
  CHECK(parseExperiment("task=echo&input=1;0.50;-3").value().input == "1;0.5;-3");
}

TEST_CASE("own input: the sequence is what was given, filled up with 0, and each task asks by its own rule") {
  const Snapshot adding = shown("task=adding&seqLen=5&input=0.25,1;0.5,0;4,1");
  CHECK(adding.probe.x.values == std::vector<float>{0.25f, 1, 0.5f, 0, 4, 1, 0, 0, 0, 0});
  CHECK(adding.probe.target.at(4, 0) == 4.25f);
  CHECK(adding.probe.counts == std::vector<bool>{false, false, false, false, true});
  // Where every step counts, the others are to be 0, as in what the task draws.
  const Snapshot every = shown("task=adding&lossAt=every&seqLen=5&input=0.25,1;0.5,0;4,1");
  CHECK(every.probe.counts == std::vector<bool>{true, true, true, true, true});
  CHECK(every.probe.target.values == std::vector<float>{0, 0, 0, 0, 4.25f});
  const Snapshot delayed = shown("task=echo&lossAt=every&delay=2&seqLen=4&input=1;0;1;1");
  CHECK(delayed.probe.counts == std::vector<bool>{true, true, true, true});
  CHECK(delayed.probe.target.values == std::vector<float>{0, 0, 1, 0});
  const Snapshot echo = shown("task=echo&delay=2&seqLen=4&input=1;0;1;1;1;1");
  CHECK(echo.probe.target.values == std::vector<float>{0, 0, 1, 0});
  CHECK(echo.probe.counts == std::vector<bool>{false, false, true, true});
  // The exclusive or of 1 and 1 is known though it lies beyond the end; of a bit that is drawn nothing is known.
  CHECK(shown("task=xor&seqLen=5&input=0;1;1;1;1").probe.target.values == std::vector<float>{1, 1, 1, 1, 0});
  CHECK(shown("task=xor&seqLen=5&input=0;1;1;1;1").probe.counts == std::vector<bool>{true, true, true, true, true});
  CHECK(shown("task=xor&seqLen=6&input=0;1;1;1;1").probe.counts.back() == false);
  const Snapshot sine = shown("task=sine&seqLen=8&input=0;0;0;0;0;0;0.5;-1");
  CHECK(sine.probe.target.values == std::vector<float>{0, 0, 0, 0, 0, 0.5f, -1, 0});
  CHECK(sine.probe.counts == std::vector<bool>{false, false, false, false, false, true, true, false});
}

TEST_CASE("the state before the first step is what was given, for each kind of cell, and what it was by itself for the rest") {
  const Snapshot elman = shown("task=adding&hiddenSize=3&seqLen=4&start=0.5,-1");
  CHECK(elman.probe.h0 == std::vector<float>{0.5f, -1, 0});
  CHECK(explainHidden(elman, 0, 2).value == elman.probe.h.at(0, 2));
  CHECK(explainHidden(elman, 0, 2).terms[3].operand == 0.5f);
  const Snapshot lstm = shown("task=adding&cell=lstm&hiddenSize=2&layers=2&bidirectional=true&seqLen=4&start=0.5|0.25,-2;;0,1;1|3");
  CHECK(lstm.probe.inner[0].h0 == std::vector<float>{0.5f, 0, 0, 0});
  CHECK(lstm.probe.inner[0].c0 == std::vector<float>{0.25f, -2, 0, 0});
  CHECK(lstm.probe.h0 == std::vector<float>{0, 1, 1, 0});
  CHECK(lstm.probe.c0 == std::vector<float>{0, 0, 3, 0});
  CHECK(lstm.experiment.start == "0.5|0.25,-2;;0,1;1|3");
  const Snapshot jordan = shown("task=adding&cell=jordan&hiddenSize=2&seqLen=4&start=0.75");
  CHECK(jordan.probe.fed0 == std::vector<float>{0.75f});
  CHECK(explainHidden(jordan, 0, 1).value == jordan.probe.h.at(0, 1));
  CHECK(jordan.probe.h.values != shown("task=adding&cell=jordan&hiddenSize=2&seqLen=4").probe.h.values);
  // More than there are units, and the place of a learned one.
  CHECK(shown("task=adding&hiddenSize=1&seqLen=4&start=0.5,1,2;7").probe.h0 == std::vector<float>{0.5f});
  CHECK(shown("task=adding&hiddenSize=1&seqLen=4&initialState=learned&updates=3&start=0.5").probe.h0 == std::vector<float>{0.5f});
  for (const char* text : {"start=x", "start=1,,2", "start=1e9", "start=nan", "start=1|x"}) {
    const auto refused = parseExperiment(text);
    REQUIRE_MESSAGE(!refused, text);
    CHECK_MESSAGE(refused.error().message.find("start=") == 0, refused.error().message);
  }
}

TEST_CASE("training has nothing of the state that is given to look at") {
  for (const char* cell : {"elman", "lstm&initialState=learned", "jordan"}) {
    const std::string text = std::string("task=echo&hiddenSize=4&seqLen=8&updates=20&cell=") + cell;
    auto a = std::move(Simulation::create(parseExperiment(text).value())).value(),
         b = std::move(Simulation::create(parseExperiment(text + "&start=0.5,-1").value())).value();
    a->finish();
    b->finish();
    CHECK(a->weightsHash() == b->weightsHash());
    Snapshot plain, given;
    a->fill(plain);
    b->fill(given);
    CHECK(plain.probe.h.values != given.probe.h.values);
    const auto before = a->checkpoint();
    REQUIRE(a->apply(SetSetting{"start", "0.50,-1"}));
    CHECK(a->update() == 20);
    a->fill(plain);
    CHECK(plain.probe.h.values == given.probe.h.values);
    CHECK(printExperiment(a->experiment()) == printExperiment(b->experiment()));
    a->restore(before);
    a->fill(plain);
    CHECK(plain.probe.h.values != given.probe.h.values);
    REQUIRE(b->apply(NewProbe{}));
    CHECK(b->experiment().start == "0.5,-1");
  }
}

TEST_CASE("own input: where no target is known there is no loss, and the way back is 0") {
  auto simulation = Simulation::create(parseExperiment("task=sine&seqLen=8&lossAt=last&input=1").value());
  Snapshot snapshot;
  SnapshotParts parts;
  parts.back = true;
  simulation.value()->fill(snapshot, parts);
  CHECK(snapshot.back.loss == 0);
  for (const float norm : snapshot.back.norms) CHECK(norm == 0);
}

TEST_CASE("own input: training has nothing of it; it is kept with the run and given up for a drawn one") {
  Experiment plain = parseExperiment("task=echo&hiddenSize=4&seqLen=8&updates=20").value(), own = plain;
  own.input = "1;0;1";
  auto a = std::move(Simulation::create(plain)).value(), b = std::move(Simulation::create(own)).value();
  a->finish();
  b->finish();
  CHECK(a->weightsHash() == b->weightsHash());
  Snapshot drawn, given;
  a->fill(drawn);
  b->fill(given);
  CHECK(drawn.probe.x.values != given.probe.x.values);
  // Set while it runs: nothing begins anew, and it is no edit.
  REQUIRE(a->apply(SetSetting{"input", "1;0;1"}));
  CHECK(a->update() == 20);
  a->fill(drawn);
  CHECK(drawn.probe.x.values == given.probe.x.values);
  CHECK(drawn.probe.h.values == given.probe.h.values);
  CHECK(printExperiment(a->experiment()) == printExperiment(b->experiment()));
  const auto before = a->checkpoint();
  REQUIRE(a->apply(NewProbe{}));
  CHECK(a->experiment().input.empty());
  a->restore(before);
  a->fill(drawn);
  CHECK(drawn.probe.x.values == given.probe.x.values);
  // One step of it.
  REQUIRE(a->apply(SetInput{1, {0.1f}}));
  CHECK(a->experiment().input == "1;0.1;1;0;0;0;0;0");
  CHECK_FALSE(static_cast<bool>(a->apply(SetInput{8, {1}})));
  CHECK_FALSE(static_cast<bool>(a->apply(SetInput{0, {1, 1}})));
  a->restore(before);
  // A longer sequence keeps it; a task with other inputs can't.
  REQUIRE(a->apply(SetSetting{"seqLen", "10"}));
  CHECK(a->experiment().input == "1;0;1");
  REQUIRE(a->apply(SetSetting{"task", "adding"}));
  CHECK(a->experiment().input.empty());
  CHECK_FALSE(static_cast<bool>(a->apply(SetSetting{"input", "1;0;1"})));
}

TEST_CASE("a word is an input where the task has letters, in the link as it was typed; elsewhere it is refused") {
  auto made = simulate("task=letters&seqLen=6&input=badiig");
  const Snapshot s = look(*made);
  CHECK(s.letters == "bdgaiu");
  CHECK(s.word.substr(0, 6) == "badiig");
  const auto& codes = findTask("letters")->codes;
  for (int t = 0; t < 6; ++t)
    for (int i = 0; i < 6; ++i)
      CHECK(s.probe.x.at(t, i) == codes[std::string("bdgaiu").find("badiig"[t]) * 6 + static_cast<std::size_t>(i)]);
  CHECK(s.probe.target.at(0, 1) == 1);  // a vowel comes
  CHECK(printExperiment(s.experiment).find("input=badiig") != std::string::npos);

  // Shorter than T: nothing follows. A feature changed by hand: numbers again, and no letter there.
  made = simulate("task=letters&seqLen=6&input=ba");
  CHECK(look(*made).word == "ba    ");
  REQUIRE(made->apply(SetInput{1, {0, 1, 0, 0, 0, 0}}));
  CHECK(look(*made).word == "b     ");
  CHECK(look(*made).experiment.input.substr(0, 15) == "1,0,1,0,0,1;0,1");

  CHECK(parseExperiment("task=letters&input=bax").error().message ==
        "input=bax: “x” is no letter of task=letters: it has b, d, g, a, i, u");
  CHECK(parseExperiment("task=adding&input=ba").error().message == "input=ba: “b” is no letter of task=adding, which has numbers");
  CHECK_FALSE(parseExperiment("task=letters&input=ba%20dii"));
  CHECK_FALSE(parseExperiment("task=letters&input=" + std::string(1001, 'b')));
  CHECK(shown("task=adding").word.empty());
  REQUIRE(made->apply(SetSetting{"input", "guuu"}));
  REQUIRE(made->apply(SetSetting{"task", "adding"}));  // another task's
  CHECK(look(*made).experiment.input.empty());
}
