// The hot loops, as a table of functions. For float the table is chosen once for the machine: 4 lanes (WebAssembly and everywhere),
// 8 (AVX2) or 16 (AVX-512). Each output element is summed in the order of the inner index, without fused multiply-add, so all
// tables give the same bits. For double there is one table; it serves the gradient checks.
//
// Matrices: `outputs` is a multiple of featureBlock. Weights are input-major, [inner][outputs]; `packed` is what pack() made of them.
// Rows n (= time·batch) have a stride in elements.
#pragma once

#include "core/activation.h"

namespace unroll {

// One update of an optimiser: rates as floats, computed once.
struct StepFactors {
  float rate = 0;         // learning rate; Adam: ÷ (1 − β₁ᵗ)
  float secondScale = 0;  // Adam: 1 ÷ √(1 − β₂ᵗ)
  float momentum = 0;
  float decay = 0;  // added to the gradient times the weight; AdamW: what is left of a weight, 1 − rate·decay
};

// Steps of a cell one after the other, for B rows (= sequences). Pointers are those of the first step computed and move by one step
// in `direction` (+1: with time). Strides: h by `units` (padded H) a row, kept and carried by the cell's own sizes.
template <class Real>
struct ForwardRun {
  const Real* previous;       // h_{t−1}
  Real* h;                    // h_t
  const Real* carriedBefore;  // what the cell carries beside h (LSTM: c_{t−1}); nullptr: nothing
  Real* carried;
  Real* kept;  // in: W_ih x_t + b; out: what backward needs
  int batch;
  int steps;
  int direction;

  // Always inline: the kernels are compiled for several instruction sets.
  __attribute__((always_inline)) void advance(long keptSize, long units, long carriedSize) {
    const long rows = static_cast<long>(direction) * batch;
    previous = h;
    h += rows * units;
    kept += rows * keptSize;
    carriedBefore = carried;
    if (carried) carried += rows * carriedSize;
  }
};

// The same on the way back, from the last step of the chain to the first.
template <class Real>
struct BackwardRun {
  const Real* daNext;     // ∂L/∂kept of the step after; nullptr: there is none
  const Real* fromAbove;  // ∂L/∂h_t through the readout or the layer above; nullptr: none
  const Real* h;
  const Real* previous;
  const Real* kept;
  const Real* carried;
  const Real* carriedBefore;
  Real* dCarried;  // [B] in: ∂L/∂carried_t from the step after; out: ∂L/∂carried_{t−1}
  Real* dh;        // ∂L/∂h_t, the whole derivative
  Real* da;        // ∂L/∂kept
  int batch;
  int steps;
  int direction;

  __attribute__((always_inline)) void retreat(long keptSize, long units, long carriedSize) {
    const long rows = static_cast<long>(direction) * batch;
    daNext = da;
    da -= rows * keptSize;
    kept -= rows * keptSize;
    if (fromAbove) fromAbove -= rows * units;
    dh -= rows * units;
    h = previous;
    previous -= rows * units;
    carried = carriedBefore;
    if (carriedBefore) carriedBefore -= rows * carriedSize;
  }
};

// One factor of a weight gradient: gradient[k][i] += Σₙ in[n][k]·delta[n][i].
template <class Real>
struct Factor {
  const Real* in;
  int inStride;
  int inner;
  Real* gradient;
};

template <class Real>
struct ExponentialSum {
  Real greatest;
  Real sum;
};

constexpr int peakChains = 12;

template <class Real>
struct Kernels {
  int lanes = 0;
  template <int Lanes>
  static constexpr Kernels make();  // kernels_impl.h

  // packed ← weights [inner][outputs]; the packed form takes inner·outputs elements.
  void (*pack)(const Real* weights, int outputs, int inner, Real* packed);
  // The same for weights [inner][gates·units], so that one tile holds all 3 or 4 gates of its units.
  void (*packGates)(const Real* weights, int gates, int units, int inner, Real* packed);
  // packed ← the transpose of weights [rows][stride]: inner = rows of the transposed product, packed as [columns→outputs].
  // out[n][i] of a later product is Σₖ weights[i][k]·in[n][k]; entries i ≥ used are zero.
  void (*packTransposed)(const Real* weights, int stride, int used, int outputs, int inner, Real* packed);

