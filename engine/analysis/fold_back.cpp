#include "analysis/fold_back.h"

#include <cstring>
#include <utility>

namespace unroll {

namespace {

bool sameBits(float a, float b) { return std::memcmp(&a, &b, sizeof a) == 0; }

std::int64_t differing(const FeedforwardLayer& a, const FeedforwardLayer& b) {
  std::int64_t count = 0;
  for (std::size_t w = 0; w < a.weights.size(); ++w)
    for (std::size_t i = 0; i < a.weights[w].values.values.size(); ++i)
      if (!sameBits(a.weights[w].values.values[i], b.weights[w].values.values[i])) ++count;
  return count;
}

bool sameShapes(const FeedforwardLayer& a, const FeedforwardLayer& b) {
  if (a.weights.size() != b.weights.size()) return false;
  for (std::size_t w = 0; w < a.weights.size(); ++w)
    if (a.weights[w].values.rows != b.weights[w].values.rows || a.weights[w].values.cols != b.weights[w].values.cols) return false;
  return true;
}

// The first weight of `layer` that isn't that of `first`.
FoldObstacle firstDifference(const FeedforwardLayer& first, const FeedforwardLayer& layer) {
  FoldObstacle found;
  for (std::size_t w = 0; w < layer.weights.size(); ++w) {
    const Table &own = layer.weights[w].values, &other = first.weights[w].values;
    for (int row = 0; row < own.rows; ++row)
      for (int col = 0; col < own.cols; ++col) {
        if (sameBits(own.at(row, col), other.at(row, col))) continue;
        found.weight = layer.weights[w].name;
        found.row = row;
        found.col = col;
        found.value = own.at(row, col);
        found.first = other.at(row, col);
        return found;
      }
  }
  return found;
}

void dropRow(Table& table, int row) {
  Table smaller;
  smaller.fill(table.rows - 1, table.cols, [&](int i, int j) { return table.at(i < row ? i : i + 1, j); });
  table = std::move(smaller);
}

void dropColumn(Table& table, int col) {
  Table smaller;
  smaller.fill(table.rows, table.cols - 1, [&](int i, int j) { return table.at(i, j < col ? j : j + 1); });
  table = std::move(smaller);
}

}  // namespace

std::optional<FoldObstacle> whyNotFold(std::span<const FeedforwardLayer> layers) {
  std::optional<FoldObstacle> found;
  std::int64_t count = 0;
  std::vector<bool> differs(layers.size(), false);
  for (std::size_t k = 1; k < layers.size(); ++k) {
    const FeedforwardLayer &first = layers[0], &layer = layers[k];
    FoldObstacle obstacle;
    if (layer.units != first.units) {
      obstacle.why = FoldObstacle::Why::units;
      obstacle.value = static_cast<float>(layer.units);
      obstacle.first = static_cast<float>(first.units);
    } else if (layer.activation != first.activation) {
      obstacle.why = FoldObstacle::Why::activation;
    } else if (!sameShapes(first, layer)) {
      obstacle.why = FoldObstacle::Why::inputs;
    } else if (const std::int64_t here = differing(first, layer); here > 0) {
      count += here;
      if (!found) obstacle = firstDifference(first, layer);
    } else {
      continue;
    }
    differs[k] = true;
    obstacle.layer = static_cast<int>(k);
    if (!found) found = obstacle;
  }
  if (found) found->differing = count, found->differs = std::move(differs);
  return found;
}

std::vector<FeedforwardLayer> layersOf(const Network<float>& untied) {
  UNROLL_CHECK(untied.tying() == Tying::untied);
  std::vector<FeedforwardLayer> layers(static_cast<std::size_t>(untied.copies()),
                                       {untied.shape().hiddenSize, untied.shape().activation, {}});
  for (const Parameter& p : untied.parameters()) {
    if (p.step < 0) continue;  // a start state
    LayerWeights weights{p.name.substr(0, p.name.find('@')), {}};
    const auto values = p.in(untied.values());
    weights.values.fill(p.rows, p.cols, [&](int row, int col) { return values(row, col); });
    layers[static_cast<std::size_t>(p.step)].weights.push_back(std::move(weights));
  }
  return layers;
}

void takeUnit(std::vector<FeedforwardLayer>& layers, int layer, int unit) {
  const auto at = static_cast<std::size_t>(layer);
  UNROLL_CHECK(at < layers.size() && unit >= 0 && unit < layers[at].units);
  --layers[at].units;
  for (LayerWeights& weights : layers[at].weights)
    if (weights.name == "readout.weight")
      dropColumn(weights.values, unit);
    else if (weights.name.rfind("rnn.", 0) == 0)
      dropRow(weights.values, unit);
  if (at + 1 == layers.size()) return;
  for (LayerWeights& weights : layers[at + 1].weights)
    if (weights.name == "rnn.weight_hh_l0") dropColumn(weights.values, unit);
}

Network<float> foldBack(const Network<float>& untied) {
  UNROLL_CHECK(untied.tying() == Tying::untied);
  Network<float> folded(untied.shape(), Tying::tied);
  folded.values() = untied.values().head(folded.values().size());  // the start states, then the first copy
  folded.pack();
  return folded;
}

}  // namespace unroll
