#include "core/kernels.h"
#include "training/optimizer.h"

namespace unroll {

// v ← μ v + g,  w ← w − η v   (Polyak 1964)
const Optimizer& momentum() {
  static constexpr Optimizer optimizer{
      "momentum", "v := momentum * v + g; w := w - learningRate * v (Polyak 1964)", 1, plainFactors,
      [](const OptimizerBlock& b, StepFactors f) { floatKernels().momentum(b.values, b.gradients, b.first, b.count, f); }};
  return optimizer;
}

}  // namespace unroll
