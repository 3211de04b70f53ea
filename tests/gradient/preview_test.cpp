// One step of gradient descent as a snapshot shows it beforehand, and the basins of two units.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "analysis/plane_basins.h"
#include "cells/cell.h"
#include "core/activation.h"
#include "near.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

using namespace unroll;

namespace {

std::unique_ptr<Simulation> netOf(const std::string& text) {
  const auto experiment = parseExperiment(text);
  REQUIRE(experiment);
  auto created = Simulation::create(experiment.value());
  REQUIRE(created);
  return std::move(created).value();
}

Snapshot previewOf(Simulation& simulation, const UpdateWish& wish) {
  Snapshot s;
  SnapshotParts parts;
  parts.back = true;
  parts.update = wish;
  simulation.fill(s, parts);
  return s;
}

UnitPlane planeOf(double w00, double w01, double w10, double w11) {
  UnitPlane plane;
  plane.activation = Activation::tanh;
  plane.w = {UnitPlane::Point{w00, w01}, UnitPlane::Point{w10, w11}};
  return plane;
}

double shareOf(const PlaneBasins& basins, int end) {
  return static_cast<double>(std::count(basins.ends().begin(), basins.ends().end(), static_cast<float>(end))) /
         static_cast<double>(basins.ends().size());
}

}  // namespace

TEST_CASE("the previewed update changes nothing, and taken by hand it gives the loss and the outputs that it says, for every cell") {
  for (const CellEntry* cell : allCells())
    for (const std::string more : {"", "&layers=2", "&bidirectional=true", "&tying=untied", "&loss=bce&task=echo&delay=1"}) {
      auto simulation = netOf("task=adding&hiddenSize=3&seqLen=6&lossAt=every&cell=" + std::string(cell->name) + more);
      CAPTURE(cell->name);
      CAPTURE(more);
      const std::string before = simulation->weightsHash();
      const Snapshot s = previewOf(*simulation, {0.05, {}});
      CHECK(simulation->weightsHash() == before);
      REQUIRE(s.preview.version == s.probe.version);
      REQUIRE(s.preview.parameters.size() == s.parameters.size());
      CHECK(s.preview.loss == s.back.loss);
      CHECK(s.preview.lossAfter < s.preview.loss);
      double moved = 0;
      for (std::size_t k = 0; k < s.parameters.size(); ++k)
        for (int row = 0; row < s.parameters[k].values.rows; ++row)
          for (int col = 0; col < s.parameters[k].values.cols; ++col) {
            const float value = s.preview.parameters[k].values.at(row, col);
            if (value == s.parameters[k].values.at(row, col)) continue;
            ++moved;
            if (cell->frozen) CHECK(s.parameters[k].name.rfind("readout", 0) == 0);
            REQUIRE(simulation->apply(SetWeight{s.parameters[k].name, row, col, static_cast<double>(value)}));
          }
      CHECK(moved > 0);
      const Snapshot taken = previewOf(*simulation, {0.05, {}});
      CHECK(near(taken.back.loss, s.preview.lossAfter, 1e-5, 1e-4));
      for (int t = 0; t < 6; ++t)
        CHECK(near(static_cast<double>(taken.probe.y.at(t, 0)), static_cast<double>(s.preview.y.at(t, 0)), 1e-4, 1e-3));
    }
}

TEST_CASE("in the preview the gradient by trying is that of the way back, and the step is the rate times it") {
  for (const CellEntry* cell : allCells()) {
    auto simulation = netOf("task=adding&hiddenSize=3&seqLen=6&lossAt=every&cell=" + std::string(cell->name));
    CAPTURE(cell->name);
    for (const char* name : {"rnn.weight_ih_l0", "rnn.bias_ih_l0", "readout.weight"}) {
      const Snapshot s = previewOf(*simulation, {0.3, {name, 0, 0}});
      const auto found =
          std::find_if(s.parameters.begin(), s.parameters.end(), [&](const ParameterTable& table) { return table.name == name; });
      if (found == s.parameters.end()) continue;
      CAPTURE(name);
      const UpdatePreview& p = s.preview;
      CHECK(p.tried > 0);
      CHECK(std::fabs(p.gradient) > 1e-6);
      CHECK(near((p.lossAbove - p.lossBelow) / (2 * p.tried), p.gradient, 5e-3, 1e-2));
      const double before = static_cast<double>(found->values.at(0, 0)),
                   after = static_cast<double>(p.parameters[static_cast<std::size_t>(found - s.parameters.begin())].values.at(0, 0));
      const bool learns = !cell->frozen || std::string(name) == "readout.weight";
      CHECK(near(after - before, learns ? -0.3 * p.gradient : 0, 1e-3, 1e-3));
    }
    const Snapshot none = previewOf(*simulation, {0.3, {"no.such_weight", 0, 0}});
    CHECK(none.preview.tried == 0);
  }
}

TEST_CASE("two units that each keep a bit have four basins of a quarter of the plane each") {
  const UnitPlane plane = planeOf(2, 0, 0, 2);
  PlaneBasins basins(plane, -1.1, 1.1, 60, plane.fixedPoints(-1.1, 1.1));
  int pieces = 0;
  while (!basins.advance(500)) ++pieces;
  CHECK(pieces > 10);
  REQUIRE(basins.attractors().size() == 4);
  for (int k = 0; k < 4; ++k) {
    CHECK(basins.attractors()[static_cast<std::size_t>(k)].kind == PlaneBasins::Attractor::Kind::point);
    CHECK(shareOf(basins, k) == 0.25);
    const UnitPlane::Point at = basins.attractors()[static_cast<std::size_t>(k)].states[0];
    CHECK(basins.endOf({0.2 * at[0], 0.01 * at[1]}) == k);
    // Row 0 has the greatest h[1].
    const std::size_t row = at[1] > 0 ? 3 : 56, column = at[0] > 0 ? 56 : 3;
    CHECK(basins.ends()[60 * row + column] == static_cast<float>(k));
  }
}

TEST_CASE("a cycle, a curve that never closes, and what leaves every bound are told from fixed points") {
  const UnitPlane swings = planeOf(-2, 0, 0, 0.5);  // h[0] changes its sign at each step
  PlaneBasins cycle(swings, -1.1, 1.1, 20, swings.fixedPoints(-1.1, 1.1));
  (void)cycle.advance(1 << 24);
  REQUIRE(cycle.done());
  REQUIRE(cycle.attractors().size() == 1);
  REQUIRE(cycle.attractors()[0].kind == PlaneBasins::Attractor::Kind::cycle);
  REQUIRE(cycle.attractors()[0].states.size() == 2);
  const double h = cycle.attractors()[0].states[0][0];
  CHECK(near(std::tanh(2 * std::fabs(h)), std::fabs(h), 1e-6, 1));

  const UnitPlane turns = planeOf(1.5 * std::cos(1), -1.5 * std::sin(1), 1.5 * std::sin(1), 1.5 * std::cos(1));
  PlaneBasins curve(turns, -1.1, 1.1, 20, turns.fixedPoints(-1.1, 1.1));
  (void)curve.advance(1 << 24);
  REQUIRE(curve.attractors().size() == 1);
  CHECK(curve.attractors()[0].kind == PlaneBasins::Attractor::Kind::curve);
  CHECK(shareOf(curve, 0) == 1);

  UnitPlane grows = planeOf(1.2, 0, 0, 0.5);
  grows.activation = Activation::identity;
  PlaneBasins away(grows, -2, 2, 10, grows.fixedPoints(-2, 2));
  (void)away.advance(1 << 24);
  CHECK(away.attractors().empty());
  CHECK(shareOf(away, -1) == 1);
}
