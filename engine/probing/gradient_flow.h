// How a gradient fares on its way back through time (Pascanu, Mikolov & Bengio 2013, §2): its norm at each step for a loss at one step, and
// the singular values of ∂s_T/∂s_t, the product of the Jacobians in between: by how much the most and the least of all differences in the
// state at t are stretched until T.
#pragma once

#include <span>
#include <vector>

#include "analysis/derivatives.h"
#include "training/full_pass.h"
#include "training/loss.h"

namespace unroll {

struct GradientFlowSettings {
  Loss loss = Loss::meanSquaredError;
  int lossAt = -1;             // the step T whose loss it is; −1: the last
  bool singularValues = true;  // as well; not of a state of more than 128 numbers
};

template <class Real>
class GradientFlow {
 public:
  static constexpr int mostNumbers = 128;

  // x [steps, I]; target [O] of that step. `network`, of any kind, must live and stay as it is until done.
  GradientFlow(const Network<Real>& network, const Table& x, std::span<const float> target, const GradientFlowSettings& settings = {});

  bool advance(double milliseconds);  // true when done. The norms come first
  double loss() const { return loss_; }
  // [T + 1] ‖∂L/∂h_t‖₂ of the topmost layer up to that step: in single precision 0 below 10⁻³⁰; not finite where it has grown beyond that.
  const std::vector<double>& norms() const { return norms_; }
  // [T + 1] of the topmost layer's chain with time, its input held: the state is what is remembered, h, for LSTM h and c, for Jordan what
  // is fed back. The largest first; at T all are 1. Below 10⁻¹⁴ of the largest they would be rounding: 0. Empty where something isn't
  // finite, or nothing is remembered; as long as they come, the earlier steps are empty.
  const std::vector<std::vector<double>>& singularValues() const { return singular_; }

 private:
  void piece();
  void takeLoss();
  void takeNorms();
  void stepBack();

  const Network<Real>& network_;
  GradientFlowSettings settings_;
  int last_;  // T
  std::vector<float> wanted_;
  FullPass<Real> pass_;
  StepDerivatives<Real> derivatives_;
  enum class Stage { forward, back, jacobians, done } stage_ = Stage::forward;
  Eigen::MatrixXd product_;
  int next_ = -1;  // the Jacobian that comes next is ∂s_{t+1}/∂s_t of t = next_
  double loss_ = 0;
  std::vector<double> norms_;
  std::vector<std::vector<double>> singular_;
};

// A copy of the net in which each gate's W_hh has this spectral radius, as init=spectral draws them; one whose radius is 0 stays 0.
Network<float> withSpectralRadius(const Network<float>& network, double radius);

}  // namespace unroll
