// A recurrent cell: how h_t comes from x_t and h_{t−1}, and how the gradient goes back. One cell per file, forward and backward
// side by side under its equation; cells.inc lists them in menu order.
//
// A Cell object is one copy of the weights as the kernels want them (packed), for one layer. The weights themselves, and
// their gradients, lie in the network's flat block; their names, shapes and gate order are PyTorch's.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/activation.h"
#include "core/matrix.h"
#include "core/result.h"

namespace unroll {

struct CellShape {
  int inputSize = 1;
  int hiddenSize = 1;
  Activation activation = Activation::tanh;
};

// One weight matrix or bias of a cell. In memory input-major, [cols][padded(rows)], so that a vector holds many outputs.
struct CellParameter {
  std::string_view name;  // "weight_ih": the layer's suffix is added by the network
  int rows = 0;
  int cols = 1;  // 1 for a bias
};

// The numbers of one time step, all rows (= sequences) of the batch. Strides in elements.
template <class Real>
struct StepForward {
  const Real* previous;   // h_{t−1}   [B][padded H]
  const Real* projected;  // W_ih x_t + b, as project() made it [B][projectedSize]
  Real* h;                // h_t       [B][padded H]
  int rows;
};
template <class Real>
struct StepBackward {
  const Real* preactivationNext;  // ∂L/∂a_{t+1} [B][projectedSize]; nullptr at the last step
  const Real* fromReadout;        // ∂L/∂h_t through y_t alone [B][padded H]; nullptr: step t has no loss
  const Real* h;
  Real* dh;             // ∂L/∂h_t, the whole derivative
  Real* preactivation;  // ∂L/∂a_t
  int rows;
};

template <class Real>
class Cell {
 public:
  virtual ~Cell() = default;

  virtual std::vector<CellParameter> parameters() const = 0;  // in PyTorch's order
  virtual int projectedSize() const = 0;                      // elements per sequence and step, padding included

  // Reads the weights, given in the order of parameters(). To be called after every change of them.
  virtual void pack(const Real* const* weights) = 0;

  // projected [rows][projectedSize] ← W_ih x + b for x [rows][I]; all time steps at once when the weights are tied.
  virtual void project(const Real* x, Real* projected, int rows) const = 0;
  virtual void forward(const StepForward<Real>& step) const = 0;
  virtual void backward(const StepBackward<Real>& step) const = 0;
  // ∂L/∂h₋₁ [rows][padded H] from ∂L/∂a₀.
  virtual void backwardToStart(const Real* preactivation, Real* dh, int rows) const = 0;
  // gradients (in the order of parameters()) += products over `rows` rows of [time·batch]; previous are the states one step before.
  virtual void accumulate(const Real* preactivation, const Real* x, const Real* previous, int rows, Real* const* gradients) const = 0;
};

struct CellEntry {
  std::string_view name;
  std::string_view help;
  std::unique_ptr<Cell<float>> (*makeFloat)(const CellShape&);
  std::unique_ptr<Cell<double>> (*makeDouble)(const CellShape&);
};
const std::vector<CellEntry>& allCells();

template <class Real>
std::unique_ptr<Cell<Real>> makeCell(std::string_view name, const CellShape& shape);  // nullptr: no such cell

}  // namespace unroll
