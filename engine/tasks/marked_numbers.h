// What the adding and the multiplication problem show: numbers in [0, 1), one marked in each half of the sequence.
#pragma once

#include <utility>

#include "tasks/task.h"

namespace unroll {

// Fills x [T, 2]: a number and its marker, 1 or 0. The two marked numbers, the earlier one first.
inline std::pair<float, float> drawMarkedNumbers(const Experiment& experiment, Random& random, SequenceWriter x) {
  const int half = experiment.seqLen / 2;
  const int first = random.below(half);
  const int second = half + random.below(experiment.seqLen - half);
  for (int t = 0; t < experiment.seqLen; ++t) {
    x(t, 0) = random.uniform();
    x(t, 1) = t == first || t == second ? 1.0f : 0.0f;
  }
  return {x(first, 0), x(second, 0)};
}

}  // namespace unroll
