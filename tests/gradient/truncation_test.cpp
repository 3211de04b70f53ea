// The way back cut off, and taken apart in any net: truncated passes, their pieces and paths, in slices; connections cut at one step.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "analysis/contributions.h"
#include "analysis/paths.h"
#include "cells/cell.h"
#include "core/activation.h"
#include "core/random.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "training/backpropagation.h"

using namespace unroll;

namespace {

std::unique_ptr<Simulation> simulationOf(const std::string& text) {
  const auto experiment = parseExperiment(text);
  CAPTURE(text);
  REQUIRE(experiment);
  auto created = Simulation::create(experiment.value());
  REQUIRE(created);
  return std::move(created).value();
}

NetworkShape shapeLike(const Snapshot& s) {
  NetworkShape shape;
  shape.cell = s.current.cell;
  shape.inputSize = s.inputSize;
  shape.hiddenSize = s.current.hiddenSize;
  shape.outputSize = s.outputSize;
  shape.layers = s.current.layers;
  shape.window = s.current.window;
  shape.activation = findActivation(s.current.activation).value();
  return shape;
}

Snapshot lookedAt(Simulation& simulation, const SnapshotParts& parts) {
  Snapshot s;
  simulation.fill(s, parts);
  return s;
}

constexpr Truncation cuttings[] = {{3, 0}, {4, 2}, {5, 1}, {1, 1}, {6, 5}};

}  // namespace

TEST_CASE("truncated passes by hand add up to the gradient that truncated training computes, and fall apart into pieces and paths") {
  int cutShort = 0;
  for (const CellEntry* cell : allCells())
    for (int layers = 1; layers <= 3; ++layers)
      for (const Truncation& truncation : cuttings)
        for (const bool last : {false, true}) {
          NetworkShape shape;
          shape.cell = cell->name;
          shape.inputSize = 2;
          shape.hiddenSize = 2;
          shape.outputSize = 2;
          shape.layers = layers;
          shape.window = 3;
          constexpr int steps = 8;
          CAPTURE(shape.cell);
          CAPTURE(layers);
          CAPTURE(truncation.length);
          CAPTURE(truncation.every);
          Network<double> net(shape, Tying::tied);
          Random random(5);
          for (Eigen::Index i = 0; i < net.values().size(); ++i) net.values()[i] = 0;
          for (const Parameter& p : net.parameters()) {
            auto values = p.in(net.values());
            for (int row = 0; row < p.rows; ++row)
              for (int col = 0; col < p.cols; ++col) values(row, col) = static_cast<double>(random.uniform(-0.9f, 0.9f));
          }
          net.pack();
          Backpropagation<double> training(net, Loss::meanSquaredError, last ? LossMask::last(steps) : LossMask::every(steps), 1, truncation);
          for (Eigen::Index i = 0; i < training.trace.x.size(); ++i) training.trace.x[i] = static_cast<double>(random.normal());
          for (Eigen::Index i = 0; i < training.target.values.size(); ++i)
            training.target.values[i] = static_cast<double>(random.normal());
          training.run(net);
          net.readout(training.trace, 0, steps);
          GradientTrace<double> byHand(training.trace.shape), whole(training.trace.shape);
          whole.dy = byHand.dy = training.gradientTrace().dy;
          passBack(net, training.trace, byHand, truncation);
          passBack(net, training.trace, whole);
          Buffer<double> block, sum = Buffer<double>::Zero(net.values().size());
          for (int t = 0; t < steps; ++t) {
            contributionAt(net, training.trace, byHand, t, block);
            sum += block;
            double squares = 0;
            for (int i = 0; i < 2; ++i) squares += std::pow(byHand.hidden(-1, t, 0, i), 2);
            CHECK(near(std::sqrt(squares), training.gradientNorm(t), 1e-9, 1e-9));
          }
          for (Eigen::Index i = 0; i < sum.size(); ++i) CHECK(near(sum[i], training.gradients()[i], 1e-6, 1e-6));
          cutShort += (byHand.chains[0].dh - whole.chains[0].dh).norm() > 1e-6;
          if (layers > 2) continue;
          for (const Parameter& p : net.parameters()) {
            if (p.cols == 0 || p.offset < net.startSize()) continue;
            const Eigen::Index weight = p.at(p.rows - 1, p.cols - 1);
            const std::vector<double> contributions = contributionsOf(net, training.trace, byHand, weight);
            Pieces<double> pieces(net, training.trace, byHand, weight, truncation);
            pieces.run();
            for (int t = 0; t < steps; t += 2) {
              double all = 0;
              for (int tau = 0; tau < steps; ++tau) {
                all += pieces.at(tau, t);
                if (tau % 3 == 0) CHECK(near(pathsOf(net, training.trace, byHand, weight, t, tau, 9, truncation).sum, pieces.at(tau, t), 1e-6, 1e-6));
              }
              CHECK(near(all, contributions[static_cast<std::size_t>(t)], 1e-6, 1e-6));
            }
          }
        }
  CHECK(cutShort > 50);
}

