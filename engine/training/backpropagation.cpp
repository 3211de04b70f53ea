#include "training/backpropagation.h"

#include <algorithm>
#include <cmath>

namespace unroll {

template <class Real>
Backpropagation<Real>::Backpropagation(const Network<Real>& network, Loss loss, LossMask mask, int batch, Truncation truncation,
                                       bool onlyReadout)
    : GradientMethod<Real>(network, loss, std::move(mask), batch),
      gradient_(trace.shape),
      truncation_(truncationOf(network, truncation, trace.shape.steps)),
      onlyReadout_(onlyReadout) {
  const int steps = trace.shape.steps;
  UNROLL_CHECK(truncation_.every <= truncation_.length);
  if (truncation_.every < truncation_.length || steps % truncation_.every != 0)  // the last one may be shifted over the one before
    total_.assign(static_cast<std::size_t>(trace.shape.directions), Buffer<Real>::Zero(gradient_.chain(0, 0).dh.size()));
  const NetworkShape& shape = network.shape();
  const double workPerStep = static_cast<double>(trace.shape.keptSize) *
                             (shape.hiddenSize + (shape.layers > 1 ? shape.hiddenSize : shape.inputSize)) * batch * trace.shape.directions;
  // As many steps as fill a block of 64 rows, which the kernels of weight gradients like; one, where that alone takes its time.
  // A piece's way back and its weight gradients are two pieces where they are large.
  stepsPerPiece_ = workPerStep > largePiece ? 1 : std::max(1, 64 / batch);
  workPerPiece_ = workPerStep * std::min(stepsPerPiece_, steps);
}

template <class Real>
void Backpropagation<Real>::begin() {
  stage_ = Stage::begin;
}

template <class Real>
bool Backpropagation<Real>::advance(const Network<Real>& network) {
  const int steps = trace.shape.steps;
  switch (stage_) {
    case Stage::begin:
      network.start(trace);
      gradients_.setZero();
      for (Buffer<Real>& total : total_) total.setZero();
      layer_ = 0;
      step_ = 0;
      stage_ = Stage::forward;
      [[fallthrough]];
    case Stage::forward: {
      const int count = std::min(stepsPerPiece_, steps - step_);
      network.forwardSteps(trace, layer_, step_, count);
      step_ += count;
      if (step_ < steps) return false;
      step_ = 0;
      if (++layer_ == trace.shape.layers) stage_ = Stage::loss;
      return false;
    }
    case Stage::loss:
      network.readout(trace, mask_.first(), mask_.end());
      loss_ = lossAndGradient(lossKind_, mask_, trace, target, gradient_);
      network.accumulateReadout(trace, gradient_, mask_.first(), mask_.end(), gradients_);
      if (onlyReadout_) {
        network.readoutBackward(gradient_, mask_.first(), mask_.end());
        stage_ = Stage::done;
        return true;
      }
      window_ = {};
      stage_ = Stage::window;
      [[fallthrough]];
    case Stage::window:
      beginWindow(network);
      stage_ = Stage::backward;
      [[fallthrough]];
    case Stage::backward:
      backwardPiece(network);
      stage_ = Stage::weights;
      if (workPerPiece_ > largePiece) return false;
      [[fallthrough]];
    case Stage::weights:
      weightsPiece(network);
      stage_ = Stage::backward;
      if (step_ >= window_.begin) return false;
      if (window_.begin == 0 && network.shape().learnedStart) network.startBackward(gradient_, layer_, &gradients_);
      if (layer_ == trace.shape.layers - 1)
        for (std::size_t d = 0; d < total_.size(); ++d) {
          const Eigen::Index from = trace.shape.size(window_.begin, padded(trace.shape.hiddenSize)),
                             size = trace.shape.size(window_.end, padded(trace.shape.hiddenSize)) - from;
          total_[d].segment(from, size) += gradient_.chain(layer_, static_cast<int>(d)).dh.segment(from, size);
        }
      if (layer_ > 0) {
        stage_ = Stage::input;
        step_ = window_.begin;
        return false;
      }
      if (window_.end < steps) {
        stage_ = Stage::window;
        return false;
      }
      stage_ = Stage::done;
      return true;
    case Stage::input: {
      const int end = std::min(window_.end, step_ + stepsPerPiece_);
      network.inputBackward(gradient_, layer_, step_, end);
      step_ = end;
      if (step_ < window_.end) return false;
      --layer_;
      network.beginBackward(gradient_, layer_);
      step_ = window_.end - 1;
      stage_ = Stage::backward;
      return false;
    }
    case Stage::done: break;
  }
  return true;
}

template <class Real>
void Backpropagation<Real>::beginWindow(const Network<Real>& network) {
  window_ = windowAfter(window_.end, truncation_, trace.shape.steps);
  layer_ = trace.shape.layers - 1;
  step_ = window_.end - 1;
  const int from = std::max(window_.lossBegin, mask_.first()), to = std::min(window_.end, mask_.end());
  network.readoutBackward(gradient_, from, to);
  // Two chains meet the steps in opposite orders, so each step gets a part from above: zero where it has no loss.
  for (int d = 0; d < trace.shape.directions && trace.shape.directions > 1; ++d) {
    Buffer<Real>& dh = gradient_.chain(layer_, d).dh;
    const int units = padded(trace.shape.hiddenSize);
    dh.head(trace.shape.size(from, units)).setZero();
    dh.tail(trace.shape.size(trace.shape.steps - to, units)).setZero();
  }
  network.beginBackward(gradient_, layer_);
}

// A piece of steps, in runs that all have a part from above, or all have none.
template <class Real>
void Backpropagation<Real>::backwardPiece(const Network<Real>& network) {
  accumulateFrom_ = step_;
  const int end = std::max(window_.begin, step_ - stepsPerPiece_ + 1);
  while (step_ >= end) {
    int first = end;
    bool above = true;
    if (layer_ == trace.shape.layers - 1 && trace.shape.directions == 1) {
      const auto hasLoss = [&](int t) { return t >= std::max(window_.lossBegin, mask_.first()) && t < mask_.end(); };
      above = hasLoss(step_);
      while (hasLoss(first) != above) ++first;
    }
    network.backwardSteps(trace, gradient_, layer_, step_, step_ - first + 1, above, step_ == window_.end - 1);
    step_ = first - 1;
  }
}

template <class Real>
void Backpropagation<Real>::weightsPiece(const Network<Real>& network) {
  network.accumulate(trace, gradient_, layer_, accumulateFrom_, accumulateFrom_ - step_, gradients_);
}

template <class Real>
Real Backpropagation<Real>::gradientNorm(int t) const {
  const TraceShape& shape = trace.shape;
  const int units = padded(shape.hiddenSize);
  Real sum = 0;
  for (int d = 0; d < shape.directions; ++d) {
    const Buffer<Real>& dh = total_.empty() ? gradient_.chain(shape.layers - 1, d).dh : total_[static_cast<std::size_t>(d)];
    sum += kernels<Real>().sumOfSquares(dh.data() + shape.size(t, units), shape.batch * units);
  }
  return std::sqrt(sum);
}

template class Backpropagation<float>;
template class Backpropagation<double>;

}  // namespace unroll
