#include "latch/exact_math.h"

#include <cmath>

namespace unroll::exact {

namespace {

constexpr double ln2High = 6.93147180369123816490e-01, ln2Low = 1.90821492927058770002e-10;

}  // namespace

// x = k ln 2 + r with |r| ≤ ½ ln 2; eʳ by its series.
double exp(double x) {
  const double k = std::floor(x / (ln2High + ln2Low) + 0.5);
  const double r = (x - k * ln2High) - k * ln2Low;
  double sum = 1;
  for (int n = 18; n >= 1; --n) sum = 1 + sum * r / n;
  return std::ldexp(sum, static_cast<int>(k));
}

// Halley's iteration for eʸ = x, from the power of two.
double log(double x) {
  int power = 0;
  const double mantissa = std::frexp(x, &power);
  double y = 2 * (mantissa - 1) / (mantissa + 1);
  for (int i = 0; i < 4; ++i) {
    const double e = exp(y);
    y += 2 * (mantissa - e) / (mantissa + e);
  }
  return y + power * (ln2High + ln2Low);
}

double tanh(double x) {
  if (x > 22) return 1;
  if (x < -22) return -1;
  const double e = exp(2 * x);
  return (e - 1) / (e + 1);
}

double tanhSlope(double x) {
  const double e = exp(x < 0 ? 2 * x : -2 * x);
  return 4 * e / ((1 + e) * (1 + e));
}

}  // namespace unroll::exact
