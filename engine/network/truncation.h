// Truncated backpropagation through time (Williams & Peng 1990, BPTT(h; h′)): after every k₁ steps one pass back over the last k₂, with
// the losses of the last k₁.
#pragma once

#include <algorithm>

#include "network/network.h"

namespace unroll {

struct Truncation {
  int length = 0;  // k₂: steps that a pass goes back; 0: full
  int every = 0;   // k₁ ≤ k₂: steps between two passes; 0: as length
};

// As it holds for a net and T steps: one pass over all of them where nothing is cut.
template <class Real>
Truncation truncationOf(const Network<Real>& network, Truncation wanted, int steps) {
  // Nothing goes back in time without a memory, and a chain against time has no past to cut off.
  if (wanted.length == 0 || wanted.length >= steps || !network.hasMemory() || network.shape().bidirectional) return {steps, steps};
  return {wanted.length, wanted.every > 0 ? wanted.every : wanted.length};
}

// One pass: over steps begin…end−1, with the losses of lossBegin…end−1.
struct BackWindow {
  int begin = 0, lossBegin = 0, end = 0;
};
// The next pass ends k₁ steps after the last one (or with T), begins k₂ before its end, and brings the losses since the last one.
inline BackWindow windowAfter(int lastEnd, const Truncation& truncation, int steps) {
  const int end = std::min(steps, lastEnd + truncation.every);
  return {std::max(0, end - truncation.length), lastEnd, end};
}
// The pass that brings the loss of step τ.
inline BackWindow windowOf(int tau, const Truncation& truncation, int steps) {
  return windowAfter(tau / truncation.every * truncation.every, truncation, steps);
}

}  // namespace unroll
