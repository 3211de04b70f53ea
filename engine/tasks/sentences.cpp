// Elman's sentences (Elman 1990, "Finding structure in time", "Discovering lexical classes from word order"; tables 3 and 4): sentences of
// two or three words, one after the other without a mark between them; the net says at every step which word comes next. Of 29 words, by
// kinds:
//   human man woman boy girl · animal cat mouse dog · inanimate book rock car · aggressive dragon monster lion · fragile glass plate
//   food cookie bread sandwich · intransitive think sleep exist · transitive see chase like · agent or patient move break
//   perception smell see · destruction break smash · eat
// and sixteen kinds of sentences, each as likely, as is each word of a kind:
//   human: eat food; perceives inanimate; destroys fragile; intransitive; transitive human; moves or breaks inanimate; moves or breaks
//   animal: eat food; transitive animal; moves or breaks inanimate; moves or breaks
//   inanimate: moves or breaks
//   aggressive: destroys fragile; eat human; eat animal; eat food
// The word itself can't be known; right is a word that can come next after all words so far. Since sentences have no ends, those may be
// read in several ways: "boy move" may go on with "book" or be over.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "tasks/sentences.h"
#include "tasks/symbols.h"

namespace unroll {

namespace {

constexpr std::string_view vocabulary =
    " man woman boy girl cat mouse dog book rock car dragon monster lion glass plate cookie bread sandwich think sleep exist see chase "
    "like move break smell smash eat ";
constexpr int words = static_cast<int>(std::count(vocabulary.begin(), vocabulary.end(), ' ')) - 1;
static_assert(words == 29);

// A set of words, a bit each; written " cat mouse dog ".
using Words = std::uint32_t;
constexpr Words setOf(std::string_view names) {
  Words set = 0;
  for (std::size_t at = 0; at + 1 < names.size(); at = names.find(' ', at + 1)) {
    const std::size_t found = vocabulary.find(names.substr(at, names.find(' ', at + 1) + 1 - at));
    set |= Words(1) << std::count(vocabulary.begin(), vocabulary.begin() + static_cast<std::ptrdiff_t>(found), ' ');
  }
  return set;
}
constexpr bool has(Words set, int word) { return word >= 0 && (set >> word & 1) != 0; }

constexpr Words human = setOf(" man woman boy girl "), animal = setOf(" cat mouse dog "), inanimate = setOf(" book rock car "),
                aggressive = setOf(" dragon monster lion "), fragile = setOf(" glass plate "), food = setOf(" cookie bread sandwich "),
                intransitive = setOf(" think sleep exist "), transitive = setOf(" see chase like "), moving = setOf(" move break "),
                perceiving = setOf(" smell see "), destroying = setOf(" break smash "), eating = setOf(" eat ");

constexpr int kinds = 16;
constexpr Words patterns[kinds][3] = {{human, eating, food},
                                      {human, perceiving, inanimate},
                                      {human, destroying, fragile},
                                      {human, intransitive},
                                      {human, transitive, human},
                                      {human, moving, inanimate},
                                      {human, moving},
                                      {animal, eating, food},
                                      {animal, transitive, animal},
                                      {animal, moving, inanimate},
                                      {animal, moving},
                                      {inanimate, moving},
                                      {aggressive, destroying, fragile},
                                      {aggressive, eating, human},
                                      {aggressive, eating, animal},
                                      {aggressive, eating, food}};

// Where a sentence stands: 0 before its first word, then kind · 2 + 1 after its first and kind · 2 + 2 after its second of three.
using Places = std::uint64_t;  // a set of them
constexpr int places = 1 + 2 * kinds;
constexpr Words wordsAt(int place) {
  if (place > 0) return patterns[(place - 1) / 2][1 + (place - 1) % 2];
  Words all = 0;
  for (const auto& sentence : patterns) all |= sentence[0];
  return all;
}
constexpr int placeAfter(int place) {  // a word; of the first one the kind must be known
  const int kind = (place - 1) / 2, said = 1 + (place - 1) % 2;
  return said == 1 && patterns[kind][2] != 0 ? place + 1 : 0;
}

Places readOn(Places before, int word) {
  Places after = 0;
  for (int kind = 0; kind < kinds && (before & 1) != 0; ++kind)
    if (has(patterns[kind][0], word)) after |= Places(1) << (1 + 2 * kind);
  for (int place = 1; place < places; ++place)
    if ((before >> place & 1) != 0 && has(wordsAt(place), word)) after |= Places(1) << placeAfter(place);
  return after;
}

Words mayFollow(Places here) {
  Words all = 0;
  for (int place = 0; place < places; ++place)
    if ((here >> place & 1) != 0) all |= wordsAt(place);
  return all;
}

int drawWord(Random& random, Words set) {
  int left = random.below(std::popcount(set)), word = std::countr_zero(set);
  for (; left > 0; --left) {
    set &= set - 1;
    word = std::countr_zero(set);
  }
  return word;
}

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  for (int t = 0; t <= experiment.seqLen;) {
    const auto& sentence = patterns[random.below(kinds)];
    for (int k = 0; k < 3 && sentence[k] != 0 && t <= experiment.seqLen; ++k, ++t) {
      const int word = drawWord(random, sentence[k]);
      if (t < experiment.seqLen) writeSymbol(x, t, word, words);
      if (t > 0) writeSymbol(target, t - 1, word, words);
    }
  }
}

void judge(const Experiment& experiment, SequenceReader x, SequenceReader y, SequenceReader, std::span<float> verdicts) {
  Places here = 1;
  for (int t = 0; t < experiment.seqLen; ++t) {
    here = readOn(here, symbolAt(x, t, words));
    verdicts[static_cast<std::size_t>(t)] = here == 0 ? std::nanf("") : has(mayFollow(here), likeliestAt(y, t, words)) ? 1.f : 0.f;
  }
}

// The word that is there next. After the last one none can be known.
bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  Places here = 1;
  for (int s = 0; s <= t; ++s) here = readOn(here, symbolAt(x, s));
  const int next = t + 1 < experiment.seqLen ? symbolAt(x, t + 1) : -1;
  if (!has(mayFollow(here), next)) return false;
  std::fill(target.begin(), target.end(), 0.f);
  target[static_cast<std::size_t>(next)] = 1;
  return true;
}

