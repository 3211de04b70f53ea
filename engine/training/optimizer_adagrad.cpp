#include "core/kernels.h"
#include "training/optimizer.h"

namespace unroll {

// s ← s + g²,  w ← w − η g ÷ (√s + 10⁻¹⁰)   (Duchi, Hazan & Singer 2011)
const Optimizer& adagrad() {
  static constexpr Optimizer optimizer{
      "adagrad", "divides by the root of the sum of all squared gradients (Duchi, Hazan & Singer 2011)", 1, plainFactors,
      [](const OptimizerBlock& b, StepFactors f) { floatKernels().adagrad(b.values, b.gradients, b.first, b.count, f); }};
  return optimizer;
}

}  // namespace unroll
