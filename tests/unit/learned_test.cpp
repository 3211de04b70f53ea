// That the tasks are learned, and how surely: of 200 seeds, not of a lucky one. `./lab test long` measures the latter, some minutes long.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "core/keys.h"
#include "tasks/task.h"
#include "unit/simulate.h"

using namespace unroll;

TEST_CASE("every task is learned with its own settings in as many updates as it says") {
  for (const Task* each : allTasks()) {
    const int updates = each->learnedBy;
    const std::string task(each->name);
    CAPTURE(task);
    auto simulation = simulate("task=" + task + "&seed=1&stopAt=" + printNumber(each->learnedBound));
    const Snapshot before = look(*simulation);
    CHECK_FALSE(before.learned);
    simulation->setGoal(updates);
    simulation->finish();  // it ends when it is learned
    const Snapshot after = look(*simulation);
    CHECK(after.learned);
    CHECK(simulation->stopMet());
    CHECK(after.update <= updates);
    CHECK(after.metricUpdate == after.update);
    if (after.higherIsBetter)
      CHECK(after.metric >= after.learnedBound);
    else
      CHECK(after.metric <= after.learnedBound);
  }
}

TEST_CASE("of the seeds 1 to 200, each task is learned by the share that it states" * doctest::test_suite("long") * doctest::skip()) {
  constexpr int seeds = 200;
  for (const Task* task : allTasks()) {
    const std::string name(task->name);
    CAPTURE(name);
    int learned = 0;
    for (int seed = 1; seed <= seeds; ++seed) {
      const auto experiment =
          parseExperiment("task=" + name + "&seed=" + std::to_string(seed) + "&updates=" + std::to_string(task->learnedBy) +
                          "&stopAt=" + std::to_string(task->learnedBound));
      REQUIRE(experiment);
      auto simulation = Simulation::create(experiment.value());
      REQUIRE(simulation);
      simulation.value()->finish();
      Snapshot end;
      simulation.value()->fill(end, {.curves = false, .parameters = false, .twins = false});
      learned += end.learned;
    }
    MESSAGE(name << ": learned within " << task->learnedBy << " updates with " << learned << " of " << seeds << " seeds");
    CHECK(learned == std::lround(task->learnedShare * seeds));
  }
}
