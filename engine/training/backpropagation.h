// Full backpropagation through time (Rumelhart, Hinton & Williams 1986; Werbos 1990) for one network and one batch: forward over all
// T steps, the loss, backward over all T steps, the gradients of the weights. It can be walked in small pieces, so that a large net
// never holds up a frame; the numbers don't depend on where it was interrupted.
#pragma once

#include "network/network.h"
#include "training/loss.h"

namespace unroll {

template <class Real>
class Backpropagation {
 public:
  Backpropagation(const Network<Real>& network, Loss loss, LossMask mask, int batch);

  // Fill before begin(): trace.x, trace's state h₋₁ (zero unless set), target.
  Trace<Real> trace;
  Target<Real> target;

  void begin();                                // a new pass over what is in trace.x and target
  bool advance(const Network<Real>& network);  // one piece; true when the gradients are complete
  void run(const Network<Real>& network);      // begin() and all pieces

  double loss() const { return loss_; }
  const LossMask& mask() const { return mask_; }
  const GradientTrace<Real>& gradientTrace() const { return gradient_; }
  Buffer<Real>& gradients() { return gradients_; }       // same layout as the network's values
  double workPerPiece() const { return workPerPiece_; }  // multiplications, about

 private:
  enum class Stage { project, forward, loss, backward, weights, done };

  GradientTrace<Real> gradient_;
  Buffer<Real> gradients_;
  Loss lossKind_;
  LossMask mask_;
  double workPerPiece_;
  Stage stage_ = Stage::done;
  int step_ = 0;
  double loss_ = 0;
};

}  // namespace unroll
