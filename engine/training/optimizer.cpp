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
