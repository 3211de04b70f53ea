// What tasks share that read on in something given: a window of T + 1 symbols from anywhere in it, and the next symbol is asked for. Each
// place to begin is as likely, and where the piece ends it begins anew; so at every step each of its symbols is as likely as it is
// frequent.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "tasks/symbols.h"

namespace unroll {

// Several pieces one after the other in `symbols`; `ends` says where each is over.
struct Corpus {
  std::vector<int> symbols;
  std::vector<int> ends;
  int alphabet = 0;
};

inline void drawWindow(const Corpus& corpus, const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  int at = random.below(static_cast<int>(corpus.symbols.size())), begin = 0;
  std::size_t piece = 0;
  for (; at >= corpus.ends[piece]; ++piece) begin = corpus.ends[piece];
  for (int t = 0; t <= experiment.seqLen; ++t) {
    const int symbol = corpus.symbols[static_cast<std::size_t>(at)];
    if (t < experiment.seqLen) writeSymbol(x, t, symbol, corpus.alphabet);
    if (t > 0) writeSymbol(target, t - 1, symbol, corpus.alphabet);
    if (++at == corpus.ends[piece]) at = begin;
  }
}

// The symbol that is there next. After the last one it isn't known.
inline bool nextSymbol(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  const int next = t + 1 < experiment.seqLen ? symbolAt(x, t + 1) : -1;
  if (next < 0 || symbolAt(x, t) < 0) return false;
  std::fill(target.begin(), target.end(), 0.f);
  target[static_cast<std::size_t>(next)] = 1;
  return true;
}

inline double mostFrequentShare(const Corpus& corpus) {
  std::ptrdiff_t most = 0;
  for (int s = 0; s < corpus.alphabet; ++s) most = std::max(most, std::count(corpus.symbols.begin(), corpus.symbols.end(), s));
  return static_cast<double>(most) / static_cast<double>(corpus.symbols.size());
}

inline double entropy(const Corpus& corpus) {
  double sum = 0;
  for (int s = 0; s < corpus.alphabet; ++s) {
    const double share =
        static_cast<double>(std::count(corpus.symbols.begin(), corpus.symbols.end(), s)) / static_cast<double>(corpus.symbols.size());
    if (share > 0) sum -= share * std::log(share);
  }
  return sum;
}

// All of such a task but its name, its help, its defaults and how it is learned.
template <const Corpus& (*corpus)(), int symbols>
constexpr Task readingOn() {
  Task task{};
  task.inputSize = task.outputSize = size<symbols>;
  task.loss = Loss::crossEntropy;
  task.bits = task.classes = true;
  task.metric = Metric::shareRight;
  task.blindMetric = [](const Experiment&) { return mostFrequentShare(corpus()); };
  task.blindLoss = [](const Experiment&) { return entropy(corpus()); };
  task.draw = [](const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
    drawWindow(corpus(), experiment, random, x, target);
  };
  task.counts = task.scored = everyStep;
  task.shortest = [](const Experiment&) { return 2; };
  task.answer = nextSymbol;
  task.inputs = unevenInputs;
  return task;
}

}  // namespace unroll
