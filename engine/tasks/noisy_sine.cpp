// The next value of a sum of two sine waves with periods 20 and 7, seen through noise: what is asked for is free of it.
#include "core/scalar_math.h"
#include "tasks/task.h"

namespace unroll {

namespace {

constexpr float twoPi = 6.28318530717958647692f;
constexpr std::string_view settings[] = {"noise"};
constexpr int warmUp = 5;  // steps before the first that counts

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const float slow = twoPi * random.uniform();
  const float fast = twoPi * random.uniform();
  const auto clean = [&](int t) {
    const auto time = static_cast<float>(t);
    return 0.5f * (math::sin(twoPi * time / 20.0f + slow) + math::sin(twoPi * time / 7.0f + fast));
  };
  for (int t = 0; t < experiment.seqLen; ++t) {
    x(t) = clean(t) + static_cast<float>(experiment.noise) * random.normal();
    target(t) = t >= warmUp ? clean(t + 1) : 0.0f;
  }
}

// A wave of one's own has no noise to be free of.
bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  if (t < warmUp || t + 1 >= experiment.seqLen) return false;
  target[0] = x.at(t + 1, 0);
  return true;
}

bool afterWarmUp(const Experiment&, int t) { return t >= warmUp; }

}  // namespace

const Task& noisySine() {
  static constexpr Task task{
      .name = "sine",
      .help = "predict the next value of a noisy sum of two sine waves",
      .inputSize = size<1>,
      .outputSize = size<1>,
      .loss = Loss::meanSquaredError,
      .bits = false,
      .metric = Metric::meanSquaredError,
      .blindMetric = [](const Experiment&) { return 0.25; },
      .blindLoss = [](const Experiment&) { return 0.25; },
      .learnedBound = 0.01,
      .learnedBy = 2000,
      .learnedShare = 1.0,
      .draw = draw,
      .counts = afterWarmUp,
      .scored = afterWarmUp,
      .shortest = [](const Experiment&) { return warmUp + 1; },
      .answer = answer,
      .settings = settings,
  };
  return task;
}

}  // namespace unroll
