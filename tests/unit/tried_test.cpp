// The gradient of a weight by trying, as it is shown beside the one that the way back gives.
#include <doctest/doctest.h>

#include <cmath>

#include "cells/cell.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

using namespace unroll;

TEST_CASE("a weight that is tried has the gradient that the way back says, for every cell") {
  int moved = 0;
  for (const CellEntry* cell : allCells())
    for (const char* more : {"", "&lossAt=every", "&task=echo&loss=bce", "&input=1,1;0.5,0;2,1"}) {
      const std::string text = "task=adding&seqLen=7&hiddenSize=4&updates=0&cell=" + std::string(cell->name) + more;
      CAPTURE(text);
      auto experiment = parseExperiment(std::string(more).find("task=") != std::string::npos ? text.substr(12) : text);
      REQUIRE(static_cast<bool>(experiment));
      auto simulation = Simulation::create(experiment.value());
      REQUIRE(static_cast<bool>(simulation));
      Snapshot snapshot;
      SnapshotParts parts;
      parts.back = true;
      parts.pieces = true;
      for (const char* name : {"rnn.weight_ih_l0", "readout.weight"}) {
        parts.weight = WeightPlace{name, 0, 0};
        simulation.value()->fill(snapshot, parts);
        const WeightShares& shares = snapshot.shares;
        if (shares.contributions.empty()) continue;  // the name is another cell's
        REQUIRE(shares.tried > 0);
        const double quotient = (shares.lossAbove - shares.lossBelow) / (2 * shares.tried);
        CHECK(std::fabs(quotient - static_cast<double>(shares.gradient)) < 1e-4 + 1e-3 * std::fabs(quotient));
        moved += shares.lossAbove != shares.lossBelow;
      }
    }
  CHECK(moved > 30);  // of a window's first input there may be nothing
}

TEST_CASE("a vanishing gradient ends in 0, for every cell: no number of the way back is one that a processor is slow with") {
  for (const CellEntry* cell : allCells()) {
    CAPTURE(cell->name);
    auto simulation =
        Simulation::create(parseExperiment("task=adding&seqLen=400&hiddenSize=8&initScale=0.5&cell=" + std::string(cell->name)).value());
    REQUIRE(static_cast<bool>(simulation));
    Snapshot snapshot;
    SnapshotParts parts;
    parts.back = true;
    simulation.value()->fill(snapshot, parts);
    REQUIRE(snapshot.back.dh.size() == 1);
    int zeros = 0;
    for (const float g : snapshot.back.dh.front().values) {
      zeros += g == 0;
      CHECK((g == 0 || std::fabs(g) >= 1e-30f));
    }
    CHECK(zeros > 8 * 100);
    CHECK(snapshot.back.norms.back() > 1e-4f);
  }
}
