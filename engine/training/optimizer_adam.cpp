#include "core/kernels.h"
#include "training/optimizer.h"

namespace unroll {

// m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  w ← w − η · m/(1 − β₁ᵗ) ÷ (√(v/(1 − β₂ᵗ)) + ε)   (Kingma & Ba 2015, algorithm 1)
const Optimizer& adam() {
  static constexpr Optimizer optimizer{
      "adam", "first and second moments of the gradient, betas .9 and .999 (Kingma & Ba 2015)", 2,
      [](OptimizerState& state, const OptimizerSettings& settings, Buffer<float>& values, const Buffer<float>& gradients) {
        state.beta1Power *= 0.9;
        state.beta2Power *= 0.999;
        const AdamFactors factors{static_cast<float>(settings.learningRate / (1 - state.beta1Power)),
                                  static_cast<float>(1 / __builtin_sqrt(1 - state.beta2Power))};
        floatKernels().adam(values.data(), gradients.data(), state.first.data(), state.second.data(), static_cast<int>(values.size()),
                            factors);
      }};
  return optimizer;
}

}  // namespace unroll
