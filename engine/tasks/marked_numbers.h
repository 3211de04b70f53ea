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

inline bool legalMarkedNumbers(const Experiment& experiment, SequenceReader x) {
  const int half = experiment.seqLen / 2;
  int marked[2] = {0, 0};
  for (int t = 0; t < experiment.seqLen; ++t) {
    if (!(x(t, 0) >= 0 && x(t, 0) < 1) || (x(t, 1) != 0 && x(t, 1) != 1)) return false;
    if (x(t, 1) == 1) ++marked[t < half ? 0 : 1];
  }
  return marked[0] == 1 && marked[1] == 1;
}

inline void takeMarksSeen(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  float seen = 0;
  for (int t = 0; t < experiment.seqLen; ++t) values[static_cast<std::size_t>(t)] = seen += x(t, 1);
}

}  // namespace unroll
