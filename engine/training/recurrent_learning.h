// Real-time recurrent learning (Williams & Zipser 1989): the gradient forward along time, without a way back. With s_t the state of all
// layers and θ the weights it carries the sensitivities along,
//   ∂s_t/∂θ = ∂s_t/∂s_{t−1} · ∂s_{t−1}/∂θ + (∂s_t/∂θ with s_{t−1} held)        ∂L/∂θ = Σ_t ∂L/∂h_t · ∂h_t/∂θ
// and comes to the same numbers as full backpropagation through time, at a cost that grows with the fourth power of H. Each factor of a
// single step comes from the cell's own way back, with one unit vector after the other.
#pragma once

#include "training/gradient_method.h"

namespace unroll {

template <class Real>
class RecurrentLearning final : public GradientMethod<Real> {
 public:
  // A tied network without a second direction.
  RecurrentLearning(const Network<Real>& network, Loss loss, LossMask mask, int batch);

  using GradientMethod<Real>::trace;
  using GradientMethod<Real>::target;

  void begin() override;
  bool advance(const Network<Real>& network) override;
  Real gradientNorm(int t) const override;
  const GradientTrace<Real>& gradientTrace() const override { return gradient_; }

 private:
  using GradientMethod<Real>::gradients_;
  using GradientMethod<Real>::lossKind_;
  using GradientMethod<Real>::mask_;
  using GradientMethod<Real>::workPerPiece_;
  using GradientMethod<Real>::loss_;

  int stateOf(int layer) const { return layer * (padded(one_.shape.hiddenSize) + one_.shape.carriedSize); }  // first row of a layer
  bool sensitivitiesPiece(const Network<Real>& network);
  void beginSequence(const Network<Real>& network);
  void jacobian(const Network<Real>& network);

  GradientTrace<Real> gradient_;  // ∂L/∂y, and ∂L/∂h through y_t alone
  int stateSize_;                 // N: h and what is carried of all layers, padded
  Trace<Real> one_;               // a single step, in N equal rows
  GradientTrace<Real> back_;      // its way back, one unit vector a row
  Buffer<Real> step_s_;           // ∂s_t/∂s_{t−1} [N][N]
  Buffer<Real> sensitivities_;    // ∂s/∂θ [N][weights]
  Buffer<Real> next_, packed_;
  Buffer<Real> direct_;  // ∂L/∂s_t through y_t alone [N]
  enum class Stage { begin, forward, loss, jacobian, product, gradient, done };
  Stage stage_ = Stage::done;
  int stepsPerPiece_, rowsPerPiece_;
  int layer_ = 0;     // of the pass forward
  int sequence_ = 0;  // of the sensitivities
  int step_ = 0;
  int row_ = 0;  // of next_, the first one still without its product
};

}  // namespace unroll
