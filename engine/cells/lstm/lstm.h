// Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000; PyTorch's nn.LSTM):
//   i_t = σ(W_ii x_t + b_ii + W_hi h_{t−1} + b_hi)      input gate
//   f_t = σ(W_if x_t + b_if + W_hf h_{t−1} + b_hf)      forget gate
//   g_t = tanh(W_ig x_t + b_ig + W_hg h_{t−1} + b_hg)   candidate
//   o_t = σ(W_io x_t + b_io + W_ho h_{t−1} + b_ho)      output gate
//   c_t = f_t ∘ c_{t−1} + i_t ∘ g_t                     cell state
//   h_t = o_t ∘ tanh(c_t)
// With peepholes (Gers & Schmidhuber 2000) the gates see the cell state too: + w_ci ∘ c_{t−1}, + w_cf ∘ c_{t−1}, and o_t + w_co ∘ c_t.
#pragma once

#include "cells/cell.h"
#include "cells/lstm/kernels.h"

namespace unroll {

template <class Real>
class LstmCell final : public Cell<Real> {
 public:
  explicit LstmCell(const CellShape& shape);

  std::vector<CellParameter> parameters() const override;
  int carriedSize() const override { return this->unitSize(); }  // c_t
  void pack(const Real* const* weights) override;
  void forward(const ForwardRun<Real>& run) const override;
  void backward(const BackwardRun<Real>& run, const Cell<Real>& next) const override;
  void backwardToStart(const Real* da, Real* dCarried, Real* dh, int rows) const override;
  void accumulate(const typename Cell<Real>::Steps& steps, const StepRange& range, Real* const* gradients) const override;

 private:
  const LstmKernels<Real>& step_ = stepKernels<LstmKernels, Real>();
  // Parameters after the four shared ones: with peepholes w_ci, w_cf, w_co; then the start states.
  enum { peepholeInput = Cell<Real>::firstOfItsOwn, peepholeForget, peepholeOutput };

  Buffer<Real> packedHidden_, packedHiddenTransposed_;  // W_hh, [H → i f g o]
  Buffer<Real> peepholes_;                              // w_ci, w_cf, w_co, each padded H; empty without
};

}  // namespace unroll
