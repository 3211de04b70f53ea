// Backpropagation through time: forward over all T steps, the loss, backward, the gradients of the weights.
//
// Full (Rumelhart, Hinton & Williams 1986; Werbos 1990): one pass back over all steps. Truncated (Williams & Peng 1990, BPTT(h; h′)):
// after every k₁ steps one pass back over the last k₂, with the losses of the last k₁; what it reaches before that counts as constant,
// the state itself is carried on. The weights change once, after the whole batch.
#pragma once

#include "network/truncation.h"
#include "training/gradient_method.h"

namespace unroll {

template <class Real>
class Backpropagation final : public GradientMethod<Real> {
 public:
  // `onlyReadout`: the cells are frozen; only the readout's gradients are computed, the others stay zero.
  Backpropagation(const Network<Real>& network, Loss loss, LossMask mask, int batch, Truncation truncation = {}, bool onlyReadout = false);

  using GradientMethod<Real>::trace;
  using GradientMethod<Real>::target;

  void begin() override;
  bool advance(const Network<Real>& network) override;
  Real gradientNorm(int t) const override;  // of all passes together
  const GradientTrace<Real>& gradientTrace() const override { return gradient_; }

 private:
  using GradientMethod<Real>::gradients_;
  using GradientMethod<Real>::lossKind_;
  using GradientMethod<Real>::mask_;
  using GradientMethod<Real>::workPerPiece_;
  using GradientMethod<Real>::loss_;
  enum class Stage { begin, forward, loss, window, backward, weights, input, done };

  void beginWindow(const Network<Real>& network);
  void backwardPiece(const Network<Real>& network);
  void weightsPiece(const Network<Real>& network);

  GradientTrace<Real> gradient_;
  std::vector<Buffer<Real>> total_;  // by direction: ∂L/∂h of the topmost layer over all passes, where passes overlap
  Truncation truncation_;
  bool onlyReadout_;
  int stepsPerPiece_;
  Stage stage_ = Stage::done;
  int layer_ = 0;
  int step_ = 0;
  int accumulateFrom_ = 0;  // the steps below it, down to step_ + 1, have ∂L/∂kept but are not yet in the gradients
  BackWindow window_;       // the pass under way
};

}  // namespace unroll
