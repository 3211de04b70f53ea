#include "cells/window/window.h"

#include <algorithm>

namespace unroll {

template <class Real>
std::vector<CellParameter> WindowCell<Real>::parameters() const {
  const int hidden = this->shape_.hiddenSize;
  // weight_hh has no columns: nothing comes back.
  return {{"weight_ih", hidden, this->shape_.window * this->shape_.inputSize()},
          {"weight_hh", hidden, 0},
          {"bias_ih", hidden, 1, 1, 0, CellParameter::Kind::bias},
          {"bias_hh", hidden, 1, 1, 0, CellParameter::Kind::bias}};
}

template <class Real>
void WindowCell<Real>::pack(const Real* const* weights) {
  for (int i = 0; i < this->unitSize(); ++i) this->bias_[i] = weights[this->biasInput][i] + weights[this->biasHidden][i];
  this->packInput(weights[this->weightInput]);
}

// h_t = f(a_t): the kernel of an Elman step whose recurrent sum has no terms.
template <class Real>
void WindowCell<Real>::forward(const ForwardRun<Real>& run) const {
  step_.forward[static_cast<int>(this->shape_.activation)](nullptr, this->unitSize(), 0, this->keptSize(), run.previous, this->unitSize(),
                                                           run);
}

// ∂L/∂h_t = W_hyᵀ ∂L/∂y_t        ∂L/∂a_t = ∂L/∂h_t ∘ f′(a_t)
template <class Real>
void WindowCell<Real>::backward(const BackwardRun<Real>& run, const Cell<Real>&) const {
  step_.backward[static_cast<int>(this->shape_.activation)](nullptr, this->unitSize(), 0, this->keptSize(), run);
}

template <class Real>
void WindowCell<Real>::backwardToStart(const Real*, Real*, Real* dh, int rows) const {
  std::fill(dh, dh + index(rows, this->unitSize()), Real(0));
}

template <class Real>
void WindowCell<Real>::accumulate(const typename Cell<Real>::Steps& steps, const StepRange& range, Real* const* gradients) const {
  this->accumulateAll(steps, range, nullptr, 0, 0, gradients);
}

template class WindowCell<float>;
template class WindowCell<double>;

const CellEntry& windowCell() {
  static constexpr std::string_view settings[] = {"activation", "window"};
  static const CellEntry entry{
      .name = "window",
      .help = "no memory: h_t = f(W_0 x_t + W_1 x_{t-1} + ... + b) over a sliding window, the time-delay net (Waibel et al. 1989)",
      .makeFloat = makeCellOf<WindowCell<float>, float>,
      .settings = settings,
      .memory = false};
  return entry;
}

std::unique_ptr<Cell<double>> windowInDouble(const CellShape& shape) { return makeCellOf<WindowCell<double>, double>(shape); }

}  // namespace unroll
