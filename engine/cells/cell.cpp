#include "cells/cell.h"

namespace unroll {

template <class Real>
Cell<Real>::Cell(const CellShape& shape, int gates, int keptSize, int lags)
    : shape_(shape), gates_(gates), keptSize_(keptSize), lags_(lags) {
  bias_.setZero(projectedSize());
  packedInput_.resize(static_cast<std::size_t>(lags * shape.segments));
  packedInputTransposed_.resize(packedInput_.size());
  for (Buffer<Real>& packed : packedInput_) packed.setZero(projectedSize() * shape.segmentSize);
  if (shape.lowest)
    table_.setZero(lags * shape.inputSize() * projectedSize());
  else
    for (Buffer<Real>& packed : packedInputTransposed_) packed.setZero(padded(shape.segmentSize) * projectedSize());
}

template <class Real>
void Cell<Real>::packInput(const Real* weights) {
  const auto& k = kernels<Real>();
  const int outputs = projectedSize(), size = shape_.segmentSize;
  for (std::size_t i = 0; i < packedInput_.size(); ++i) {
    const Real* part = weights + index(static_cast<int>(i) * size, outputs);
    k.pack(part, outputs, size, packedInput_[i].data());
    if (!shape_.lowest) k.packTransposed(part, outputs, size, padded(size), outputs, packedInputTransposed_[i].data());
  }
  if (shape_.lowest) std::copy(weights, weights + table_.size(), table_.data());
}

// W_ih x_t + b; with lags: Σ_k W_k x_{t−k} + b, where x before the first step is 0.
template <class Real>
void Cell<Real>::project(const Inputs<Real>& x, const StepRange& range, Real* kept) const {
  const auto& k = kernels<Real>();
  const int outputs = projectedSize(), batch = range.batch;
  Real* const out = kept + index(range.from * batch, keptSize_);
  const int rows = (range.to - range.from) * batch;
  if (x.classes) {
    k.gather(table_.data(), outputs, x.classes + range.from * batch, bias_.data(), out, keptSize_, rows);
    return;
  }
  for (int lag = 0; lag < lags_; ++lag) {
    // The steps whose x_{t−lag} exists.
    const int from = range.direction > 0 ? std::max(range.from, lag) : range.from;
    const int to = range.direction > 0 ? range.to : std::min(range.to, range.steps - lag);
    for (int part = 0; part < shape_.segments; ++part) {
      const bool first = lag == 0 && part == 0;
      if (from >= to) continue;
      const auto& in = x.parts[part];
      Real* const to0 = kept + index(from * batch, keptSize_);
      k.product(packedInput_[static_cast<std::size_t>(lag * shape_.segments + part)].data(), outputs, shape_.segmentSize,
                in.data + index((from - lag * range.direction) * batch, in.stride), in.stride, first ? bias_.data() : to0,
                first ? 0 : keptSize_, to0, keptSize_, (to - from) * batch);
    }
  }
}

// Of a layer above another: dx_t = W_ihᵀ ∂L/∂a_t; with lags: dx_{t−k} += W_kᵀ ∂L/∂a_t.
template <class Real>
void Cell<Real>::inputBackward(const Real* da, const StepRange& range, int part, Real* dx, int stride, bool add) const {
  const auto& k = kernels<Real>();
  const int outputs = padded(shape_.segmentSize), batch = range.batch;
  for (int lag = 0; lag < lags_; ++lag) {
    const int from = range.direction > 0 ? std::max(range.from, lag) : range.from;
    const int to = range.direction > 0 ? range.to : std::min(range.to, range.steps - lag);
    if (from >= to) continue;
    Real* const out = dx + index((from - lag * range.direction) * batch, stride);
    k.product(packedInputTransposed_[static_cast<std::size_t>(lag * shape_.segments + part)].data(), outputs, projectedSize(),
              da + index(from * batch, keptSize_), keptSize_, add ? out : nullptr, stride, out, stride, (to - from) * batch);
  }
}

template <class Real>
void Cell<Real>::accumulateInput(const Steps& steps, const StepRange& range, Real* gradient) const {
  const auto& k = kernels<Real>();
  const int outputs = projectedSize(), batch = range.batch, size = shape_.segmentSize;
  if (steps.x.classes)
    return k.scatter(steps.da + index(range.from * batch, keptSize_), keptSize_, outputs, steps.x.classes + range.from * batch, gradient,
                     (range.to - range.from) * batch);
  for (int lag = 0; lag < lags_; ++lag) {
    const int from = range.direction > 0 ? std::max(range.from, lag) : range.from;
    const int to = range.direction > 0 ? range.to : std::min(range.to, range.steps - lag);
    for (int part = 0; part < shape_.segments && from < to; ++part) {
      const auto& in = steps.x.parts[part];
      const Factor<Real> factor{in.data + index((from - lag * range.direction) * batch, in.stride), in.stride, size,
                                gradient + index((lag * shape_.segments + part) * size, outputs)};
      k.accumulate(steps.da + index(from * batch, keptSize_), keptSize_, outputs, &factor, 1, nullptr, (to - from) * batch);
    }
  }
}

// ∂L/∂W_ih = Σ ∂L/∂a_t x_tᵀ    ∂L/∂W_hh = Σ ∂L/∂a_t h_{t−1}ᵀ    ∂L/∂b_ih = ∂L/∂b_hh = Σ ∂L/∂a_t
template <class Real>
void Cell<Real>::accumulateAll(const Steps& steps, const StepRange& range, const Real* recurrent, int recurrentStride, int recurrentSize,
                               Real* const* gradients) const {
  const int outputs = projectedSize(), batch = range.batch, first = range.from * batch, size = shape_.segmentSize;
  Factor<Real> factors[3];
  int count = 0;
  if (recurrentSize > 0)
    factors[count++] = {recurrent + index(first, recurrentStride), recurrentStride, recurrentSize, gradients[weightHidden]};
  const bool plain = !steps.x.classes && lags_ == 1;
  for (int part = 0; part < shape_.segments && plain; ++part) {
    const auto& in = steps.x.parts[part];
    factors[count++] = {in.data + index(first, in.stride), in.stride, size, gradients[weightInput] + index(part * size, outputs)};
  }
  kernels<Real>().accumulate(steps.da + index(first, keptSize_), keptSize_, outputs, factors, count, gradients[biasInput],
                             (range.to - range.from) * batch);
  if (!plain) accumulateInput(steps, range, gradients[weightInput]);
  std::copy(gradients[biasInput], gradients[biasInput] + outputs, gradients[biasHidden]);
}

template class Cell<float>;
template class Cell<double>;

}  // namespace unroll
