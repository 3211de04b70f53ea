// Copy memory (Arjovsky, Shah & Bengio 2016, after Hochreiter & Schmidhuber 1997): ten symbols of eight, then nothing for a long time, then
// a mark, upon which the ten are to be said again in their order. T = 20 + delay, delay steps from the last symbol to the mark; each step
// counts, and who can't remember says "nothing" and then guesses: a loss of 10 ln 8 / T. With T = 21 an Elman net with orthonormal weights
// learns it within 600 updates (of 200 seeds all), with 25 two of three seeds within 2,000; a GRU of 128 units takes some 3,000.
#include "tasks/symbols.h"

namespace unroll {

namespace {

constexpr int remembered = 10, symbols = 8, blank = symbols, mark = symbols + 1;

constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"hiddenSize", "128"}, {"seqLen", "21"}, {"learningRate", "0.003"}, {"clipNorm", "5"}, {"init", "orthogonal"}, {"batchSize", "32"}};

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const int steps = experiment.seqLen;
  int kept[remembered];
  for (int& each : kept) each = random.below(symbols);
  for (int t = 0; t < steps; ++t) {
    const int after = t - (steps - remembered);  // of the mark's following step, 0 … 9
    writeSymbol(x, t, t < remembered ? kept[t] : after == -1 ? mark : blank, symbols + 2);
    writeSymbol(target, t, after >= 0 ? kept[after] : blank, symbols + 1);
  }
}

bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  const int after = t - (experiment.seqLen - remembered);
  const int symbol = after >= 0 ? symbolAt(x, after) : blank;
  if (symbol < 0 || symbol > blank) return false;
  std::fill(target.begin(), target.end(), 0.f);
  target[static_cast<std::size_t>(symbol)] = 1;
  return true;
}

bool legal(const Experiment& experiment, SequenceReader x) {
  for (int t = 0; t < experiment.seqLen; ++t) {
    const int symbol = onlySymbolAt(x, t, symbols + 2), after = t - (experiment.seqLen - remembered);
    if (t < remembered ? symbol < 0 || symbol >= symbols : symbol != (after == -1 ? mark : blank)) return false;
  }
  return true;
}

void takeFirst(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  std::fill_n(values.begin(), experiment.seqLen, static_cast<float>(symbolAt(x, 0, symbols + 2)));
}
void takePhase(const Experiment& experiment, SequenceReader, std::span<float> values) {
  for (int t = 0; t < experiment.seqLen; ++t)
    values[static_cast<std::size_t>(t)] = t < remembered ? 0.f : t < experiment.seqLen - remembered ? 1.f : 2.f;
}
constexpr TaskProperty properties[] = {{"first", "the first of the ten symbols", symbols, takeFirst},
                                       {"phase", "listening, waiting or saying", 3, takePhase}};

std::span<const std::string> names(const Experiment&) {
  static const std::vector<std::string> all{"A", "B", "C", "D", "E", "F", "G", "H", "–"};  // the last: nothing
  return all;
}

}  // namespace

const Task& copyMemory() {
  static constexpr Task task{
      .name = "copy",
      .help = "ten symbols, a long time nothing, then the ten again (Arjovsky, Shah & Bengio 2016)",
      .inputSize = size<symbols + 2>,
      .outputSize = size<symbols + 1>,
      .loss = Loss::crossEntropy,
      .bits = true,
      .classes = true,
      .metric = Metric::shareRight,
      .blindMetric = [](const Experiment&) { return 1.0 / symbols; },
      .blindLoss = [](const Experiment& e) { return remembered * 2.0794415416798357 / e.seqLen; },  // ln 8
      .blindByStep = true,
      .learnedBound = 0.99,
      .learnedBy = 2000,
      .learnedShare = 1.0,
      .draw = draw,
      .counts = everyStep,
      .scored = [](const Experiment& e, int t) { return t >= e.seqLen - remembered; },
      .shortest = [](const Experiment&) { return 2 * remembered + 1; },
      .names = names,
      .answer = answer,
      .inputs = [](const Experiment&) { return 1073741824.0; },  // 8¹⁰
      .legal = legal,
      .properties = properties,
      .defaults = defaults,
  };
  return task;
}

}  // namespace unroll
