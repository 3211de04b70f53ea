// The activation functions f of a hidden unit, by name and as numbers. The kernels' vector form, with the same bits, is in
// core/activation_vector.h.
#pragma once

#include <iterator>
#include <optional>
#include <string_view>

namespace unroll {

enum class Activation {
#define UNROLL_ACTIVATION(name) name,
#include "core/activations.inc"
#undef UNROLL_ACTIVATION
};

constexpr std::string_view activationNames[] = {
#define UNROLL_ACTIVATION(name) #name,
#include "core/activations.inc"
#undef UNROLL_ACTIVATION
};
constexpr int activationCount = static_cast<int>(std::size(activationNames));

constexpr std::string_view activationName(Activation activation) { return activationNames[static_cast<int>(activation)]; }

constexpr std::optional<Activation> findActivation(std::string_view name) {
  for (int i = 0; i < activationCount; ++i)
    if (activationNames[i] == name) return static_cast<Activation>(i);
  return std::nullopt;
}

float activate(Activation activation, float x);            // f(x)
float slopeFromValue(Activation activation, float value);  // f′(x) as a function of f(x); relu: 0 at the kink

}  // namespace unroll
