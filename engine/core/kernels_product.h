// Of the kernels (see kernels_impl.h): loads and stores, and products, which are cut into panels of up to `widest` vectors of outputs and
// tiles of rows; a tile's sums stay in registers while the inner index runs. Tiles only choose which elements are computed together, never
// the order within one.
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

}  // namespace
}  // namespace unroll
