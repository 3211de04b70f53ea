// The simple recurrent cell (Elman 1990, "Finding structure in time"; PyTorch's nn.RNN):
//   a_t = W_ih x_t + b_ih + W_hh h_{t−1} + b_hh        h_t = f(a_t)
// Frozen, with only the readout trained, it is an echo state network (Jaeger 2001).
#pragma once

#include "cells/cell.h"
#include "cells/elman/kernels.h"

namespace unroll {

template <class Real>
class ElmanCell final : public Cell<Real> {
 public:
  explicit ElmanCell(const CellShape& shape);

  std::vector<CellParameter> parameters() const override;
  void pack(const Real* const* weights) override;
  void forward(const ForwardRun<Real>& run) const override;
  void backward(const BackwardRun<Real>& run, const Cell<Real>& next) const override;
  void backwardToStart(const Real* da, Real* dCarried, Real* dh, int rows) const override;
  void accumulate(const typename Cell<Real>::Steps& steps, const StepRange& range, Real* const* gradients) const override;

 private:
  const ElmanKernels<Real>& step_ = stepKernels<ElmanKernels, Real>();
  Buffer<Real> packedHidden_;            // W_hh
  Buffer<Real> packedHiddenTransposed_;  // W_hhᵀ
};

}  // namespace unroll
