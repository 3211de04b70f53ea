// A unit held by hand: h_t[unit] of a chain, at one time step or at all, is set to a value after its step was computed, and everything
// downstream follows.
#pragma once

#include <vector>

#include "network/network.h"

namespace unroll {

struct Clamp {
  int layer = 0;
  int unit = 0;  // < H·D: both directions one after the other
  int t = -1;    // −1: every step
  float value = 0;
};

// Forward with some units held. A cell that feeds back its output (Jordan) feeds back that of the h as held.
template <class Real>
void forwardClamped(const Network<Real>& network, Trace<Real>& trace, const std::vector<Clamp>& clamps);

}  // namespace unroll
