// A shift register: random bits are to be repeated `delay` steps later (Rumelhart, Hinton & Williams 1986, ch. 8).
#include <cmath>

#include "tasks/task.h"

namespace unroll {

namespace {

constexpr std::string_view settings[] = {"delay"};

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  for (int t = 0; t < experiment.seqLen; ++t) {
    x(t) = static_cast<float>(random.below(2));
    target(t) = t >= experiment.delay ? x(t - experiment.delay) : 0.0f;
  }
}

bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  if (t < experiment.delay) return false;
  target[0] = x.at(t - experiment.delay, 0);
  return true;
}

bool fromDelayOn(const Experiment& experiment, int t) { return t >= experiment.delay; }

void takeDue(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  for (int t = 0; t < experiment.seqLen; ++t)
    values[static_cast<std::size_t>(t)] = t >= experiment.delay ? x(t - experiment.delay) : notAsked;
}
constexpr TaskProperty properties[] = {{"due", "the bit that is to be repeated now", 2, takeDue}};

}  // namespace

const Task& echo() {
  static constexpr Task task{
      .name = "echo",
      .help = "repeat each random bit `delay` steps later: a shift register (Rumelhart, Hinton & Williams 1986)",
      .inputSize = size<1>,
      .outputSize = size<1>,
      .loss = Loss::meanSquaredError,
      .bits = true,
      .metric = Metric::shareRight,
      .blindMetric = [](const Experiment&) { return 0.5; },
      .blindLoss = [](const Experiment&) { return 0.25; },
      .learnedBound = 0.99,
      .learnedBy = 2000,
      .learnedShare = 1.0,
      .draw = draw,
      .counts = fromDelayOn,
      .scored = fromDelayOn,
      .shortest = [](const Experiment& experiment) { return experiment.delay + 1; },
      .answer = answer,
      .inputs = [](const Experiment& experiment) { return std::ldexp(1.0, experiment.seqLen); },
      .legal = allBits,
      .properties = properties,
      .settings = settings,
  };
  return task;
}

}  // namespace unroll
