// One sequence forward through a net of any kind and back again, in pieces, so that a large net never holds up a frame.
#pragma once

#include <algorithm>
#include <optional>

#include "core/check.h"
#include "core/table.h"
#include "network/forward_pass.h"
#include "network/network.h"

namespace unroll {

template <class Real>
class FullPass {
 public:
  // x [T, I]; the network (untied with T copies at least) must live and stay as it is until done.
  FullPass(const Network<Real>& network, const Table& x)
      : trace(network.traceShape(x.rows, 1)), gradient(trace.shape), network_(network), layer_(trace.shape.layers - 1) {
    UNROLL_CHECK(x.rows > 0 && x.cols == network.shape().inputSize);
    UNROLL_CHECK(network.tying() == Tying::tied || network.copies() >= x.rows);
    std::transform(x.values.begin(), x.values.end(), trace.x.data(), [](float value) { return static_cast<Real>(value); });
    stepsPerPiece_ = std::clamp(static_cast<int>(ForwardPass::workPerPiece / workPerStep()), 1, x.rows);
  }
  // The way back alone, of a pass of one sequence that was taken.
  FullPass(const Network<Real>& network, const Trace<Real>& passed)
      : trace(passed), gradient(trace.shape), network_(network), forward_(std::nullopt), layer_(trace.shape.layers - 1) {
    UNROLL_CHECK(trace.shape.batch == 1);
    stepsPerPiece_ = std::clamp(static_cast<int>(ForwardPass::workPerPiece / workPerStep()), 1, trace.shape.steps);
  }

  Trace<Real> trace;
  GradientTrace<Real> gradient;  // ∂L/∂y of each step, 0 where nothing is put, to be filled in between

  // One piece; true when the outputs are there.
  bool advanceForward() {
    if (!forward_) return true;
    if (!forward_->advance(network_, trace)) return false;
    forward_.reset();
    return true;
  }
  // Afterwards; true when all of ∂L/∂h and ∂L/∂kept is there.
  bool advanceBack() {
    const int steps = trace.shape.steps;
    if (layer_ < 0) return true;
    if (stepsBack_ == 0 && layer_ == trace.shape.layers - 1) network_.readoutBackward(gradient, 0, steps);
    if (stepsBack_ == 0) network_.beginBackward(gradient, layer_);
    const int k = steps - 1 - stepsBack_, count = std::min(stepsPerPiece_, steps - stepsBack_);
    network_.backwardSteps(trace, gradient, layer_, k, count, true, stepsBack_ == 0);
    stepsBack_ += count;
    if (stepsBack_ < steps) return false;
    stepsBack_ = 0;
    if (layer_ > 0) network_.inputBackward(gradient, layer_, 0, steps);
    return --layer_ < 0;
  }

 private:
  double workPerStep() const { return static_cast<double>(trace.shape.keptSize) * (2.0 * trace.shape.hiddenSize) * trace.shape.directions; }

  const Network<Real>& network_;
  std::optional<ForwardPass> forward_ = ForwardPass();  // none: it is done
  int stepsPerPiece_ = 1;                               // of the way back
  int layer_, stepsBack_ = 0;
};

}  // namespace unroll
