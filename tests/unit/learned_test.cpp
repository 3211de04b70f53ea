// How surely the tasks are learned: of 200 seeds, not of a lucky one. `./lab test long` measures it, some minutes long.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "tasks/task.h"

using namespace unroll;

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
