#include "cells/lstm/lstm.h"

namespace unroll {

// Kept of a step: i, f, g, o, tanh(c); their gradients in the same places, in the last one that of c, for who wants to look at it.
template <class Real>
LstmCell<Real>::LstmCell(const CellShape& shape) : Cell<Real>(shape, 4, 5 * padded(shape.hiddenSize)) {
  const int units = this->unitSize();
  packedHidden_.setZero(4 * units * shape.hiddenSize);
  packedHiddenTransposed_.setZero(units * 4 * units);
  if (shape.peepholes) peepholes_.setZero(3 * units);
}

template <class Real>
std::vector<CellParameter> LstmCell<Real>::parameters() const {
  using Kind = CellParameter::Kind;
  const int hidden = this->shape_.hiddenSize;
  std::vector<CellParameter> all{{"weight_ih", 4 * hidden, this->shape_.inputSize(), 4},
                                 {"weight_hh", 4 * hidden, hidden, 4},
                                 {"bias_ih", 4 * hidden, 1, 4, 0, Kind::bias},
                                 {"bias_hh", 4 * hidden, 1, 4, 0, Kind::bias}};
  if (this->shape_.peepholes)
    for (const char* name : {"weight_ci", "weight_cf", "weight_co"}) all.push_back({name, hidden, 1, 1, 0, Kind::peephole});
  all.push_back({"h0", hidden, 1, 1, 0, Kind::start});
  all.push_back({"c0", hidden, 1, 1, 0, Kind::start});
  return all;
}

template <class Real>
void LstmCell<Real>::pack(const Real* const* weights) {
  const auto& k = kernels<Real>();
  const int hidden = this->shape_.hiddenSize, units = this->unitSize();
  for (int i = 0; i < 4 * units; ++i) this->bias_[i] = weights[this->biasInput][i] + weights[this->biasHidden][i];
  this->packInput(weights[this->weightInput]);
  k.packGates(weights[this->weightHidden], 4, units, hidden, packedHidden_.data());
  k.packTransposed(weights[this->weightHidden], 4 * units, hidden, units, 4 * units, packedHiddenTransposed_.data());
  for (int p = 0; p < 3 && this->shape_.peepholes; ++p)
    std::copy(weights[peepholeInput + p], weights[peepholeInput + p] + units, peepholes_.data() + p * units);
}

template <class Real>
void LstmCell<Real>::forward(const ForwardRun<Real>& run) const {
  step_.forward[this->shape_.peepholes](packedHidden_.data(), peepholes_.data(), this->unitSize(), this->shape_.hiddenSize, run);
}

// ∂L/∂h_t = (from above) + W_hhᵀ ∂L/∂(i, f, g, o)_{t+1};  ∂L/∂c_t = ∂L/∂c_{t+1} ∘ f_{t+1} + ∂L/∂h_t ∘ o_t ∘ (1 − tanh²(c_t))  …
template <class Real>
void LstmCell<Real>::backward(const BackwardRun<Real>& run, const Cell<Real>& next) const {
  step_.backward[this->shape_.peepholes](static_cast<const LstmCell&>(next).packedHiddenTransposed_.data(), peepholes_.data(),
                                         this->unitSize(), run);
}

template <class Real>
void LstmCell<Real>::backwardToStart(const Real* da, Real*, Real* dh, int rows) const {
  const int units = this->unitSize();
  kernels<Real>().product(packedHiddenTransposed_.data(), units, 4 * units, da, this->keptSize(), nullptr, 0, dh, units, rows);
}

template <class Real>
void LstmCell<Real>::accumulate(const typename Cell<Real>::Steps& steps, const StepRange& range, Real* const* gradients) const {
  const int units = this->unitSize(), kept = this->keptSize(), first = range.from * range.batch,
            rows = (range.to - range.from) * range.batch;
  this->accumulateAll(steps, range, steps.previous, units, this->shape_.hiddenSize, gradients);
  if (!this->shape_.peepholes) return;
  const auto& k = kernels<Real>();
  const Real* const da = steps.da + index(first, kept);
  const Real* const before = steps.carriedBefore + index(first, units);
  k.accumulateElementwise(da, kept, before, units, units, gradients[peepholeInput], rows);
  k.accumulateElementwise(da + units, kept, before, units, units, gradients[peepholeForget], rows);
  k.accumulateElementwise(da + 3 * units, kept, steps.carried + index(first, units), units, units, gradients[peepholeOutput], rows);
}

template class LstmCell<float>;
template class LstmCell<double>;

std::unique_ptr<Cell<double>> lstmInDouble(const CellShape& shape);
std::unique_ptr<Cell<double>> lstmInDouble(const CellShape& shape) { return std::make_unique<LstmCell<double>>(shape); }

const CellEntry& lstmCell();
const CellEntry& lstmCell() {
  static constexpr std::string_view settings[] = {"peepholes", "forgetBias", "initialState"};
  static constexpr CellGate gates[] = {{"i", 0, 0, Activation::sigmoid, "weight_ci"},
                                       {"f", 1, 1, Activation::sigmoid, "weight_cf"},
                                       {"g", 2, 2, Activation::tanh},
                                       {"o", 3, 3, Activation::sigmoid, "weight_co", true},
                                       {.name = "c", .block = CellGate::carried, .gradient = 4}};
  static const CellEntry entry{
      .name = "lstm",
      .help = "long short-term memory: a cell state behind input, forget and output gates (Hochreiter & Schmidhuber 1997)",
      .makeFloat = makeCellOf<LstmCell<float>>,
      .settings = settings,
      .gates = gates,
      .gated = "o · tanh( c )",
      .combine = [](const float* g, float) { return g[3] * activate(Activation::tanh, g[4]); },
      .carry = [](const float* g, float before) { return g[1] * before + g[0] * g[2]; },
      .forgetGate = 1};
  return entry;
}

}  // namespace unroll
