// A shift register: random bits are to be repeated `delay` steps later (Rumelhart, Hinton & Williams 1986, ch. 8).
#include "tasks/task.h"

namespace unroll {

namespace {

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  for (int t = 0; t < experiment.seqLen; ++t) {
    x(t) = static_cast<float>(random.below(2));
    target(t) = t >= experiment.delay ? x(t - experiment.delay) : 0.0f;
  }
}

bool fromDelayOn(const Experiment& experiment, int t) { return t >= experiment.delay; }

}  // namespace

const Task& echo() {
  static constexpr Task task{"echo",
                             "repeat each random bit `delay` steps later: a shift register (Rumelhart, Hinton & Williams 1986)",
                             1,
                             1,
                             Loss::meanSquaredError,
                             true,
                             Metric::shareRight,
                             0.5,
                             0.25,
                             0.99,
                             draw,
                             fromDelayOn,
                             fromDelayOn,
                             [](const Experiment& experiment) { return experiment.delay + 1; },
                             {}};
  return task;
}

}  // namespace unroll
