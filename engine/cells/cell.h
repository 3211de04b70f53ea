// A recurrent cell: how h_t comes from x_t and what is remembered of step t−1, and how the gradient goes back. Each lies in a
// folder of its own: forward and backward side by side under its equation, its entry, its step as a kernel; cells.inc lists them.
//
// A Cell object is one copy of the weights as the kernels want them (packed), for one layer in one direction. The weights themselves,
// and their gradients, lie in the network's flat block; their names, shapes and gate order are PyTorch's. What all cells share is
// here (W_ih x_t + b over many rows at once, and the gradients of W_ih, W_hh and the biases); a cell adds its step.
//
// "Before" and "previous" are meant along the chain of steps: in a layer that runs backward in time, t+1 comes before t.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/activation.h"
#include "core/kernels.h"
#include "core/matrix.h"
#include "core/result.h"

namespace unroll {

struct CellShape {
  int segments = 1;     // parts of the input that lie apart in memory: both directions of the layer below
  int segmentSize = 1;  // features of each
  int hiddenSize = 1;   // H
  int outputSize = 1;   // O, of the network: what a Jordan cell feeds back
  Activation activation = Activation::tanh;
  bool peepholes = false;  // LSTM
  int window = 1;          // time steps that a window cell sees at once
  bool lowest = true;      // its input is x: nothing goes back below it

  int inputSize() const { return segments * segmentSize; }
};

// One weight matrix or bias of a cell. In memory input-major, [cols][gates · padded H], so that a vector holds many outputs.
struct CellParameter {
  enum class Kind { weight, peephole, bias, start, readoutWeight, readoutBias };
  std::string_view name;  // "weight_ih": the layer's suffix is added by the network
  int rows = 0;
  int cols = 1;
  int blocks = 1;    // gates that the rows are made of, each padded by itself
  int rotation = 0;  // gate g of PyTorch's order lies in block (g + rotation) mod blocks
  Kind kind = Kind::weight;
};

// The input of a layer over all time steps: up to two parts side by side, or for one-hot rows the number of the 1.
template <class Real>
struct Inputs {
  struct Part {
    const Real* data = nullptr;  // row of t = 0, b = 0
    int stride = 0;
  };
  Part parts[2];
  const int* classes = nullptr;  // [T·B]; then `parts` are not read
};

// Time steps from…to−1 of T, B rows each.
struct StepRange {
  int from = 0;
  int to = 0;
  int steps = 0;
  int batch = 0;
  int direction = 1;  // −1: the chain runs from T−1 to 0
};

template <class Real>
class Cell {
 public:
  virtual ~Cell() = default;

  virtual std::vector<CellParameter> parameters() const = 0;  // in PyTorch's order; weight_ih, weight_hh, bias_ih, bias_hh come first
  int lags() const { return lags_; }                          // inputs x_t, x_{t−1} … that enter a step
  int keptSize() const { return keptSize_; }                  // elements per row that a step keeps for the way back
  virtual int carriedSize() const { return 0; }               // elements per row that go on to the next step beside h, padded
  virtual int directSize() const { return carriedSize(); }    // elements per row of BackwardRun::dCarried
  virtual bool remembersHidden() const { return true; }       // h_{t−1} itself is an input of step t

  // Reads the weights, given in the order of parameters(). To be called after every change of them.
  virtual void pack(const Real* const* weights) = 0;

  // kept [T·B][keptSize] ← W_ih x + b for the steps of `range`; kept is that of t = 0.
  void project(const Inputs<Real>& x, const StepRange& range, Real* kept) const;
  // `run.steps` steps one after the other; kept holds project()'s result and gets what backward needs.
  virtual void forward(const ForwardRun<Real>& run) const = 0;
  // Of cells that carry on something made of h_t (Jordan's output): that, from an h_t [rows][padded H] that was changed by hand.
  virtual void feedBack(const Real* /*h*/, Real* /*carried*/, int /*rows*/) const {}
  // The same steps in the opposite order. `next` is the copy of the weights of the step after run's first one (this one, when tied).
  virtual void backward(const BackwardRun<Real>& run, const Cell& next) const = 0;
  // ∂L/∂h before the first step [B][padded H] from the first step's ∂L/∂kept; dCarried then is ∂L/∂carried there.
  virtual void backwardToStart(const Real* da, Real* dCarried, Real* dh, int rows) const = 0;
  // dx (of part s) [T·B][stride] ← or += what ∂L/∂kept of the steps of `range` makes of it through W_ih.
  void inputBackward(const Real* da, const StepRange& range, int part, Real* dx, int stride, bool add) const;

