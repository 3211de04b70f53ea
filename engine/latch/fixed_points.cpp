#include <cmath>

#include "core/exact_math.h"
#include "latch/latch.h"

namespace unroll {

namespace {

// tanh(w a + u) − a: above 0 the unit rises, below it falls.
double rise(double w, double u, double a) { return exact::tanh(w * a + u) - a; }

// The one change of sign in [low, high].
double bisect(double w, double u, double low, double high) {
  const bool rising = rise(w, u, low) < 0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    ((rise(w, u, middle) < 0) == rising ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

// tanh(wa+u) − a is above 0 at −1, below 0 at 1, and its slope w(1−tanh²) − 1 is 0 at tanh = ±√(1−1/w) alone (w > 1). So each of the three
// pieces between holds one fixed point at most, and the signs at their ends tell which do.
std::vector<FixedPoint> fixedPointsOf(double w, double u) {
  std::vector<FixedPoint> points;
  const auto add = [&](double low, double high) {
    const double a = u == 0 && low < 0 && high > 0 ? 0 : bisect(w, u, low, high);
    points.push_back({a, w * exact::tanhSlope(w * a + u)});
  };
  if (w <= 1) {
    add(-1, 1);
    return points;
  }
  // Where wa + u = ±artanh √(1−1/w).
  const double steepest = std::sqrt(1 - 1 / w), z = 0.5 * exact::log((1 + steepest) / (1 - steepest));
  const double lowTurn = std::fmax(-1, (-z - u) / w), highTurn = std::fmin(1, (z - u) / w);
  const bool dips = rise(w, u, lowTurn)<0, peaks = rise(w, u, highTurn)> 0;
  if (dips) add(-1, lowTurn);
  if (dips && peaks) add(lowTurn, highTurn);
  if (peaks) add(highTurn, 1);
  if (!dips && !peaks) add(-1, 1);  // w is 1 but for rounding
  return points;
}

double constantLimitOf(double w) {
  if (w <= 1) return 0;
  return std::sqrt(w * (w - 1)) - exact::log(std::sqrt(w) + std::sqrt(w - 1));
}

}  // namespace unroll
