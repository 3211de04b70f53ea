// What the Training lesson concludes from a run: whether it went wrong, and where the last good state is.
#include <doctest/doctest.h>

#include <cmath>

#include "scenes/recurrent/recovery.h"
#include "scenes/training/story.h"

using namespace unroll;

namespace {

Experiment steepDescent(double rate) {
  Experiment e;
  e.optimizer = "sgd";
  e.learningRate = rate;
  e.hiddenSize = 32;
  return e;
}

Snapshot after(const Experiment& experiment) {
  auto simulation = Simulation::create(experiment);
  REQUIRE(static_cast<bool>(simulation));
  simulation.value()->finish();
  Snapshot snapshot;
  simulation.value()->fill(snapshot);
  return snapshot;
}

// Goes on from the state for as many updates as a link would say.
Snapshot goneOn(Experiment experiment, const GoodState& good, std::int64_t updates) {
  std::erase_if(experiment.edits, [&](const Edit& e) { return e.update >= good.update; });
  experiment.edits.push_back({good.update, "learningRate", printNumber(good.learningRate)});
  experiment.updates = good.update + updates;
  return after(experiment);
}

}  // namespace

TEST_CASE("after a rate that was too large the way back leads to the best state and the rate before") {
  Experiment e = steepDescent(0.01);
  e.updates = 400;
  e.edits.push_back({200, "learningRate", "1"});
  const Snapshot broken = after(e);
  REQUIRE(broken.divergence.has_value());
  const GoodState good = lastGoodState(broken);
  CHECK(good.learningRate == 0.01);
  CHECK(good.update <= 200);
  CHECK(good.update >= 100);
  float best = HUGE_VALF, there = HUGE_VALF;
  for (const CurvePoint& p : broken.metricCurve) {
    best = std::min(best, p.value);
    if (p.update == good.update) there = p.value;
  }
  CHECK(there == best);
  CHECK_FALSE(goneOn(e, good, 200).divergence.has_value());
}

TEST_CASE("a rate that diverges from the start becomes a tenth, until it holds") {
  double rate = 10;
  Snapshot run = after([&] {
    Experiment e = steepDescent(rate);
    e.updates = 300;
    return e;
  }());
  int presses = 0;
  for (; run.divergence && presses < 5; ++presses) {
    const GoodState good = lastGoodState(run);
    CHECK(good.update < run.update + 1);
    CHECK(good.learningRate <= run.current.learningRate / 9.99);
    run = goneOn(run.experiment, good, 300);
  }
  CHECK(presses > 0);
  CHECK_FALSE(run.divergence.has_value());
}

TEST_CASE("a training counts as broken only after it was whole or has grown up, and as mended only after it was broken") {
  Snapshot s;
  s.blindScore = 0.2;
  const auto at = [&](std::int64_t update, double metric) {
    s.update = s.metricUpdate = update;
    s.metric = metric;
    return s;
  };
  Course course;
  course.follow(at(0, 1.1));
  course.follow(at(100, 0.9));  // as it was born
  CHECK(course.breaks() == 0);
  course.follow(at(300, 0.1));
  CHECK(course.mends() == 0);
  course.follow(at(400, 0.22));  // neither
  course.follow(at(500, 0.5));
  course.follow(at(600, 0.6));
  CHECK(course.breaks() == 1);
  CHECK(course.mends() == 0);
  course.follow(at(300, 0.1));
  CHECK(course.mends() == 1);
  s.divergence = Divergence{};
  course.follow(at(310, 0.1));
  CHECK(course.breaks() == 2);
}