// What a blind answer scores, for each T. Where the sentence really stands and where it may stand by its words go on together as a Markov
// chain of a few dozen states; after some steps it has forgotten how it began.
struct Blind {
  double metric = 0, loss = 0;
};
class BlindScores {
 public:
  static constexpr int longest = 1000;
  Blind at(int steps) const { return all_[static_cast<std::size_t>(std::min(steps, longest))]; }

  BlindScores() {
    (void)stateOf(0, 1);
    for (std::size_t s = 0; s < states_.size(); ++s) connect(static_cast<int>(s));  // each may find others
    std::vector<double> p(states_.size(), 0);
    p[0] = 1;
    double right[words] = {}, comes[words] = {}, rightNow[words] = {}, comesNow[words] = {};
    for (int t = 1; t <= longest; ++t) {
      if (walk(p) > 1e-15) count(p, rightNow, comesNow);
      double loss = 0;
      for (int w = 0; w < words; ++w) {
        right[w] += rightNow[w];
        comes[w] += comesNow[w];
        if (comes[w] > 0) loss -= comes[w] / t * std::log(comes[w] / t);
      }
      all_[static_cast<std::size_t>(t)] = {*std::max_element(right, right + words) / t, loss};
    }
  }

 private:
  struct State {
    int place;      // where the sentence stands
    Places places;  // where it may stand
  };
  struct Edge {
    int from, to;
    double probability;
  };

