// The kernels themselves, for one element type and one number of lanes. Included by kernels_lanes.cpp, which is compiled once per
// instruction set, and by kernels.cpp for double. Everything is in an unnamed namespace and nothing of std:: is called: an inline
// function shared between those objects could otherwise be linked in with instructions that the machine lacks.
//
// A product is cut into panels of up to `widest` vectors of outputs and tiles of rows; a tile's sums stay in registers while the
// inner index runs. Tiles only choose which elements are computed together, never the order within one.
#pragma once

#include "core/activation_vector.h"
#include "core/kernels.h"

#define UNROLL_NOINLINE __attribute__((noinline))

namespace unroll {
namespace {

template <class V, class Real>
UNROLL_INLINE V load(const Real* p) {
  typedef V Unaligned __attribute__((aligned(alignof(Real)), may_alias));
  return *reinterpret_cast<const Unaligned*>(p);
}
template <class V, class Real>
UNROLL_INLINE void store(Real* p, V v) {
  typedef V Unaligned __attribute__((aligned(alignof(Real)), may_alias));
  *reinterpret_cast<Unaligned*>(p) = v;
}

// The register tile: `widest` vectors of outputs by `rowsAtOnce` rows. 32 registers with AVX-512, 16 elsewhere.
template <int Lanes>
struct TileShape {
  static constexpr int widest = Lanes == 16 ? 4 : Lanes == 8 ? 2 : 4;
  static constexpr int rowsAtOnce(int vectors) {
    return Lanes == 16 ? (vectors == 4 ? 6 : 8) : vectors == 4 ? 2 : vectors == 3 ? 3 : vectors == 2 ? 4 : 6;
  }
};

// Calls f(vector type, number of vectors, first output) for each panel of `outputs`; widths shrink towards the end, down to 4.
template <class Real, int Lanes, class F>
UNROLL_INLINE void forEachPanel(int outputs, const F& f) {
  int i = 0;
  if constexpr (TileShape<Lanes>::widest >= 4)
    for (; i + 4 * Lanes <= outputs; i += 4 * Lanes) f.template operator()<VectorOf<Real, Lanes>, 4>(i);
  for (; i + 2 * Lanes <= outputs; i += 2 * Lanes) f.template operator()<VectorOf<Real, Lanes>, 2>(i);
  for (; i + Lanes <= outputs; i += Lanes) f.template operator()<VectorOf<Real, Lanes>, 1>(i);
  if constexpr (Lanes >= 16)
    for (; i + 8 <= outputs; i += 8) f.template operator()<VectorOf<Real, 8>, 1>(i);
  if constexpr (Lanes >= 8)
    for (; i + 4 <= outputs; i += 4) f.template operator()<VectorOf<Real, 4>, 1>(i);
}

template <class Real, int Lanes>
UNROLL_NOINLINE void pack(const Real* weights, int outputs, int inner, Real* packed) {
  forEachPanel<Real, Lanes>(outputs, [&]<class V, int Vectors>(int i) UNROLL_INLINE_LAMBDA {
    constexpr int width = static_cast<int>(sizeof(V) / sizeof(Real));
    Real* out = packed + static_cast<long>(i) * inner;
    for (int k = 0; k < inner; ++k, out += Vectors * width)
      for (int v = 0; v < Vectors; ++v) store(out + v * width, load<V>(weights + static_cast<long>(k) * outputs + i + v * width));
  });
}

// Calls f(vector type, first unit) for groups of units that fill a vector.
template <class Real, int Lanes, class F>
UNROLL_INLINE void forEachUnitGroup(int units, const F& f) {
  int i = 0;
  for (; i + Lanes <= units; i += Lanes) f.template operator()<VectorOf<Real, Lanes>>(i);
  if constexpr (Lanes >= 16)
    for (; i + 8 <= units; i += 8) f.template operator()<VectorOf<Real, 8>>(i);
  if constexpr (Lanes >= 8)
    for (; i + 4 <= units; i += 4) f.template operator()<VectorOf<Real, 4>>(i);
}

template <class Real, int Lanes>
UNROLL_NOINLINE void packGates(const Real* weights, int gates, int units, int inner, Real* packed) {
  forEachUnitGroup<Real, Lanes>(units, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    constexpr int width = static_cast<int>(sizeof(V) / sizeof(Real));
    Real* out = packed + static_cast<long>(i) * gates * inner;
    for (int k = 0; k < inner; ++k)
      for (int g = 0; g < gates; ++g, out += width) store(out, load<V>(weights + (static_cast<long>(k) * gates + g) * units + i));
  });
}

template <class Real, int Lanes>
UNROLL_NOINLINE void packTransposed(const Real* weights, int stride, int used, int outputs, int inner, Real* packed) {
  forEachPanel<Real, Lanes>(outputs, [&]<class V, int Vectors>(int i) UNROLL_INLINE_LAMBDA {
    constexpr int panel = static_cast<int>(sizeof(V) / sizeof(Real)) * Vectors;
    Real* out = packed + static_cast<long>(i) * inner;
    // In blocks that stay in the cache: rows are read along, columns written across.
    for (int from = 0; from < inner; from += 64) {
      const int to = from + 64 < inner ? from + 64 : inner;
      for (int p = 0; p < panel; ++p) {
        const Real* row = weights + static_cast<long>(i + p) * stride;
        for (int k = from; k < to; ++k) out[static_cast<long>(k) * panel + p] = i + p < used ? row[k] : Real(0);
      }
    }
  });
}

// One register tile of a product with packed weights: `Vectors` vectors of sums for each of `Rows` rows. op.start(row, v, i) gives
// the first summand of vector v, op.finish(row, i, sums) takes the sums of a row.
template <class V, int Vectors, int Rows, class Real, class Op>
UNROLL_INLINE void productTile(const Real* packed, int inner, const Real* in, int inStride, int row, int output, const Op& op) {
  constexpr int width = static_cast<int>(sizeof(V) / sizeof(Real));
  V sum[Rows][Vectors];
  for (int r = 0; r < Rows; ++r)
    for (int v = 0; v < Vectors; ++v) sum[r][v] = op.template start<V>(row + r, v, output);
  const Real* x[Rows];
  for (int r = 0; r < Rows; ++r) x[r] = in + static_cast<long>(row + r) * inStride;
  for (const Real* end = packed + static_cast<long>(inner) * (Vectors * width); packed != end; packed += Vectors * width) {
    V w[Vectors];
    for (int v = 0; v < Vectors; ++v) w[v] = load<V>(packed + v * width);
    for (int r = 0; r < Rows; ++r) {
      const V value = splat<V>(*x[r]++);
      for (int v = 0; v < Vectors; ++v) sum[r][v] = sum[r][v] + w[v] * value;
    }
  }
  for (int r = 0; r < Rows; ++r) op.template finish<V, Vectors>(row + r, output, sum[r]);
}

template <class V, int Vectors, int RowsAtOnce, class Real, class Op>
UNROLL_INLINE void productPanel(const Real* panel, int inner, const Real* in, int inStride, int rows, int output, const Op& op) {
  int row = 0;
  for (; row + RowsAtOnce <= rows; row += RowsAtOnce) productTile<V, Vectors, RowsAtOnce>(panel, inner, in, inStride, row, output, op);
  for (; row < rows; ++row) productTile<V, Vectors, 1>(panel, inner, in, inStride, row, output, op);
}

template <class Real, int Lanes, class Op>
UNROLL_INLINE void productSweep(const Real* packed, int outputs, int inner, const Real* in, int inStride, int rows, const Op& op) {
  forEachPanel<Real, Lanes>(outputs, [&]<class V, int Vectors>(int i) UNROLL_INLINE_LAMBDA {
    productPanel<V, Vectors, TileShape<Lanes>::rowsAtOnce(Vectors)>(packed + static_cast<long>(i) * inner, inner, in, inStride, rows, i,
                                                                    op);
  });
}

// The same with all gates of a group of units in one tile.
template <class Real, int Lanes, int Gates, class Op>
UNROLL_INLINE void gateSweep(const Real* packed, int units, int inner, const Real* in, int inStride, int rows, const Op& op) {
  forEachUnitGroup<Real, Lanes>(units, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    productPanel<V, Gates, TileShape<Lanes>::rowsAtOnce(Gates)>(packed + static_cast<long>(i) * Gates * inner, inner, in, inStride, rows, i,
                                                                op);
  });
}