TEST_CASE("what a snapshot says of a truncated way back is what training computes of that sequence, to six digits") {
  for (const std::string cell : {"elman", "gru", "lstm", "jordan"})
    for (const std::string more : {"", "&layers=2"})
      for (const Truncation& truncation : cuttings) {
        std::string text = "task=adding&lossAt=every&hiddenSize=3&seqLen=9&initScale=2&cell=" + cell + more +
                           "&truncate=" + std::to_string(truncation.length);
        if (truncation.every > 0) text += "&truncateEvery=" + std::to_string(truncation.every);
        CAPTURE(text);
        auto simulation = simulationOf(text);
        SnapshotParts parts;
        parts.back = true;
        const Snapshot s = lookedAt(*simulation, parts);
        Network<float> net(shapeLike(s), Tying::tied);
        for (const Parameter& p : net.parameters())
          for (const ParameterTable& table : s.parameters)
            for (int row = 0; table.name == p.name && row < p.rows; ++row)
              for (int col = 0; col < p.cols; ++col) p.in(net.values())(row, col) = table.values.at(row, col);
        net.pack();
        Backpropagation<float> training(net, Loss::meanSquaredError, LossMask::every(9), 1, truncation);
        for (int t = 0; t < 9; ++t) {
          for (int i = 0; i < s.inputSize; ++i) training.trace.input(t)[i] = s.probe.x.at(t, i);
          training.target.values[t * padded(s.outputSize)] = s.probe.target.at(t, 0);
        }
        training.run(net);
        for (int t = 0; t < 9; ++t)
          CHECK(near(static_cast<double>(s.back.norms[static_cast<std::size_t>(t)]), static_cast<double>(training.gradientNorm(t)), 1e-5, 1e-4));
        CHECK(!s.back.cuts.empty());
        for (const Parameter& p : net.parameters()) {
          if (p.cols == 0 || p.offset < net.startSize()) continue;
          parts.weight = WeightPlace{p.name, p.rows - 1, p.cols - 1};
          const WeightShares shares = lookedAt(*simulation, parts).shares;
          double sum = 0;
          for (const float share : shares.contributions) sum += static_cast<double>(share);
          const double trained = static_cast<double>(training.gradients()[p.at(p.rows - 1, p.cols - 1)]);
          CHECK(near(static_cast<double>(shares.gradient), trained, 1e-5, 1e-3));
          CHECK(near(sum, trained, 1e-5, 1e-3));
        }
      }
}

TEST_CASE("truncation changed in the middle of a training is an edit: the link comes to the same weights, and undo to those before") {
  auto simulation = simulationOf("task=adding&seqLen=10&hiddenSize=4&batchSize=4&lossAt=every&updates=20");
  simulation->finish();
  const auto before = simulation->checkpoint();
  const std::string hash = simulation->weightsHash();
  REQUIRE(simulation->apply(SetSetting{"truncate", "4"}));
  REQUIRE(simulation->apply(SetSetting{"truncateEvery", "2"}));
  CHECK(simulation->update() == 20);
  CHECK(simulation->weightsHash() == hash);
  CHECK_FALSE(simulation->apply(SetSetting{"truncate", "1"}));  // k₁ would be greater
  simulation->setGoal(40);
  simulation->finish();
  const std::string cut = simulation->weightsHash(), link = printExperiment(simulation->experiment());
  CHECK(link.find("20:truncate=4") != std::string::npos);
  auto again = simulationOf(link);
  again->finish();
  CHECK(again->weightsHash() == cut);
  simulation->restore(before);
  simulation->setGoal(40);
  simulation->finish();
  auto whole = simulationOf("task=adding&seqLen=10&hiddenSize=4&batchSize=4&lossAt=every&updates=40");
  whole->finish();
  CHECK(simulation->weightsHash() == whole->weightsHash());
  CHECK(whole->weightsHash() != cut);
}