  // out[n][i] = start[n·startStride + i] + Σₖ weights[k][i]·in[n][k]; start nullptr: zero; startStride 0: the same for all rows.
  void (*product)(const Real* packed, int outputs, int inner, const Real* in, int inStride, const Real* start, int startStride, Real* out,
                  int outStride, int rows);
  // out[n][i] = start[i] + weights[classes[n]][i] for weights [inner][outputs] as they lie: the product with a one-hot row.
  void (*gather)(const Real* weights, int outputs, const int* classes, const Real* start, Real* out, int outStride, int rows);

  // Each factor's gradient += Σₙ in[n][k]·delta[n][i], n ascending; bias[i] += Σₙ delta[n][i] (nullptr: none).
  void (*accumulate)(const Real* delta, int deltaStride, int outputs, const Factor<Real>* factors, int count, Real* bias, int rows);
  // gradient[classes[n]][i] += delta[n][i]: the product with one-hot rows.
  void (*scatter)(const Real* delta, int deltaStride, int outputs, const int* classes, Real* gradient, int rows);
  // gradient[i] += Σₙ a[n][i]·b[n][i]
  void (*accumulateElementwise)(const Real* a, int aStride, const Real* b, int bStride, int size, Real* gradient, int rows);

  // Optimisers, over a flat block of `count` elements (a multiple of featureBlock); training/optimizer_*.cpp has their equations.
  void (*sgd)(Real* values, const Real* gradients, int count, StepFactors factors);
  void (*momentum)(Real* values, const Real* gradients, Real* velocity, int count, StepFactors factors);
  void (*nesterov)(Real* values, const Real* gradients, Real* velocity, int count, StepFactors factors);
  void (*rmsprop)(Real* values, const Real* gradients, Real* second, int count, StepFactors factors);
  void (*adagrad)(Real* values, const Real* gradients, Real* sum, int count, StepFactors factors);
  void (*adam)(Real* values, const Real* gradients, Real* first, Real* second, int count, StepFactors factors);
  void (*adamw)(Real* values, const Real* gradients, Real* first, Real* second, int count, StepFactors factors);
  void (*clamp)(Real* values, int count, Real limit);  // to ±limit; NaN stays

  // out[o] = e^(y[o] − greatest) for o < count, 0 up to the next multiple of featureBlock; returns greatest and Σ out, which is summed
  // as sumOfSquares.
  ExponentialSum<Real> (*exponentials)(const Real* y, int count, Real* out);

  Real (*sumOfSquares)(const Real* values, int count);  // in 16 interleaved partial sums, added in order
  bool (*allFinite)(const Real* values, int count);

  // peakChains independent chains x ← factor·x + summand over vectors, `rounds` long, to measure what the machine can do; their sum.
  Real (*peak)(int rounds, Real factor, Real summand);
};

// A table of kernels as it was compiled for a number of lanes: `Kernels`, or the table of a cell (kernels_lanes.cpp of its folder).
template <class Table, int Lanes>
const Table& compiledKernels();

// The lanes for float on this machine: the widest of 4, 8 and 16. `UNROLL_LANES=4|8|16` in the environment forces fewer (natively).
int floatLanes();

template <class Table>
const Table& kernelsFor([[maybe_unused]] int lanes) {
#ifdef UNROLL_MULTIVERSION
  if (lanes == 16) return compiledKernels<Table, 16>();
  if (lanes == 8) return compiledKernels<Table, 8>();
#endif
  return compiledKernels<Table, 4>();
}

// The table for this machine: stepKernels<GruKernels, float>().
template <template <class> class Table, class Real>
const Table<Real>& stepKernels() {
  if constexpr (sizeof(Real) == sizeof(float))
    return kernelsFor<Table<float>>(floatLanes());
  else
    return compiledKernels<Table<double>, 4>();
}

const Kernels<float>& floatKernels();
const Kernels<double>& doubleKernels();
// doubleKernels().accumulate alone: the page needs no other, and would link the whole table.
void accumulateDoubles(const double* delta, int deltaStride, int outputs, const Factor<double>& factor, int rows);

template <class Real>
const Kernels<Real>& kernels();
template <>
inline const Kernels<float>& kernels<float>() {
  return floatKernels();
}
template <>
inline const Kernels<double>& kernels<double>() {
  return doubleKernels();
}

}  // namespace unroll
