// The derivatives of one step of one chain, whatever its cell: of its state by the state one step before, and by its input.
//
// The state s of a chain is h, then what is carried beside it: c for LSTM, the output fed back for Jordan. Taken through the cell's own
// way back, a unit vector for each component, so that a new cell has them by being listed.
#pragma once

#include "network/network.h"

namespace unroll {

template <class Real>
using Derivative = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Components of a chain's state: h alone, and all.
struct StateSize {
  int hidden = 0;   // H
  int carried = 0;  // LSTM: H; Jordan: O; others 0
  int all() const { return hidden + carried; }
};

template <class Real>
class StepDerivatives {
 public:
  explicit StepDerivatives(const Network<Real>& network);

  // Of time step t of sequence b. Takes the numbers that forward left in `trace`.
  void take(const Trace<Real>& trace, int layer, int direction, int t, int b = 0);

  const StateSize& size() const { return size_; }
  // [S, S] ∂s_t/∂s one step before, along the chain: diag(f′) W_hh for Elman.
  const Derivative<Real>& state() const { return state_; }
  // [S, lags · inputs] ∂s_t/∂x_t of the layer (x, or h of both directions of the layer below); then by the inputs of the steps before.
  const Derivative<Real>& input() const { return input_; }
  int lags() const { return lags_; }
  // ∂(component of s_t)/∂kept: what the cell's accumulate() makes the derivatives by its weights of.
  auto kept(int component) const { return da_.segment(component * (da_.size() / size_.all()), da_.size() / size_.all()); }

 private:
  const Network<Real>& network_;
  StateSize size_;
  int lags_ = 1;
  Derivative<Real> state_, input_;
  // One step for as many rows as the state has components.
  Buffer<Real> fromAbove_, h_, previous_, kept_, carried_, carriedBefore_, dCarried_, dh_, da_, dPrevious_;
};

}  // namespace unroll
