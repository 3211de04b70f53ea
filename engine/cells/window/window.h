// A net without a memory of its own, the classical rival: it sees the last n inputs side by side (time-delay neural network,
// Waibel et al. 1989):
//   a_t = Σ_{k<n} W_k x_{t−k} + b_ih + b_hh        h_t = f(a_t)        x before the first step is 0
// weight_ih is [H × n·I], the columns of W₀ first.
#pragma once

#include "cells/cell.h"
#include "cells/elman/kernels.h"

namespace unroll {

template <class Real>
class WindowCell final : public Cell<Real> {
 public:
  explicit WindowCell(const CellShape& shape) : Cell<Real>(shape, 1, padded(shape.hiddenSize), shape.window) {}

  std::vector<CellParameter> parameters() const override;
  bool remembersHidden() const override { return false; }
  void pack(const Real* const* weights) override;
  void forward(const ForwardRun<Real>& run) const override;
  void backward(const BackwardRun<Real>& run, const Cell<Real>& next) const override;
  void backwardToStart(const Real* da, Real* dCarried, Real* dh, int rows) const override;
  void accumulate(const typename Cell<Real>::Steps& steps, const StepRange& range, Real* const* gradients) const override;

 private:
  const ElmanKernels<Real>& step_ = stepKernels<ElmanKernels, Real>();
};

}  // namespace unroll
