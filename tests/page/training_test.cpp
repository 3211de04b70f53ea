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

TEST_CASE("out of a net that learns no more the way leads to a state before, and to one that was better than blind") {
  Experiment e;
  e.learningRate = 1;
  e.updates = 300;
  const Snapshot fromBirth = after(e);  // never better than blind
  REQUIRE_FALSE(fromBirth.divergence.has_value());
  const GoodState anew = lastGoodState(fromBirth);
  CHECK(anew.update == 0);
  CHECK(anew.learningRate == 0.1);

  e.learningRate = 0.001;
  e.edits.push_back({50, "learningRate", "1"});
  const Snapshot raised = after(e);  // too early to be better than blind
  REQUIRE_FALSE(raised.divergence.has_value());
  const GoodState before = lastGoodState(raised);
  CHECK(before.update == 50);
  CHECK(before.learningRate == 0.001);
}

TEST_CASE("out of a net that learns no more the best state is one that it has left clearly, not one like the present") {
  Snapshot s;
  s.blindScore = 0.2;
  s.experiment.learningRate = 0.01;
  s.experiment.edits = {{400, "learningRate", "1"}};
  s.current.learningRate = 1;
  s.update = s.metricUpdate = 900;
  s.metricCurve = {{0, 1.1f}, {300, 0.05f}, {400, 0.07f}, {500, 0.4f}, {900, 0.21f}};
  s.metric = 0.21;
  CHECK(lastGoodState(s).update == 300);
  CHECK(lastGoodState(s).learningRate == 0.01);
  s.metricCurve = {{0, 1.1f}, {300, 0.3f}, {400, 0.25f}, {500, 0.149f}, {900, 0.15f}};  // better than blind, and stuck there
  s.metric = 0.15;
  CHECK(lastGoodState(s).update == 400);
  s.experiment.edits = {{400, "learningRate", "1"}, {900, "learningRate", "2"}};  // with which no update was done yet
  CHECK(lastGoodState(s).update == 400);

  s.higherIsBetter = true;
  s.blindScore = 0.5;
  s.metricCurve = {{0, 0.4f}, {300, 0.9f}, {500, 0.52f}, {900, 0.53f}};
  s.metric = 0.53;
  CHECK(lastGoodState(s).update == 300);
}

TEST_CASE("the way back is said in the language's own numbers") {
  Text text;
  text.setLanguage("de");
  CHECK(text.written(wayBackWords(text, {300, 0.1})) == "zurück zu 300, Rate 0,1");
  CHECK(wayBackWords(text, {300, 2.5e-6}).find('{') == std::string::npos);
  text.setLanguage("en");
  CHECK(text.written(wayBackWords(text, {300, 0.1})) == "back to 300, rate 0.1");
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