  // What accumulate() needs of the steps, each at t = 0.
  struct Steps {
    Inputs<Real> x;
    const Real* da;
    const Real* previous;       // h one step before
    const Real* h;              // h_t
    const Real* carriedBefore;  // carried one step before
    const Real* carried;
  };
  // gradients (in the order of parameters()) += sums over the rows of `range`.
  virtual void accumulate(const Steps& steps, const StepRange& range, Real* const* gradients) const = 0;

 protected:
  enum { weightInput, weightHidden, biasInput, biasHidden, firstOfItsOwn };

  // `gates` of padded H each are projected; `lags` inputs x_t, x_{t−1} … enter a step.
  Cell(const CellShape& shape, int gates, int keptSize, int lags = 1);
  void packInput(const Real* weights);
  void accumulateInput(const Steps& steps, const StepRange& range, Real* gradient) const;
  // For cells whose gradient of W_hh h_{t−1} is that of W_ih x_t (all but GRU): all four at once.
  void accumulateAll(const Steps& steps, const StepRange& range, const Real* recurrent, int recurrentStride, int recurrentSize,
                     Real* const* gradients) const;
  int unitSize() const { return padded(shape_.hiddenSize); }
  int projectedSize() const { return gates_ * unitSize(); }

  CellShape shape_;
  Buffer<Real> bias_;  // what project() begins with

 private:
  int gates_;
  int keptSize_;
  int lags_;
  // Per lag and part.
  std::vector<Buffer<Real>> packedInput_;
  std::vector<Buffer<Real>> packedInputTransposed_;
  Buffer<Real> table_;  // W_ih as it lies, for one-hot rows
};

// A number that a gated cell makes of each unit at each step, by its letter in the cell's equation.
struct CellGate {
  static constexpr int carried = -1;
  std::string_view name;
  int block;  // padded H of what the cell keeps, or `carried`
  // Where it is f of a sum, W x_t + W h_{t−1} + b: which gate it is in PyTorch's order of rows, and f.
  int order = -1;
  Activation activation = Activation::sigmoid;
  std::string_view peephole = {};  // the parameter through which it sees the carried state, where the net has peepholes
  bool peepsAhead = false;         // the state of this step, else that of the step before
  std::string_view through = {};   // the gate that W h_{t−1} + b_hh is multiplied by, before it is added
  int gradient = -1;               // of a carried one: the block of ∂L/∂kept in which its own derivative is left
};

// All that the rest of the program knows of a cell: no name of a cell stands outside this folder.
struct CellEntry {
  std::string_view name;
  std::string_view help;
  std::unique_ptr<Cell<float>> (*makeFloat)(const CellShape&);

  std::span<const std::string_view> settings;  // keys of the Experiment that it reads and other cells may not: "activation"
  bool memory = true;                          // a step sees something of the step before
  bool frozen = false;                         // it stays as it was drawn, only the readout is trained
  bool simple = false;                         // h_t = f(W_xh x_t + W_hh h_{t−1} + b), which can be drawn with all its terms
  std::span<const CellGate> gates = {};        // in the order in which they are shown; none: h_t is f of one sum
  std::string_view gated = {};                 // h_t by the letters of its gates, h_prev for h_{t−1}: "o · tanh( c )"
  // The same of one unit in numbers, to the kernels' bits: from its gates in the order of `gates`, and h_{t−1}; and what it carries, from
  // its gates and what it carried before.
  float (*combine)(const float* gates, float hiddenBefore) = nullptr;
  float (*carry)(const float* gates, float carriedBefore) = nullptr;
  bool feedsBack = false;  // what it carries on is an output of its own, W_hy h_t + b_y
  int forgetGate = -1;     // in PyTorch's order, whose first bias forgetBias is added to; −1: none

  bool reads(std::string_view key) const { return std::find(settings.begin(), settings.end(), key) != settings.end(); }
};
template <class AnyCell>
std::unique_ptr<Cell<float>> makeCellOf(const CellShape& shape) {
  return std::make_unique<AnyCell>(shape);
}

std::span<const CellEntry* const> allCells();
const CellEntry* findCell(std::string_view name);  // nullptr: no such cell

template <class Real>
std::unique_ptr<Cell<Real>> makeCell(std::string_view name, const CellShape& shape);  // nullptr: no such cell
template <>
std::unique_ptr<Cell<float>> makeCell(std::string_view name, const CellShape& shape);
template <>
std::unique_ptr<Cell<double>> makeCell(std::string_view name, const CellShape& shape);

}  // namespace unroll
