#include "core/activation.h"

#include "core/check.h"
#include "core/scalar_math.h"

namespace unroll {

float activate(Activation activation, float x) {
  switch (activation) {
    case Activation::tanh: return math::tanh(x);
    case Activation::relu: return x < 0.0f ? 0.0f : x;
    case Activation::sigmoid: return math::sigmoid(x);
    case Activation::identity: return x;
  }
  UNROLL_CHECK(false);
}

float slopeFromValue(Activation activation, float value) {
  switch (activation) {
    case Activation::tanh: return 1.0f - value * value;
    case Activation::relu: return value > 0.0f ? 1.0f : 0.0f;
    case Activation::sigmoid: return value * (1.0f - value);
    case Activation::identity: return 1.0f;
  }
  UNROLL_CHECK(false);
}

}  // namespace unroll
