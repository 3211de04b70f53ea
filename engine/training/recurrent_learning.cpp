#include "training/recurrent_learning.h"

#include <algorithm>
#include <limits>

namespace unroll {

namespace {

TraceShape singleStep(TraceShape shape) {
  const int units = padded(shape.hiddenSize);
  shape.steps = 1;
  shape.batch = shape.layers * (units + shape.carriedSize);
  return shape;
}

}  // namespace

template <class Real>
RecurrentLearning<Real>::RecurrentLearning(const Network<Real>& network, Loss loss, LossMask mask, int batch)
    : GradientMethod<Real>(network, loss, std::move(mask), batch),
      gradient_(trace.shape),
      stateSize_(singleStep(trace.shape).batch),
      one_(singleStep(trace.shape)),
      back_(one_.shape),
      step_s_(Buffer<Real>::Zero(stateSize_ * stateSize_)),
      sensitivities_(Buffer<Real>::Zero(stateSize_ * network.values().size())),
      next_(sensitivities_),
      packed_(sensitivities_),
      direct_(Buffer<Real>::Zero(stateSize_)) {
  UNROLL_CHECK(network.tying() == Tying::tied && !network.shape().bidirectional);
  // A piece is some steps of the pass forward, or some rows of a step's product.
  const double perRow = static_cast<double>(stateSize_) * static_cast<double>(network.values().size());
  rowsPerPiece_ = std::clamp(static_cast<int>(largePiece / perRow), 1, stateSize_);
  const double perStep = static_cast<double>(trace.shape.keptSize) * (trace.shape.hiddenSize + trace.shape.inputSize) * batch;
  stepsPerPiece_ = std::clamp(static_cast<int>(largePiece / perStep), 1, trace.shape.steps);
  workPerPiece_ = std::max(perRow * rowsPerPiece_, perStep * stepsPerPiece_);
}

template <class Real>
void RecurrentLearning<Real>::begin() {
  stage_ = Stage::begin;
}

template <class Real>
bool RecurrentLearning<Real>::advance(const Network<Real>& network) {
  const TraceShape& shape = trace.shape;
  switch (stage_) {
    case Stage::begin:
      network.start(trace);
      layer_ = step_ = 0;
      stage_ = Stage::forward;
      [[fallthrough]];
    case Stage::forward: {
      const int count = std::min(stepsPerPiece_, shape.steps - step_);
      network.forwardSteps(trace, layer_, step_, count);
      step_ += count;
      if (step_ < shape.steps) return false;
      step_ = 0;
      if (++layer_ == shape.layers) stage_ = Stage::loss;
      return false;
    }
    case Stage::loss:
      network.readout(trace, 0, shape.steps);
      loss_ = lossAndGradient(lossKind_, mask_, trace, target, gradient_);
      network.readoutBackward(gradient_, mask_.first(), mask_.end());
      gradients_.setZero();
      network.accumulateReadout(trace, gradient_, mask_.first(), mask_.end(), gradients_);
      sequence_ = 0;
      stage_ = Stage::jacobian;
      return false;
    case Stage::jacobian:
    case Stage::product:
    case Stage::gradient: return sensitivitiesPiece(network);
    case Stage::done: break;
  }
  return true;
}

// ∂s_t/∂θ of one step of one sequence, a third of it a piece where the net is large.
template <class Real>
bool RecurrentLearning<Real>::sensitivitiesPiece(const Network<Real>& network) {
  const TraceShape& shape = trace.shape;
  const int weights = static_cast<int>(gradients_.size());
  const auto& k = kernels<Real>();
  switch (stage_) {
    case Stage::jacobian:
      if (step_ == 0) beginSequence(network);
      jacobian(network);
      k.pack(sensitivities_.data(), weights, stateSize_, packed_.data());
      row_ = 0;
      stage_ = Stage::product;
      if (rowsPerPiece_ < stateSize_) return false;
      [[fallthrough]];
    case Stage::product: {
      const int rows = std::min(rowsPerPiece_, stateSize_ - row_);
      Real* const next = next_.data() + index(row_, weights);
      k.product(packed_.data(), weights, stateSize_, step_s_.data() + index(row_, stateSize_), stateSize_, next, weights, next, weights,
                rows);
      row_ += rows;
      if (row_ < stateSize_) return false;
      sensitivities_.swap(next_);
      stage_ = Stage::gradient;
      if (rowsPerPiece_ < stateSize_) return false;
      [[fallthrough]];
    }
    default:
      if (mask_.at(step_)) {
        const int units = padded(shape.hiddenSize);
        const Real* dh = gradient_.chain(shape.layers - 1, 0).dh.data() + shape.at(step_, sequence_, units);
        std::copy(dh, dh + units, direct_.data() + stateOf(shape.layers - 1));
        k.pack(sensitivities_.data(), weights, stateSize_, packed_.data());
        k.product(packed_.data(), weights, stateSize_, direct_.data(), stateSize_, gradients_.data(), 0, gradients_.data(), weights, 1);
      }
      stage_ = Stage::jacobian;
      if (++step_ < shape.steps) return false;
      step_ = 0;
      if (++sequence_ < shape.batch) return false;
      stage_ = Stage::done;
      return true;
  }
}

// ∂s₋₁/∂θ: nothing depends on the weights yet but a learned start state.
template <class Real>
void RecurrentLearning<Real>::beginSequence(const Network<Real>& network) {
  sensitivities_.setZero();
  for (int layer = 0; layer < trace.shape.layers; ++layer)
    for (int part = 0; part < 2; ++part) {
      const Parameter* p = network.startParameter(layer, 0, part);
      const int first = stateOf(layer) + (part == 0 ? 0 : padded(trace.shape.hiddenSize));
      for (int i = 0; p && i < p->rows; ++i) sensitivities_[(first + i) * gradients_.size() + p->at(i, 0)] = 1;
    }
}

// step_s_ ← ∂s_t/∂s_{t−1} and next_ ← ∂s_t/∂θ with s_{t−1} held, one row per entry of s_t.
template <class Real>
void RecurrentLearning<Real>::jacobian(const Network<Real>& network) {
  const TraceShape& shape = trace.shape;
  const int units = padded(shape.hiddenSize), carried = shape.carriedSize;
  for (int row = 0; row < stateSize_; ++row) {
    std::copy(trace.input(step_, sequence_), trace.input(step_, sequence_) + shape.inputSize, one_.input(0, row));
    for (int layer = 0; layer < shape.layers; ++layer) {
      const ChainTrace<Real>& from = trace.chain(layer, 0);
      ChainTrace<Real>& to = one_.chain(layer, 0);
      std::copy(from.before(step_, sequence_), from.before(step_, sequence_) + units, to.start(row));
      if (carried > 0)
        std::copy(from.carriedBefore(step_, sequence_), from.carriedBefore(step_, sequence_) + carried, to.carriedStart(row));
    }
  }
  if (!trace.classes.empty()) one_.classes.assign(static_cast<std::size_t>(stateSize_), trace.classes[shape.at(step_, sequence_, 1)]);
  for (int layer = 0; layer < shape.layers; ++layer) network.forwardSteps(one_, layer, 0, 1);

  next_.setZero();
  for (int layer = shape.layers - 1; layer >= 0; --layer) {
    ChainGradient<Real>& back = back_.chain(layer, 0);
    if (layer == shape.layers - 1)
      back.dh.setZero();
    else
      network.inputBackward(back_, layer + 1, 0, 1);
    network.beginBackward(back_, layer);
    for (int i = 0; i < units; ++i) back.dh[(stateOf(layer) + i) * units + i] += Real(1);
    for (int i = 0; i < carried; ++i) back.dCarried[(stateOf(layer) + units + i) * carried + i] = Real(1);
    network.backwardSteps(one_, back_, layer, 0, 1, true, true);
    network.startBackward(back_, layer, nullptr);
    for (int row = 0; row < stateSize_; ++row) {
      std::copy(back.dStart.data() + row * units, back.dStart.data() + (row + 1) * units,
                step_s_.data() + row * stateSize_ + stateOf(layer));
      if (carried > 0)
        std::copy(back.dCarried.data() + row * carried, back.dCarried.data() + (row + 1) * carried,
                  step_s_.data() + row * stateSize_ + stateOf(layer) + units);
      network.accumulateRow(one_, back_, layer, 0, row, next_.data() + row * gradients_.size());
    }
  }
}

// It never computes ∂L/∂h_t.
template <class Real>
Real RecurrentLearning<Real>::gradientNorm(int) const {
  return std::numeric_limits<Real>::quiet_NaN();
}

template class RecurrentLearning<float>;
template class RecurrentLearning<double>;

}  // namespace unroll
