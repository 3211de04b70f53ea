// The simple recurrent cell (Elman 1990, "Finding structure in time"; PyTorch's nn.RNN):
//   a_t = W_ih x_t + b_ih + W_hh h_{t−1} + b_hh        h_t = f(a_t)
#pragma once

#include "cells/cell.h"

namespace unroll {

template <class Real>
class ElmanCell final : public Cell<Real> {
 public:
  explicit ElmanCell(const CellShape& shape);

  std::vector<CellParameter> parameters() const override;
  int projectedSize() const override { return padded(shape_.hiddenSize); }
  void pack(const Real* const* weights) override;
  void project(const Real* x, Real* projected, int rows) const override;
  void forward(const StepForward<Real>& step) const override;
  void backward(const StepBackward<Real>& step) const override;
  void backwardToStart(const Real* preactivation, Real* dh, int rows) const override;
  void accumulate(const Real* preactivation, const Real* x, const Real* previous, int rows, Real* const* gradients) const override;

 private:
  enum { weightInput, weightHidden, biasInput, biasHidden };

  CellShape shape_;
  Buffer<Real> bias_;                    // b = b_ih + b_hh
  Buffer<Real> packedInput_;             // W_ih
  Buffer<Real> packedHidden_;            // W_hh
  Buffer<Real> packedHiddenTransposed_;  // W_hhᵀ
};

}  // namespace unroll
