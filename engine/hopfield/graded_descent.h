// Descents of the graded net (Hopfield 1984), four at once, for pictures that ask for very many: units in the order of their number, again
// and again, each to V_i = tanh(β h_i), which is where the energy is least for that unit, until none would move by more than 0.01.
#pragma once

#include <memory>
#include <span>

#include "hopfield/weights.h"

namespace unroll {

class GradedDescents {
 public:
  static constexpr int lanes = 4;

  // Where the weights are sums over few of `patterns` (Hebb's), a field comes from as many products instead of N.
  GradedDescents(const Weights& weights, double threshold, double gain, std::span<const Spins> patterns);
  ~GradedDescents();

  bool needsSums() const;
  // v [N], and, where it needs them, what the units get from it: sums [N], Σ_j w_ij v_j / scale.
  void start(int lane, std::span<const double> v, std::span<const double> sums);
  void run();
  bool isUp(int lane, int unit) const;  // V ≥ 0

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace unroll
