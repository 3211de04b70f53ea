// Backpropagation through time for one network and one batch: forward over all T steps, the loss, backward, the gradients of the
// weights. It can be walked in small pieces, so that a large net never holds up a frame; the numbers don't depend on where it was
// interrupted.
//
// Full (Rumelhart, Hinton & Williams 1986; Werbos 1990): one pass back over all steps. Truncated (Williams & Peng 1990, BPTT(h; h′)):
// after every k₁ steps one pass back over the last k₂, with the losses of the last k₁; what it reaches before that counts as constant,
// the state itself is carried on. The weights change once, after the whole batch.
#pragma once

#include "network/network.h"
#include "training/loss.h"

namespace unroll {

struct Truncation {
  int length = 0;  // k₂: steps that a pass goes back; 0: full
  int every = 0;   // k₁ ≤ k₂: steps between two passes; 0: as length
};

template <class Real>
class Backpropagation {
 public:
  // `onlyReadout`: the cells are frozen; only the readout's gradients are computed, the others stay zero.
  Backpropagation(const Network<Real>& network, Loss loss, LossMask mask, int batch, Truncation truncation = {}, bool onlyReadout = false);

  // Fill before begin(): trace.x, the states before the first step (zero unless set), target.
  Trace<Real> trace;
  Target<Real> target;

  void begin();                                // a new pass over what is in trace.x and target
  bool advance(const Network<Real>& network);  // one piece; true when the gradients are complete
  void run(const Network<Real>& network);      // begin() and all pieces

  double loss() const { return loss_; }
  const LossMask& mask() const { return mask_; }
  const GradientTrace<Real>& gradientTrace() const { return gradient_; }
  // ‖∂L/∂h_t‖₂ of the topmost layer over the batch, of all passes together.
  Real gradientNorm(int t) const;
  Buffer<Real>& gradients() { return gradients_; }       // same layout as the network's values
  double workPerPiece() const { return workPerPiece_; }  // multiplications, about

 private:
  enum class Stage { begin, forward, loss, window, backward, input, done };

  void beginWindow(const Network<Real>& network);
  void backwardPiece(const Network<Real>& network);

  GradientTrace<Real> gradient_;
  std::vector<Buffer<Real>> total_;  // by direction: ∂L/∂h of the topmost layer over all passes, where passes overlap
  Buffer<Real> gradients_;
  Loss lossKind_;
  LossMask mask_;
  Truncation truncation_;
  bool onlyReadout_;
  int stepsPerPiece_;
  double workPerPiece_;
  Stage stage_ = Stage::done;
  int layer_ = 0;
  int step_ = 0;
  int windowBegin_ = 0, windowEnd_ = 0, lossBegin_ = 0;  // the pass under way: steps and whose losses
  double loss_ = 0;
};

}  // namespace unroll
