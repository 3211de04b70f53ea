#include "core/kernels.h"
#include "training/optimizer.h"

namespace unroll {

// v ← μ v + g,  w ← w − η v   (Polyak 1964)
const Optimizer& momentum() {
  static constexpr Optimizer optimizer{
      "momentum", "v := momentum * v + g; w := w - learningRate * v (Polyak 1964)", 1,
      [](OptimizerState& state, const OptimizerSettings& settings, Buffer<float>& values, const Buffer<float>& gradients) {
        floatKernels().momentum(values.data(), gradients.data(), state.first.data(), static_cast<int>(values.size()),
                                static_cast<float>(settings.learningRate), static_cast<float>(settings.momentum));
      }};
  return optimizer;
}

}  // namespace unroll
