// First weights. They depend on the seed and the shape alone: not on T, nor on whether the weights are tied (an untied network
// begins as the twin of the tied one).
#pragma once

#include <cstdint>
#include <string_view>

#include "network/network.h"

namespace unroll {

// `name` is one of inits.inc; every drawn number is multiplied by `scale`.
void initialize(Network<float>& network, std::string_view name, double scale, std::uint64_t seed);

}  // namespace unroll
