#include "cells/elman.h"

#include "core/kernels.h"

namespace unroll {

template <class Real>
ElmanCell<Real>::ElmanCell(const CellShape& shape) : shape_(shape) {
  const int outputs = padded(shape.hiddenSize);
  bias_.setZero(outputs);
  packedInput_.setZero(outputs * shape.inputSize);
  packedHidden_.setZero(outputs * shape.hiddenSize);
  packedHiddenTransposed_.setZero(outputs * shape.hiddenSize);
}

template <class Real>
std::vector<CellParameter> ElmanCell<Real>::parameters() const {
  const int hidden = shape_.hiddenSize;
  return {{"weight_ih", hidden, shape_.inputSize}, {"weight_hh", hidden, hidden}, {"bias_ih", hidden}, {"bias_hh", hidden}};
}

template <class Real>
void ElmanCell<Real>::pack(const Real* const* weights) {
  const auto& k = kernels<Real>();
  const int hidden = shape_.hiddenSize;
  const int outputs = padded(hidden);
  for (int i = 0; i < outputs; ++i) bias_[i] = weights[biasInput][i] + weights[biasHidden][i];
  k.pack(weights[weightInput], outputs, shape_.inputSize, packedInput_.data());
  k.pack(weights[weightHidden], outputs, hidden, packedHidden_.data());
  k.packTransposed(weights[weightHidden], outputs, hidden, outputs, hidden, packedHiddenTransposed_.data());
}

// W_ih x_t + b
template <class Real>
void ElmanCell<Real>::project(const Real* x, Real* projected, int rows) const {
  const int outputs = padded(shape_.hiddenSize);
  kernels<Real>().product(packedInput_.data(), outputs, shape_.inputSize, x, shape_.inputSize, bias_.data(), projected, outputs, rows);
}

// h_t = f(W_ih x_t + b + W_hh h_{t−1})
template <class Real>
void ElmanCell<Real>::forward(const StepForward<Real>& step) const {
  kernels<Real>().elmanForward[static_cast<int>(shape_.activation)](packedHidden_.data(), padded(shape_.hiddenSize), shape_.hiddenSize,
                                                                    step.previous, step.projected, step.h, padded(shape_.hiddenSize),
                                                                    step.rows);
}

// ∂L/∂h_t = W_hyᵀ ∂L/∂y_t + W_hhᵀ ∂L/∂a_{t+1}        ∂L/∂a_t = ∂L/∂h_t ∘ f′(a_t)
template <class Real>
void ElmanCell<Real>::backward(const StepBackward<Real>& step) const {
  kernels<Real>().elmanBackward[static_cast<int>(shape_.activation)](packedHiddenTransposed_.data(), padded(shape_.hiddenSize),
                                                                     shape_.hiddenSize, step.preactivationNext, step.fromReadout, step.h,
                                                                     step.dh, step.preactivation, padded(shape_.hiddenSize), step.rows);
}

// ∂L/∂h₋₁ = W_hhᵀ ∂L/∂a₀
template <class Real>
void ElmanCell<Real>::backwardToStart(const Real* preactivation, Real* dh, int rows) const {
  const int stride = padded(shape_.hiddenSize);
  kernels<Real>().product(packedHiddenTransposed_.data(), stride, shape_.hiddenSize, preactivation, stride, nullptr, dh, stride, rows);
}

// ∂L/∂W_ih = Σ ∂L/∂a_t x_tᵀ    ∂L/∂W_hh = Σ ∂L/∂a_t h_{t−1}ᵀ    ∂L/∂b_ih = ∂L/∂b_hh = Σ ∂L/∂a_t
template <class Real>
void ElmanCell<Real>::accumulate(const Real* preactivation, const Real* x, const Real* previous, int rows, Real* const* gradients) const {
  const auto& k = kernels<Real>();
  const int outputs = padded(shape_.hiddenSize);
  k.accumulateProduct(preactivation, outputs, outputs, x, shape_.inputSize, shape_.inputSize, gradients[weightInput], rows);
  k.accumulateProduct(preactivation, outputs, outputs, previous, outputs, shape_.hiddenSize, gradients[weightHidden], rows);
  k.accumulateRows(preactivation, outputs, outputs, gradients[biasInput], rows);
  k.accumulateRows(preactivation, outputs, outputs, gradients[biasHidden], rows);
}

template class ElmanCell<float>;
template class ElmanCell<double>;

}  // namespace unroll
