#include "cells/jordan/jordan.h"

#include <algorithm>

namespace unroll {

// Kept of a step: h's preactivation [padded H], then on the way back ∂L/∂y_t through y_t's return alone [padded O].
template <class Real>
JordanCell<Real>::JordanCell(const CellShape& shape)
    : Cell<Real>(shape, 1, padded(shape.hiddenSize) + padded(shape.outputSize)), outputBias_(Buffer<Real>::Zero(padded(shape.outputSize))) {
  const int units = padded(shape.hiddenSize), outputs = padded(shape.outputSize);
  for (Buffer<Real>* packed : {&packedFeedback_, &packedFeedbackTransposed_, &packedOutput_, &packedOutputTransposed_})
    packed->setZero(units * outputs);
}

template <class Real>
std::vector<CellParameter> JordanCell<Real>::parameters() const {
  using Kind = CellParameter::Kind;
  const int hidden = this->shape_.hiddenSize, outputs = this->shape_.outputSize;
  return {{"weight_ih", hidden, this->shape_.inputSize()},
          {"weight_yh", hidden, outputs},
          {"bias_ih", hidden, 1, 1, 0, Kind::bias},
          {"bias_hh", hidden, 1, 1, 0, Kind::bias},
          {"weight_hy", outputs, hidden, 1, 0, Kind::readoutWeight},
          {"bias_hy", outputs, 1, 1, 0, Kind::readoutBias},
          {"y0", outputs, 1, 1, 0, Kind::start}};
}

template <class Real>
void JordanCell<Real>::pack(const Real* const* weights) {
  const auto& k = kernels<Real>();
  const int hidden = this->shape_.hiddenSize, units = this->unitSize(), outputs = this->shape_.outputSize, size = padded(outputs);
  for (int i = 0; i < units; ++i) this->bias_[i] = weights[this->biasInput][i] + weights[this->biasHidden][i];
  std::copy(weights[biasOutput], weights[biasOutput] + size, outputBias_.data());
  this->packInput(weights[this->weightInput]);
  k.pack(weights[this->weightHidden], units, outputs, packedFeedback_.data());
  k.packTransposed(weights[this->weightHidden], units, outputs, size, units, packedFeedbackTransposed_.data());
  k.pack(weights[weightOutput], size, hidden, packedOutput_.data());
  k.packTransposed(weights[weightOutput], size, hidden, units, size, packedOutputTransposed_.data());
}

// h_t = f(W_ih x_t + b + W_yh y_{t−1})        y_t = W_hy h_t + b_y
template <class Real>
void JordanCell<Real>::forward(const ForwardRun<Real>& run) const {
  const int units = this->unitSize(), size = carriedSize();
  ForwardRun<Real> one = run;
  one.steps = 1;
  for (int s = 0; s < run.steps; ++s) {
    step_.forward[static_cast<int>(this->shape_.activation)](packedFeedback_.data(), units, this->shape_.outputSize, this->keptSize(),
                                                             one.carriedBefore, size, one);
    feedBack(one.h, one.carried, run.batch);
    one.advance(this->keptSize(), units, size);
  }
}

template <class Real>
void JordanCell<Real>::feedBack(const Real* h, Real* carried, int rows) const {
  kernels<Real>().product(packedOutput_.data(), carriedSize(), this->shape_.hiddenSize, h, this->unitSize(), outputBias_.data(), 0, carried,
                          carriedSize(), rows);
}

// ∂L/∂y_t (returning) = W_yhᵀ ∂L/∂a_{t+1}    ∂L/∂h_t = W_hyᵀ (that + ∂L/∂y_t direct)    ∂L/∂a_t = ∂L/∂h_t ∘ f′(a_t)
// W_yh is that of step t+1, W_hy that of step t.
template <class Real>
void JordanCell<Real>::backward(const BackwardRun<Real>& run, const Cell<Real>& next) const {
  const auto& k = kernels<Real>();
  const int units = this->unitSize(), size = carriedSize(), kept = this->keptSize();
  BackwardRun<Real> one = run;
  one.steps = 1;
  const JordanCell* after = &static_cast<const JordanCell&>(next);
  for (int s = 0; s < run.steps; ++s) {
    Real* const returning = one.da + units;
    if (one.daNext) {
      k.product(after->packedFeedbackTransposed_.data(), size, units, one.daNext, kept, nullptr, 0, returning, kept, run.batch);
    } else {
      for (int b = 0; b < run.batch; ++b) std::copy(run.dCarried + b * size, run.dCarried + (b + 1) * size, returning + b * kept);
    }
    // The Elman kernel, with ∂L/∂y_t in the place of ∂L/∂a_{t+1}.
    BackwardRun<Real> inner = one;
    inner.daNext = returning;
    step_.backward[static_cast<int>(this->shape_.activation)](packedOutputTransposed_.data(), units, size, kept, inner);
    one.retreat(kept, units, size);
    after = this;
  }
}

// ∂L/∂y₋₁ = W_yhᵀ ∂L/∂a₀
template <class Real>
void JordanCell<Real>::backwardToStart(const Real* da, Real* dCarried, Real* dh, int rows) const {
  kernels<Real>().product(packedFeedbackTransposed_.data(), carriedSize(), this->unitSize(), da, this->keptSize(), nullptr, 0, dCarried,
                          carriedSize(), rows);
  std::fill(dh, dh + index(rows, this->unitSize()), Real(0));
}

template <class Real>
void JordanCell<Real>::accumulate(const typename Cell<Real>::Steps& steps, const StepRange& range, Real* const* gradients) const {
  const int units = this->unitSize(), size = carriedSize(), first = range.from * range.batch;
  this->accumulateAll(steps, range, steps.carriedBefore, size, this->shape_.outputSize, gradients);
  const Factor<Real> factor{steps.h + index(first, units), units, this->shape_.hiddenSize, gradients[weightOutput]};
  kernels<Real>().accumulate(steps.da + index(first, this->keptSize(), units), this->keptSize(), size, &factor, 1, gradients[biasOutput],
                             (range.to - range.from) * range.batch);
}

template class JordanCell<float>;
template class JordanCell<double>;

std::unique_ptr<Cell<double>> jordanInDouble(const CellShape& shape);
std::unique_ptr<Cell<double>> jordanInDouble(const CellShape& shape) { return std::make_unique<JordanCell<double>>(shape); }

const CellEntry& jordanCell();
const CellEntry& jordanCell() {
  static constexpr std::string_view settings[] = {"activation", "initialState"};
  static const CellEntry entry{.name = "jordan",
                               .help = "h_t = f(W_xh x_t + W_yh y_{t-1} + b): the output feeds back (Jordan 1986)",
                               .makeFloat = makeCellOf<JordanCell<float>>,
                               .settings = settings,
                               .feedsBack = true};
  return entry;
}

}  // namespace unroll
