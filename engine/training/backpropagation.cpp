#include "training/backpropagation.h"

#include <algorithm>

namespace unroll {

template <class Real>
Backpropagation<Real>::Backpropagation(const Network<Real>& network, Loss loss, LossMask mask, int batch)
    : trace(network.traceShape(mask.steps(), batch)),
      gradient_(trace.shape),
      gradients_(Buffer<Real>::Zero(network.values().size())),
      lossKind_(loss),
      mask_(std::move(mask)),
      workPerPiece_(static_cast<double>(trace.shape.projectedSize) * (network.shape().hiddenSize + network.shape().inputSize) * batch) {
  UNROLL_CHECK(mask_.count() > 0);
  if (loss == Loss::crossEntropy)
    target.classes.assign(trace.shape.row(trace.shape.steps), 0);
  else
    target.values.setZero(trace.y.size());
}

template <class Real>
void Backpropagation<Real>::begin() {
  stage_ = Stage::project;
}

template <class Real>
bool Backpropagation<Real>::advance(const Network<Real>& network) {
  const int steps = trace.shape.steps;
  switch (stage_) {
    case Stage::project:
      network.project(trace);
      stage_ = Stage::forward;
      step_ = 0;
      return false;
    case Stage::forward:
      network.forwardStep(trace, step_);
      if (++step_ == steps) stage_ = Stage::loss;
      return false;
    case Stage::loss:
      network.readout(trace, mask_.first(), mask_.end());
      loss_ = lossAndGradient(lossKind_, mask_, trace, target, gradient_);
      network.readoutBackward(gradient_, mask_.first(), mask_.end());
      stage_ = Stage::backward;
      step_ = steps - 1;
      return false;
    case Stage::backward:
      network.backwardStep(trace, gradient_, step_, step_ >= mask_.first() && step_ < mask_.end());
      if (step_-- == 0) {
        stage_ = Stage::weights;
        step_ = 0;
        gradients_.setZero();
      }
      return false;
    case Stage::weights: {
      // A run of steps that fills the kernel's block of 64 rows.
      const int end = std::min(steps, step_ + std::max(1, 64 / trace.shape.batch));
      network.accumulate(trace, gradient_, step_, end, gradients_);
      step_ = end;
      if (step_ < steps) return false;
      network.accumulateReadout(trace, gradient_, mask_.first(), mask_.end(), gradients_);
      stage_ = Stage::done;
      return true;
    }
    case Stage::done: break;
  }
  return true;
}

template <class Real>
void Backpropagation<Real>::run(const Network<Real>& network) {
  begin();
  while (!advance(network)) {
  }
}

template class Backpropagation<float>;
template class Backpropagation<double>;

}  // namespace unroll
