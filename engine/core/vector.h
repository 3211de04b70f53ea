// Vectors of 4, 8 or 16 lanes as the compilers' own vector types. Only what a kernel needs; lanes never mix.
#pragma once

#define UNROLL_INLINE inline __attribute__((always_inline))
#define UNROLL_INLINE_LAMBDA __attribute__((always_inline))

namespace unroll {
namespace {

template <class Element, int Lanes>
struct VectorType {
  typedef Element type __attribute__((vector_size(Lanes * sizeof(Element))));
};
template <class Element, int Lanes>
using VectorOf = typename VectorType<Element, Lanes>::type;

template <class V>
using ElementOf = decltype(V{}[0] + V{}[0]);  // the sum, since an entry alone is a reference

template <class V>
UNROLL_INLINE V splat(ElementOf<V> x) {
  return x - V{};  // x − 0 is x for every x, the sign of zero included
}

template <class V>
UNROLL_INLINE V squareRoot(V x) {
  V root = x;
  for (unsigned i = 0; i < sizeof(V) / sizeof(ElementOf<V>); ++i) {
    if constexpr (sizeof(ElementOf<V>) == sizeof(float))
      root[i] = __builtin_sqrtf(x[i]);
    else
      root[i] = __builtin_sqrt(x[i]);
  }
  return root;
}

}  // namespace
}  // namespace unroll