template <class V, class Real>
constexpr int widthOf = static_cast<int>(sizeof(V) / sizeof(Real));

template <class Real>
struct ProductOp {
  const Real* start_;
  int startStride;
  Real* out;
  int stride;
  template <class V>
  UNROLL_INLINE V start(int row, int v, int i) const {
    return start_ ? load<V>(start_ + static_cast<long>(row) * startStride + i + v * widthOf<V, Real>) : V{};
  }
  template <class V, int Vectors>
  UNROLL_INLINE void finish(int row, int i, const V (&sum)[Vectors]) const {
    for (int v = 0; v < Vectors; ++v) store(out + static_cast<long>(row) * stride + i + v * widthOf<V, Real>, sum[v]);
  }
};

template <class Real, int Lanes>
UNROLL_NOINLINE void product(const Real* packed, int outputs, int inner, const Real* in, int inStride, const Real* start, int startStride,
                             Real* out, int outStride, int rows) {
  productSweep<Real, Lanes>(packed, outputs, inner, in, inStride, rows, ProductOp<Real>{start, startStride, out, outStride});
}

template <class Real, int Lanes>
UNROLL_NOINLINE void gather(const Real* weights, int outputs, const int* classes, const Real* start, Real* out, int outStride, int rows) {
  for (int n = 0; n < rows; ++n, out += outStride) {
    const Real* row = weights + static_cast<long>(classes[n]) * outputs;
    forEachPanel<Real, Lanes>(outputs, [&]<class V, int Vectors>(int i) UNROLL_INLINE_LAMBDA {
      for (int v = 0; v < Vectors; ++v) {
        const int at = i + v * widthOf<V, Real>;
        store(out + at, load<V>(start + at) + load<V>(row + at));
      }
    });
  }
}

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

