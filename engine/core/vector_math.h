// exp, log, tanh and the logistic function for vectors of 4, 8 or 16 floats: branch-free, only + − · ÷, comparisons and bit
// operations, hence the same bits in every lane count and on every target. At most 4 ulp from the true value wherever that is a
// normal number (tests/unit/math_test.cpp). Polynomials: Cephes (Moshier), in the forms of its single-precision library.
#pragma once

#include "core/vector.h"

namespace unroll {
namespace {

template <class V>
struct BitsOf {
  typedef int type __attribute__((vector_size(sizeof(V))));
};
template <class V>
using Bits = typename BitsOf<V>::type;

template <class V>
UNROLL_INLINE Bits<V> asBits(V x) {
  return reinterpret_cast<Bits<V>>(x);
}
template <class V>
UNROLL_INLINE V asFloat(Bits<V> x) {
  return reinterpret_cast<V>(x);
}

// 2ⁿ · x for the n that was added to 1.5·2²³ in `shifted`; two factors, so that results below the normal range come out right.
template <class V>
UNROLL_INLINE V scaleByPowerOfTwo(V x, Bits<V> n) {
  const Bits<V> half = n >> 1;
  return x * asFloat<V>((half + 127) << 23) * asFloat<V>((n - half + 127) << 23);
}

// eˣ = 2ⁿ · eʳ,  x = n ln 2 + r,  |r| ≤ ½ ln 2
template <class V>
UNROLL_INLINE V vexp(V x) {
  const V highest = splat<V>(88.8f), lowest = splat<V>(-104.0f), magic = splat<V>(12582912.0f);
  const V clamped = x > highest ? highest : (x < lowest ? lowest : x);
  const V shifted = clamped * splat<V>(1.44269504088896341f) + magic;
  const V n = shifted - magic;
  V r = clamped - n * splat<V>(0.693359375f);
  r = r - n * splat<V>(-2.12194440e-4f);
  V p = splat<V>(1.9875691500e-4f);
  p = p * r + splat<V>(1.3981999507e-3f);
  p = p * r + splat<V>(8.3334519073e-3f);
  p = p * r + splat<V>(4.1665795894e-2f);
  p = p * r + splat<V>(1.6666665459e-1f);
  p = p * r + splat<V>(5.0000001201e-1f);
  p = p * (r * r) + r + splat<V>(1.0f);
  return scaleByPowerOfTwo(p, asBits(shifted) - asBits(magic));
}

// ln x = n ln 2 + ln m,  m in [√½, √2)
template <class V>
UNROLL_INLINE V vlog(V x) {
  const V one = splat<V>(1.0f), smallest = splat<V>(0x1p-126f);
  const Bits<V> tiny = x < smallest;
  const V normal = tiny ? x * splat<V>(0x1p25f) : x;
  const Bits<V> bits = asBits(normal);
  Bits<V> exponent = (bits >> 23) - 127 - (tiny & 25);
  V m = asFloat<V>((bits & 0x007fffff) | 0x3f800000);
  const Bits<V> upper = m > splat<V>(1.41421356237309505f);
  m = upper ? m * splat<V>(0.5f) : m;
  exponent = exponent - upper;  // upper is −1 where true
  const V n = __builtin_convertvector(exponent, V);
  const V r = m - one;
  const V z = r * r;
  V p = splat<V>(7.0376836292e-2f);
  p = p * r + splat<V>(-1.1514610310e-1f);
  p = p * r + splat<V>(1.1676998740e-1f);
  p = p * r + splat<V>(-1.2420140846e-1f);
  p = p * r + splat<V>(1.4249322787e-1f);
  p = p * r + splat<V>(-1.6668057665e-1f);
  p = p * r + splat<V>(2.0000714765e-1f);
  p = p * r + splat<V>(-2.4999993993e-1f);
  p = p * r + splat<V>(3.3333331174e-1f);
  V y = p * r * z;
  y = y + n * splat<V>(-2.12194440e-4f);
  y = y - splat<V>(0.5f) * z;
  V result = r + y;
  result = result + n * splat<V>(0.693359375f);
  const V infinity = splat<V>(__builtin_inff()), nan = splat<V>(__builtin_nanf(""));
  result = x == infinity ? infinity : result;
  result = x == V{} ? V{} - infinity : result;
  result = x < V{} ? nan : result;
  return x != x ? x : result;
}

// Of |x|, with x's sign put back: small x + x³ P(x²), otherwise 1 − 2/(e²ˣ + 1).
template <class V>
UNROLL_INLINE V vtanh(V value) {
  const V one = splat<V>(1.0f), limit = splat<V>(9.1f);
  const V x = asFloat<V>(asBits(value) & 0x7fffffff);
  const V clamped = x > limit ? limit : x;
  const V large = one - splat<V>(2.0f) / (vexp(clamped + clamped) + one);
  const V z = x * x;
  V p = splat<V>(-5.70498872745e-3f);
  p = p * z + splat<V>(2.06390887954e-2f);
  p = p * z + splat<V>(-5.37397155531e-2f);
  p = p * z + splat<V>(1.33314422036e-1f);
  p = p * z + splat<V>(-3.33332819422e-1f);
  const V small = p * z * x + x;
  const V size = x < splat<V>(0.625f) ? small : large;
  return asFloat<V>(asBits(size) | (asBits(value) & static_cast<int>(0x80000000u)));
}

// 1/(1 + e^−|x|), times e^−|x| for negative x: no cancellation on either side.
template <class V>
UNROLL_INLINE V vsigmoid(V x) {
  const V one = splat<V>(1.0f);
  const V e = vexp(x < V{} ? x : V{} - x);
  const V upper = one / (one + e);
  return x < V{} ? e * upper : upper;
}

}  // namespace
}  // namespace unroll
