#include "analysis/twin_order.h"

#include <algorithm>

namespace unroll {

// In an order in which each group comes after all that it needs: layer by layer, each chain in its own direction; only where the output
// is fed back, step by step.
TwinOrder orderOfTwin(const TwinShape& s) {
  TwinOrder order{s.steps, s.layers, s.directions, {}, {}, 0, true};
  const auto add = [&](TwinGroup group) {
    order.groups.push_back(group);
    return static_cast<int>(order.groups.size()) - 1;
  };
  const auto at = [&](int group) -> TwinGroup& { return order.groups[static_cast<std::size_t>(group)]; };
  constexpr int unplaced = 1 << 20;
  std::vector<int> x, y, starts;
  for (int t = 0; t < s.steps; ++t) x.push_back(add({TwinGroup::Kind::input, t, 0, 0, unplaced}));
  const auto hidden = static_cast<std::size_t>(s.layers * s.directions * s.steps);
  std::vector<int> h(hidden, -1);
  const auto index = [&](int layer, int direction, int t) {
    return static_cast<std::size_t>((layer * s.directions + direction) * s.steps + t);
  };
  const auto needs = [&](int to, int from, TwinArrow::Matrix matrix, int copy) {
    order.arrows.push_back({from, to, matrix, copy});
    if (at(from).row < unplaced) at(to).row = std::max(at(to).row, at(from).row + 1);
  };
  const auto place = [&](int layer, int direction, int k) {
    const int t = direction == 0 ? k : s.steps - 1 - k, before = direction == 0 ? t - 1 : t + 1;
    // A row per step at least: where there is no chain, time is kept all the same.
    const int me = add({TwinGroup::Kind::hidden, t, layer, direction, s.memory ? 1 : t + 1});
    h[index(layer, direction, t)] = me;
    if (layer > 0)
      for (int d = 0; d < s.directions; ++d) needs(me, h[index(layer - 1, d, t)], TwinArrow::Matrix::layer, t);
    for (int lag = 0; lag < (layer == 0 ? s.lags : 1); ++lag) {
      const int from = direction == 0 ? t - lag : t + lag;
      if (layer == 0 && from >= 0 && from < s.steps) needs(me, x[static_cast<std::size_t>(from)], TwinArrow::Matrix::input, t);
    }
    // Higher layers of a window see several steps of the layer below.
    for (int lag = 1; layer > 0 && lag < s.lags; ++lag) {
      const int from = direction == 0 ? t - lag : t + lag;
      for (int d = 0; d < s.directions; ++d)
        if (from >= 0 && from < s.steps) needs(me, h[index(layer - 1, d, from)], TwinArrow::Matrix::layer, t);
    }
    if (!s.memory) return;
    const bool fromOutput = s.feedsOutput && layer + 1 == s.layers && s.directions == 1;
    if (k == 0) {
      starts.push_back(add({TwinGroup::Kind::start, before, layer, direction, unplaced}));
      needs(me, starts.back(), fromOutput ? TwinArrow::Matrix::feedback : TwinArrow::Matrix::hidden, t);
    } else if (fromOutput) {
      needs(me, y[static_cast<std::size_t>(before)], TwinArrow::Matrix::feedback, t);
    } else {
      needs(me, h[index(layer, direction, before)], TwinArrow::Matrix::hidden, t);
    }
  };
  const auto read = [&](int t) {
    y.push_back(add({TwinGroup::Kind::output, t, 0, 0, 0}));
    for (int d = 0; d < s.directions; ++d) needs(y.back(), h[index(s.layers - 1, d, t)], TwinArrow::Matrix::output, t);
  };
  for (int layer = 0; layer < s.layers; ++layer) {
    if (s.directions == 1 && layer + 1 == s.layers) {
      for (int t = 0; t < s.steps; ++t) place(layer, 0, t), read(t);
    } else {
      for (int direction = 0; direction < s.directions; ++direction)
        for (int k = 0; k < s.steps; ++k) place(layer, direction, k);
    }
  }
  if (s.directions > 1)
    for (int t = 0; t < s.steps; ++t) read(t);
  for (const TwinArrow& arrow : order.arrows)
    if (at(arrow.from).kind == TwinGroup::Kind::input || at(arrow.from).kind == TwinGroup::Kind::start)
      at(arrow.from).row = std::min(at(arrow.from).row, at(arrow.to).row - 1);
  for (const TwinArrow& arrow : order.arrows) order.single = order.single && at(arrow.to).row == at(arrow.from).row + 1;
  for (const TwinGroup& group : order.groups) order.rows = std::max(order.rows, group.row + 1);
  return order;
}

}  // namespace unroll
