// What a state still knows of an input, and a later state of an earlier one: ∂h_t/∂x_s, ∂y_t/∂x_s and ∂h_t/∂h_s for all t and s of one
// sequence. In one direction all of it is 0 for s > t: nothing acts before its time.
//   ∂s_t/∂x_s = ∂s_t/∂s_{t−1} · ∂s_{t−1}/∂x_s,   begun with ∂s_s/∂x_s    (s: a chain's state, analysis/derivatives.h)
// and upward from layer to layer. In pieces of some rows of one step of one chain, so that a large net never holds up a frame.
#pragma once

#include <vector>

#include "analysis/derivatives.h"

namespace unroll {

template <class Real>
class Connectivity {
 public:
  enum class Source { input, hidden };  // x_s, or h_s of the topmost layer

  // Both must live, and stay as they are, until done. `component`: by this one of the source alone; −1: by all.
  Connectivity(const Network<Real>& network, const Trace<Real>& trace, Source source = Source::input, int sequence = 0, int component = -1);

  bool advance();  // one piece; true when done
  void run() {
    while (!advance()) {
    }
  }

  // How many of its steps are done, 0…1.
  double share() const {
    const TraceShape& shape = trace_.shape;
    return static_cast<double>((layer_ * shape.directions + direction_) * shape.steps + k_) / (shape.layers * shape.directions * shape.steps);
  }

  int sourceSize() const { return sourceSize_; }  // I, or H·D; 1 by one component
  // ∂h_t[i]/∂(component j of the source at s) of the topmost layer, i < H·D.
  Real hidden(int t, int s, int i, int j) const { return above_[static_cast<std::size_t>(t)](i, s * sourceSize_ + j); }
  // The whole block of a step, [H·D, T · sourceSize].
  const Derivative<Real>& at(int t) const { return above_[static_cast<std::size_t>(t)]; }
  Derivative<Real> output(int t) const { return readout(t).lazyProduct(at(t)); }  // [O, T · sourceSize]: ∂y_t by the source
  Real norm(int t, int s) const;  // of the block (t, s) of hidden(), the root of the sum of squares

 private:
  static constexpr Eigen::Index mostPerPiece = 1'000'000;  // multiplications

  bool step(int layer, int direction, int k);
  void addSource(int t, int direction);
  Derivative<Real> readout(int t) const;  // W_hy [O, H·D]

  const Network<Real>& network_;
  const Trace<Real>& trace_;
  Source source_;
  int sequence_;
  int component_;
  int sourceSize_;
  StepDerivatives<Real> derivatives_;
  std::vector<Derivative<Real>> below_, above_;  // by t: [H·D, T · sourceSize] of the layer below, of the present one
  Derivative<Real> state_, next_;                // [S, T · sourceSize] of the chain's present step
  int layer_, direction_ = 0, k_ = 0;
  Eigen::Index row_ = -1;  // of the present step's state, the next to be computed; −1: its derivatives come first
};

}  // namespace unroll