  int stateOf(int place, Places may) {
    for (std::size_t s = 0; s < states_.size(); ++s)
      if (states_[s].place == place && states_[s].places == may) return static_cast<int>(s);
    states_.push_back({place, may});
    return static_cast<int>(states_.size()) - 1;
  }
  // f(word, place after it, probability)
  template <class F>
  static void eachWord(int place, F f) {
    const auto each = [&](Words set, int after, double probability) {
      for (int w = 0; w < words; ++w)
        if (has(set, w)) f(w, after, probability / std::popcount(set));
    };
    if (place > 0) return each(wordsAt(place), placeAfter(place), 1);
    for (int kind = 0; kind < kinds; ++kind) each(patterns[kind][0], 1 + 2 * kind, 1.0 / kinds);
  }
  void connect(int from) {
    const State here = states_[static_cast<std::size_t>(from)];
    const auto first = static_cast<std::ptrdiff_t>(edges_.size());
    eachWord(here.place, [&](int word, int after, double probability) {
      const int to = stateOf(after, readOn(here.places, word));
      const auto same = std::find_if(edges_.begin() + first, edges_.end(), [&](const Edge& e) { return e.to == to; });
      if (same != edges_.end())
        same->probability += probability;
      else
        edges_.push_back({from, to, probability});
    });
  }
  double walk(std::vector<double>& p) const {  // a word on; returns how far that changed it
    std::vector<double> next(p.size(), 0);
    for (const Edge& e : edges_) next[static_cast<std::size_t>(e.to)] += p[static_cast<std::size_t>(e.from)] * e.probability;
    double change = 0;
    for (std::size_t s = 0; s < p.size(); ++s) change = std::max(change, std::fabs(next[s] - p[s]));
    p = next;
    return change;
  }
  void count(const std::vector<double>& p, double* right, double* comes) const {
    std::fill(right, right + words, 0.0);
    std::fill(comes, comes + words, 0.0);
    for (std::size_t s = 0; s < p.size(); ++s) {
      const Words may = mayFollow(states_[s].places);
      for (int w = 0; w < words; ++w) right[w] += has(may, w) ? p[s] : 0;
      eachWord(states_[s].place, [&](int word, int, double probability) { comes[word] += p[s] * probability; });
    }
  }

  std::vector<State> states_;
  std::vector<Edge> edges_;
  std::vector<Blind> all_ = std::vector<Blind>(longest + 1);
};
const BlindScores& blindScores() {
  static const BlindScores scores;
  return scores;
}

constexpr std::pair<std::string_view, std::string_view> defaults[] = {{"hiddenSize", "24"}, {"seqLen", "20"}, {"learningRate", "0.005"}};

std::span<const std::string> names(const Experiment&) {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> list;
    for (std::size_t at = 0; at + 1 < vocabulary.size(); at = vocabulary.find(' ', at + 1))
      list.emplace_back(vocabulary.substr(at + 1, vocabulary.find(' ', at + 1) - at - 1));
    return list;
  }();
  return all;
}

}  // namespace

// How likely the sentence stands at each place, word by word.
Table likelyNextWords(const Table& x) {
  Table likely;
  likely.resize(x.rows, words);
  std::fill(likely.values.begin(), likely.values.end(), 0.f);
  std::vector<double> there(places, 0);
  there[0] = 1;
  const auto each = [&](int place, auto use) {  // use(words, the place after one of them, probability of the set)
    if (place > 0) return use(wordsAt(place), placeAfter(place), there[static_cast<std::size_t>(place)]);
    for (int kind = 0; kind < kinds; ++kind) use(patterns[kind][0], 1 + 2 * kind, there[0] / kinds);
  };
  for (int t = 0; t < x.rows; ++t) {
    const int word = symbolAt(x, t);
    std::vector<double> next(places, 0);
    double all = 0;
    for (int place = 0; place < places; ++place)
      each(place, [&](Words set, int after, double probability) {
        if (!has(set, word)) return;
        next[static_cast<std::size_t>(after)] += probability / std::popcount(set);
        all += probability / std::popcount(set);
      });
    for (double& p : next) p = all > 0 ? p / all : 0;
    there = next;
    for (int place = 0; place < places; ++place)
      each(place, [&](Words set, int, double probability) {
        for (int w = 0; w < words; ++w)
          if (has(set, w)) likely.values[static_cast<std::size_t>(t * words + w)] += static_cast<float>(probability / std::popcount(set));
      });
  }
  return likely;
}

bool isVerb(int word) { return has(intransitive | transitive | moving | perceiving | destroying | eating, word); }

const Task& sentences() {
  static constexpr Task task{
      .name = "sentences",
      .help = "sentences of two and three words without ends: a word that can come next (Elman 1990)",
      .inputSize = size<words>,
      .outputSize = size<words>,
      .loss = Loss::crossEntropy,
      .bits = true,
      .classes = true,
      .metric = Metric::shareRight,
      .blindMetric = [](const Experiment& e) { return blindScores().at(e.seqLen).metric; },
      .blindLoss = [](const Experiment& e) { return blindScores().at(e.seqLen).loss; },
      .learnedBound = 0.99,
      .learnedBy = 1000,
      .learnedShare = 1.0,
      .draw = draw,
      .counts = everyStep,
      .scored = everyStep,
      .shortest = [](const Experiment&) { return 2; },
      .names = names,
      .answer = answer,
      .judge = judge,
      .inputs = unevenInputs,
      .defaults = defaults,
  };
  return task;
}

}  // namespace unroll
