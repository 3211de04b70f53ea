// f and f′ of each activation, for vectors of any number of lanes: what the kernels apply to a whole register.
#pragma once

#include "core/activation.h"
#include "core/scalar_math.h"
#include "core/vector.h"
#include "core/vector_math.h"

namespace unroll {
namespace {

template <class V, class F>
UNROLL_INLINE V laneByLane(V x, F f) {
  for (unsigned i = 0; i < sizeof(V) / sizeof(ElementOf<V>); ++i) x[i] = f(x[i]);
  return x;
}

// f(x). The double form goes through <cmath>, see core/scalar_math.h.
template <Activation A, class V>
UNROLL_INLINE V activateVector(V x) {
  constexpr bool isFloat = sizeof(ElementOf<V>) == sizeof(float);
  if constexpr (A == Activation::tanh) {
    if constexpr (isFloat)
      return vtanh(x);
    else
      return laneByLane(x, [](double lane) { return math::tanh(lane); });
  } else if constexpr (A == Activation::sigmoid) {
    if constexpr (isFloat)
      return vsigmoid(x);
    else
      return laneByLane(x, [](double lane) { return math::sigmoid(lane); });
  } else if constexpr (A == Activation::relu) {
    return atLeast(x, V{});
  } else {
    return x;
  }
}

template <class V>
UNROLL_INLINE V exponentialVector(V x) {
  if constexpr (sizeof(ElementOf<V>) == sizeof(float))
    return vexp(x);
  else
    return laneByLane(x, [](double lane) { return math::exp(lane); });
}

// f′(x) as a function of the value f(x).
template <Activation A, class V>
UNROLL_INLINE V slopeVector(V value) {
  using Element = ElementOf<V>;
  const V one = splat<V>(Element(1));
  if constexpr (A == Activation::tanh)
    return one - value * value;
  else if constexpr (A == Activation::sigmoid)
    return value * (one - value);
  else if constexpr (A == Activation::relu)
    return value > V{} ? one : V{};
  else
    return one;
}

}  // namespace
}  // namespace unroll
