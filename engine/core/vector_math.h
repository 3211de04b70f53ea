// exp, log, tanh and the logistic function for vectors of 4, 8 or 16 floats: branch-free, only + − · ÷, comparisons and bit
// operations, hence the same bits in every lane count and on every target. At most 4 ulp from the true value wherever that is a
// normal number (tests/unit/math_test.cpp); over all floats: tanh 3.67, logistic function 2.46, exp 2.28. log is Cephes' (Moshier), the
// other coefficients are minimax fits of our own.
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

// x = n ln 2 + r,  |r| ≤ ½ ln 2, for |x| < 128. The lowest 9 bits of `bits` are n + offset: shifted left by 23 they are an exponent.
template <class V>
struct HalvedRange {
  V r;
  Bits<V> bits;
};
template <int offset, class V>
UNROLL_INLINE HalvedRange<V> reduceByLn2(V x) {
  const V magic = splat<V>(12582912.0f + offset);  // 1.5 · 2²³: the sum has no bits left below the point
  const V shifted = x * splat<V>(1.44269504088896341f) + magic;
  const V n = shifted - magic;
  return {(x - n * splat<V>(0.693359375f)) - n * splat<V>(-2.12194440e-4f), asBits(shifted)};
}

// eˣ = 2ⁿ eʳ, eʳ by a polynomial; 2ⁿ in two factors, so that results below the normal range come out right.
template <class V>
UNROLL_INLINE V vexp(V x) {
  const auto [r, bits] = reduceByLn2<254>(atLeast(atMost(x, splat<V>(88.8f)), splat<V>(-104.0f)));
  V p = splat<V>(8.2903043e-3f);
  p = p * r + splat<V>(4.18980172e-2f);
  p = p * r + splat<V>(1.66676369e-1f);
  p = p * r + splat<V>(4.99991489e-1f);
  p = p * r + splat<V>(9.99999707e-1f);
  p = p * r + splat<V>(1.0f);
  const Bits<V> half = bits >> 1;  // exponents n/2 + 127, rounded down and up
  return p * asFloat<V>(half << 23) * asFloat<V>((bits - half) << 23);
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

// tanh x = 2u/(1 + u²) with u = tanh ½x = N/D, hence 2ND/(N² + D²): one division. Where tanh is flat, so is 2u/(1 + u²): a crude u
// will do, and the rounding errors of N and D cancel. N/D: a minimax fit; the common factor makes D's leading coefficient 1 and keeps
// D² away from the lower end of a binade near 0, where its rounding would count most. Beyond the limit the result is 1.
template <class V>
UNROLL_INLINE V vtanh(V value) {
  const V limit = splat<V>(8.68842316f);
  const V x = atLeast(atMost(value, limit), V{} - limit);
  const V z = x * x;
  V n = splat<V>(49.7284241f);
  n = n * z + splat<V>(13687.7148f);
  n = n * z + splat<V>(464999.188f);
  n = n * x;
  V d = z + splat<V>(1089.17224f);
  d = d * z + splat<V>(104875.164f);
  d = d * z + splat<V>(929998.375f);
  const V product = n * d;
  return (product + product) / (n * n + d * d);
}

// eˣ/(1 + eˣ) = 2ⁿ(A + r)/((A − r) + 2ⁿ(A + r)) with A = r coth ½r, a polynomial in r²: one division. Numerator and denominator carry
// a factor of 2³⁰, so that the numerator is a normal number even where the result isn't.
template <class V>
UNROLL_INLINE V vsigmoid(V x) {
  const auto [r, bits] = reduceByLn2<127 + 30>(atLeast(atMost(x, splat<V>(20.0f)), splat<V>(-104.0f)));
  const V z = r * r;
  const V a = (splat<V>(-2.76391559e-3f) * z + splat<V>(1.66665834e-1f)) * z + splat<V>(2.0f);
  const V e = (a + r) * asFloat<V>(bits << 23);
  return e / ((a - r) * splat<V>(0x1p30f) + e);
}

}  // namespace
}  // namespace unroll
