// Parity: random bits; at every step, whether the number of ones so far is odd. One bit to be remembered, and turned over by each 1: what
// no feedforward net with a short window can do, and a recurrent one of a few units can for ever (Minsky & Papert 1969; a flip-flop).
#include <cmath>

#include "tasks/task.h"

namespace unroll {

namespace {

constexpr std::pair<std::string_view, std::string_view> defaults[] = {{"hiddenSize", "16"}, {"seqLen", "10"}, {"learningRate", "0.01"}};

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  int odd = 0;
  for (int t = 0; t < experiment.seqLen; ++t) {
    const int bit = random.below(2);
    odd ^= bit;
    x(t) = static_cast<float>(bit);
    target(t) = static_cast<float>(odd);
  }
}

bool answer(const Experiment&, const Table& x, int t, std::span<float> target) {
  bool odd = false;
  for (int s = 0; s <= t; ++s) odd = odd != (x.at(s, 0) != 0);
  target[0] = odd ? 1.f : 0.f;
  return true;
}

void takeOdd(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  bool odd = false;
  for (int t = 0; t < experiment.seqLen; ++t) values[static_cast<std::size_t>(t)] = (odd = odd != (x(t) != 0)) ? 1.f : 0.f;
}
constexpr TaskProperty properties[] = {{"odd", "whether the number of ones so far is odd", 2, takeOdd}};

constexpr TaskAutomaton flipFlop{.states = 2,
                                 .letters = "01",
                                 .next = [](int state, int symbol) { return state ^ symbol; },
                                 .symbolAt = [](SequenceReader x, int t) { return x(t) == 0   ? 0
                                                                                  : x(t) == 1 ? 1
                                                                                              : -1; }};

}  // namespace

const Task& parity() {
  static constexpr Task task{
      .name = "parity",
      .help = "at every step, whether the number of ones so far is odd (Minsky & Papert 1969)",
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
      .counts = everyStep,
      .scored = everyStep,
      .shortest = [](const Experiment&) { return 1; },
      .answer = answer,
      .inputs = [](const Experiment& experiment) { return std::ldexp(1.0, experiment.seqLen); },
      .legal = allBits,
      .properties = properties,
      .automaton = &flipFlop,
      .defaults = defaults,
  };
  return task;
}

}  // namespace unroll
