// Vectors of 4, 8 or 16 lanes as the compilers' own vector types. Only what a kernel needs; lanes never mix.
#pragma once

#ifdef __SSE2__
#include <immintrin.h>
#endif

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

template <class V, int Lanes>
inline constexpr bool isFloats = sizeof(ElementOf<V>) == sizeof(float) && sizeof(V) == Lanes * sizeof(float);

template <class V>
UNROLL_INLINE V splat(ElementOf<V> x) {
  return x - V{};  // x − 0 is x for every x, the sign of zero included
}

// limit < x ? limit : x and x < limit ? limit : x, so a NaN as x stays NaN. As intrinsics, since GCC makes a comparison and a blend of
// that, and Clang 14 the slower f32x4.min (16 lanes: GCC's own header would warn).
template <class V>
UNROLL_INLINE V atMost(V x, V limit) {
#ifdef __wasm_simd128__
  if constexpr (isFloats<V, 4>) return __builtin_wasm_pmin_f32x4(x, limit);
#endif
#ifdef __SSE2__
  if constexpr (isFloats<V, 4>) return static_cast<V>(_mm_min_ps(limit, x));
#endif
#ifdef __AVX__
  if constexpr (isFloats<V, 8>) return static_cast<V>(_mm256_min_ps(limit, x));
#endif
  return limit < x ? limit : x;
}
template <class V>
UNROLL_INLINE V atLeast(V x, V limit) {
#ifdef __wasm_simd128__
  if constexpr (isFloats<V, 4>) return __builtin_wasm_pmax_f32x4(x, limit);
#endif
#ifdef __SSE2__
  if constexpr (isFloats<V, 4>) return static_cast<V>(_mm_max_ps(limit, x));
#endif
#ifdef __AVX__
  if constexpr (isFloats<V, 8>) return static_cast<V>(_mm256_max_ps(limit, x));
#endif
  return x < limit ? limit : x;
}

// 0 for what is smaller than 10⁻³⁰: a vanishing gradient ends there. Else it would run on through the denormal numbers, with which some
// processors compute ten times as slowly. A NaN stays one; in double nothing is changed.
template <class V>
UNROLL_INLINE V withoutTiny(V x) {
  if constexpr (sizeof(ElementOf<V>) == sizeof(float)) {
    const V tiny = splat<V>(1e-30f);
    return ((x < tiny) & (x > V{} - tiny)) ? V{} : x;
  } else {
    return x;
  }
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
