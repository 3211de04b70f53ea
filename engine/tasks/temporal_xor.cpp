// Elman's temporal exclusive or (Elman 1990, "Finding structure in time"): a stream of bits in threes, two random ones and
// then their exclusive or. The net says at every step which bit comes next; only every third can be known.
#include <cmath>

#include "tasks/task.h"

namespace unroll {

namespace {

constexpr std::pair<std::string_view, std::string_view> defaults[] = {{"seqLen", "30"}, {"hiddenSize", "8"}};

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  int first = 0, second = 0;
  for (int t = 0; t <= experiment.seqLen; ++t) {
    int bit = 0;
    if (t % 3 == 0)
      bit = first = random.below(2);
    else if (t % 3 == 1)
      bit = second = random.below(2);
    else
      bit = first ^ second;
    if (t < experiment.seqLen) x(t) = static_cast<float>(bit);
    if (t > 0) target(t - 1) = static_cast<float>(bit);
  }
}

// The bit that comes next; of the one after the last step only an exclusive or is known.
bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  const bool last = t == experiment.seqLen - 1;
  if (last && t % 3 != 1) return false;
  target[0] = last ? static_cast<float>((x.at(t - 1, 0) != 0) != (x.at(t, 0) != 0)) : x.at(t + 1, 0);
  return true;
}

bool legal(const Experiment& experiment, SequenceReader x) {
  if (!allBits(experiment, x)) return false;
  for (int t = 2; t < experiment.seqLen; t += 3)
    if ((x(t) != 0) != ((x(t - 2) != 0) != (x(t - 1) != 0))) return false;
  return true;
}

void takePlace(const Experiment& experiment, SequenceReader, std::span<float> values) {
  for (int t = 0; t < experiment.seqLen; ++t) values[static_cast<std::size_t>(t)] = static_cast<float>(t % 3);
}
constexpr TaskProperty properties[] = {{"place", "which bit of its three this one is", 3, takePlace}};

}  // namespace

const Task& temporalXor() {
  static constexpr Task task{
      .name = "xor",
      .help = "bits in threes, the third is the exclusive or of the first two: predict the next bit (Elman 1990)",
      .inputSize = size<1>,
      .outputSize = size<1>,
      .loss = Loss::meanSquaredError,
      .bits = true,
      .metric = Metric::meanSquaredError,
      .blindMetric = [](const Experiment&) { return 0.25; },
      .blindLoss = [](const Experiment&) { return 0.25; },
      .learnedBound = 0.05,
      .learnedBy = 3000,
      .learnedShare = 1.0,
      .draw = draw,
      .counts = everyStep,
      .scored = [](const Experiment&, int t) { return t % 3 == 1; },  // the answer at t is the bit at t + 1
      .shortest = [](const Experiment&) { return 2; },
      .answer = answer,
      .inputs = [](const Experiment& experiment) { return std::ldexp(1.0, experiment.seqLen - experiment.seqLen / 3); },
      .legal = legal,
      .properties = properties,
      .defaults = defaults,
  };
  return task;
}

}  // namespace unroll
