// The multiplication problem (Hochreiter & Schmidhuber 1997, in the adding problem's form): numbers in [0, 1), one marked in each half of
// the sequence; at the end the product of the two marked ones is asked for, which no sum of what is remembered can be.
#include "tasks/marked_numbers.h"

namespace unroll {

namespace {

constexpr std::pair<std::string_view, std::string_view> defaults[] = {{"hiddenSize", "32"}, {"seqLen", "10"}, {"learningRate", "0.005"}};

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const auto marked = drawMarkedNumbers(experiment, random, x);
  for (int t = 0; t < experiment.seqLen; ++t) target(t) = 0;
  target(experiment.seqLen - 1) = marked.first * marked.second;
}

// Of markers between 0 and 1 nobody knows what they mean.
bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  if (t != experiment.seqLen - 1) return false;
  target[0] = 1;
  for (int s = 0; s <= t; ++s) {
    if (x.at(s, 1) != 0 && x.at(s, 1) != 1) return false;
    if (x.at(s, 1) == 1) target[0] *= x.at(s, 0);
  }
  return true;
}

void takeProduct(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  float product = 1;
  for (int t = 0; t < experiment.seqLen; ++t) values[static_cast<std::size_t>(t)] = product *= x(t, 1) == 1 ? x(t, 0) : 1;
}
constexpr TaskProperty properties[] = {{"product", "the product of the marked numbers so far", 0, takeProduct},
                                       {"marks", "how many marks there were so far", 3, takeMarksSeen}};

}  // namespace

const Task& multiplication() {
  static constexpr Task task{
      .name = "multiplication",
      .help = "multiply the two marked numbers of a sequence (Hochreiter & Schmidhuber 1997, in the form of Le et al. 2015)",
      .inputSize = size<2>,
      .outputSize = size<1>,
      .loss = Loss::meanSquaredError,
      .bits = false,
      .metric = Metric::meanSquaredError,
      .blindMetric = [](const Experiment&) { return 7.0 / 144; },  // of the constant answer 1/4: E[a²]E[b²] − 1/16 = 1/9 − 1/16
      .blindLoss = [](const Experiment&) { return 7.0 / 144; },
      .learnedBound = 0.0049,
      .learnedBy = 5000,
      .learnedShare = 0.955,
      .draw = draw,
      .counts = lastStep,
      .scored = lastStep,
      .shortest = [](const Experiment&) { return 2; },
      .answer = answer,
      .legal = legalMarkedNumbers,
      .properties = properties,
      .defaults = defaults,
      .marker = 1,
      .blindAnswer = 0.25,
  };
  return task;
}

}  // namespace unroll
