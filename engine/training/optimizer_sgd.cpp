#include "core/kernels.h"
#include "training/optimizer.h"

namespace unroll {

// w ← w − η g
const Optimizer& sgd() {
  static constexpr Optimizer optimizer{"sgd", "w := w - learningRate * g", 0, plainFactors, [](const OptimizerBlock& b, StepFactors f) {
                                         floatKernels().sgd(b.values, b.gradients, b.count, f);
                                       }};
  return optimizer;
}

}  // namespace unroll
