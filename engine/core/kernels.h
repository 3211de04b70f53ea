// The hot loops, as a table of functions. For float the table is chosen once for the machine: 4 lanes (WebAssembly and everywhere),
// 8 (AVX2) or 16 (AVX-512). Each output element is summed in the order of the inner index, without fused multiply-add, so all
// tables give the same bits. For double there is one table; it serves the gradient checks.
//
// Matrices: `outputs` is a multiple of featureBlock. Weights are input-major, [inner][outputs]; `packed` is what pack() made of them.
// Rows n (= time·batch) have a stride in elements.
#pragma once

#include "core/activation.h"

namespace unroll {

struct AdamFactors {
  float rate = 0;         // learning rate ÷ (1 − β₁ᵗ)
  float secondScale = 0;  // 1 ÷ √(1 − β₂ᵗ)
};

template <class Real>
struct Kernels {
  int lanes = 0;

  // packed ← weights [inner][outputs]; the packed form takes inner·outputs elements.
  void (*pack)(const Real* weights, int outputs, int inner, Real* packed);
  // packed ← the transpose of weights [rows][stride]: inner = rows of the transposed product, packed as [columns→outputs].
  // out[n][i] of a later product is Σₖ weights[i][k]·in[n][k]; entries i ≥ used are zero.
  void (*packTransposed)(const Real* weights, int stride, int used, int outputs, int inner, Real* packed);

  // out[n][i] = start[i] + Σₖ weights[k][i]·in[n][k]; start has `outputs` entries, nullptr: zero.
  void (*product)(const Real* packed, int outputs, int inner, const Real* in, int inStride, const Real* start, Real* out, int outStride,
                  int rows);

  // Elman step: h[n][i] = f(projected[n][i] + Σₖ weights[k][i]·previous[n][k]), all rows [rows][stride].
  void (*elmanForward[activationCount])(const Real* packed, int hidden, int inner, const Real* previous, const Real* projected, Real* h,
                                        int stride, int rows);
  // Back through one Elman step: dh[n][k] = fromReadout[n][k] + Σᵢ weights[k][i]·daNext[n][i], da = dh ∘ f′. fromReadout or daNext
  // may be nullptr (zero); h holds f's values.
  void (*elmanBackward[activationCount])(const Real* packedTransposed, int hidden, int inner, const Real* daNext, const Real* fromReadout,
                                         const Real* h, Real* dh, Real* da, int stride, int rows);

  // gradient[k][i] += Σₙ in[n][k]·delta[n][i], n ascending; and for a bias gradient[i] += Σₙ delta[n][i].
  void (*accumulateProduct)(const Real* delta, int deltaStride, int outputs, const Real* in, int inStride, int inner, Real* gradient,
                            int rows);
  void (*accumulateRows)(const Real* delta, int deltaStride, int outputs, Real* gradient, int rows);

  // Optimisers, over a flat block of `count` elements (a multiple of featureBlock).
  void (*sgd)(Real* values, const Real* gradients, int count, Real rate);
  void (*momentum)(Real* values, const Real* gradients, Real* velocity, int count, Real rate, Real momentum);
  void (*adam)(Real* values, const Real* gradients, Real* first, Real* second, int count, AdamFactors factors);

  Real (*sumOfSquares)(const Real* values, int count);  // in 16 interleaved partial sums, added in order
  bool (*allFinite)(const Real* values, int count);
};

// One per instruction set that this program was compiled for (kernels_lanes.cpp).
extern const Kernels<float> floatKernels4;
#ifdef UNROLL_MULTIVERSION
extern const Kernels<float> floatKernels8;
extern const Kernels<float> floatKernels16;
#endif

// The table for this machine. `UNROLL_LANES=4|8|16` in the environment forces a narrower one (natively).
const Kernels<float>& floatKernels();
const Kernels<double>& doubleKernels();

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