template <class V, int Vectors, int Columns, class Real>
UNROLL_INLINE void gradientTile(const Real* delta, int deltaStride, const Real* in, int inStride, Real* gradient, int outputs, int rows) {
  constexpr int width = static_cast<int>(sizeof(V) / sizeof(Real));
  V sum[Columns][Vectors];
  for (int c = 0; c < Columns; ++c)
    for (int v = 0; v < Vectors; ++v) sum[c][v] = load<V>(gradient + static_cast<long>(c) * outputs + v * width);
  for (const Real* end = delta + static_cast<long>(rows) * deltaStride; delta != end; delta += deltaStride, in += inStride) {
    V d[Vectors];
    for (int v = 0; v < Vectors; ++v) d[v] = load<V>(delta + v * width);
    for (int c = 0; c < Columns; ++c) {
      const V value = splat<V>(in[c]);
      for (int v = 0; v < Vectors; ++v) sum[c][v] = sum[c][v] + d[v] * value;
    }
  }
  for (int c = 0; c < Columns; ++c)
    for (int v = 0; v < Vectors; ++v) store(gradient + static_cast<long>(c) * outputs + v * width, sum[c][v]);
}

// In blocks of rows that stay in the cache while all tiles of the gradient pass over them.
template <class Real, int Lanes>
UNROLL_NOINLINE void accumulate(const Real* delta, int deltaStride, int outputs, const Factor<Real>* factors, int count, Real* bias,
                                int rows) {
  constexpr int block = 64;
  for (int row = 0; row < rows; row += block) {
    const int size = rows - row < block ? rows - row : block;
    const Real* d = delta + static_cast<long>(row) * deltaStride;
    forEachPanel<Real, Lanes>(outputs, [&]<class V, int Vectors>(int i) UNROLL_INLINE_LAMBDA {
      constexpr int columns = TileShape<Lanes>::rowsAtOnce(Vectors);
      for (const Factor<Real>* f = factors; f != factors + count; ++f) {
        const Real* x = f->in + static_cast<long>(row) * f->inStride;
        int k = 0;
        for (; k + columns <= f->inner; k += columns)
          gradientTile<V, Vectors, columns>(d + i, deltaStride, x + k, f->inStride, f->gradient + static_cast<long>(k) * outputs + i,
                                            outputs, size);
        for (; k < f->inner; ++k)
          gradientTile<V, Vectors, 1>(d + i, deltaStride, x + k, f->inStride, f->gradient + static_cast<long>(k) * outputs + i, outputs,
                                      size);
      }
      if (!bias) return;
      for (int v = 0; v < Vectors; ++v) {
        const int at = i + v * widthOf<V, Real>;
        V sum = load<V>(bias + at);
        for (int n = 0; n < size; ++n) sum = sum + load<V>(d + static_cast<long>(n) * deltaStride + at);
        store(bias + at, sum);
      }
    });
  }
}

