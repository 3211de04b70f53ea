#include "training/schedule.h"

#include <algorithm>

#include "core/scalar_math.h"

namespace unroll {

namespace {

// By repeated multiplication: pow() differs between targets.
double power(double factor, std::int64_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent /= 2, factor *= factor)
    if (exponent % 2 == 1) result *= factor;
  return result;
}

}  // namespace

bool StallWatch::stalls(double loss, std::int64_t length) {
  sum += loss;
  if (++count < length) return false;
  const double mean = sum / static_cast<double>(length);
  sum = 0;
  count = 0;
  const bool stalled = !(mean < best - 1e-4 * best) && best < std::numeric_limits<double>::infinity();
  best = std::min(best, mean);
  return stalled;
}

double scheduleFactor(const Experiment& e, std::int64_t done, const ScheduleState& state) {
  if (e.schedule == "step") return power(e.scheduleFactor, done / e.scheduleEvery);
  if (e.schedule == "plateau") return power(e.scheduleFactor, state.drops);
  if (e.schedule != "cosine") return 1;
  constexpr double pi = 3.14159265358979323846;
  const double share = static_cast<double>(std::min(done, e.scheduleEvery)) / static_cast<double>(e.scheduleEvery);
  const double wave = (1 + static_cast<double>(math::cos(static_cast<float>(pi * share)))) / 2;
  return e.scheduleFactor + (1 - e.scheduleFactor) * wave;
}

}  // namespace unroll
