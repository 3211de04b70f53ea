#include "core/kernels.h"
#include "training/optimizer.h"

namespace unroll {

// m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,  w ← w − η · m/(1 − β₁ᵗ) ÷ (√(v/(1 − β₂ᵗ)) + ε)   (Kingma & Ba 2015, algorithm 1)
const Optimizer& adam() {
  static constexpr Optimizer optimizer{
      "adam", "first and second moments of the gradient, betas .9 and .999 (Kingma & Ba 2015)", 2, adamFactors,
      [](const OptimizerBlock& b, StepFactors f) { floatKernels().adam(b.values, b.gradients, b.first, b.second, b.count, f); }};
  return optimizer;
}

}  // namespace unroll
