// A simulation from its text, and what tests ask of it.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>

#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

namespace unroll {

inline std::unique_ptr<Simulation> simulate(const std::string& text, bool withTwin = false) {
  const auto experiment = parseExperiment(text);
  REQUIRE(experiment);
  auto created = Simulation::create(experiment.value(), withTwin);
  REQUIRE(created);
  return std::move(created).value();
}

inline std::string hashAfter(const std::string& text) {
  auto simulation = simulate(text);
  simulation->finish();
  return simulation->weightsHash();
}

inline Snapshot look(Simulation& simulation, bool twins = false) {
  Snapshot snapshot;
  simulation.fill(snapshot, {.curves = true, .parameters = true, .twins = twins});
  return snapshot;
}

inline void trainTo(Simulation& simulation, std::int64_t update) {
  simulation.setGoal(update);
  simulation.finish();
}

}  // namespace unroll
