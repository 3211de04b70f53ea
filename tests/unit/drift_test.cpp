// The drift of an untied net from the recurrent one, over the updates: a function of the experiment, whoever watches and however.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "analysis/drift.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

using namespace unroll;

namespace {

std::unique_ptr<Simulation> simulate(const std::string& text) {
  const auto experiment = parseExperiment(text);
  REQUIRE(experiment);
  auto created = Simulation::create(experiment.value(), true);
  REQUIRE(created);
  return std::move(created).value();
}

Snapshot look(Simulation& simulation) {
  Snapshot snapshot;
  simulation.fill(snapshot, {.curves = false, .parameters = false, .twins = true});
  return snapshot;
}

std::vector<CurvePoint> driftOf(Simulation& simulation) { return look(simulation).driftCurve; }

void trainTo(Simulation& simulation, std::int64_t update) {
  simulation.setGoal(update);
  simulation.finish();
}

bool areSame(const std::vector<CurvePoint>& a, const std::vector<CurvePoint>& b) {
  bool same = a.size() == b.size();
  for (std::size_t i = 0; same && i < a.size(); ++i) same = a[i].update == b[i].update && a[i].value == b[i].value;
  return same;
}

bool areSame(const std::vector<CopyCurve>& a, const std::vector<CopyCurve>& b) {
  bool same = a.size() == b.size();
  for (std::size_t i = 0; same && i < a.size(); ++i) same = a[i].step == b[i].step && areSame(a[i].points, b[i].points);
  return same;
}

constexpr const char* nets[] = {"task=adding&hiddenSize=3&seqLen=6", "task=sine&hiddenSize=4&seqLen=9&cell=lstm&layers=2",
                                "task=echo&hiddenSize=4&seqLen=8&bidirectional=true&cell=gru", "hiddenSize=40&seqLen=30&batchSize=2",
                                "task=xor&hiddenSize=4&seqLen=7&cell=jordan"};

}  // namespace

TEST_CASE("the drift begins with zero where the weights are untied, and a tied net has none") {
  for (const std::string text : nets) {
    CAPTURE(text);
    const auto tied = simulate(text + "&updates=20");
    tied->finish();
    CHECK(driftOf(*tied).empty());
    CHECK(look(*tied).twins.maxAbsDifference == 0);
    for (const std::string start : {"&tying=untied&updates=150", "&updates=150&edits=7:tying=untied"}) {
      CAPTURE(start);
      const auto simulation = simulate(text + start);
      simulation->finish();
      const Snapshot s = look(*simulation);
      const std::int64_t first = start.find("edits") == std::string::npos ? 0 : 7;
      REQUIRE(s.driftCurve.size() > 100);
      CHECK(s.driftCurve.front().update == first);
      CHECK(s.driftCurve.front().value == 0);
      CHECK(s.driftCurve[1].update == first + 1);
      CHECK(s.driftCurve[1].value > 0);
      // At an update of the curve the twins of the snapshot are measured, too.
      trainTo(*simulation, first + 160);
      const Snapshot later = look(*simulation);
      REQUIRE(later.driftCurve.back().update == first + 160);
      CHECK(static_cast<double>(later.driftCurve.back().value) == later.twins.maxAbsDifference);
    }
  }
}

TEST_CASE("the drift is the same in whatever slices the work is done, and wherever it waited") {
  for (const std::string text : nets) {
    CAPTURE(text);
    const std::string link = text + "&updates=140&edits=2:tying=untied";
    const auto straight = simulate(link), sliced = simulate(link), waited = simulate(link), resumed = simulate(text);
    straight->finish();
    while (!sliced->advance(0)) (void)look(*sliced);
    for (std::int64_t limit = 1; !waited->advanceTo(limit, 1000); ++limit) REQUIRE(waited->update() <= limit);
    trainTo(*resumed, 2);
    REQUIRE(resumed->apply(SetSetting{"tying", "untied"}));
    for (std::int64_t update : {3, 4, 50, 131, 140}) trainTo(*resumed, update);
    const auto expected = driftOf(*straight);
    CHECK(expected.size() > 128);
    CHECK(areSame(driftOf(*sliced), expected));
    CHECK(areSame(driftOf(*waited), expected));
    CHECK(areSame(driftOf(*resumed), expected));
    CHECK(waited->weightsHash() == straight->weightsHash());
  }
}

TEST_CASE("waiting at an update measures and stops nothing there") {
  const std::string text = "task=echo&hiddenSize=8&seqLen=10&stopAt=0.9&updates=2000";
  const auto straight = simulate(text), waited = simulate(text);
  straight->finish();
  REQUIRE(straight->stopMet());
  for (std::int64_t limit = 1; !waited->advanceTo(limit, 1000); ++limit) {
  }
  CHECK(waited->stopMet());
  CHECK(waited->update() == straight->update());
  CHECK(waited->weightsHash() == straight->weightsHash());
}

