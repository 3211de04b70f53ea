// The kernels themselves, for one element type and one number of lanes. Included by kernels_lanes.cpp, which is compiled once per
// instruction set (see kernels_compiled.h).
#pragma once

#include "core/kernels_product.h"
#include "core/kernels_updates.h"

namespace unroll {
namespace {

// Σ f(values[i]): entry i goes into partial sum i mod 16, whatever the number of lanes.
template <class Real, int Lanes, class F>
UNROLL_INLINE Real sumInSixteenParts(const Real* values, int count, const F& f) {
  constexpr int partials = 16;
  using V = VectorOf<Real, Lanes>;
  V sum[partials / Lanes] = {};
  int i = 0;
  for (; i + partials <= count; i += partials)
    for (int v = 0; v < partials / Lanes; ++v) sum[v] = sum[v] + f(load<V>(values + i + v * Lanes));
  Real total = 0;
  for (int p = 0; p < partials; ++p) {
    Real partial = sum[p / Lanes][p % Lanes];
    if (i + p < count) partial = partial + f(values[i + p]);
    total = total + partial;
  }
  return total;
}

template <class Real, int Lanes>
UNROLL_NOINLINE Real sumOfSquares(const Real* values, int count) {
  return sumInSixteenParts<Real, Lanes>(values, count, [](auto x) UNROLL_INLINE_LAMBDA { return x * x; });
}

template <class Real, int Lanes>
UNROLL_NOINLINE ExponentialSum<Real> exponentials(const Real* y, int count, Real* out) {
  using V = VectorOf<Real, 4>;
  Real greatest = y[0];
  for (int o = 1; o < count; ++o) greatest = y[o] > greatest || y[o] != y[o] ? y[o] : greatest;  // NaN stays
  for (int o = 0; o < count; o += 4) store(out + o, exponentialVector(load<V>(y + o) - splat<V>(greatest)));
  for (int o = count; o % 4 != 0; ++o) out[o] = 0;
  return {greatest, sumInSixteenParts<Real, Lanes>(out, count, [](auto x) UNROLL_INLINE_LAMBDA { return x; })};
}

template <class Real, int Lanes>
UNROLL_NOINLINE bool allFinite(const Real* values, int count) {
  using V = VectorOf<Real, 4>;
  V sum{};
  for (int i = 0; i < count; i += 4) sum = sum + load<V>(values + i) * Real(0);  // 0 unless a value is infinite or NaN
  return sum[0] + sum[1] + sum[2] + sum[3] == Real(0);
}

template <class Real, int Lanes>
UNROLL_NOINLINE Real peak(int rounds, Real factor, Real summand) {
  using V = VectorOf<Real, Lanes>;
  const V a = splat<V>(factor), b = splat<V>(summand);
  V x[peakChains];
  for (int c = 0; c < peakChains; ++c) x[c] = splat<V>(Real(c) / Real(peakChains));
  for (int r = 0; r < rounds; ++r)
    for (int c = 0; c < peakChains; ++c) x[c] = x[c] * a + b;
  V sum{};
  for (int c = 0; c < peakChains; ++c) sum = sum + x[c];
  Real total = 0;
  for (int i = 0; i < Lanes; ++i) total = total + sum[i];
  return total;
}

template <class Real, int Lanes>
constexpr Kernels<Real> makeKernels() {
  Kernels<Real> k{};
  k.lanes = Lanes;
  k.pack = pack<Real, Lanes>;
  k.packGates = packGates<Real, Lanes>;
  k.packTransposed = packTransposed<Real, Lanes>;
  k.product = product<Real, Lanes>;
  k.gather = gather<Real, Lanes>;
  k.accumulate = accumulate<Real, Lanes>;
  k.scatter = scatter<Real, Lanes>;
  k.accumulateElementwise = accumulateElementwise<Real, Lanes>;
  k.sgd = sgd<Real, Lanes>;
  k.momentum = momentum<false, Real, Lanes>;
  k.nesterov = momentum<true, Real, Lanes>;
  k.rmsprop = rmsprop<Real, Lanes>;
  k.adagrad = adagrad<Real, Lanes>;
  k.adam = adam<false, Real, Lanes>;
  k.adamw = adam<true, Real, Lanes>;
  k.clamp = clamp<Real, Lanes>;
  k.exponentials = exponentials<Real, Lanes>;
  k.sumOfSquares = sumOfSquares<Real, Lanes>;
  k.allFinite = allFinite<Real, Lanes>;
  k.peak = peak<Real, Lanes>;
  return k;
}

}  // namespace

template <class Real>
template <int Lanes>
constexpr Kernels<Real> Kernels<Real>::make() {
  return makeKernels<Real, Lanes>();
}

}  // namespace unroll
