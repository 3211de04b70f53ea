// The theorem the other way: a layered feedforward net folds back into a recurrent one, or the first reason why it doesn't.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "analysis/compare_twins.h"
#include "analysis/fold_back.h"
#include "cells/cell.h"
#include "core/random.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

using namespace unroll;
using Why = FoldObstacle::Why;

namespace {

Network<float> randomNet(const NetworkShape& shape) {
  Network<float> net(shape, Tying::tied);
  Random random(11);
  for (const Parameter& p : net.parameters())
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col) p.in(net.values())(row, col) = random.uniform(-0.9f, 0.9f);
  net.pack();
  return net;
}

NetworkShape smallShape(std::string_view cell = "elman") {
  NetworkShape shape;
  shape.cell = cell;
  shape.inputSize = 2;
  shape.hiddenSize = 3;
  shape.outputSize = 2;
  shape.window = 3;
  return shape;
}

// y_t = V_t h_t + c_t, h_t = tanh(U_t x_t + a_t + W_t h_{t−1} + b_t): layer by layer, each with sizes of its own.
std::vector<std::vector<float>> runLayers(const std::vector<FeedforwardLayer>& layers, const Table& x) {
  const auto table = [](const FeedforwardLayer& layer, std::string_view name) -> const Table& {
    for (const LayerWeights& w : layer.weights)
      if (w.name == name) return w.values;
    FAIL("no such weights");
    return layer.weights[0].values;
  };
  std::vector<float> h(static_cast<std::size_t>(table(layers[0], "rnn.weight_hh_l0").cols), 0.f);
  std::vector<std::vector<float>> outputs;
  for (std::size_t t = 0; t < layers.size(); ++t) {
    const FeedforwardLayer& layer = layers[t];
    const Table &u = table(layer, "rnn.weight_ih_l0"), &w = table(layer, "rnn.weight_hh_l0"), &v = table(layer, "readout.weight");
    REQUIRE(w.cols == static_cast<int>(h.size()));
    REQUIRE(w.rows == layer.units);
    REQUIRE(v.cols == layer.units);
    std::vector<float> next, y;
    for (int i = 0; i < layer.units; ++i) {
      float sum = table(layer, "rnn.bias_ih_l0").at(i, 0) + table(layer, "rnn.bias_hh_l0").at(i, 0);
      for (int j = 0; j < u.cols; ++j) sum += u.at(i, j) * x.at(static_cast<int>(t), j);
      for (int j = 0; j < w.cols; ++j) sum += w.at(i, j) * h[static_cast<std::size_t>(j)];
      next.push_back(activationValue("tanh", sum));
    }
    h = next;
    for (int o = 0; o < v.rows; ++o) {
      float sum = table(layer, "readout.bias").at(o, 0);
      for (int j = 0; j < v.cols; ++j) sum += v.at(o, j) * h[static_cast<std::size_t>(j)];
      y.push_back(sum);
    }
    outputs.push_back(y);
  }
  return outputs;
}

}  // namespace

TEST_CASE("fold: the twin of every cell folds back into the very net that it was unfolded from, to the bit") {
  for (const CellEntry* cell : allCells())
    for (int layers = 1; layers <= 3; ++layers)
      for (const bool both : {false, true})
        for (const int steps : {1, 2, 6}) {
          NetworkShape shape = smallShape(cell->name);
          shape.layers = layers;
          shape.bidirectional = both;
          shape.learnedStart = cell->name == "elman";
          CAPTURE(shape.cell);
          CAPTURE(layers);
          CAPTURE(both);
          const Network<float> net = randomNet(shape), twin = net.unfold(steps);
          CHECK_FALSE(whyNotFold(layersOf(twin)));
          const Network<float> folded = foldBack(twin);
          REQUIRE(folded.values().size() == net.values().size());
          CHECK(bool(folded.values() == net.values()));
          Table x;
          Random random(3);
          x.fill(steps + 2, 2, [&](int, int) { return random.normal(); });
          Twins twins;
          compareTwins(folded, twin, x, twins);
          CHECK(twins.maxAbsDifference == 0);
          CHECK_FALSE(twins.first);
        }
}

TEST_CASE("fold: one weight of one copy, the least that can be changed, is the reason, with both numbers and how many differ") {
  for (const char* cell : {"elman", "gru", "lstm", "jordan", "window"})
    for (int k = 0; k < 4; ++k) {
      CAPTURE(cell);
      CAPTURE(k);
      const Network<float> net = randomNet(smallShape(cell));
      for (const Parameter& p : net.parameters()) {
        if (p.cols == 0) continue;
        CAPTURE(p.name);
        Network<float> twin = net.unfold(4);
        const int row = p.rows - 1, col = p.cols - 1;
        const Parameter* own = twin.find(p.name + "@000" + std::to_string(k));
        REQUIRE(own);
        float& weight = own->in(twin.values())(row, col);
        const float before = weight, after = std::nextafter(before, 10.f);
        weight = after;
        twin.pack();
        const auto why = whyNotFold(layersOf(twin));
        REQUIRE(why);
        CHECK(why->why == Why::weight);
        CHECK(why->layer == (k == 0 ? 1 : k));  // copy 0 is what the others are held against
        CHECK(why->weight == p.name);
        CHECK(why->row == row);
        CHECK(why->col == col);
        CHECK(why->value == (k == 0 ? before : after));
        CHECK(why->first == (k == 0 ? after : before));
        CHECK(why->differing == (k == 0 ? 3 : 1));
        weight = before;
        CHECK_FALSE(whyNotFold(layersOf(twin)));
      }
    }
}

