// The Elman step, compiled once per instruction set.
#include "cells/elman/kernels.h"
#include "core/kernels_compiled.h"
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
      const V dh = withoutTiny(sum[v]);
      store(run.dh + at, dh);
      store(run.da + static_cast<long>(row) * keptSize + unit, withoutTiny(dh * slopeVector<A>(load<V>(run.h + at))));
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

}  // namespace

template <class Real>
template <int Lanes>
constexpr ElmanKernels<Real> ElmanKernels<Real>::make() {
  ElmanKernels k{};
#define UNROLL_ACTIVATION(name)                                                                \
  k.forward[static_cast<int>(Activation::name)] = elmanForward<Activation::name, Real, Lanes>; \
  k.backward[static_cast<int>(Activation::name)] = elmanBackward<Activation::name, Real, Lanes>;
#include "core/activations.inc"
#undef UNROLL_ACTIVATION
  return k;
}

UNROLL_COMPILED_KERNELS(ElmanKernels)

}  // namespace unroll
