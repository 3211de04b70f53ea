// The gated recurrent unit (Cho et al. 2014, in the form of PyTorch's nn.GRU, whose reset gate acts after the product):
//   r_t = σ(W_ir x_t + b_ir + W_hr h_{t−1} + b_hr)      reset gate
//   z_t = σ(W_iz x_t + b_iz + W_hz h_{t−1} + b_hz)      update gate
//   m_t = W_hn h_{t−1} + b_hn
//   n_t = tanh(W_in x_t + b_in + r_t ∘ m_t)             candidate
//   h_t = (1 − z_t) ∘ n_t + z_t ∘ h_{t−1}
#pragma once

#include "cells/cell.h"
#include "cells/gru/kernels.h"

namespace unroll {

template <class Real>
class GruCell final : public Cell<Real> {
 public:
  explicit GruCell(const CellShape& shape);

  std::vector<CellParameter> parameters() const override;
  void pack(const Real* const* weights) override;
  int directSize() const override { return this->unitSize(); }
  void forward(const ForwardRun<Real>& run) const override;
  void backward(const BackwardRun<Real>& run, const Cell<Real>& next) const override;
  void backwardToStart(const Real* da, Real* dCarried, Real* dh, int rows) const override;
  void accumulate(const typename Cell<Real>::Steps& steps, const StepRange& range, Real* const* gradients) const override;

 private:
  const GruKernels<Real>& step_ = stepKernels<GruKernels, Real>();
  Buffer<Real> packedHidden_, packedHiddenTransposed_;  // W_hh, [H → r z n]
  Buffer<Real> candidateBias_;                          // b_hn
};

}  // namespace unroll