TEST_CASE("fold: another width, another activation, other inputs are the first reason, before any weight") {
  const Network<float> twin = randomNet(smallShape()).unfold(5);
  auto layers = layersOf(twin);
  layers[3].activation = Activation::relu;
  layers[4].weights[0].values.values[0] += 1;
  auto why = whyNotFold(layers);
  REQUIRE(why);
  CHECK(why->why == Why::activation);
  CHECK(why->layer == 3);
  takeUnit(layers, 2, 1);
  why = whyNotFold(layers);
  REQUIRE(why);
  CHECK(why->why == Why::units);
  CHECK(why->layer == 2);
  CHECK(why->value == 2);
  CHECK(why->first == 3);
  layers = layersOf(twin);
  Table& wider = layers[1].weights[0].values;
  wider.fill(3, 4, [](int, int) { return 0.f; });
  why = whyNotFold(layers);
  REQUIRE(why);
  CHECK(why->why == Why::inputs);
  CHECK(why->layer == 1);
}

TEST_CASE("fold: a net without a unit computes what the twin computes from which nothing of that unit leads on") {
  const Network<float> net = randomNet(smallShape());
  Table x;
  Random random(4);
  x.fill(7, 2, [&](int, int) { return random.normal(); });
  for (int k = 0; k < 5; ++k)
    for (int unit = 0; unit < 3; ++unit) {
      Network<float> twin = net.unfold(5);
      auto layers = layersOf(twin);
      takeUnit(layers, k, unit);
      CHECK(layers[static_cast<std::size_t>(k)].units == 2);
      TwinBreak change;
      change.step = k;
      change.unit = unit;
      REQUIRE(changeCopy(twin, change));
      Twins twins;
      compareTwins(net, twin, x, twins);
      CHECK(twins.firstStep == k);  // y_k lacks a term
      const auto outputs = runLayers(layers, x);
      for (int t = 0; t < 5; ++t)
        for (int o = 0; o < 2; ++o)
          CHECK(std::fabs(outputs[static_cast<std::size_t>(t)][static_cast<std::size_t>(o)] - twins.feedforward.at(t, o)) < 1e-6f);
      // Differently wide layers are no net's copies, and this is what is told.
      const auto why = whyNotFold(layers);
      REQUIRE(why);
      CHECK(why->layer == (k == 0 ? 1 : k));
    }
  for (const char* cell : {"gru", "lstm", "jordan", "window"}) {
    Network<float> other = randomNet(smallShape(cell)).unfold(3);
    TwinBreak change;
    change.step = 1;
    change.unit = 0;
    CHECK_FALSE(changeCopy(other, change));
  }
}

TEST_CASE("fold: untied copies fold until they have learned; made equal by hand they fold into another net than was trained beside them") {
  auto simulation = Simulation::create(parseExperiment("task=echo&delay=1&hiddenSize=1&seqLen=2&tying=untied").value(), true);
  REQUIRE(simulation);
  Simulation& s = *simulation.value();
  s.finish();
  SnapshotParts parts;
  parts.twins = parts.fold = true;
  Snapshot snapshot;
  s.fill(snapshot, parts);
  CHECK(snapshot.twins.folded);
  s.setGoal(3);
  s.finish();
  s.fill(snapshot, parts);
  CHECK_FALSE(snapshot.twins.folded);
  REQUIRE(snapshot.twins.obstacle);
  const auto differing = snapshot.twins.obstacle->differing;
  CHECK(differing > 1);
  for (std::int64_t left = differing; left > 0; --left) {
    REQUIRE(snapshot.twins.obstacle);
    const FoldObstacle& o = *snapshot.twins.obstacle;
    CHECK(o.differing == left);
    CHECK(o.layer == 1);
    REQUIRE(s.apply(SetWeight{o.weight + "@0001", o.row, o.col, static_cast<double>(o.first)}));
    s.fill(snapshot, parts);
  }
  CHECK(snapshot.twins.folded);
  CHECK(snapshot.twins.maxAbsDifference == 0);  // the loop of these numbers is the folded one
  parts.fold = false;
  s.fill(snapshot, parts);
  CHECK_FALSE(snapshot.twins.folded);
  CHECK(snapshot.twins.maxAbsDifference > 0);
}
