#include "core/kernels.h"
#include "training/optimizer.h"

namespace unroll {

// v ← .99 v + .01 g²,  w ← w − η g ÷ (√v + 10⁻⁸)   (Tieleman & Hinton 2012)
const Optimizer& rmsprop() {
  static constexpr Optimizer optimizer{
      "rmsprop", "divides by a running root mean square of the gradient (Tieleman & Hinton 2012)", 1, plainFactors,
      [](const OptimizerBlock& b, StepFactors f) { floatKernels().rmsprop(b.values, b.gradients, b.first, b.count, f); }};
  return optimizer;
}

}  // namespace unroll
