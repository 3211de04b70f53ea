#include "probing/state_distance.h"

#include <chrono>
#include <cmath>

#include "core/check.h"

namespace unroll {

StateDistance::StateDistance(const Network<float>& network, const Table& x, const Table& other)
    : network_(network), trace_(network.traceShape(x.rows, 2)) {
  UNROLL_CHECK(x.rows == other.rows && x.cols == other.cols && x.cols == network.shape().inputSize && x.rows > 0);
  UNROLL_CHECK(network.tying() == Tying::tied || network.copies() >= x.rows);
  for (int t = 0; t < x.rows; ++t)
    for (int i = 0; i < x.cols; ++i) {
      trace_.input(t, 0)[i] = x.at(t, i);
      trace_.input(t, 1)[i] = other.at(t, i);
    }
}

bool StateDistance::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  while (distance_.empty() && !pass_.advance(network_, trace_))
    if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds) return false;
  if (!distance_.empty()) return true;
  const int units = trace_.shape.hiddenSize * trace_.shape.directions;
  for (int t = 0; t < trace_.shape.steps; ++t) {
    double apart = 0, first = 0, second = 0;
    for (int i = 0; i < units; ++i) {
      const double a = static_cast<double>(trace_.hidden(-1, t, 0, i)), b = static_cast<double>(trace_.hidden(-1, t, 1, i));
      apart += (a - b) * (a - b);
      first += a * a;
      second += b * b;
    }
    const double size = 0.5 * (std::sqrt(first) + std::sqrt(second));
    distance_.push_back(std::sqrt(apart));
    relative_.push_back(size > 0 ? distance_.back() / size : 0);
  }
  return true;
}

Table StateDistance::states(int which) const {
  Table h;
  h.fill(trace_.shape.steps, trace_.shape.hiddenSize * trace_.shape.directions,
         [&](int t, int unit) { return trace_.hidden(-1, t, which, unit); });
  return h;
}

std::optional<Table> withOtherInput(const Task& task, const Experiment& experiment, const Table& x, int t, Random& random, int input) {
  constexpr int most = 64;
  const int steps = experiment.seqLen, inputs = task.inputSize(experiment), outputs = task.outputSize(experiment);
  UNROLL_CHECK(x.rows == steps && x.cols == inputs && t >= 0 && t < steps && input < inputs);
  std::vector<float> drawn(static_cast<std::size_t>(steps * inputs)), target(static_cast<std::size_t>(steps * outputs));
  Table changed = x;
  const auto row = static_cast<std::ptrdiff_t>(t) * inputs;
  for (int attempt = 0; attempt < most; ++attempt) {
    task.fresh(experiment, random, {drawn.data(), inputs}, {target.data(), outputs});
    for (int i = 0; i < inputs; ++i)
      if (input < 0 || i == input) changed.values[static_cast<std::size_t>(row + i)] = drawn[static_cast<std::size_t>(row + i)];
    if (changed.values != x.values) return changed;
  }
  return std::nullopt;
}

}  // namespace unroll
