// The twin over all cells, one to three layers, both directions, random weights: its order of evaluation, and one copy of it broken.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "analysis/compare_twins.h"
#include "cells/cell.h"
#include "core/random.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

using namespace unroll;

namespace {

struct TwinCase {
  NetworkShape shape;
  int steps;
  Network<float> net;
  Table x;

  TwinCase(const NetworkShape& s, int stepCount) : shape(s), steps(stepCount), net(s, Tying::tied) {
    Random random(5);
    for (const Parameter& p : net.parameters()) {
      auto values = p.in(net.values());
      for (int row = 0; row < p.rows; ++row)
        for (int col = 0; col < p.cols; ++col) values(row, col) = random.uniform(-0.9f, 0.9f);
    }
    net.pack();
    x.fill(steps + 2, shape.inputSize, [&](int, int) { return random.normal(); });
  }
};

template <class F>
void forAllTwins(F f) {
  for (const CellEntry* cell : allCells())
    for (int layers = 1; layers <= 3; ++layers)
      for (const bool both : {false, true})
        for (const int steps : {1, 2, 7}) {
          NetworkShape shape;
          shape.cell = cell->name;
          shape.inputSize = 2;
          shape.hiddenSize = 3;
          shape.outputSize = 2;
          shape.layers = layers;
          shape.bidirectional = both;
          shape.window = 3;
          shape.learnedStart = false;
          CAPTURE(shape.cell);
          CAPTURE(layers);
          CAPTURE(both);
          CAPTURE(steps);
          f(TwinCase(shape, steps));
        }
}

}  // namespace

TEST_CASE("the twin's order of evaluation: every arrow climbs, and nothing stands higher than it must") {
  forAllTwins([](const TwinCase& c) {
    Twins twins;
    compareTwins(c.net, c.net.unfold(c.steps), c.x, twins);
    const TwinOrder& order = twins.order;
    REQUIRE(order.steps == c.steps);
    CHECK(twins.maxAbsDifference == 0);
    CHECK_FALSE(twins.first);
    CHECK(twins.firstStep == -1);
    std::vector<int> longest(order.groups.size(), 0), highest(order.groups.size(), -1);
    for (const TwinArrow& arrow : order.arrows) {
      const TwinGroup &from = order.groups[static_cast<std::size_t>(arrow.from)], &to = order.groups[static_cast<std::size_t>(arrow.to)];
      CHECK(to.row > from.row);
      highest[static_cast<std::size_t>(arrow.to)] = std::max(highest[static_cast<std::size_t>(arrow.to)], from.row);
    }
    int hidden = 0, outputs = 0;
    for (std::size_t g = 0; g < order.groups.size(); ++g) {
      const TwinGroup& group = order.groups[g];
      CHECK(group.row >= 0);
      CHECK(group.row < order.rows);
      if (group.kind == TwinGroup::Kind::hidden) ++hidden;
      if (group.kind == TwinGroup::Kind::output) ++outputs;
      // One row above what it needs last.
      const bool sums = group.kind == TwinGroup::Kind::hidden || group.kind == TwinGroup::Kind::output;
      if (sums && (c.net.hasMemory() || group.kind == TwinGroup::Kind::output)) CHECK(group.row == highest[g] + 1);
    }
    CHECK(hidden == c.steps * c.shape.layers * c.shape.directions());
    CHECK(outputs == c.steps);
    // One layer with time: h_k in row k + 1, y_k above it; of a net that feeds back its output each step takes two rows.
    if (c.shape.layers == 1 && !c.shape.bidirectional) {
      const bool feeds = c.shape.cell == "jordan";
      CHECK(order.rows == (feeds ? 2 * c.steps + 1 : c.steps + 2));
      CHECK(order.single == (c.net.hasMemory() || c.steps == 1));
    }
  });
}

