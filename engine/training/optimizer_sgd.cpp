#include "core/kernels.h"
#include "training/optimizer.h"

namespace unroll {

// w ← w − η g
const Optimizer& sgd() {
  static constexpr Optimizer optimizer{
      "sgd", "w := w - learningRate * g", 0,
      [](OptimizerState&, const OptimizerSettings& settings, Buffer<float>& values, const Buffer<float>& gradients) {
        floatKernels().sgd(values.data(), gradients.data(), static_cast<int>(values.size()), static_cast<float>(settings.learningRate));
      }};
  return optimizer;
}

}  // namespace unroll
