// Losses over the time steps that count: value, and ∂L/∂y. Both are means, as PyTorch's reduction="mean": mse over all entries
// [counted steps, B, O], cross-entropy over the rows [counted steps, B].
#pragma once

#include <vector>

#include "network/trace.h"
#include "tasks/task.h"

namespace unroll {

// Which of the T steps count in a loss.
class LossMask {
 public:
  LossMask() = default;
  explicit LossMask(std::vector<char> counts);
  static LossMask every(int steps) { return LossMask(std::vector<char>(static_cast<std::size_t>(steps), 1)); }
  static LossMask last(int steps);

  bool at(int t) const { return counts_[static_cast<std::size_t>(t)] != 0; }
  int steps() const { return static_cast<int>(counts_.size()); }
  int first() const { return first_; }  // the first step that counts
  int end() const { return end_; }      // one past the last
  int count() const { return count_; }

 private:
  std::vector<char> counts_;
  int first_ = 0;
  int end_ = 0;
  int count_ = 0;
};

// What the network should answer. Rows as Trace::y, [T, B, padded O]; for cross-entropy the class numbers [T, B].
template <class Real>
struct Target {
  Buffer<Real> values;
  std::vector<int> classes;
};

// Fills gradient.dy of the steps that count (others in between are set to zero) and returns L.
template <class Real>
double lossAndGradient(Loss loss, const LossMask& mask, const Trace<Real>& trace, const Target<Real>& target,
                       GradientTrace<Real>& gradient);

}  // namespace unroll
