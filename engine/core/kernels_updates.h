// Of the kernels (see kernels_impl.h): the weights' gradients, summed over rows, and what the optimisers do with them.
#pragma once

#include "core/kernels_product.h"

namespace unroll {
namespace {

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

}  // namespace
}  // namespace unroll
