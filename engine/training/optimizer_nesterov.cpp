#include "core/kernels.h"
#include "training/optimizer.h"

namespace unroll {

// v ← μ v + g,  w ← w − η (g + μ v)   (Nesterov 1983, in the form of Sutskever et al. 2013)
const Optimizer& nesterov() {
  static constexpr Optimizer optimizer{
      "nesterov", "momentum that looks ahead: v := momentum * v + g; w := w - learningRate * (g + momentum * v) (Nesterov 1983)", 1,
      plainFactors, [](const OptimizerBlock& b, StepFactors f) { floatKernels().nesterov(b.values, b.gradients, b.first, b.count, f); }};
  return optimizer;
}

}  // namespace unroll
