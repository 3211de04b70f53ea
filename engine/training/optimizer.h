// Optimisers: how the gradients change the weights. Each is one file with one record; optimizers.inc lists them in menu order.
// Definitions and constants are PyTorch's.
#pragma once

#include <span>
#include <string_view>

#include "core/matrix.h"

namespace unroll {

struct OptimizerSettings {
  double learningRate = 0.003;
  double momentum = 0.9;
};

// What an optimiser remembers between updates. Unused parts stay empty.
struct OptimizerState {
  Buffer<float> first;    // momentum's velocity; Adam's mean of the gradient
  Buffer<float> second;   // Adam's mean of the squared gradient
  double beta1Power = 1;  // β₁ᵗ, β₂ᵗ as running products: pow() differs between targets
  double beta2Power = 1;
};

struct Optimizer {
  std::string_view name;
  std::string_view help;
  int slots;  // how many of OptimizerState's buffers are used
  void (*step)(OptimizerState& state, const OptimizerSettings& settings, Buffer<float>& values, const Buffer<float>& gradients);

  OptimizerState start(Eigen::Index size) const {
    OptimizerState state;
    if (slots > 0) state.first.setZero(size);
    if (slots > 1) state.second.setZero(size);
    return state;
  }
};

std::span<const Optimizer* const> allOptimizers();
const Optimizer* findOptimizer(std::string_view name);  // nullptr: no such optimiser

// Scales the gradients so that their global 2-norm is at most `limit` (clip_grad_norm_: factor limit/(norm + 10⁻⁶), at most 1).
void clipByNorm(Buffer<float>& gradients, double norm, double limit);
// ‖g‖₂, without overflow; infinite or NaN only if an entry is.
double norm(const Buffer<float>& values);

}  // namespace unroll
