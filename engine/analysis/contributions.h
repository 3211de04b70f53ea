// The gradient copy by copy. A recurrent net uses one copy of its weights at all time steps; ∂L/∂w is the sum of what each use brings:
//   ∂L/∂w = Σ_t ∂L/∂(copy t of w)
// (Rumelhart, Hinton & Williams 1986; Werbos 1990, eq. 8). The backward pass gives each term by itself.
#pragma once

#include "network/truncation.h"

namespace unroll {

// Backward over all T steps and all layers: from ∂L/∂y_t, which `gradient` holds for every t (0 where there is no loss), to ∂L/∂h_t and
// ∂L/∂kept of each step. The same numbers as those of full backpropagation through time.
template <class Real>
void passBack(const Network<Real>& network, const Trace<Real>& trace, GradientTrace<Real>& gradient);
// One pass of truncated backpropagation, from ∂L/∂y_t of its own losses alone; what lies outside of its steps stays as it was.
template <class Real>
void passBack(const Network<Real>& network, const Trace<Real>& trace, GradientTrace<Real>& gradient, int begin, int end);
// All passes, added up: ∂L/∂h_t and ∂L/∂kept are what all of them bring. In `gradient`, new but for ∂L/∂y_t.
template <class Real>
void passBack(const Network<Real>& network, const Trace<Real>& trace, GradientTrace<Real>& gradient, Truncation truncation);

// In `one` ∂L/∂y of steps from…to−1 alone.
template <class Real>
void keepOnly(const GradientTrace<Real>& gradient, int from, int to, GradientTrace<Real>& one);

// block ← ∂L/∂(the copy of each weight that time step t uses), summed over the batch, in the layout of a tied network's values(); start
// states, which belong to no step, are 0. After passBack() or backpropagation. In a chain against time, t is the place in the sequence.
template <class Real>
void contributionAt(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient, int t,
                    Buffer<Real>& block);

// The T contributions of one weight.
template <class Real>
std::vector<Real> contributionsOf(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient,
                                  Eigen::Index weight);

}  // namespace unroll
