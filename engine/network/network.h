// A recurrent network: a cell applied at every time step, and a linear readout.
//   h_t = cell(x_t, h_{t−1})        y_t = W_hy h_t + b_y
// Tied, one copy of the weights serves all time steps: a recurrent net. Untied, each step has a copy of its own: the feedforward
// net of T layers that does the same as long as the copies agree (Rumelhart & McClelland 1987).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cells/cell.h"
#include "core/activation.h"
#include "core/result.h"
#include "network/parameters.h"
#include "network/trace.h"

namespace unroll {

enum class Tying { tied, untied };

struct NetworkShape {
  std::string cell = "elman";
  Activation activation = Activation::tanh;
  int inputSize = 1;
  int hiddenSize = 1;
  int outputSize = 1;
};

template <class Real>
class Network {
 public:
  // All weights are zero. `steps` is the number of copies of an untied network; a tied one runs for any length.
  Network(const NetworkShape& shape, Tying tying, int steps = 1);

  const NetworkShape& shape() const { return shape_; }
  Tying tying() const { return tying_; }
  int copies() const { return static_cast<int>(copies_.size()); }
  TraceShape traceShape(int steps, int batch) const;

  const std::vector<Parameter>& parameters() const { return parameters_; }  // copy by copy, in PyTorch's order
  const Parameter* find(std::string_view name) const;
  std::int64_t parameterCount() const;  // both biases included, padding not

  // The flat block; after a change, pack() must be called before the next pass.
  Buffer<Real>& values() { return values_; }
  const Buffer<Real>& values() const { return values_; }
  void pack();

  // Forward. project() first (it needs x only), then forwardStep(t) in order, then readout() for steps from…to−1.
  void project(Trace<Real>& trace) const;
  void forwardStep(Trace<Real>& trace, int t) const;
  void readout(Trace<Real>& trace, int from, int to) const;
  void forward(Trace<Real>& trace) const;  // all of it

  // Backward. readoutBackward() turns ∂L/∂y of steps from…to−1 into the readout's part of ∂L/∂h; then backwardStep(t) from the last
  // to the first (`hasLoss`: step t got such a part); then accumulate() adds the weights' gradients of steps from…to−1.
  void readoutBackward(GradientTrace<Real>& gradient, int from, int to) const;
  void backwardStep(const Trace<Real>& trace, GradientTrace<Real>& gradient, int t, bool hasLoss) const;
  void backwardToStart(GradientTrace<Real>& gradient) const;
  void accumulate(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int from, int to, Buffer<Real>& gradients) const;
  void accumulateReadout(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int from, int to, Buffer<Real>& gradients) const;

  // The feedforward twin: a copy of the weights for each of `steps` time steps. Only of a tied network.
  Network unfold(int steps) const;

 private:
  struct Copy {
    std::unique_ptr<Cell<Real>> cell;
    std::vector<int> cellParameters;  // indices into parameters_
    int readoutWeight = 0;
    int readoutBias = 0;
    Buffer<Real> packedReadout;
    Buffer<Real> packedReadoutTransposed;
  };
  const Copy& copy(int t) const { return copies_[tying_ == Tying::tied ? 0 : static_cast<std::size_t>(t)]; }
  void addCopy(int step);
  // Calls f(copy, from, to) for each run of time steps that share their weights.
  template <class F>
  void forEachRun(int from, int to, const F& f) const;

  NetworkShape shape_;
  Tying tying_;
  std::vector<Parameter> parameters_;
  std::size_t size_ = 0;
  Buffer<Real> values_;
  std::vector<Copy> copies_;
};

// Bytes that a network, its gradients, its optimiser and its traces would take; computed without taking any of it.
double networkBytes(const NetworkShape& shape, Tying tying, int steps, int batch);

}  // namespace unroll
