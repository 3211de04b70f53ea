// Latch (Bengio, Simard & Frasconi 1994, section II): the first three inputs say a bit, as +1 or −1; what follows is noise with mean 0. At
// the end the bit is asked for. To hold it against the noise a unit must be far up one of two slopes, and there its gradient is almost
// none.
#include <algorithm>
#include <cmath>

#include "tasks/task.h"

namespace unroll {

namespace {

constexpr int said = 3;

constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"hiddenSize", "4"}, {"seqLen", "20"}, {"noise", "0.2"}, {"learningRate", "0.03"}, {"clipNorm", "1"}};
constexpr std::string_view settings[] = {"noise"};

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const int bit = random.below(2);
  for (int t = 0; t < experiment.seqLen; ++t) {
    x(t) = t < said ? (bit == 1 ? 1.f : -1.f) : static_cast<float>(experiment.noise) * random.normal();
    target(t) = t + 1 == experiment.seqLen ? static_cast<float>(bit) : 0.f;
  }
}

bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  const float first = x.at(0, 0);
  if (t + 1 != experiment.seqLen || (first != 1 && first != -1) || x.at(1, 0) != first || x.at(2, 0) != first) return false;
  target[0] = first == 1 ? 1.f : 0.f;
  return true;
}

bool legal(const Experiment& experiment, SequenceReader x) {
  constexpr float farthest = 6;  // standard deviations: Box–Muller of 24 bits goes no farther
  if (x(0) != 1 && x(0) != -1) return false;
  for (int t = 1; t < experiment.seqLen; ++t)
    if (t < said ? x(t) != x(0) : !(std::fabs(x(t)) <= farthest * static_cast<float>(experiment.noise))) return false;
  return true;
}

void takeBit(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  std::fill_n(values.begin(), experiment.seqLen, x(0) > 0 ? 1.f : 0.f);
}
constexpr TaskProperty properties[] = {{"bit", "the bit that was said", 2, takeBit}};

}  // namespace

const Task& latchBit() {
  static constexpr Task task{
      .name = "latch",
      .help = "three inputs say a bit, noise follows, at the end the bit is asked for (Bengio, Simard & Frasconi 1994)",
      .inputSize = size<1>,
      .outputSize = size<1>,
      .loss = Loss::meanSquaredError,
      .bits = true,
      .metric = Metric::shareRight,
      .blindMetric = [](const Experiment&) { return 0.5; },
      .blindLoss = [](const Experiment&) { return 0.25; },
      .learnedBound = 0.99,
      .learnedBy = 3000,
      .learnedShare = 0.995,
      .draw = draw,
      .counts = lastStep,
      .scored = lastStep,
      .shortest = [](const Experiment&) { return said; },
      .answer = answer,
      .inputs = [](const Experiment& e) { return e.noise > 0 && e.seqLen > said ? std::numeric_limits<double>::infinity() : 2.0; },
      .legal = legal,
      .properties = properties,
      .defaults = defaults,
      .settings = settings,
  };
  return task;
}

}  // namespace unroll