TEST_CASE("breaking copy k: all steps before it are equal to the bit, in both directions those of the other half") {
  forAllTwins([](const TwinCase& c) {
    for (int k = 0; k < c.steps; ++k)
      for (const Parameter& p : c.net.parameters()) {
        CAPTURE(k);
        CAPTURE(p.name);
        Network<float> twin = c.net.unfold(c.steps);
        const TwinBreak change{k, p.name, p.rows - 1, p.cols - 1, 0.7f};
        const auto before = changeCopy(twin, change);
        REQUIRE(before);
        CHECK(*before == p.in(c.net.values())(p.rows - 1, p.cols - 1));
        Twins twins;
        compareTwins(c.net, twin, c.x, twins);
        if (twins.first) {
          CHECK(twins.firstStep >= 0);
        } else {
          CHECK(twins.maxAbsDifference == 0);
        }
        const int top = c.shape.layers - 1, hidden = c.shape.hiddenSize;
        for (int layer = 0; layer <= top; ++layer) {
          const auto at = static_cast<std::size_t>(layer);
          const Table &a = layer == top ? twins.rnnHidden : twins.rnnLower[at],
                      &b = layer == top ? twins.feedforwardHidden : twins.feedforwardLower[at];
          for (int t = 0; t < c.steps; ++t)
            for (int i = 0; i < b.cols; ++i) {
              const bool reverse = i >= hidden;
              // A layer above hears both directions.
              const bool mustBeEqual = !c.shape.bidirectional ? t < k : layer == 0 && (reverse ? t > k : t < k);
              if (mustBeEqual) CHECK(a.at(t, i) == b.at(t, i));
            }
        }
        if (c.shape.bidirectional) continue;
        for (int t = 0; t < k; ++t) {
          CHECK(twins.differencePerStep[static_cast<std::size_t>(t)] == 0);
          for (int o = 0; o < c.shape.outputSize; ++o) CHECK(twins.rnn.at(t, o) == twins.feedforward.at(t, o));
        }
        if (twins.first) CHECK(twins.first->t >= k);
        // The last bias is in a sum of step k in any case.
        if (p.name == "readout.bias") {
          CHECK(twins.firstStep == k);
          CHECK(twins.first->output);
          CHECK(twins.first->unit == p.rows - 1);
        }
      }
    Network<float> twin = c.net.unfold(c.steps);
    CHECK_FALSE(changeCopy(twin, {c.steps, "readout.bias", 0, 0, 1}));
    CHECK_FALSE(changeCopy(twin, {-1, "readout.bias", 0, 0, 1}));
    CHECK_FALSE(changeCopy(twin, {0, "readout.bias", 9, 0, 1}));
    CHECK_FALSE(changeCopy(twin, {0, "nothing", 0, 0, 1}));
    CHECK((twin.values() - c.net.unfold(c.steps).values()).norm() == 0);
  });
}

TEST_CASE("a broken twin changes nothing of the net, and is whole again when nothing is broken") {
  for (const char* text : {"task=adding&hiddenSize=3&seqLen=6", "task=xor&cell=lstm&layers=2&hiddenSize=3&seqLen=6&updates=3",
                           "task=adding&hiddenSize=3&seqLen=6&updates=9&edits=4:tying=untied"}) {
    CAPTURE(text);
    auto created = Simulation::create(parseExperiment(text).value(), true);
    REQUIRE(created);
    Simulation& simulation = *created.value();
    simulation.finish();
    const std::string hash = simulation.weightsHash();
    const bool untied = simulation.settings().tying == "untied";
    Snapshot snapshot;
    SnapshotParts parts{.twins = true};
    simulation.fill(snapshot, parts);
    const double whole = snapshot.twins.maxAbsDifference;
    const std::vector<float> outputs = snapshot.twins.feedforward.values;
    CHECK((whole == 0) == !untied);
    parts.broken = {4, "rnn.weight_hh_l0", 1, 2, 0.8f};
    simulation.fill(snapshot, parts);
    CHECK(snapshot.twins.broken == parts.broken);
    CHECK(snapshot.twins.feedforward.values != outputs);
    if (!untied) CHECK(snapshot.twins.firstStep == 4);
    CHECK(simulation.weightsHash() == hash);
    // The command line's twin of the same weights, on the same sequence.
    if (!untied) {
      const auto same = simulation.compareWithTwin(6, parts.broken);
      REQUIRE(same);
      CHECK(same.value().firstStep == 4);
      CHECK(same.value().feedforward.values == snapshot.twins.feedforward.values);
      CHECK(same.value().rnn.values == snapshot.twins.rnn.values);
      const auto none = simulation.compareWithTwin(6, {4, "rnn.weight_hh_l7", 1, 2, 0.8f});
      REQUIRE_FALSE(none);
      CHECK(none.error().message.find("breakWeight=rnn.weight_hh_l7[1][2]") == 0);
    }
    parts.broken = {};
    simulation.fill(snapshot, parts);
    CHECK(snapshot.twins.maxAbsDifference == whole);
    CHECK(snapshot.twins.feedforward.values == outputs);
    CHECK(snapshot.twins.broken.step == -1);
  }
}
