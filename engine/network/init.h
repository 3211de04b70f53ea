// First weights. They depend on the seed and the shape alone: not on T, nor on whether the weights are tied (an untied network
// begins as the twin of the tied one).
#pragma once

#include <cstdint>
#include <string_view>

#include "network/network.h"

namespace unroll {

// `name` is one of inits.inc; every drawn number is multiplied by `scale` (spectral: W_hh gets that spectral radius). forgetBias is
// added to the first bias of an LSTM's forget gate. Learned start states begin at 0.
void initialize(Network<float>& network, std::string_view name, double scale, std::uint64_t seed, double forgetBias = 0);

// The spectral radius ρ(A) = max |λ| of a square matrix, row-major [n][n], by Gelfand's formula ρ = lim ‖Aᵏ‖^(1/k) with k = 2²⁴
// through repeated squaring: the same bits on every target. Relative error below 10⁻⁵ unless A is nearly defective.
double spectralRadius(const std::vector<float>& matrix, int n);

}  // namespace unroll
