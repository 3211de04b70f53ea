#include "core/exact_math.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace unroll::exact {

namespace {

constexpr double ln2High = 6.93147180369123816490e-01, ln2Low = 1.90821492927058770002e-10;

// 1/18, 1/17, … 1.
constexpr auto parts = [] {
  std::array<double, 18> all{};
  for (int n = 18; n >= 1; --n) all[static_cast<std::size_t>(18 - n)] = 1.0 / n;
  return all;
}();

}  // namespace

// x = k ln 2 + r with |r| ≤ ½ ln 2; eʳ by its series.
double exp(double x) {
  const double k = std::floor(x / (ln2High + ln2Low) + 0.5);
  const double r = (x - k * ln2High) - k * ln2Low;
  double sum = 1;
  for (const double part : parts) sum = 1 + sum * (r * part);
  // 2ᵏ by its bits; |k| ≤ 866.
  const auto bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(k) + 1023) << 52;
  double power = 0;
  std::memcpy(&power, &bits, sizeof power);
  return sum * power;
}

// x = 2ᵏ m with m within √½ … √2; ln m = 2 artanh s with s = (m − 1)/(m + 1), |s| < .172, by its series.
double log(double x) {
  int power = 0;
  double mantissa = std::frexp(x, &power);
  if (mantissa < 0.70710678118654752) {
    mantissa *= 2;
    --power;
  }
  const double s = (mantissa - 1) / (mantissa + 1), z = s * s;
  double sum = 0;
  for (int n = 23; n >= 1; n -= 2) sum = sum * z + 1.0 / n;
  return power * ln2High + (2 * s * sum + power * ln2Low);
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
