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
  static constexpr int rowsAtOnce(int vectors) { return Lanes == 16 ? (vectors == 4 ? 6 : 8) : vectors == 4 ? 2 : vectors == 2 ? 4 : 6; }
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

template <class Real, int Lanes>
UNROLL_NOINLINE void packTransposed(const Real* weights, int stride, int used, int outputs, int inner, Real* packed) {
  forEachPanel<Real, Lanes>(outputs, [&]<class V, int Vectors>(int i) UNROLL_INLINE_LAMBDA {
    constexpr int panel = static_cast<int>(sizeof(V) / sizeof(Real)) * Vectors;
    Real* out = packed + static_cast<long>(i) * inner;
    for (int k = 0; k < inner; ++k, out += panel)
      for (int p = 0; p < panel; ++p) out[p] = i + p < used ? weights[static_cast<long>(i + p) * stride + k] : Real(0);
  });
}

// One register tile of a product with packed weights. start(row, output) gives the first summand, finish(row, output, sum) takes the sum.
template <class V, int Vectors, int Rows, class Real, class Op>
UNROLL_INLINE void productTile(const Real* packed, int inner, const Real* in, int inStride, int row, int output, const Op& op) {
  constexpr int width = static_cast<int>(sizeof(V) / sizeof(Real));
  V sum[Rows][Vectors];
  for (int r = 0; r < Rows; ++r)
    for (int v = 0; v < Vectors; ++v) sum[r][v] = op.template start<V>(row + r, output + v * width);
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
  for (int r = 0; r < Rows; ++r)
    for (int v = 0; v < Vectors; ++v) op.template finish<V>(row + r, output + v * width, sum[r][v]);
}

template <class Real, int Lanes, class Op>
UNROLL_INLINE void productSweep(const Real* packed, int outputs, int inner, const Real* in, int inStride, int rows, const Op& op) {
  forEachPanel<Real, Lanes>(outputs, [&]<class V, int Vectors>(int i) UNROLL_INLINE_LAMBDA {
    constexpr int rowsAtOnce = TileShape<Lanes>::rowsAtOnce(Vectors);
    const Real* panel = packed + static_cast<long>(i) * inner;
    int row = 0;
    for (; row + rowsAtOnce <= rows; row += rowsAtOnce) productTile<V, Vectors, rowsAtOnce>(panel, inner, in, inStride, row, i, op);
    for (; row < rows; ++row) productTile<V, Vectors, 1>(panel, inner, in, inStride, row, i, op);
  });
}

template <class Real>
struct ProductOp {
  const Real* start_;
  Real* out;
  int stride;
  template <class V>
  UNROLL_INLINE V start(int, int i) const {
    return start_ ? load<V>(start_ + i) : V{};
  }
  template <class V>
  UNROLL_INLINE void finish(int row, int i, V sum) const {
    store(out + static_cast<long>(row) * stride + i, sum);
  }
};

template <class Real, int Lanes>
UNROLL_NOINLINE void product(const Real* packed, int outputs, int inner, const Real* in, int inStride, const Real* start, Real* out,
                             int outStride, int rows) {
  productSweep<Real, Lanes>(packed, outputs, inner, in, inStride, rows, ProductOp<Real>{start, out, outStride});
}

template <Activation A, class Real>
struct ElmanForwardOp {
  const Real* projected;
  Real* h;
  int stride;
  template <class V>
  UNROLL_INLINE V start(int row, int i) const {
    return load<V>(projected + static_cast<long>(row) * stride + i);
  }
  template <class V>
  UNROLL_INLINE void finish(int row, int i, V sum) const {
    store(h + static_cast<long>(row) * stride + i, activateVector<A>(sum));
  }
};

template <Activation A, class Real, int Lanes>
UNROLL_NOINLINE void elmanForward(const Real* packed, int hidden, int inner, const Real* previous, const Real* projected, Real* h,
                                  int stride, int rows) {
  productSweep<Real, Lanes>(packed, hidden, inner, previous, stride, rows, ElmanForwardOp<A, Real>{projected, h, stride});
}

template <Activation A, class Real>
struct ElmanBackwardOp {
  const Real* fromReadout;
  const Real* h;
  Real* dh;
  Real* da;
  int stride;
  template <class V>
  UNROLL_INLINE V start(int row, int i) const {
    return fromReadout ? load<V>(fromReadout + static_cast<long>(row) * stride + i) : V{};
  }
  template <class V>
  UNROLL_INLINE void finish(int row, int i, V sum) const {
    const long at = static_cast<long>(row) * stride + i;
    store(dh + at, sum);
    store(da + at, sum * slopeVector<A>(load<V>(h + at)));
  }
};

