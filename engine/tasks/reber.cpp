// Reber's grammar (Reber 1967; Cleeremans, Servan-Schreiber & McClelland 1989) and the embedded one (Hochreiter & Schmidhuber 1997, task
// 1): strings walk a graph whose edges are letters, each way out equally likely; at every step the net says which letters may come. In the
// embedded grammar the second letter, T or P, comes again as the last but one, so it must be remembered through all that lies between.
#include <cmath>

#include "tasks/symbols.h"

namespace unroll {

namespace {

constexpr std::string_view alphabet = "BTSXPVE";
constexpr int symbols = 7;

struct Edge {
  char letter;
  int to;  // a state; −1: the string ends
};
struct State {
  Edge ways[2];
  int count;
};
constexpr State one(char letter, int to) { return {{{letter, to}, {}}, 1}; }
constexpr State two(char a, int to, char b, int other) { return {{{a, to}, {b, other}}, 2}; }

constexpr State plain[] = {one('B', 1),         two('T', 2, 'P', 3), two('S', 2, 'X', 4), two('T', 3, 'V', 5),
                           two('X', 3, 'S', 6), two('P', 4, 'V', 6), one('E', -1)};

// B, then T or P, a whole string of the plain grammar, the same letter, E.
struct Embedded {
  static constexpr int inner = 7, states = 2 + 2 * inner + 3;
  State all[states] = {};
  constexpr Embedded() {
    constexpr int afterT = 2 + 2 * inner, afterP = afterT + 1, last = afterT + 2;
    all[0] = one('B', 1);
    all[1] = two('T', 2, 'P', 2 + inner);
    for (int which = 0; which < 2; ++which)
      for (int s = 0; s < inner; ++s) {
        State state = plain[s];
        for (Edge& edge : state.ways) edge.to = edge.to < 0 ? (which == 0 ? afterT : afterP) : edge.to + 2 + which * inner;
        all[2 + which * inner + s] = state;
      }
    all[afterT] = one('T', last);
    all[afterP] = one('P', last);
    all[last] = one('E', -1);
  }
};
constexpr Embedded embeddedStates;
using Grammar = std::span<const State>;
constexpr Grammar reberGrammar(plain), embeddedGrammar(embeddedStates.all);

int symbolOf(char letter) { return static_cast<int>(alphabet.find(letter)); }

// Strings of at most T + 1 letters, so that all but the last fit into x: longer ones are drawn again.
void drawFrom(Grammar grammar, const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  const int steps = experiment.seqLen;
  for (;;) {
    int state = 0, t = 0;
    for (; state >= 0 && t <= steps; ++t) {
      const State& from = grammar[static_cast<std::size_t>(state)];
      const Edge& edge = from.ways[from.count == 1 ? 0 : random.below(2)];
      if (t < steps) writeSymbol(x, t, symbolOf(edge.letter), symbols);
      if (t > 0) writeSymbol(target, t - 1, symbolOf(edge.letter), symbols);
      state = edge.to;
    }
    if (state >= 0) continue;
    for (--t; t < steps; ++t) writeNothing(x, symbols, target, symbols, t);
    return;
  }
}

int nextState(Grammar grammar, int state, int symbol) {  // −1: ended, −2: not allowed
  if (state < 0 || symbol < 0) return -2;
  const State& from = grammar[static_cast<std::size_t>(state)];
  for (int i = 0; i < from.count; ++i)
    if (symbolOf(from.ways[i].letter) == symbol) return from.ways[i].to;
  return -2;
}

void judgeBy(Grammar grammar, const Experiment& experiment, SequenceReader x, SequenceReader y, std::span<float> verdicts) {
  int state = 0;
  for (int t = 0; t < experiment.seqLen; ++t) {
    state = nextState(grammar, state, symbolAt(x, t, symbols));
    float& verdict = verdicts[static_cast<std::size_t>(t)];
    if (state < 0) {
      verdict = std::nanf("");
      continue;
    }
    char legal[symbols] = {};
    const State& here = grammar[static_cast<std::size_t>(state)];
    for (int i = 0; i < here.count; ++i) legal[symbolOf(here.ways[i].letter)] = 1;
    verdict = allLegalFirst(y, t, legal) ? 1.f : 0.f;
  }
}

// The letter that comes next, or the only one that may.
bool answerBy(Grammar grammar, const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  int state = 0;
  for (int s = 0; s <= t; ++s) state = nextState(grammar, state, symbolAt(x, s));
  if (state < 0) return false;
  const State& here = grammar[static_cast<std::size_t>(state)];
  int next = t + 1 < experiment.seqLen ? symbolAt(x, t + 1) : -1;
  if (next < 0 && here.count == 1) next = symbolOf(here.ways[0].letter);
  if (next < 0 || nextState(grammar, state, next) == -2) return false;
  std::fill(target.begin(), target.end(), 0.f);
  target[static_cast<std::size_t>(next)] = 1;
  return true;
}

// How often a string of at most T + 1 letters is in each state that is asked what comes, and what does come.
struct Expected {
  std::vector<double> states;
  double letters[symbols] = {};
};
Expected expected(Grammar grammar, int steps) {
  // ends[n][s]: the probability that from s at most n letters follow.
  std::vector<std::vector<double>> ends(static_cast<std::size_t>(steps) + 2, std::vector<double>(grammar.size(), 0));
  const auto each = [&](std::size_t s, const auto& use) {
    for (int i = 0; i < grammar[s].count; ++i) use(grammar[s].ways[i], 1.0 / grammar[s].count);
  };
  const auto endsBy = [&](const Edge& edge, std::size_t letters) {
    return edge.to < 0 ? 1 : ends[letters][static_cast<std::size_t>(edge.to)];
  };
  for (std::size_t n = 1; n < ends.size(); ++n)
    for (std::size_t s = 0; s < grammar.size(); ++s) each(s, [&](const Edge& edge, double p) { ends[n][s] += p * endsBy(edge, n - 1); });
  Expected sums{std::vector<double>(grammar.size(), 0)};
  std::vector<double> there(grammar.size(), 0);
  there[0] = 1 / ends.back()[0];
  for (std::size_t left = ends.size() - 1; left > 0; --left) {
    std::vector<double> next(grammar.size(), 0);
    for (std::size_t s = 0; s < grammar.size(); ++s)
      each(s, [&](const Edge& edge, double p) {
        const double share = there[s] * p * endsBy(edge, left - 1);
        if (left < ends.size() - 1) sums.states[s] += share, sums.letters[symbolOf(edge.letter)] += share;
        if (edge.to >= 0) next[static_cast<std::size_t>(edge.to)] += there[s] * p;
      });
    there = next;
  }
  return sums;
}

// The entropy of the letters: what is left for an answer that only knows how often each comes.
double blindLoss(Grammar grammar, int steps) {
  const Expected sums = expected(grammar, steps);
  double all = 0, loss = 0;
  for (const double n : sums.letters) all += n;
  for (const double n : sums.letters)
    if (n > 0) loss -= n / all * std::log(n / all);
  return loss;
}

// Always the same letters first: right where those that may come are just they.
double blindShare(Grammar grammar, int steps) {
  const Expected sums = expected(grammar, steps);
  double all = 0, best = 0;
  const auto letters = [&](std::size_t s) {
    int mask = 0;
    for (int i = 0; i < grammar[s].count; ++i) mask |= 1 << symbolOf(grammar[s].ways[i].letter);
    return mask;
  };
  for (std::size_t s = 0; s < grammar.size(); ++s) {
    double same = 0;
    for (std::size_t other = 0; other < grammar.size(); ++other)
      if (letters(other) == letters(s)) same += sums.states[other];
    best = std::max(best, same);
    all += sums.states[s];
  }
  return best / all;
}

// A whole string of the grammar, whose last letter is not shown, then nothing.
bool legalBy(Grammar grammar, const Experiment& experiment, SequenceReader x) {
  int state = 0, t = 0;
  for (; t < experiment.seqLen; ++t) {
    const int symbol = onlySymbolAt(x, t, symbols);
    if (symbol == -1) break;
    if (symbol < 0) return false;
    state = nextState(grammar, state, symbol);
    if (state < 0) return false;
  }
  const State& last = grammar[static_cast<std::size_t>(state)];
  if (last.ways[0].to >= 0) return false;
  for (; t < experiment.seqLen; ++t)
    if (onlySymbolAt(x, t, symbols) != -1) return false;
  return true;
}

void takeStateBy(Grammar grammar, const Experiment& experiment, SequenceReader x, std::span<float> values) {
  int state = 0;
  for (int t = 0; t < experiment.seqLen; ++t) {
    state = nextState(grammar, state, symbolAt(x, t, symbols));
    values[static_cast<std::size_t>(t)] = state < 0 ? notAsked : static_cast<float>(state);
  }
}
void takeSecond(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  const float second = symbolAt(x, 1, symbols) == symbolOf('P') ? 1.f : 0.f;
  for (int t = 0; t < experiment.seqLen; ++t)
    values[static_cast<std::size_t>(t)] = t > 0 && symbolAt(x, t, symbols) >= 0 ? second : notAsked;
}
constexpr TaskProperty reberProperties[] = {
    {"state", "where in the grammar's graph", static_cast<int>(reberGrammar.size()),
     [](const Experiment& e, SequenceReader x, std::span<float> values) { takeStateBy(reberGrammar, e, x, values); }}};
constexpr TaskProperty embeddedProperties[] = {
    {"second", "whether the second letter was a P", 2, takeSecond},
    {"state", "where in the grammar's graph", static_cast<int>(embeddedGrammar.size()),
     [](const Experiment& e, SequenceReader x, std::span<float> values) { takeStateBy(embeddedGrammar, e, x, values); }}};

// The end is a state, too, from which nothing leads on.
int nextOf(Grammar grammar, int state, int symbol) {
  if (state >= static_cast<int>(grammar.size())) return -1;
  const int next = nextState(grammar, state, symbol);
  return next == -1 ? static_cast<int>(grammar.size()) : next < 0 ? -1 : next;
}
int letterAt(SequenceReader x, int t) { return symbolAt(x, t, symbols); }
constexpr TaskAutomaton reberAutomaton{.states = static_cast<int>(reberGrammar.size()) + 1,
                                       .letters = alphabet,
                                       .next = [](int state, int symbol) { return nextOf(reberGrammar, state, symbol); },
                                       .symbolAt = letterAt};
constexpr TaskAutomaton embeddedAutomaton{.states = static_cast<int>(embeddedGrammar.size()) + 1,
                                          .letters = alphabet,
                                          .next = [](int state, int symbol) { return nextOf(embeddedGrammar, state, symbol); },
                                          .symbolAt = letterAt};

constexpr std::pair<std::string_view, std::string_view> reberDefaults[] = {
    {"hiddenSize", "16"}, {"seqLen", "20"}, {"learningRate", "0.01"}};
constexpr std::pair<std::string_view, std::string_view> embeddedDefaults[] = {
    {"cell", "lstm"}, {"hiddenSize", "16"}, {"seqLen", "24"}, {"learningRate", "0.01"}};

constexpr Task shared = [] {
  Task t{};
  t.inputSize = size<symbols>;
  t.outputSize = size<symbols>;
  t.loss = Loss::crossEntropy;
  t.bits = true;
  t.classes = true;
  t.lengths = true;
  t.learnedBound = 0.99;
  t.learnedBy = 2000;
  t.learnedShare = 1.0;
  t.counts = everyStep;
  t.scored = everyStep;
  t.inputs = unevenInputs;
  t.letters = alphabet;
  return t;
}();

}  // namespace

const Task& reber() {
  static constexpr Task task = [] {
    Task t = shared;
    t.name = "reber";
    t.help = "strings of Reber's grammar: at each step, which letters may come (Cleeremans et al. 1989)";
    t.metric = Metric::shareRight;
    t.blindMetric = [](const Experiment& e) { return blindShare(reberGrammar, e.seqLen); };
    t.blindLoss = [](const Experiment& e) { return blindLoss(reberGrammar, e.seqLen); };
    t.draw = [](const Experiment& e, Random& random, SequenceWriter x, SequenceWriter target) {
      drawFrom(reberGrammar, e, random, x, target);
    };
    t.judge = [](const Experiment& e, SequenceReader x, SequenceReader y, SequenceReader, std::span<float> verdicts) {
      judgeBy(reberGrammar, e, x, y, verdicts);
    };
    t.shortest = [](const Experiment&) { return 4; };
    t.answer = [](const Experiment& e, const Table& x, int step, std::span<float> target) {
      return answerBy(reberGrammar, e, x, step, target);
    };
    t.legal = [](const Experiment& e, SequenceReader x) { return legalBy(reberGrammar, e, x); };
    t.properties = reberProperties;
    t.automaton = &reberAutomaton;
    t.defaults = reberDefaults;
    return t;
  }();
  return task;
}

const Task& embeddedReber() {
  static constexpr Task task = [] {
    Task t = shared;
    t.name = "embeddedReber";
    t.help = "Reber's grammar between two equal letters, the second of which must be known (Hochreiter & Schmidhuber 1997)";
    t.metric = Metric::wholeRight;
    t.blindMetric = [](const Experiment&) { return 0.0; };
    t.blindLoss = [](const Experiment& e) { return blindLoss(embeddedGrammar, e.seqLen); };
    t.draw = [](const Experiment& e, Random& random, SequenceWriter x, SequenceWriter target) {
      drawFrom(embeddedGrammar, e, random, x, target);
    };
    t.judge = [](const Experiment& e, SequenceReader x, SequenceReader y, SequenceReader, std::span<float> verdicts) {
      judgeBy(embeddedGrammar, e, x, y, verdicts);
    };
    t.shortest = [](const Experiment&) { return 8; };
    t.answer = [](const Experiment& e, const Table& x, int step, std::span<float> target) {
      return answerBy(embeddedGrammar, e, x, step, target);
    };
    t.legal = [](const Experiment& e, SequenceReader x) { return legalBy(embeddedGrammar, e, x); };
    t.properties = embeddedProperties;
    t.automaton = &embeddedAutomaton;
    t.defaults = embeddedDefaults;
    return t;
  }();
  return task;
}

}  // namespace unroll
