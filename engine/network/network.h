// A recurrent network: layers of cells applied at every time step, and a linear readout of the topmost.
//   h_t = cell(x_t, h_{t−1})        y_t = W_hy h_t + b_y
// A bidirectional layer has a second chain of cells that runs from the last step to the first; the layer above and the readout see
// both, [h→; h←]. Tied, one copy of the weights serves all time steps: a recurrent net. Untied, each step has a copy of its own: the
// feedforward net of T layers that does the same as long as the copies agree (Rumelhart & McClelland 1987).
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
  int layers = 1;
  bool bidirectional = false;
  bool peepholes = false;     // LSTM
  int window = 1;             // window cell: inputs seen at once
  bool learnedStart = false;  // the state before the first step is a parameter; else zero

  int directions() const { return bidirectional ? 2 : 1; }
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
  // Whether a step sees anything of the step before.
  bool hasMemory() const;

  const std::vector<Parameter>& parameters() const { return parameters_; }  // start states, then copy by copy, in PyTorch's order
  const Parameter* find(std::string_view name) const;
  const Parameter& readoutWeight(int copy = 0) const {
    return parameters_[static_cast<std::size_t>(copies_[static_cast<std::size_t>(copy)].readoutWeight)];
  }
  const Parameter& readoutBias(int copy = 0) const {
    return parameters_[static_cast<std::size_t>(copies_[static_cast<std::size_t>(copy)].readoutBias)];
  }
  // The cell of a chain with the weights of time step t, and the matrix that brings its input: [gates · H × inputs], the lags of a window
  // one after the other.
  const Cell<Real>& cell(int layer, int direction, int t) const {
    return *copy(t).cells[static_cast<std::size_t>(chainIndex(layer, direction))];
  }
  const Parameter& inputWeight(int layer, int direction, int t) const {
    return parameters_[static_cast<std::size_t>(copy(t).cellParameters[static_cast<std::size_t>(chainIndex(layer, direction))][0])];
  }
  std::int64_t parameterCount() const;                      // both biases included, padding not
  std::size_t startSize() const { return startSize_; }      // elements of the flat block before the first copy
  std::size_t copySize() const { return copySize_; }        // elements of a copy
  std::size_t readoutSize() const { return readoutSize_; }  // elements of a copy's readout, its last part

  // The flat block; after a change, pack() must be called before the next pass.
  Buffer<Real>& values() { return values_; }
  const Buffer<Real>& values() const { return values_; }
  void pack();
  void packCopy(int copy);

  // Forward. start() first, then for each layer from the lowest all steps in order, then readout() for steps from…to−1.
  // Step k of a chain is t = k, or T−1−k of a chain that runs against time; both chains of a layer go along.
  void start(Trace<Real>& trace) const;
  void forwardSteps(Trace<Real>& trace, int layer, int k, int count) const;
  void readout(Trace<Real>& trace, int from, int to) const;
  // What a chain feeds back of h_t beside h_t itself (Jordan: its output), anew after h_t was changed by hand.
  void feedBack(Trace<Real>& trace, int layer, int direction, int t) const;
  void forward(Trace<Real>& trace) const;  // all of it

  // Backward, over steps [first, end) of a window that ends with time step end−1 (all T steps, unless truncated).
  // readoutBackward() turns ∂L/∂y of steps from…to−1 into their part of ∂L/∂h of the topmost layer. Then for each layer from the
  // topmost beginBackward(), backwardSteps() for k = end−1 … first (∂L/∂kept), accumulate() for the same steps (the gradients of the
  // weights), and inputBackward(), ∂L/∂h of the layer below. `above`: whether these steps have a part from above; `isLast`: k is the
  // window's last step. startBackward() ends a layer where the window begins with the first step.
  void readoutBackward(GradientTrace<Real>& gradient, int from, int to) const;
  void beginBackward(GradientTrace<Real>& gradient, int layer) const;
  void backwardSteps(const Trace<Real>& trace, GradientTrace<Real>& gradient, int layer, int k, int count, bool above, bool isLast) const;
  void accumulate(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int layer, int k, int count,
                  Buffer<Real>& gradients) const;
  // Of one chain alone, time steps from…to−1.
  void accumulateChain(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int layer, int direction, int from, int to,
                       Buffer<Real>& gradients) const;
  // Of one sequence of one time step alone, into a block of its own.
  void accumulateRow(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int layer, int t, int b, Real* gradients) const;
  void inputBackward(GradientTrace<Real>& gradient, int layer, int from, int to) const;
  void startBackward(GradientTrace<Real>& gradient, int layer, Buffer<Real>* gradients) const;
  // The parameter of a chain's start state (part 0: h, 1: what is carried); nullptr: it is zero.
  const Parameter* startParameter(int layer, int direction, int part) const;
  void accumulateReadout(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int from, int to, Buffer<Real>& gradients) const;

  // The feedforward twin: a copy of the weights for each of `steps` time steps. Only of a tied network.
  Network unfold(int steps) const;

 private:
  struct Copy {
    std::vector<std::unique_ptr<Cell<Real>>> cells;  // by chain
    std::vector<std::vector<int>> cellParameters;    // by chain: indices into parameters_, −1: none
    int readoutWeight = 0;
    int readoutBias = 0;
    std::vector<Buffer<Real>> packedReadout, packedReadoutTransposed;  // by direction
  };
  static constexpr int maxCellParameters = 10;

  const Copy& copy(int t) const { return copies_[tying_ == Tying::tied ? 0 : static_cast<std::size_t>(t)]; }
  int chainIndex(int layer, int direction) const { return layer * shape_.directions() + direction; }
  CellShape cellShape(int layer) const;
  int add(std::string name, int step, const CellParameter& p);
  void addCopy(int step);
  // Where the parameters of a chain's cell lie in a block; nullptr: it has none of these.
  template <class Pointer>
  void locate(const Copy& copy, int chain, Pointer block, Pointer* found) const;
  Inputs<Real> inputs(const Trace<Real>& trace, int layer) const;
  typename Cell<Real>::Steps stepsOf(const Trace<Real>& trace, const GradientTrace<Real>& gradient, int layer, int direction) const;
  StepRange range(const TraceShape& shape, int from, int to, int direction) const {
    return {from, to, shape.steps, shape.batch, direction == 0 ? 1 : -1};
  }
  // Calls f(copy, from, to) for each run of time steps that share their weights.
  template <class F>
  void forEachRun(int from, int to, const F& f) const;

  NetworkShape shape_;
  Tying tying_;
  std::vector<Parameter> parameters_;
  std::vector<std::vector<int>> startParameters_;  // by chain: index of h0 and of what is carried, −1: none
  std::size_t startSize_ = 0, copySize_ = 0, readoutSize_ = 0;
  std::size_t size_ = 0;
  Buffer<Real> values_;
  std::vector<Copy> copies_;
};

// Bytes that a network, its gradients, its optimiser and its traces would take; computed without taking any of it.
double networkBytes(const NetworkShape& shape, Tying tying, int steps, int batch);

}  // namespace unroll
