// A way to compute the gradient of the loss of one batch: backward through time or forward along it. Both walk in small pieces, so
// that a large net never holds up a frame; the numbers don't depend on where they were interrupted.
#pragma once

#include "network/network.h"
#include "training/loss.h"

namespace unroll {

// Multiplications, a millisecond or two: what a single piece of the walk should not go far beyond.
constexpr double largePiece = 1e7;

template <class Real>
class GradientMethod {
 public:
  virtual ~GradientMethod() = default;

  // Fill before begin(): trace.x (or trace.classes), the states before the first step (zero unless set), target.
  Trace<Real> trace;
  Target<Real> target;

  virtual void begin() = 0;                                // a new pass over what is in trace and target
  virtual bool advance(const Network<Real>& network) = 0;  // one piece; true when the gradients are complete
  void run(const Network<Real>& network) {                 // begin() and all pieces
    begin();
    while (!advance(network)) {
    }
  }

  double loss() const { return loss_; }
  const LossMask& mask() const { return mask_; }
  Buffer<Real>& gradients() { return gradients_; }  // same layout as the network's values
  // ∂L/∂h_t of the topmost layer over the batch, as ‖·‖₂; NaN where the method doesn't compute it.
  virtual Real gradientNorm(int t) const = 0;
  virtual const GradientTrace<Real>& gradientTrace() const = 0;
  double workPerPiece() const { return workPerPiece_; }  // multiplications, about

 protected:
  GradientMethod(const Network<Real>& network, Loss loss, LossMask mask, int batch)
      : trace(network.traceShape(mask.steps(), batch)),
        gradients_(Buffer<Real>::Zero(network.values().size())),
        lossKind_(loss),
        mask_(std::move(mask)) {
    UNROLL_CHECK(mask_.count() > 0);
    target.values.setZero(trace.y.size());
    if (loss == Loss::crossEntropy) target.classes.assign(trace.shape.row(trace.shape.steps), 0);
  }

  Buffer<Real> gradients_;
  Loss lossKind_;
  LossMask mask_;
  double workPerPiece_ = 0;
  double loss_ = 0;
};

}  // namespace unroll
