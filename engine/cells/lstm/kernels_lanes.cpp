// The LSTM step, compiled once per instruction set.
#include "cells/lstm/kernels.h"
#include "core/kernels_compiled.h"
#include "core/kernels_product.h"

namespace unroll {
namespace {

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
              tanhC = load<V>(kept + 4 * units), before = load<V>(run.carriedBefore + at), dh = withoutTiny(sum[v]);
      const V dO = dh * tanhC * slopeVector<Activation::sigmoid>(o);
      V dc = load<V>(run.dCarried + at) + dh * o * slopeVector<Activation::tanh>(tanhC);
      if constexpr (Peepholes) dc = dc + load<V>(peepholes + 2 * units + unit) * dO;
      dc = withoutTiny(dc);
      const V dI = dc * g * slopeVector<Activation::sigmoid>(i), dF = dc * before * slopeVector<Activation::sigmoid>(f),
              dG = dc * i * slopeVector<Activation::tanh>(g);
      V dBefore = dc * f;
      if constexpr (Peepholes) dBefore = dBefore + load<V>(peepholes + unit) * dI + load<V>(peepholes + units + unit) * dF;
      store(run.dCarried + at, withoutTiny(dBefore));
      store(run.dh + at, dh);
      Real* const da = run.da + static_cast<long>(row) * 5 * units + unit;
      store(da, withoutTiny(dI));
      store(da + units, withoutTiny(dF));
      store(da + 2 * units, withoutTiny(dG));
      store(da + 3 * units, withoutTiny(dO));
      store(da + 4 * units, dc);
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

}  // namespace

template <class Real>
template <int Lanes>
constexpr LstmKernels<Real> LstmKernels<Real>::make() {
  return {{lstmForward<false, Real, Lanes>, lstmForward<true, Real, Lanes>},
          {lstmBackward<false, Real, Lanes>, lstmBackward<true, Real, Lanes>}};
}

UNROLL_COMPILED_KERNELS(LstmKernels)

}  // namespace unroll