template <Activation A, class Real, int Lanes>
UNROLL_NOINLINE void elmanBackward(const Real* packedTransposed, int hidden, int inner, const Real* daNext, const Real* fromReadout,
                                   const Real* h, Real* dh, Real* da, int stride, int rows) {
  const int used = daNext ? inner : 0;
  productSweep<Real, Lanes>(packedTransposed, hidden, used, daNext ? daNext : da, stride, rows,
                            ElmanBackwardOp<A, Real>{fromReadout, h, dh, da, stride});
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
UNROLL_NOINLINE void accumulateProduct(const Real* delta, int deltaStride, int outputs, const Real* in, int inStride, int inner,
                                       Real* gradient, int rows) {
  constexpr int block = 64;
  for (int row = 0; row < rows; row += block) {
    const int count = rows - row < block ? rows - row : block;
    const Real* d = delta + static_cast<long>(row) * deltaStride;
    const Real* x = in + static_cast<long>(row) * inStride;
    forEachPanel<Real, Lanes>(outputs, [&]<class V, int Vectors>(int i) UNROLL_INLINE_LAMBDA {
      constexpr int columns = TileShape<Lanes>::rowsAtOnce(Vectors);
      int k = 0;
      for (; k + columns <= inner; k += columns)
        gradientTile<V, Vectors, columns>(d + i, deltaStride, x + k, inStride, gradient + static_cast<long>(k) * outputs + i, outputs,
                                          count);
      for (; k < inner; ++k)
        gradientTile<V, Vectors, 1>(d + i, deltaStride, x + k, inStride, gradient + static_cast<long>(k) * outputs + i, outputs, count);
    });
  }
}

template <class Real, int Lanes>
UNROLL_NOINLINE void accumulateRows(const Real* delta, int deltaStride, int outputs, Real* gradient, int rows) {
  forEachPanel<Real, Lanes>(outputs, [&]<class V, int Vectors>(int i) UNROLL_INLINE_LAMBDA {
    constexpr int width = static_cast<int>(sizeof(V) / sizeof(Real));
    for (int v = 0; v < Vectors; ++v) {
      V sum = load<V>(gradient + i + v * width);
      const Real* d = delta + i + v * width;
      for (int n = 0; n < rows; ++n, d += deltaStride) sum = sum + load<V>(d);
      store(gradient + i + v * width, sum);
    }
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

template <class Real, int Lanes>
UNROLL_NOINLINE void sgd(Real* values, const Real* gradients, int count, Real rate) {
  forEachVector<Real, Lanes>(count, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    store(values + i, load<V>(values + i) - splat<V>(rate) * load<V>(gradients + i));
  });
}

template <class Real, int Lanes>
UNROLL_NOINLINE void momentum(Real* values, const Real* gradients, Real* velocity, int count, Real rate, Real factor) {
  forEachVector<Real, Lanes>(count, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    const V next = splat<V>(factor) * load<V>(velocity + i) + load<V>(gradients + i);
    store(velocity + i, next);
    store(values + i, load<V>(values + i) - splat<V>(rate) * next);
  });
}

template <class Real, int Lanes>
UNROLL_NOINLINE void adam(Real* values, const Real* gradients, Real* first, Real* second, int count, AdamFactors factors) {
  forEachVector<Real, Lanes>(count, [&]<class V>(int i) UNROLL_INLINE_LAMBDA {
    const V g = load<V>(gradients + i);
    const V m = splat<V>(Real(0.9)) * load<V>(first + i) + splat<V>(Real(0.1)) * g;
    const V v = splat<V>(Real(0.999)) * load<V>(second + i) + splat<V>(Real(0.001)) * (g * g);
    store(first + i, m);
    store(second + i, v);
    const V denominator = squareRoot(v) * splat<V>(Real(factors.secondScale)) + splat<V>(Real(1e-8));
    store(values + i, load<V>(values + i) - splat<V>(Real(factors.rate)) * (m / denominator));
  });
}

// Entry i goes into partial sum i mod 16, whatever the number of lanes.
template <class Real, int Lanes>
UNROLL_NOINLINE Real sumOfSquares(const Real* values, int count) {
  constexpr int partials = 16;
  using V = VectorOf<Real, Lanes>;
  V sum[partials / Lanes] = {};
  int i = 0;
  for (; i + partials <= count; i += partials)
    for (int v = 0; v < partials / Lanes; ++v) {
      const V x = load<V>(values + i + v * Lanes);
      sum[v] = sum[v] + x * x;
    }
  Real total = 0;
  for (int p = 0; p < partials; ++p) {
    Real partial = sum[p / Lanes][p % Lanes];
    if (i + p < count) partial = partial + values[i + p] * values[i + p];
    total = total + partial;
  }
  return total;
}

template <class Real, int Lanes>
UNROLL_NOINLINE bool allFinite(const Real* values, int count) {
  using V = VectorOf<Real, 4>;
  V sum{};
  for (int i = 0; i < count; i += 4) sum = sum + load<V>(values + i) * Real(0);  // 0 unless a value is infinite or NaN
  return sum[0] + sum[1] + sum[2] + sum[3] == Real(0);
}

template <class Real, int Lanes>
constexpr Kernels<Real> makeKernels() {
  Kernels<Real> k{};
  k.lanes = Lanes;
  k.pack = pack<Real, Lanes>;
  k.packTransposed = packTransposed<Real, Lanes>;
  k.product = product<Real, Lanes>;
#define UNROLL_ACTIVATION(name)                                                                     \
  k.elmanForward[static_cast<int>(Activation::name)] = elmanForward<Activation::name, Real, Lanes>; \
  k.elmanBackward[static_cast<int>(Activation::name)] = elmanBackward<Activation::name, Real, Lanes>;
#include "core/activations.inc"
#undef UNROLL_ACTIVATION
  k.accumulateProduct = accumulateProduct<Real, Lanes>;
  k.accumulateRows = accumulateRows<Real, Lanes>;
  k.sgd = sgd<Real, Lanes>;
  k.momentum = momentum<Real, Lanes>;
  k.adam = adam<Real, Lanes>;
  k.sumOfSquares = sumOfSquares<Real, Lanes>;
  k.allFinite = allFinite<Real, Lanes>;
  return k;
}

}  // namespace
}  // namespace unroll
