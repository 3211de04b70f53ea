// The GRU step, compiled once per instruction set.
#include "cells/gru/kernels.h"
#include "core/kernels_compiled.h"
#include "core/kernels_product.h"

namespace unroll {
namespace {

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
      const V dh = withoutTiny(sum[v] + load<V>(run.dCarried + at));
      const V dZ = dh * (load<V>(run.previous + at) - n) * slopeVector<Activation::sigmoid>(z);
      const V dN = withoutTiny(dh * (splat<V>(1) - z) * slopeVector<Activation::tanh>(n));
      store(run.dCarried + at, withoutTiny(dh * z));
      store(run.dh + at, dh);
      Real* const da = run.da + static_cast<long>(row) * 4 * units + unit;
      store(da, dN);
      store(da + units, withoutTiny(dN * m * slopeVector<Activation::sigmoid>(r)));
      store(da + 2 * units, withoutTiny(dZ));
      store(da + 3 * units, withoutTiny(dN * r));
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

template <class Real>
template <int Lanes>
constexpr GruKernels<Real> GruKernels<Real>::make() {
  return {gruForward<Real, Lanes>, gruBackward<Real, Lanes>};
}

UNROLL_COMPILED_KERNELS(GruKernels)

}  // namespace unroll