template <class Real, int Lanes>
UNROLL_NOINLINE void scatter(const Real* delta, int deltaStride, int outputs, const int* classes, Real* gradient, int rows) {
  for (int n = 0; n < rows; ++n, delta += deltaStride) {
    Real* row = gradient + static_cast<long>(classes[n]) * outputs;
    forEachPanel<Real, Lanes>(outputs, [&]<class V, int Vectors>(int i) UNROLL_INLINE_LAMBDA {
      for (int v = 0; v < Vectors; ++v) {
        const int at = i + v * widthOf<V, Real>;
        store(row + at, load<V>(row + at) + load<V>(delta + at));
      }
    });
  }
}

template <class Real, int Lanes>
UNROLL_NOINLINE void accumulateElementwise(const Real* a, int aStride, const Real* b, int bStride, int size, Real* gradient, int rows) {
  forEachUnitGroup<Real, Lanes>(size, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    V sum = load<V>(gradient + i);
    for (int n = 0; n < rows; ++n)
      sum = sum + load<V>(a + static_cast<long>(n) * aStride + i) * load<V>(b + static_cast<long>(n) * bStride + i);
    store(gradient + i, sum);
  });
}

// Calls f(vector type, i) over a flat block whose length is a multiple of four.
template <class Real, int Lanes, class F>
UNROLL_INLINE void forEachVector(int count, const F& f) {
  int i = 0;
  for (; i + Lanes <= count; i += Lanes) f.template operator()<VectorOf<Real, Lanes>>(i);
  if constexpr (Lanes > 4)
    for (; i + 4 <= count; i += 4) f.template operator()<VectorOf<Real, 4>>(i);
}

// g + decay·w; without decay g itself, to the bit.
template <class V, class Real>
UNROLL_INLINE V decayed(const Real* values, const Real* gradients, int i, StepFactors f) {
  const V g = load<V>(gradients + i);
  return f.decay == 0 ? g : g + splat<V>(Real(f.decay)) * load<V>(values + i);
}

template <class Real, int Lanes>
UNROLL_NOINLINE void sgd(Real* values, const Real* gradients, int count, StepFactors f) {
  forEachVector<Real, Lanes>(count, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    store(values + i, load<V>(values + i) - splat<V>(Real(f.rate)) * decayed<V>(values, gradients, i, f));
  });
}