TEST_CASE("the shares of a large net come in slices, as at once; what would be too much is said") {
  const std::string text = "task=adding&lossAt=every&hiddenSize=40&seqLen=40&layers=2&cell=lstm";
  auto atOnce = simulationOf(text), slices = simulationOf(text);
  SnapshotParts parts;
  parts.back = true;
  parts.weight = WeightPlace{"rnn.weight_hh_l1", 43, 4};
  parts.pathFrom = 30;
  parts.pathTo = 36;
  const Snapshot whole = lookedAt(*atOnce, parts);
  REQUIRE(whole.shares.withPaths);
  CHECK(whole.shares.pieces.rows == 40);
  CHECK(near(whole.shares.pathSum, static_cast<double>(whole.shares.pieces.at(36, 30)), 1e-3, 1e-6));
  Snapshot s;
  parts.probe = false;
  int pieces = 0;
  slices->fill(s, parts);
  for (; !slices->probeReady() && pieces < 10000; ++pieces) {
    (void)slices->advanceProbe(0);
    slices->fill(s, parts);
  }
  CHECK(pieces > 20);
  CHECK(s.shares.pieces.values == whole.shares.pieces.values);
  CHECK(s.shares.pathSum == whole.shares.pathSum);
  CHECK(s.shares.paths.size() == 9);
  parts.pathTo = 33;  // the pieces stay, only paths are looked for anew
  slices->fill(s, parts);
  CHECK_FALSE(s.shares.withPaths);
  CHECK(s.shares.pieces.rows == 40);
  for (int more = 0; !slices->probeReady() && more < 200; ++more) (void)slices->advanceProbe(0);
  slices->fill(s, parts);
  CHECK(s.shares.withPaths);
  CHECK(near(s.shares.pathSum, static_cast<double>(s.shares.pieces.at(33, 30)), 1e-3, 1e-6));

  auto large = simulationOf("task=echo&hiddenSize=64&seqLen=600&cell=lstm");
  parts = {};
  parts.back = true;
  parts.probe = false;
  parts.weight = WeightPlace{"rnn.weight_hh_l0", 0, 0};
  while (!large->advanceProbe(100)) {
  }
  const Snapshot refused = lookedAt(*large, parts);
  CHECK(refused.shares.contributions.size() == 600);
  CHECK(refused.shares.tooMuch > 6e9);
  CHECK(refused.shares.pieces.values.empty());
  CHECK(large->probeReady());
}

TEST_CASE("a connection cut at one step is the same as its copy set to 0 by hand; the net itself keeps it") {
  for (const std::string cell : {"elman", "gru", "lstm", "jordan"})
    for (const std::string more : {"", "&layers=2", "&bidirectional=true"}) {
      const std::string text = "task=adding&hiddenSize=3&seqLen=6&tying=untied&initScale=2&cell=" + cell + more;
      CAPTURE(text);
      auto simulation = simulationOf(text), byHand = simulationOf(text);
      const WeightPlace place{cell == "jordan" ? "rnn.weight_yh_l0@0002" : "rnn.weight_hh_l0@0002", 1, 0};
      SnapshotParts parts;
      const Snapshot before = lookedAt(*simulation, parts);
      const std::string hash = simulation->weightsHash();
      parts.cut = {place};
      const Snapshot cut = lookedAt(*simulation, parts);
      REQUIRE(byHand->apply(SetWeight{place.name, place.row, place.col, 0}));
      const Snapshot same = lookedAt(*byHand, {});
      CHECK(cut.probe.h.values == same.probe.h.values);
      CHECK(cut.probe.y.values == same.probe.y.values);
      CHECK(cut.probe.h.values != before.probe.h.values);
      for (std::size_t g = 0; g < cut.probe.gates.size(); ++g) CHECK(cut.probe.gates[g].values.values == same.probe.gates[g].values.values);
      CHECK(cut.unheld.h.values == before.probe.h.values);
      CHECK(cut.unheld.cut.size() == 1);
      for (std::size_t i = 0; i < cut.parameters.size(); ++i) CHECK(cut.parameters[i].values.values == same.parameters[i].values.values);
      CHECK(simulation->weightsHash() == hash);
      for (int i = 0; i < 3 && more.empty(); ++i) CHECK(cut.probe.h.at(1, i) == before.probe.h.at(1, i));
      for (const WeightPlace& nonsense : {WeightPlace{"rnn.weight_hh_l0", 0, 0}, WeightPlace{"rnn.weight_hh_l0@0099", 0, 0},
                                          WeightPlace{place.name, 99, 0}, WeightPlace{place.name, 0, -1}}) {
        parts.cut = {nonsense};
        CHECK(lookedAt(*simulation, parts).probe.h.values == before.probe.h.values);
      }
    }
}

TEST_CASE("a unit of a gated net held by hand: its gates follow at the next step, and its own step's stay what they were") {
  for (const std::string cell : {"gru", "lstm"}) {
    auto simulation = simulationOf("task=adding&hiddenSize=3&seqLen=6&initScale=2&cell=" + cell);
    SnapshotParts parts;
    const Snapshot before = lookedAt(*simulation, parts);
    parts.held = {{1, 2, 0.75f}};
    const Snapshot held = lookedAt(*simulation, parts);
    CHECK(held.probe.h.at(2, 1) == 0.75f);
    REQUIRE(held.unheld.gates.size() == held.probe.gates.size());
    for (std::size_t g = 0; g < held.probe.gates.size(); ++g) {
      for (int i = 0; i < 3; ++i) CHECK(held.probe.gates[g].values.at(2, i) == before.probe.gates[g].values.at(2, i));
      CHECK(held.probe.gates[g].values.at(3, 0) != before.probe.gates[g].values.at(3, 0));
      CHECK(held.unheld.gates[g].values.values == before.probe.gates[g].values.values);
    }
  }
}
