#include "cells/gru/gru.h"

namespace unroll {

// Kept of a step: n, r, z, m; their gradients in the same places. W_ih lies as n, r, z, so that both its product (the first three) and
// that of W_hh (r, z, m: the last three) write neighbours.
template <class Real>
GruCell<Real>::GruCell(const CellShape& shape) : Cell<Real>(shape, 3, 4 * padded(shape.hiddenSize)) {
  const int units = this->unitSize();
  packedHidden_.setZero(3 * units * shape.hiddenSize);
  packedHiddenTransposed_.setZero(units * 3 * units);
  candidateBias_.setZero(units);
}

template <class Real>
std::vector<CellParameter> GruCell<Real>::parameters() const {
  using Kind = CellParameter::Kind;
  const int hidden = this->shape_.hiddenSize;
  return {{"weight_ih", 3 * hidden, this->shape_.inputSize(), 3, 1},
          {"weight_hh", 3 * hidden, hidden, 3},
          {"bias_ih", 3 * hidden, 1, 3, 1, Kind::bias},
          {"bias_hh", 3 * hidden, 1, 3, 0, Kind::bias},
          {"h0", hidden, 1, 1, 0, Kind::start}};
}

template <class Real>
void GruCell<Real>::pack(const Real* const* weights) {
  const auto& k = kernels<Real>();
  const int hidden = this->shape_.hiddenSize, units = this->unitSize();
  const Real* const input = weights[this->biasInput];        // n r z
  const Real* const hiddenBias = weights[this->biasHidden];  // r z n
  for (int i = 0; i < units; ++i) {
    this->bias_[i] = input[i];
    for (int gate : {0, 1}) this->bias_[(gate + 1) * units + i] = input[(gate + 1) * units + i] + hiddenBias[gate * units + i];
    candidateBias_[i] = hiddenBias[2 * units + i];
  }
  this->packInput(weights[this->weightInput]);
  k.packGates(weights[this->weightHidden], 3, units, hidden, packedHidden_.data());
  k.packTransposed(weights[this->weightHidden], 3 * units, hidden, units, 3 * units, packedHiddenTransposed_.data());
}

template <class Real>
void GruCell<Real>::forward(const ForwardRun<Real>& run) const {
  step_.forward(packedHidden_.data(), candidateBias_.data(), this->unitSize(), this->shape_.hiddenSize, run);
}

// ∂L/∂h_t = (from above) + W_hhᵀ ∂L/∂(r, z, m)_{t+1} + ∂L/∂h_{t+1} ∘ z_{t+1}; dCarried takes the last part along.
template <class Real>
void GruCell<Real>::backward(const BackwardRun<Real>& run, const Cell<Real>& next) const {
  step_.backward(static_cast<const GruCell&>(next).packedHiddenTransposed_.data(), this->unitSize(), run);
}

template <class Real>
void GruCell<Real>::backwardToStart(const Real* da, Real* dCarried, Real* dh, int rows) const {
  const int units = this->unitSize();
  kernels<Real>().product(packedHiddenTransposed_.data(), units, 3 * units, da + units, this->keptSize(), dCarried, units, dh, units, rows);
}

template <class Real>
void GruCell<Real>::accumulate(const typename Cell<Real>::Steps& steps, const StepRange& range, Real* const* gradients) const {
  const auto& k = kernels<Real>();
  const int units = this->unitSize(), kept = this->keptSize(), first = range.from * range.batch,
            rows = (range.to - range.from) * range.batch;
  this->accumulateInput(steps, range, gradients[this->weightInput]);
  const Real* const da = steps.da + index(first, kept);
  k.accumulate(da, kept, 3 * units, nullptr, 0, gradients[this->biasInput], rows);
  const Factor<Real> factor{steps.previous + index(first, units), units, this->shape_.hiddenSize, gradients[this->weightHidden]};
  k.accumulate(da + units, kept, 3 * units, &factor, 1, gradients[this->biasHidden], rows);
}

template class GruCell<float>;
template class GruCell<double>;

std::unique_ptr<Cell<double>> gruInDouble(const CellShape& shape);
std::unique_ptr<Cell<double>> gruInDouble(const CellShape& shape) { return std::make_unique<GruCell<double>>(shape); }

const CellEntry& gruCell();
const CellEntry& gruCell() {
  static constexpr std::string_view settings[] = {"initialState"};
  static constexpr CellGate gates[] = {{"r", 1, 0}, {"z", 2, 1}, {"n", 0, 2, Activation::tanh, {}, false, "r"}};
  static const CellEntry entry{.name = "gru",
                               .help = "gated recurrent unit: a reset and an update gate (Cho et al. 2014)",
                               .makeFloat = makeCellOf<GruCell<float>>,
                               .settings = settings,
                               .gates = gates,
                               .gated = "(1 − z) · n + z · h_prev",
                               .combine = [](const float* g, float before) { return (1 - g[1]) * g[2] + g[1] * before; }};
  return entry;
}

}  // namespace unroll