TEST_CASE("after going back, loading and a change by hand the drift is that of the link") {
  for (const std::string text : nets) {
    CAPTURE(text);
    const auto simulation = simulate(text + "&tying=untied");
    trainTo(*simulation, 10);
    // Wherever the measurement is.
    simulation->setGoal(12);
    std::shared_ptr<const Checkpoint> middle;
    std::string file;
    for (int slice = 0; !simulation->advance(0); ++slice)
      if (slice % 3 == 0) middle = simulation->checkpoint(), file = simulation->saveModel();
    trainTo(*simulation, 40);
    const auto expected = driftOf(*simulation);
    if (middle) {
      simulation->restore(middle);
      trainTo(*simulation, 40);
      CHECK(areSame(driftOf(*simulation), expected));
      const auto loaded = Simulation::loadModel(file, true);
      REQUIRE(loaded);
      trainTo(*loaded.value(), 40);
      CHECK(areSame(driftOf(*loaded.value()), expected));
    }
    REQUIRE(simulation->apply(SetWeight{"readout.bias@0001", 0, 0, 50}));
    simulation->finish();
    CHECK(driftOf(*simulation).back().value > expected.back().value + 10);
    CHECK(driftOf(*simulation).back().update == 40);
    REQUIRE(simulation->apply(NewProbe{}));  // of the page only
    trainTo(*simulation, 60);
    const auto replayed = simulate(printExperiment(simulation->experiment()));
    replayed->finish();
    CHECK(areSame(driftOf(*simulation), driftOf(*replayed)));
  }
}

TEST_CASE("the drift's updates are close at first, never many, and a file keeps them") {
  int count = 0;
  for (std::int64_t update = 0; update <= 10'000'000; ++update) {
    const bool due = Drift::isDue(update);
    if (update < 128) REQUIRE(due);
    count += due ? 1 : 0;
  }
  CHECK(count > 1000);
  CHECK(count < static_cast<int>(Curve::capacity));
  const auto simulation = simulate("hiddenSize=2&seqLen=3&batchSize=1&tying=untied&updates=3000");
  simulation->finish();
  const auto points = driftOf(*simulation);
  const auto loaded = Simulation::loadModel(simulation->saveModel(), true);
  REQUIRE(loaded);
  CHECK(areSame(driftOf(*loaded.value()), points));
  for (std::size_t i = 1; i < points.size(); ++i) CHECK(Drift::isDue(points[i].update));
}

TEST_CASE("of the copies at most twenty are followed, evenly chosen, the first and the last among them") {
  for (int copies = 1; copies <= 1000; ++copies) {
    const std::vector<int> followed = Drift::followedOf(copies);
    REQUIRE(static_cast<int>(followed.size()) == std::min(copies, 20));
    CHECK(followed.front() == 0);
    CHECK(followed.back() == copies - 1);
    int least = copies, most = 0;
    for (std::size_t i = 1; i < followed.size(); ++i) {
      least = std::min(least, followed[i] - followed[i - 1]);
      most = std::max(most, followed[i] - followed[i - 1]);
    }
    if (copies > 1) CHECK(least > 0);
    if (copies > 1) CHECK(most - least <= 1);
  }
}

TEST_CASE("the copies' ways are those of their weights, in whatever slices, after going back and from a file") {
  for (const std::string text : nets) {
    CAPTURE(text);
    const std::string link = text + "&updates=140&edits=2:tying=untied";
    const auto straight = simulate(link), sliced = simulate(link);
    straight->finish();
    while (!sliced->advance(0)) (void)look(*sliced);
    const Snapshot s = look(*straight);
    REQUIRE_FALSE(s.copyCurves.empty());
    CHECK(areSame(look(*sliced).copyCurves, s.copyCurves));
    for (const CopyCurve& copy : s.copyCurves) {
      REQUIRE(copy.points.size() == s.driftCurve.size());
      for (std::size_t i = 0; i < copy.points.size(); ++i) CHECK(copy.points[i].update == s.driftCurve[i].update);
      CHECK(copy.points.front().value == 0);
      const double distance = static_cast<double>(s.twins.weightDistance[static_cast<std::size_t>(copy.step)]);
      CHECK(std::fabs(static_cast<double>(copy.points.back().value) - distance) <= 1e-5 * distance);
      CHECK(distance > 0);
    }
    const auto checkpoint = straight->checkpoint();
    const std::string file = straight->saveModel();
    trainTo(*straight, 170);
    const auto later = look(*straight).copyCurves;
    CHECK(later.front().points.size() > s.copyCurves.front().points.size());
    straight->restore(checkpoint);
    CHECK(areSame(look(*straight).copyCurves, s.copyCurves));
    trainTo(*straight, 170);
    CHECK(areSame(look(*straight).copyCurves, later));
    const auto loaded = Simulation::loadModel(file, true);
    REQUIRE(loaded);
    CHECK(areSame(look(*loaded.value()).copyCurves, s.copyCurves));
    trainTo(*loaded.value(), 170);
    CHECK(areSame(look(*loaded.value()).copyCurves, later));
    // A weight changed by hand, at an update that was measured already, is measured anew.
    const std::string digits = std::to_string(later[1].step);
    REQUIRE(straight->apply(SetWeight{"readout.bias@" + std::string(4 - digits.size(), '0') + digits, 0, 0, 50}));
    straight->finish();
    const auto changed = look(*straight).copyCurves;
    CHECK(changed[1].points.back().update == later[1].points.back().update);
    CHECK(changed[1].points.back().value > later[1].points.back().value + 10);
    CHECK(areSame(changed[0].points, later[0].points));
  }
}
