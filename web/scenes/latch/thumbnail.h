// What the thumbnail of the Latch scene shows: three pulses of input, and what becomes of them in a unit that keeps a bit and in one that
// doesn't.
#pragma once

#include <span>
#include <vector>

namespace unroll {

struct LatchPulse {
  int at = 0;         // the step at which it is added to the input
  double height = 0;  // the first two are within what w = 2 survives at rest, w (a* − 0) = 1.915; the third is beyond it
};

struct LatchCourse {
  static constexpr int steps = 36;                        // T
  static constexpr double keeping = 2, forgetting = 0.8;  // w
  static std::span<const LatchPulse> pulses();            // ascending

  std::vector<float> keeps, forgets;  // [T + 1]: a_0 … a_T, from a_0 = 0 (no bit yet)
};

LatchCourse latchCourse();

}  // namespace unroll
