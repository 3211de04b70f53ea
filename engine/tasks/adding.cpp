// The adding problem in today's form (Hochreiter & Schmidhuber 1997; Le, Jaitly & Hinton 2015): numbers in [0, 1), one marked
// in each half of the sequence; at the end the sum of the two marked ones is asked for.
#include "tasks/marked_numbers.h"

namespace unroll {

namespace {

constexpr std::pair<std::string_view, std::string_view> defaults[] = {{"hiddenSize", "32"}};

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const auto marked = drawMarkedNumbers(experiment, random, x);
  for (int t = 0; t < experiment.seqLen; ++t) target(t) = 0;
  target(experiment.seqLen - 1) = marked.first + marked.second;
}

bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  if (t != experiment.seqLen - 1) return false;
  for (int s = 0; s <= t; ++s) target[0] += x.at(s, 0) * x.at(s, 1);
  return true;
}

void takeSum(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  float sum = 0;
  for (int t = 0; t < experiment.seqLen; ++t) values[static_cast<std::size_t>(t)] = sum += x(t, 0) * x(t, 1);
}
constexpr TaskProperty properties[] = {{"sum", "the sum of the marked numbers so far", 0, takeSum},
                                       {"marks", "how many marks there were so far", 3, takeMarksSeen}};

}  // namespace

const Task& adding() {
  static constexpr Task task{
      .name = "adding",
      .help = "add the two marked numbers of a sequence (Hochreiter & Schmidhuber 1997, in the form of Le et al. 2015)",
      .inputSize = size<2>,
      .outputSize = size<1>,
      .loss = Loss::meanSquaredError,
      .bits = false,
      .metric = Metric::meanSquaredError,
      .blindMetric = [](const Experiment&) { return 1.0 / 6; },  // of the constant answer 1: twice the variance of a uniform number
      .blindLoss = [](const Experiment&) { return 1.0 / 6; },
      .learnedBound = 0.0167,
      .learnedBy = 4000,
      .learnedShare = 0.99,
      .draw = draw,
      .counts = lastStep,
      .scored = lastStep,
      .shortest = [](const Experiment&) { return 2; },
      .answer = answer,
      .legal = legalMarkedNumbers,
      .properties = properties,
      .defaults = defaults,
      .marker = 1,
      .blindAnswer = 1,
  };
  return task;
}

}  // namespace unroll
