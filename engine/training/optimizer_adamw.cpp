#include "core/kernels.h"
#include "training/optimizer.h"

namespace unroll {

// Adam with the decay beside the gradient: w ← (1 − η λ) w, then as Adam   (Loshchilov & Hutter 2019)
const Optimizer& adamw() {
  static constexpr Optimizer optimizer{
      "adamw", "Adam whose weight decay stays out of the moments (Loshchilov & Hutter 2019)", 2,
      [](OptimizerState& state, const OptimizerSettings& settings) {
        StepFactors f = adamFactors(state, settings);
        f.decay = static_cast<float>(1 - settings.learningRate * settings.weightDecay);
        return f;
      },
      [](const OptimizerBlock& b, StepFactors f) { floatKernels().adamw(b.values, b.gradients, b.first, b.second, b.count, f); }};
  return optimizer;
}

}  // namespace unroll
