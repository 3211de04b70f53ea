// Losses over the time steps that count: value, and ∂L/∂y. All are means, as PyTorch's reduction="mean": mse and binary cross-entropy
// over all entries [counted steps, B, O], cross-entropy over the rows [counted steps, B]. Both cross-entropies take the readout's
// numbers as logits. A row that isn't asked for (tasks/task.h) is no part of the mean, as PyTorch's ignore_index.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "network/trace.h"
#include "tasks/task.h"

namespace unroll {

// In menu order, as the key `loss` names them; the values are those of the enum.
struct LossEntry {
  std::string_view name;
  std::string_view help;
  Loss loss;
};
std::span<const LossEntry> allLosses();
Loss lossOf(const Experiment& experiment, const Task& task);  // what `loss` says, or the task's own

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

LossMask lossMask(const Experiment& experiment, const Task& task);  // what `lossAt` says

// What the network should answer. Rows as Trace::y, [T, B, padded O]; for cross-entropy the class numbers [T, B], −1: not asked for.
template <class Real>
struct Target {
  Buffer<Real> values;
  std::vector<int> classes;
};

// The answer that the readout's numbers y [O] stand for: themselves, σ of each, or the probabilities of the classes.
void answers(Loss loss, const float* y, int outputs, float* answer);
std::string_view answerActivation(Loss loss);  // identity, sigmoid, softmax

// Fills gradient.dy of the steps that count (others in between are set to zero) and returns L.
template <class Real>
double lossAndGradient(Loss loss, const LossMask& mask, const Trace<Real>& trace, const Target<Real>& target,
                       GradientTrace<Real>& gradient);

}  // namespace unroll
