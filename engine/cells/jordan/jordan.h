// The cell whose memory is the network's last answer (Jordan 1986, "Attractor dynamics and parallelism in a connectionist sequential
// machine"), with the readout inside the loop:
//   a_t = W_ih x_t + b_ih + W_yh y_{t−1} + b_hh        h_t = f(a_t)        y_t = W_hy h_t + b_y        y₋₁ = 0, or learned
// In the top layer W_hy and b_y are the network's readout; a lower layer has an output of the same size of its own, weight_hy and
// bias_hy. In a bidirectional net each direction feeds back its own part of the readout.
#pragma once

#include "cells/cell.h"
#include "cells/elman/kernels.h"

namespace unroll {

template <class Real>
class JordanCell final : public Cell<Real> {
 public:
  explicit JordanCell(const CellShape& shape);

  std::vector<CellParameter> parameters() const override;
  int carriedSize() const override { return padded(this->shape_.outputSize); }  // y_t
  bool remembersHidden() const override { return false; }
  void pack(const Real* const* weights) override;
  void forward(const ForwardRun<Real>& run) const override;
  void feedBack(const Real* h, Real* carried, int rows) const override;
  void backward(const BackwardRun<Real>& run, const Cell<Real>& next) const override;
  void backwardToStart(const Real* da, Real* dCarried, Real* dh, int rows) const override;
  void accumulate(const typename Cell<Real>::Steps& steps, const StepRange& range, Real* const* gradients) const override;

 private:
  const ElmanKernels<Real>& step_ = stepKernels<ElmanKernels, Real>();
  enum { weightOutput = Cell<Real>::firstOfItsOwn, biasOutput };

  Buffer<Real> packedFeedback_, packedFeedbackTransposed_;  // W_yh
  Buffer<Real> packedOutput_, packedOutputTransposed_;      // W_hy
  Buffer<Real> outputBias_;
};

}  // namespace unroll
