#include "training/optimizer.h"

#include <cmath>

#include "core/kernels.h"

namespace unroll {

#define UNROLL_OPTIMIZER(name) const Optimizer& name();
#include "training/optimizers.inc"
#undef UNROLL_OPTIMIZER

std::span<const Optimizer* const> allOptimizers() {
  static const Optimizer* const all[] = {
#define UNROLL_OPTIMIZER(name) &name(),
#include "training/optimizers.inc"
#undef UNROLL_OPTIMIZER
  };
  return all;
}

const Optimizer* findOptimizer(std::string_view name) {
  for (const Optimizer* optimizer : allOptimizers())
    if (optimizer->name == name) return optimizer;
  return nullptr;
}

StepFactors plainFactors(OptimizerState&, const OptimizerSettings& settings) {
  return {.rate = static_cast<float>(settings.learningRate),
          .momentum = static_cast<float>(settings.momentum),
          .decay = static_cast<float>(settings.weightDecay)};
}

StepFactors adamFactors(OptimizerState& state, const OptimizerSettings& settings) {
  state.beta1Power *= 0.9;
  state.beta2Power *= 0.999;
  return {.rate = static_cast<float>(settings.learningRate / (1 - state.beta1Power)),
          .secondScale = static_cast<float>(1 / __builtin_sqrt(1 - state.beta2Power)),
          .decay = static_cast<float>(settings.weightDecay)};
}

void clipByValue(Buffer<float>& gradients, double limit) {
  floatKernels().clamp(gradients.data(), static_cast<int>(gradients.size()), static_cast<float>(limit));
}

void clipByNorm(Buffer<float>& gradients, double norm, double limit) {
  const double factor = limit / (norm + 1e-6);
  if (factor < 1) gradients *= static_cast<float>(factor);
}

double norm(const Buffer<float>& values) {
  const float sum = floatKernels().sumOfSquares(values.data(), static_cast<int>(values.size()));
  if (std::isfinite(sum)) return std::sqrt(static_cast<double>(sum));
  double exact = 0;  // squares of floats can't overflow here
  for (Eigen::Index i = 0; i < values.size(); ++i) exact += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  return std::sqrt(exact);
}

}  // namespace unroll
