// How information washes out: the same net over two sequences that differ early, and how far its states lie apart at each step.
#pragma once

#include <optional>
#include <vector>

#include "core/table.h"
#include "network/forward_pass.h"
#include "tasks/task.h"

namespace unroll {

class StateDistance {
 public:
  // Sequences x [T, I] of the same T; `network`, of any kind (untied with T copies at least), must live and stay as it is until done.
  StateDistance(const Network<float>& network, const Table& x, const Table& other);

  bool advance(double milliseconds);  // true when done
  // [T] ‖h_t − h′_t‖₂ of the topmost layer. In single precision: states that have come so near that no bit differs are 0 apart.
  const std::vector<double>& distance() const { return distance_; }
  // [T] the same beside the mean of ‖h_t‖ and ‖h′_t‖; 0 where both are 0.
  const std::vector<double>& relative() const { return relative_; }
  // [T, H] the states h_t (0) or h′_t (1) of the topmost layer, when done.
  Table states(int which) const;

 private:
  const Network<float>& network_;
  Trace<float> trace_;  // both, as a batch of two
  ForwardPass pass_;
  std::vector<double> distance_, relative_;
};

// x with another input at step t, taken from the same step of other sequences that the task draws; `input` ≥ 0: that number alone. None
// where 64 of them all have the same there.
std::optional<Table> withOtherInput(const Task& task, const Experiment& experiment, const Table& x, int t, Random& random, int input = -1);

}  // namespace unroll
