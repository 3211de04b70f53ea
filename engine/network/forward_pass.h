// A forward pass over all time steps in pieces, so that a frame needn't wait for a large net.
#pragma once

#include <algorithm>

#include "network/network.h"

namespace unroll {

class ForwardPass {
 public:
  static constexpr double workPerPiece = 1e6;  // multiplications, about

  void begin() { layer_ = 0, step_ = -1; }
  // One piece; returns whether the trace is complete, outputs included. The network stays as it is from begin() to then.
  template <class Real>
  bool advance(const Network<Real>& network, Trace<Real>& trace) {
    const TraceShape& shape = trace.shape;
    if (step_ < 0) {
      network.start(trace);
      layer_ = step_ = 0;
    }
    const double perStep = static_cast<double>(shape.keptSize) * (2.0 * shape.hiddenSize) * shape.directions;
    const int count = std::clamp(static_cast<int>(workPerPiece / perStep), 1, shape.steps - step_);
    network.forwardSteps(trace, layer_, step_, count);
    step_ += count;
    if (step_ < shape.steps) return false;
    step_ = 0;
    if (++layer_ < shape.layers) return false;
    network.readout(trace, 0, shape.steps);
    begin();
    return true;
  }

 private:
  int layer_ = 0;
  int step_ = -1;  // −1: not begun
};

}  // namespace unroll
