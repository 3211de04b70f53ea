// Optimisers: how the gradients change the weights. Each is one file with one record; optimizers.inc lists them in menu order.
// Definitions and constants are PyTorch's; weight decay is added to the gradient, g + λ w (AdamW has its own way).
#pragma once

#include <span>
#include <string_view>

#include "core/kernels.h"
#include "core/matrix.h"

namespace unroll {

struct OptimizerSettings {
  double learningRate = 0.003;
  double momentum = 0.9;
  double weightDecay = 0;
};

// What an optimiser remembers between updates. Unused parts stay empty.
struct OptimizerState {
  Buffer<float> first;    // momentum's velocity; RMSprop's and Adagrad's squares; Adam's mean of the gradient
  Buffer<float> second;   // Adam's mean of the squared gradient
  double beta1Power = 1;  // β₁ᵗ, β₂ᵗ as running products: pow() differs between targets
  double beta2Power = 1;
};

// A part of the flat blocks.
struct OptimizerBlock {
  float* values;
  const float* gradients;
  float* first;
  float* second;
  int count;  // a multiple of featureBlock
};

struct Optimizer {
  std::string_view name;
  std::string_view help;
  int slots;                                                                       // how many of OptimizerState's buffers are used
  StepFactors (*begin)(OptimizerState& state, const OptimizerSettings& settings);  // once per update
  void (*step)(const OptimizerBlock& block, StepFactors factors);                  // then for every part of the weights

  OptimizerState start(Eigen::Index size) const {
    OptimizerState state;
    if (slots > 0) state.first.setZero(size);
    if (slots > 1) state.second.setZero(size);
    return state;
  }
  void stepPart(OptimizerState& state, StepFactors factors, Buffer<float>& values, const Buffer<float>& gradients, Eigen::Index from,
                Eigen::Index count) const {
    step({values.data() + from, gradients.data() + from, slots > 0 ? state.first.data() + from : nullptr,
          slots > 1 ? state.second.data() + from : nullptr, static_cast<int>(count)},
         factors);
  }
  void stepAll(OptimizerState& state, const OptimizerSettings& settings, Buffer<float>& values, const Buffer<float>& gradients) const {
    stepPart(state, begin(state, settings), values, gradients, 0, values.size());
  }
};

StepFactors plainFactors(OptimizerState& state, const OptimizerSettings& settings);
StepFactors adamFactors(OptimizerState& state, const OptimizerSettings& settings);

std::span<const Optimizer* const> allOptimizers();
const Optimizer* findOptimizer(std::string_view name);  // nullptr: no such optimiser

// Cuts every entry to ±limit (clip_grad_value_).
void clipByValue(Buffer<float>& gradients, double limit);
// Scales the gradients so that their global 2-norm is at most `limit` (clip_grad_norm_: factor limit/(norm + 10⁻⁶), at most 1).
void clipByNorm(Buffer<float>& gradients, double norm, double limit);
// ‖g‖₂, without overflow; infinite or NaN only if an entry is.
double norm(const Buffer<float>& values);

}  // namespace unroll