template <bool Nesterov, class Real, int Lanes>
UNROLL_NOINLINE void momentum(Real* values, const Real* gradients, Real* velocity, int count, StepFactors f) {
  forEachVector<Real, Lanes>(count, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    const V g = decayed<V>(values, gradients, i, f);
    const V next = splat<V>(Real(f.momentum)) * load<V>(velocity + i) + g;
    store(velocity + i, next);
    const V step = Nesterov ? g + splat<V>(Real(f.momentum)) * next : next;
    store(values + i, load<V>(values + i) - splat<V>(Real(f.rate)) * step);
  });
}

template <class Real, int Lanes>
UNROLL_NOINLINE void rmsprop(Real* values, const Real* gradients, Real* second, int count, StepFactors f) {
  forEachVector<Real, Lanes>(count, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    const V g = decayed<V>(values, gradients, i, f);
    const V v = splat<V>(Real(0.99)) * load<V>(second + i) + splat<V>(Real(0.01)) * (g * g);
    store(second + i, v);
    store(values + i, load<V>(values + i) - splat<V>(Real(f.rate)) * (g / (squareRoot(v) + splat<V>(Real(1e-8)))));
  });
}

template <class Real, int Lanes>
UNROLL_NOINLINE void adagrad(Real* values, const Real* gradients, Real* sum, int count, StepFactors f) {
  forEachVector<Real, Lanes>(count, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    const V g = decayed<V>(values, gradients, i, f);
    const V s = load<V>(sum + i) + g * g;
    store(sum + i, s);
    store(values + i, load<V>(values + i) - splat<V>(Real(f.rate)) * (g / (squareRoot(s) + splat<V>(Real(1e-10)))));
  });
}

template <bool Decoupled, class Real, int Lanes>
UNROLL_NOINLINE void adam(Real* values, const Real* gradients, Real* first, Real* second, int count, StepFactors f) {
  forEachVector<Real, Lanes>(count, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    const V g = Decoupled ? load<V>(gradients + i) : decayed<V>(values, gradients, i, f);
    const V m = splat<V>(Real(0.9)) * load<V>(first + i) + splat<V>(Real(0.1)) * g;
    const V v = splat<V>(Real(0.999)) * load<V>(second + i) + splat<V>(Real(0.001)) * (g * g);
    store(first + i, m);
    store(second + i, v);
    const V denominator = squareRoot(v) * splat<V>(Real(f.secondScale)) + splat<V>(Real(1e-8));
    const V w = Decoupled ? load<V>(values + i) * splat<V>(Real(f.decay)) : load<V>(values + i);
    store(values + i, w - splat<V>(Real(f.rate)) * (m / denominator));
  });
}

template <class Real, int Lanes>
UNROLL_NOINLINE void clamp(Real* values, int count, Real limit) {
  forEachVector<Real, Lanes>(count, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    const V x = load<V>(values + i), most = splat<V>(limit);
    const V upper = x > most ? most : x;
    store(values + i, upper < V{} - most ? V{} - most : upper);
  });
}

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
#define UNROLL_ACTIVATION(name)                                                                     \
  k.elmanForward[static_cast<int>(Activation::name)] = elmanForward<Activation::name, Real, Lanes>; \
  k.elmanBackward[static_cast<int>(Activation::name)] = elmanBackward<Activation::name, Real, Lanes>;
#include "core/activations.inc"
#undef UNROLL_ACTIVATION
  k.lstmForward = lstmForward<false, Real, Lanes>;
  k.lstmPeepholeForward = lstmForward<true, Real, Lanes>;
  k.lstmBackward = lstmBackward<false, Real, Lanes>;
  k.lstmPeepholeBackward = lstmBackward<true, Real, Lanes>;
  k.gruForward = gruForward<Real, Lanes>;
  k.gruBackward = gruBackward<Real, Lanes>;
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
}  // namespace unroll
