// Of the kernels (see kernels_impl.h): one time step of each cell, forward and backward.
#pragma once

#include "core/kernels_product.h"

namespace unroll {
namespace {

template <Activation A, class Real>
struct ElmanForwardOp {
  const Real* kept;
  Real* h;
  int stride;
  int keptStride;
  template <class V>
  UNROLL_INLINE V start(int row, int v, int i) const {
    return load<V>(kept + static_cast<long>(row) * keptStride + i + v * widthOf<V, Real>);
  }
  template <class V, int Vectors>
  UNROLL_INLINE void finish(int row, int i, const V (&sum)[Vectors]) const {
    for (int v = 0; v < Vectors; ++v) store(h + static_cast<long>(row) * stride + i + v * widthOf<V, Real>, activateVector<A>(sum[v]));
  }
};

template <Activation A, class Real, int Lanes>
UNROLL_NOINLINE void elmanForward(const Real* packed, int units, int inner, int keptSize, const Real* previous, int previousStride,
                                  const ForwardRun<Real>& given) {
  ForwardRun<Real> run = given;
  for (int s = 0; s < given.steps; ++s) {
    productSweep<Real, Lanes>(packed, units, inner, previous, previousStride, run.batch,
                              ElmanForwardOp<A, Real>{run.kept, run.h, units, keptSize});
    previous = run.h;
    run.advance(keptSize, units, 0);
  }
}

template <Activation A, class Real>
struct ElmanBackwardOp {
  const BackwardRun<Real>& run;
  int stride;
  int keptSize;
  template <class V>
  UNROLL_INLINE V start(int row, int v, int i) const {
    return run.fromAbove ? load<V>(run.fromAbove + static_cast<long>(row) * stride + i + v * widthOf<V, Real>) : V{};
  }
  template <class V, int Vectors>
  UNROLL_INLINE void finish(int row, int i, const V (&sum)[Vectors]) const {
    for (int v = 0; v < Vectors; ++v) {
      const long unit = i + v * widthOf<V, Real>, at = static_cast<long>(row) * stride + unit;
      store(run.dh + at, sum[v]);
      store(run.da + static_cast<long>(row) * keptSize + unit, sum[v] * slopeVector<A>(load<V>(run.h + at)));
    }
  }
};

template <Activation A, class Real, int Lanes>
UNROLL_NOINLINE void elmanBackward(const Real* packedTransposed, int units, int inner, int keptSize, const BackwardRun<Real>& given) {
  BackwardRun<Real> run = given;
  for (int s = 0; s < given.steps; ++s) {
    productSweep<Real, Lanes>(packedTransposed, units, run.daNext ? inner : 0, run.daNext ? run.daNext : run.da, keptSize, run.batch,
                              ElmanBackwardOp<A, Real>{run, units, keptSize});
    run.retreat(keptSize, units, 0);
  }
}

template <class V>
UNROLL_INLINE V sigmoidSlope(V value) {
  return value * (splat<V>(1) - value);
}
template <class V>
UNROLL_INLINE V tanhSlope(V value) {
  return splat<V>(1) - value * value;
}

// Kept: i, f, g, o, tanh(c).
template <bool Peepholes, class Real>
struct LstmForwardOp {
  const ForwardRun<Real>& run;
  const Real* peepholes;
  int units;
  template <class V>
  UNROLL_INLINE V start(int row, int gate, int unit) const {
    return load<V>(run.kept + (static_cast<long>(row) * 5 + gate) * units + unit);
  }
  template <class V, int Vectors>
  UNROLL_INLINE void finish(int row, int unit, const V (&sum)[Vectors]) const {
    const long at = static_cast<long>(row) * units + unit;
    const V before = load<V>(run.carriedBefore + at);
    V si = sum[0], sf = sum[1], so = sum[3];
    if constexpr (Peepholes) {
      si = si + load<V>(peepholes + unit) * before;
      sf = sf + load<V>(peepholes + units + unit) * before;
    }
    const V i = activateVector<Activation::sigmoid>(si), f = activateVector<Activation::sigmoid>(sf);
    const V g = activateVector<Activation::tanh>(sum[2]);
    const V c = f * before + i * g;
    if constexpr (Peepholes) so = so + load<V>(peepholes + 2 * units + unit) * c;
    const V o = activateVector<Activation::sigmoid>(so), tanhC = activateVector<Activation::tanh>(c);
    Real* const kept = run.kept + static_cast<long>(row) * 5 * units + unit;
    store(kept, i);
    store(kept + units, f);
    store(kept + 2 * units, g);
    store(kept + 3 * units, o);
    store(kept + 4 * units, tanhC);
    store(run.carried + at, c);
    store(run.h + at, o * tanhC);
  }
};

template <bool Peepholes, class Real, int Lanes>
UNROLL_NOINLINE void lstmForward(const Real* packed, const Real* peepholes, int units, int inner, const ForwardRun<Real>& given) {
  ForwardRun<Real> run = given;
  for (int s = 0; s < given.steps; ++s) {
    gateSweep<Real, Lanes, 4>(packed, units, inner, run.previous, units, run.batch, LstmForwardOp<Peepholes, Real>{run, peepholes, units});
    run.advance(5 * units, units, units);
  }
}

template <bool Peepholes, class Real>
struct LstmBackwardOp {
  const BackwardRun<Real>& run;
  const Real* peepholes;
  int units;
  template <class V>
  UNROLL_INLINE V start(int row, int v, int i) const {
    return run.fromAbove ? load<V>(run.fromAbove + static_cast<long>(row) * units + i + v * widthOf<V, Real>) : V{};
  }
  template <class V, int Vectors>
  UNROLL_INLINE void finish(int row, int first, const V (&sum)[Vectors]) const {
    for (int v = 0; v < Vectors; ++v) {
      const long unit = first + v * widthOf<V, Real>, at = static_cast<long>(row) * units + unit;
      const Real* const kept = run.kept + static_cast<long>(row) * 5 * units + unit;
      const V i = load<V>(kept), f = load<V>(kept + units), g = load<V>(kept + 2 * units), o = load<V>(kept + 3 * units),
              tanhC = load<V>(kept + 4 * units), before = load<V>(run.carriedBefore + at), dh = sum[v];
      const V dO = dh * tanhC * sigmoidSlope(o);
      V dc = load<V>(run.dCarried + at) + dh * o * tanhSlope(tanhC);
      if constexpr (Peepholes) dc = dc + load<V>(peepholes + 2 * units + unit) * dO;
      const V dI = dc * g * sigmoidSlope(i), dF = dc * before * sigmoidSlope(f), dG = dc * i * tanhSlope(g);
      V dBefore = dc * f;
      if constexpr (Peepholes) dBefore = dBefore + load<V>(peepholes + unit) * dI + load<V>(peepholes + units + unit) * dF;
      store(run.dCarried + at, dBefore);
      store(run.dh + at, dh);
      Real* const da = run.da + static_cast<long>(row) * 5 * units + unit;
      store(da, dI);
      store(da + units, dF);
      store(da + 2 * units, dG);
      store(da + 3 * units, dO);
    }
  }
};

template <bool Peepholes, class Real, int Lanes>
UNROLL_NOINLINE void lstmBackward(const Real* packedTransposed, const Real* peepholes, int units, const BackwardRun<Real>& given) {
  BackwardRun<Real> run = given;
  for (int s = 0; s < given.steps; ++s) {
    productSweep<Real, Lanes>(packedTransposed, units, run.daNext ? 4 * units : 0, run.daNext ? run.daNext : run.da, 5 * units, run.batch,
                              LstmBackwardOp<Peepholes, Real>{run, peepholes, units});
    run.retreat(5 * units, units, units);
  }
}

// Kept: n, r, z, m.
template <class Real>
struct GruForwardOp {
  const ForwardRun<Real>& run;
  const Real* candidateBias;
  int units;
  template <class V>
  UNROLL_INLINE V start(int row, int gate, int unit) const {
    return gate == 2 ? load<V>(candidateBias + unit) : load<V>(run.kept + (static_cast<long>(row) * 4 + gate + 1) * units + unit);
  }
  template <class V, int Vectors>
  UNROLL_INLINE void finish(int row, int unit, const V (&sum)[Vectors]) const {
    const long at = static_cast<long>(row) * units + unit;
    Real* const kept = run.kept + static_cast<long>(row) * 4 * units + unit;
    const V r = activateVector<Activation::sigmoid>(sum[0]), z = activateVector<Activation::sigmoid>(sum[1]), m = sum[2];
    const V n = activateVector<Activation::tanh>(load<V>(kept) + r * m);
    store(kept, n);
    store(kept + units, r);
    store(kept + 2 * units, z);
    store(kept + 3 * units, m);
    store(run.h + at, (splat<V>(1) - z) * n + z * load<V>(run.previous + at));
  }
};

template <class Real, int Lanes>
UNROLL_NOINLINE void gruForward(const Real* packed, const Real* candidateBias, int units, int inner, const ForwardRun<Real>& given) {
  ForwardRun<Real> run = given;
  for (int s = 0; s < given.steps; ++s) {
    gateSweep<Real, Lanes, 3>(packed, units, inner, run.previous, units, run.batch, GruForwardOp<Real>{run, candidateBias, units});
    run.advance(4 * units, units, 0);
  }
}

template <class Real>
struct GruBackwardOp {
  const BackwardRun<Real>& run;
  int units;
  template <class V>
  UNROLL_INLINE V start(int row, int v, int i) const {
    return run.fromAbove ? load<V>(run.fromAbove + static_cast<long>(row) * units + i + v * widthOf<V, Real>) : V{};
  }
  template <class V, int Vectors>
  UNROLL_INLINE void finish(int row, int first, const V (&sum)[Vectors]) const {
    for (int v = 0; v < Vectors; ++v) {
      const long unit = first + v * widthOf<V, Real>, at = static_cast<long>(row) * units + unit;
      const Real* const kept = run.kept + static_cast<long>(row) * 4 * units + unit;
      const V n = load<V>(kept), r = load<V>(kept + units), z = load<V>(kept + 2 * units), m = load<V>(kept + 3 * units);
      const V dh = sum[v] + load<V>(run.dCarried + at);
      const V dZ = dh * (load<V>(run.previous + at) - n) * sigmoidSlope(z);
      const V dN = dh * (splat<V>(1) - z) * tanhSlope(n);
      store(run.dCarried + at, dh * z);
      store(run.dh + at, dh);
      Real* const da = run.da + static_cast<long>(row) * 4 * units + unit;
      store(da, dN);
      store(da + units, dN * m * sigmoidSlope(r));
      store(da + 2 * units, dZ);
      store(da + 3 * units, dN * r);
    }
  }
};

template <class Real, int Lanes>
UNROLL_NOINLINE void gruBackward(const Real* packedTransposed, int units, const BackwardRun<Real>& given) {
  BackwardRun<Real> run = given;
  for (int s = 0; s < given.steps; ++s) {
    productSweep<Real, Lanes>(packedTransposed, units, run.daNext ? 3 * units : 0, (run.daNext ? run.daNext : run.da) + units, 4 * units,
                              run.batch, GruBackwardOp<Real>{run, units});
    run.retreat(4 * units, units, 0);
  }
}

}  // namespace
}  // namespace unroll
