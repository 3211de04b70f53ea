// Temporal order (Hochreiter & Schmidhuber 1997, task 6; in the lengths of Martens & Sutskever 2011): among random a, b, c, d stand two
// symbols (symbols=3: three), each an X or a Y, at places that are drawn; at the end the class is asked: which they were, in order. XX, XY,
// YX, YY.
#include "tasks/symbols.h"

namespace unroll {

namespace {

constexpr std::string_view alphabet = "abcdXY";
constexpr int inputs = 6, distractors = 4;
// The places of each, as parts of T: from the first to before the second.
constexpr double two[][2] = {{0.1, 0.2}, {0.5, 0.6}}, three[][2] = {{0.1, 0.2}, {0.33, 0.43}, {0.66, 0.76}};

constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"cell", "lstm"}, {"hiddenSize", "16"}, {"seqLen", "20"}, {"learningRate", "0.005"}, {"clipNorm", "1"}};

int classes(const Experiment& experiment) { return 1 << experiment.symbols; }

struct Place {
  int from, to;
};
Place placeOf(const Experiment& experiment, int k) {
  const auto& place = experiment.symbols == 2 ? two[k] : three[k];
  const int from = static_cast<int>(place[0] * experiment.seqLen + 1e-9);
  return {from, std::max(from + 1, static_cast<int>(place[1] * experiment.seqLen + 1e-9))};
}

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const int steps = experiment.seqLen, outputs = classes(experiment);
  for (int t = 0; t < steps; ++t) {
    writeSymbol(x, t, random.below(distractors), inputs);
    for (int o = 0; o < outputs; ++o) target(t, o) = 0;
  }
  int chosen = 0;
  for (int k = 0; k < experiment.symbols; ++k) {
    const Place place = placeOf(experiment, k);
    const int isY = random.below(2);
    writeSymbol(x, place.from + random.below(place.to - place.from), distractors + isY, inputs);
    chosen = 2 * chosen + isY;
  }
  target(steps - 1, chosen) = 1;
}

// Wherever the symbols stand: as many as there should be.
bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  if (t + 1 != experiment.seqLen) return false;
  int chosen = 0, seen = 0;
  for (int s = 0; s <= t; ++s)
    if (const int symbol = symbolAt(x, s); symbol >= distractors) chosen = 2 * chosen + symbol - distractors, ++seen;
  if (seen != experiment.symbols) return false;
  std::fill(target.begin(), target.end(), 0.f);
  target[static_cast<std::size_t>(chosen)] = 1;
  return true;
}

bool legal(const Experiment& experiment, SequenceReader x) {
  const int steps = experiment.seqLen;
  int k = 0;
  for (int t = 0; t < steps; ++t) {
    const int symbol = onlySymbolAt(x, t, inputs);
    if (symbol < 0) return false;
    if (symbol < distractors) continue;
    if (k == experiment.symbols) return false;
    const Place place = placeOf(experiment, k++);
    if (t < place.from || t >= place.to) return false;
  }
  return k == experiment.symbols;
}

// 0: none yet; X, Y; XX, XY, YX, YY; and of three of them eight.
void takeSeen(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  int seen = 0;
  for (int t = 0; t < experiment.seqLen; ++t) {
    if (const int symbol = symbolAt(x, t, inputs); symbol >= distractors) seen = 2 * seen + 1 + symbol - distractors;
    values[static_cast<std::size_t>(t)] = static_cast<float>(seen);
  }
}
constexpr TaskProperty properties[] = {{"seen", "which symbols came so far, in their order", 15, takeSeen}};

constexpr std::string_view settings[] = {"symbols"};

// XX, XY, YX, YY; XXX …
std::span<const std::string> names(const Experiment& experiment) {
  const auto all = [](int symbols) {
    std::vector<std::string> list;
    for (int k = 0; k < 1 << symbols; ++k) {
      list.emplace_back();
      for (int s = symbols; s-- > 0;) list.back() += alphabet[static_cast<std::size_t>(distractors + (k >> s & 1))];
    }
    return list;
  };
  static const std::vector<std::string> ofTwo = all(2), ofThree = all(3);
  return experiment.symbols == 2 ? ofTwo : ofThree;
}

}  // namespace

const Task& temporalOrder() {
  static constexpr Task task{
      .name = "order",
      .help = "which of X and Y came first, and which then, among distractors (Hochreiter & Schmidhuber 1997)",
      .inputSize = size<inputs>,
      .outputSize = classes,
      .loss = Loss::crossEntropy,
      .bits = true,
      .classes = true,
      .metric = Metric::shareRight,
      .blindMetric = [](const Experiment& e) { return 1.0 / classes(e); },
      .blindLoss = [](const Experiment& e) { return e.symbols * 0.6931471805599453; },  // ln 4, ln 8
      .learnedBound = 0.99,
      .learnedBy = 2000,
      .learnedShare = 1.0,
      .draw = draw,
      .counts = lastStep,
      .scored = lastStep,
      .shortest = [](const Experiment&) { return 10; },
      .names = names,
      .answer = answer,
      .inputs = unevenInputs,
      .legal = legal,
      .properties = properties,
      .defaults = defaults,
      .settings = settings,
      .letters = alphabet,
  };
  return task;
}

}  // namespace unroll
