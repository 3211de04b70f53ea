// Counting (Gers & Schmidhuber 2001): S, then n times a, as many b (symbols=3: and as many c), then the end. From the first b on each
// letter can be known, by who has counted. How many a there are can't. n is drawn from 1 to what fits into T; with `unroll predict` at a
// larger T it is seen how far a net counts beyond what it was trained on: that differs much from seed to seed. Trained on n ≤ 10 (6,000
// updates, hiddenSize=4, peepholes, forgetBias=1, clipNorm=1), seed 3 counts to 65 without a fault, the seeds 1 and 2 to about 10 and 12.
#include <cmath>

#include "tasks/symbols.h"

namespace unroll {

namespace {

constexpr std::string_view alphabet = "Sabc";

constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"cell", "lstm"}, {"hiddenSize", "8"}, {"seqLen", "21"}, {"learningRate", "0.01"}};
constexpr std::string_view settings[] = {"symbols"};

// Inputs S, a, b (and c); outputs a, b (and c) and the end.
int letters(const Experiment& experiment) { return experiment.symbols + 1; }
int most(const Experiment& experiment) { return (experiment.seqLen - 1) / experiment.symbols; }

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const int size = letters(experiment), n = 1 + random.below(most(experiment)), end = experiment.symbols * n;
  for (int t = 0; t < experiment.seqLen; ++t) {
    if (t > end) {
      writeNothing(x, size, target, size, t);
      continue;
    }
    writeSymbol(x, t, t == 0 ? 0 : 1 + (t - 1) / n, size);
    writeSymbol(target, t, t / n, size);
  }
}

// Right where the next letter can be known: after S, and from the first b on.
void judge(const Experiment& experiment, SequenceReader x, SequenceReader y, SequenceReader target, std::span<float> verdicts) {
  const int size = letters(experiment);
  for (int t = 0; t < experiment.seqLen; ++t) {
    const bool known = isAsked(target(t)) && symbolAt(x, t, size) != 1;
    const int best = likeliestAt(y, t, size);
    verdicts[static_cast<std::size_t>(t)] = !known ? std::nanf("") : best >= 0 && target(t, best) == 1 ? 1.f : 0.f;
  }
}

bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  const int size = letters(experiment);
  int counts[4] = {};
  for (int s = 0; s <= t; ++s) {
    const int symbol = symbolAt(x, s);
    if (symbol < 0 || (s == 0) != (symbol == 0)) return false;
    ++counts[symbol];
    for (int later = symbol + 1; later < size; ++later)
      if (counts[later] > 0) return false;
    if (symbol > 1 && (counts[symbol] > counts[symbol - 1] || (symbol > 2 && counts[symbol - 1] != counts[1]))) return false;
  }
  const int now = symbolAt(x, t);
  int next = now == 0 ? 0 : counts[now] == counts[1] && now > 1 ? now : now - 1;
  if (now == 1) {  // another a, or the first b
    const int after = t + 1 < experiment.seqLen ? symbolAt(x, t + 1) : -1;
    if (after != 1 && after != 2) return false;
    next = after - 1;
  }
  std::fill(target.begin(), target.end(), 0.f);
  target[static_cast<std::size_t>(next)] = 1;
  return true;
}

// S, n times each letter, then nothing.
bool legal(const Experiment& experiment, SequenceReader x) {
  const int size = letters(experiment);
  int n = 0;
  while (n + 1 < experiment.seqLen && symbolAt(x, n + 1, size) == 1) ++n;
  const int end = experiment.symbols * n;
  if (n < 1 || end >= experiment.seqLen) return false;
  for (int t = 0; t < experiment.seqLen; ++t)
    if (onlySymbolAt(x, t, size) != (t > end ? -1 : t == 0 ? 0 : 1 + (t - 1) / n)) return false;
  return true;
}

// Each a is owed one of every later letter.
void takeOpen(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  float open = 0;
  for (int t = 0; t < experiment.seqLen; ++t) {
    const int symbol = symbolAt(x, t, letters(experiment));
    open += symbol == 1 ? static_cast<float>(experiment.symbols - 1) : symbol > 1 ? -1.f : 0.f;
    values[static_cast<std::size_t>(t)] = symbol < 0 ? notAsked : open;
  }
}
void takeLetter(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  for (int t = 0; t < experiment.seqLen; ++t) {
    const int symbol = symbolAt(x, t, letters(experiment));
    values[static_cast<std::size_t>(t)] = symbol < 0 ? notAsked : static_cast<float>(symbol);
  }
}
constexpr TaskProperty properties[] = {{"open", "how many letters are still to come", 0, takeOpen},
                                       {"letter", "the letter that is being counted", 4, takeLetter}};

// −Σ p log p of the letters that come: of each as many, n on average, and one end.
double blindLoss(const Experiment& experiment) {
  const double n = (most(experiment) + 1) / 2.0, all = experiment.symbols * n + 1;
  return -experiment.symbols * (n / all) * std::log(n / all) - std::log(1 / all) / all;
}

std::span<const std::string> names(const Experiment& experiment) {
  static const std::vector<std::string> ofTwo{"a", "b", "end"}, ofThree{"a", "b", "c", "end"};
  return experiment.symbols == 2 ? ofTwo : ofThree;
}

}  // namespace

const Task& counting() {
  static constexpr Task task{
      .name = "counting",
      .help = "as many b as there were a: the next letter, where it can be known (Gers & Schmidhuber 2001)",
      .inputSize = letters,
      .outputSize = letters,
      .loss = Loss::crossEntropy,
      .bits = true,
      .classes = true,
      .lengths = true,
      .metric = Metric::wholeRight,
      .blindMetric = [](const Experiment&) { return 0.0; },
      .blindLoss = blindLoss,
      .learnedBound = 0.99,
      .learnedBy = 3000,
      .learnedShare = 1.0,
      .draw = draw,
      .counts = everyStep,
      .scored = everyStep,
      .shortest = [](const Experiment& e) { return 1 + e.symbols; },
      .names = names,
      .answer = answer,
      .judge = judge,
      .inputs = [](const Experiment& e) { return static_cast<double>(most(e)); },
      .legal = legal,
      .properties = properties,
      .defaults = defaults,
      .settings = settings,
      .letters = alphabet,
  };
  return task;
}

}  // namespace unroll
