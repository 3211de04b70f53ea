// What forward computed and what backward computed, for all time steps of one batch. Taken once, when a network and a batch shape
// are known; filled anew by each pass.
//
// A chain is one layer in one direction. Its slots hold T+1 states: with time, slot t+1 is h_t and slot 0 the state before the first
// step; against time, slot t is h_t and slot T the state before.
#pragma once

#include <vector>

#include "core/matrix.h"

namespace unroll {

struct TraceShape {
  int steps = 0;  // T
  int batch = 0;  // B
  int inputSize = 0;
  int hiddenSize = 0;
  int outputSize = 0;
  int layers = 1;
  int directions = 1;   // 2: bidirectional
  int keptSize = 0;     // per row, of one chain
  int carriedSize = 0;  // per row, of one chain
  int directSize = 0;   // per row, of one chain on the way back

  std::size_t row(int t) const { return static_cast<std::size_t>(t) * static_cast<std::size_t>(batch); }
  Eigen::Index size(int t, int features) const { return static_cast<Eigen::Index>(row(t)) * features; }
  std::size_t at(int t, int b, int features) const { return (row(t) + static_cast<std::size_t>(b)) * static_cast<std::size_t>(features); }
  int chains() const { return layers * directions; }
};

template <class Real>
struct ChainTrace {
  ChainTrace(const TraceShape& s, bool isReverse)
      : reverse(isReverse),
        shape(s),
        kept(Buffer<Real>::Zero(s.size(s.steps, s.keptSize))),
        states(Buffer<Real>::Zero(s.size(s.steps + 1, padded(s.hiddenSize)))),
        carriedStates(Buffer<Real>::Zero(s.size(s.steps + 1, s.carriedSize))) {}

  // h_t; `before`: one step earlier along the chain. startStep() is the t whose "before" is the state before the first step.
  const Real* hidden(int t, int b = 0) const { return states.data() + shape.at(slot(t), b, padded(shape.hiddenSize)); }
  Real* hidden(int t, int b = 0) { return states.data() + shape.at(slot(t), b, padded(shape.hiddenSize)); }
  const Real* before(int t, int b = 0) const { return states.data() + shape.at(slotBefore(t), b, padded(shape.hiddenSize)); }
  const Real* carried(int t, int b = 0) const { return carriedStates.data() + shape.at(slot(t), b, shape.carriedSize); }
  Real* carried(int t, int b = 0) { return carriedStates.data() + shape.at(slot(t), b, shape.carriedSize); }
  const Real* carriedBefore(int t, int b = 0) const { return carriedStates.data() + shape.at(slotBefore(t), b, shape.carriedSize); }
  // The state before the first step.
  Real* start(int b = 0) { return states.data() + shape.at(reverse ? shape.steps : 0, b, padded(shape.hiddenSize)); }
  const Real* start(int b = 0) const { return const_cast<ChainTrace*>(this)->start(b); }
  Real* carriedStart(int b = 0) { return carriedStates.data() + shape.at(reverse ? shape.steps : 0, b, shape.carriedSize); }

  int slot(int t) const { return reverse ? t : t + 1; }
  int slotBefore(int t) const { return reverse ? t + 1 : t; }

  bool reverse;
  TraceShape shape;
  Buffer<Real> kept;           // [T, B, keptSize] preactivations, gates: what the cell keeps of a step
  Buffer<Real> states;         // [T+1, B, padded H]
  Buffer<Real> carriedStates;  // [T+1, B, carriedSize]
};

// Strides: x [T, B, I] is dense; states and y have padded rows.
template <class Real>
struct Trace {
  explicit Trace(const TraceShape& s)
      : shape(s), x(Buffer<Real>::Zero(s.size(s.steps, s.inputSize))), y(Buffer<Real>::Zero(s.size(s.steps, padded(s.outputSize)))) {
    for (int i = 0; i < s.chains(); ++i) chains.emplace_back(s, i % s.directions == 1);
  }

  const Real* input(int t, int b = 0) const { return x.data() + shape.at(t, b, shape.inputSize); }
  Real* input(int t, int b = 0) { return x.data() + shape.at(t, b, shape.inputSize); }
  const Real* output(int t, int b = 0) const { return y.data() + shape.at(t, b, padded(shape.outputSize)); }
  Real* output(int t, int b = 0) { return y.data() + shape.at(t, b, padded(shape.outputSize)); }

  ChainTrace<Real>& chain(int layer, int direction) { return chains[static_cast<std::size_t>(layer * shape.directions + direction)]; }
  const ChainTrace<Real>& chain(int layer, int direction) const {
    return chains[static_cast<std::size_t>(layer * shape.directions + direction)];
  }
  // h_t[unit] of a layer, unit < H·D: both directions one after the other. Layer −1 is the topmost.
  Real hidden(int layer, int t, int b, int unit) const {
    return chain(layer < 0 ? shape.layers - 1 : layer, unit / shape.hiddenSize).hidden(t, b)[unit % shape.hiddenSize];
  }

  TraceShape shape;
  bool ownStart = false;  // the states before the first step were given: Network::start() leaves them
  Buffer<Real> x;
  std::vector<int> classes;  // where x is one-hot: [T, B] the number of the 1, and x is not read; else empty
  Buffer<Real> y;
  std::vector<ChainTrace<Real>> chains;
};

template <class Real>
struct ChainGradient {
  explicit ChainGradient(const TraceShape& s)
      : dh(Buffer<Real>::Zero(s.size(s.steps, padded(s.hiddenSize)))),
        da(Buffer<Real>::Zero(s.size(s.steps, s.keptSize))),
        dCarried(Buffer<Real>::Zero(s.batch * s.directSize)),
        dStart(Buffer<Real>::Zero(s.batch * padded(s.hiddenSize))) {}

  Buffer<Real> dh;        // ∂L/∂h_t [T, B, H], the whole derivative: through the layer above and through the next step
  Buffer<Real> da;        // ∂L/∂kept [T, B, keptSize]
  Buffer<Real> dCarried;  // [B, directSize] on its way back; at the end ∂L/∂carried before the first step
  Buffer<Real> dStart;    // ∂L/∂h before the first step [B, H]
};

template <class Real>
struct GradientTrace {
  explicit GradientTrace(const TraceShape& s) : shape(s), dy(Buffer<Real>::Zero(s.size(s.steps, padded(s.outputSize)))) {
    for (int i = 0; i < s.chains(); ++i) chains.emplace_back(s);
  }

  const Real* output(int t, int b = 0) const { return dy.data() + shape.at(t, b, padded(shape.outputSize)); }
  Real* output(int t, int b = 0) { return dy.data() + shape.at(t, b, padded(shape.outputSize)); }
  ChainGradient<Real>& chain(int layer, int direction) { return chains[static_cast<std::size_t>(layer * shape.directions + direction)]; }
  const ChainGradient<Real>& chain(int layer, int direction) const {
    return chains[static_cast<std::size_t>(layer * shape.directions + direction)];
  }
  // ∂L/∂h_t[unit] of a layer, as Trace::hidden.
  Real hidden(int layer, int t, int b, int unit) const {
    const ChainGradient<Real>& c = chain(layer < 0 ? shape.layers - 1 : layer, unit / shape.hiddenSize);
    return c.dh[static_cast<Eigen::Index>(shape.at(t, b, padded(shape.hiddenSize))) + unit % shape.hiddenSize];
  }

  TraceShape shape;
  Buffer<Real> dy;  // ∂L/∂y_t [T, B, O]
  std::vector<ChainGradient<Real>> chains;
};

}  // namespace unroll
