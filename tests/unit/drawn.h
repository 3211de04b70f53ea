// One sequence of a task, drawn by itself: what the tests of tasks look at.
#pragma once

#include <string>
#include <vector>

#include "tasks/task.h"

namespace unroll {

struct Drawn {
  std::vector<float> x, target;
};

inline Drawn drawOne(const Task& task, const Experiment& experiment, Random& random) {
  Drawn d;
  d.x.assign(static_cast<std::size_t>(experiment.seqLen * task.inputSize(experiment)), -7.0f);
  d.target.assign(static_cast<std::size_t>(experiment.seqLen * task.outputSize(experiment)), -7.0f);
  task.draw(experiment, random, {d.x.data(), task.inputSize(experiment)}, {d.target.data(), task.outputSize(experiment)});
  return d;
}

// Step t's target, −1: not asked for. Of a row that is no class at all −2.
inline int classAt(const std::vector<float>& rows, int t, int size) {
  const auto at = [&](int i) { return rows[static_cast<std::size_t>(t * size + i)]; };
  if (!isAsked(at(0))) return -1;
  int found = -2, ones = 0;
  for (int i = 0; i < size; ++i) {
    if (at(i) == 1) found = i, ++ones;
    if (at(i) != 0 && at(i) != 1) return -2;
  }
  return ones == 1 ? found : -2;
}

}  // namespace unroll
