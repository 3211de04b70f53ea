#include "cells/elman/elman.h"

namespace unroll {

template <class Real>
ElmanCell<Real>::ElmanCell(const CellShape& shape) : Cell<Real>(shape, 1, padded(shape.hiddenSize)) {
  packedHidden_.setZero(this->unitSize() * shape.hiddenSize);
  packedHiddenTransposed_.setZero(this->unitSize() * this->unitSize());
}

template <class Real>
std::vector<CellParameter> ElmanCell<Real>::parameters() const {
  using Kind = CellParameter::Kind;
  const int hidden = this->shape_.hiddenSize;
  return {{"weight_ih", hidden, this->shape_.inputSize()},
          {"weight_hh", hidden, hidden},
          {"bias_ih", hidden, 1, 1, 0, Kind::bias},
          {"bias_hh", hidden, 1, 1, 0, Kind::bias},
          {"h0", hidden, 1, 1, 0, Kind::start}};
}

template <class Real>
void ElmanCell<Real>::pack(const Real* const* weights) {
  const auto& k = kernels<Real>();
  const int hidden = this->shape_.hiddenSize, outputs = this->unitSize();
  for (int i = 0; i < outputs; ++i) this->bias_[i] = weights[this->biasInput][i] + weights[this->biasHidden][i];
  this->packInput(weights[this->weightInput]);
  k.pack(weights[this->weightHidden], outputs, hidden, packedHidden_.data());
  k.packTransposed(weights[this->weightHidden], outputs, hidden, outputs, outputs, packedHiddenTransposed_.data());
}

// h_t = f(W_ih x_t + b + W_hh h_{t−1})
template <class Real>
void ElmanCell<Real>::forward(const ForwardRun<Real>& run) const {
  step_.forward[static_cast<int>(this->shape_.activation)](packedHidden_.data(), this->unitSize(), this->shape_.hiddenSize,
                                                           this->keptSize(), run.previous, this->unitSize(), run);
}

// ∂L/∂h_t = W_hyᵀ ∂L/∂y_t + W_hhᵀ ∂L/∂a_{t+1}        ∂L/∂a_t = ∂L/∂h_t ∘ f′(a_t)
template <class Real>
void ElmanCell<Real>::backward(const BackwardRun<Real>& run, const Cell<Real>& next) const {
  step_.backward[static_cast<int>(this->shape_.activation)](static_cast<const ElmanCell&>(next).packedHiddenTransposed_.data(),
                                                            this->unitSize(), this->unitSize(), this->keptSize(), run);
}

// ∂L/∂h₋₁ = W_hhᵀ ∂L/∂a₀
template <class Real>
void ElmanCell<Real>::backwardToStart(const Real* da, Real*, Real* dh, int rows) const {
  const int units = this->unitSize();
  kernels<Real>().product(packedHiddenTransposed_.data(), units, units, da, this->keptSize(), nullptr, 0, dh, units, rows);
}

template <class Real>
void ElmanCell<Real>::accumulate(const typename Cell<Real>::Steps& steps, const StepRange& range, Real* const* gradients) const {
  this->accumulateAll(steps, range, steps.previous, this->unitSize(), this->shape_.hiddenSize, gradients);
}

template class ElmanCell<float>;
template class ElmanCell<double>;

const CellEntry& elmanCell() {
  static constexpr std::string_view settings[] = {"activation", "initialState"};
  static const CellEntry entry{.name = "elman",
                               .help = "h_t = f(W_xh x_t + W_hh h_{t-1} + b), the simple recurrent net (Elman 1990)",
                               .makeFloat = makeCellOf<ElmanCell<float>, float>,
                               .settings = settings,
                               .simple = true};
  return entry;
}

std::unique_ptr<Cell<double>> elmanInDouble(const CellShape& shape) { return makeCellOf<ElmanCell<double>, double>(shape); }

}  // namespace unroll
