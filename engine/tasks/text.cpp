// Text: from anywhere in a text the net reads on letter by letter and says which comes next. Built in is the beginning of "Alice's
// Adventures in Wonderland" (Lewis Carroll 1865), in small letters, with spaces, commas and stops: 29 symbols. So short a text is learned
// by heart. After Elman 1990, who had a net of words, and Karpathy 2015 ("min-char-rnn"), who had one of characters. Or one's own text
// (own_data.h), whose last tenth training never sees.
#include "tasks/own_data.h"
#include "tasks/windows.h"

namespace unroll {

namespace {

constexpr std::string_view alphabet = " ,.abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view alice =
    "alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do, once or twice she had peeped "
    "into the book her sister was reading, but it had no pictures or conversations in it, and what is the use of a book, thought alice, "
    "without "
    "pictures or conversations. ";

const Corpus& builtIn() {
  static const Corpus corpus = [] {
    Corpus c;
    c.alphabet = static_cast<int>(alphabet.size());
    for (const char letter : alice) c.symbols.push_back(static_cast<int>(alphabet.find(letter)));
    c.ends = {static_cast<int>(alice.size())};
    return c;
  }();
  return corpus;
}
constexpr Task onAlice = readingOn<builtIn, static_cast<int>(alphabet.size())>();

std::span<const std::string> names(const Experiment& experiment) {
  static const std::vector<std::string> letters = [] {
    std::vector<std::string> all;
    for (const char each : alphabet) all.emplace_back(1, each);
    return all;
  }();
  if (const OwnText* own = ownText(experiment)) return own->names;
  return letters;
}

int classes(const Experiment& experiment) {
  const OwnText* own = ownText(experiment);
  return own ? own->classes() : static_cast<int>(alphabet.size());
}

// A window of T + 1 symbols, from anywhere between two places; the last is behind the last symbol.
void drawBetween(const OwnText& text, int first, int last, const Experiment& experiment, Random& random, SequenceWriter x,
                 SequenceWriter target) {
  const int begin = first + random.below(last - first - experiment.seqLen);
  for (int t = 0; t < experiment.seqLen; ++t) {
    const auto at = static_cast<std::size_t>(begin + t);
    writeSymbol(x, t, text.symbols[at], text.classes());
    writeSymbol(target, t, text.symbols[at + 1], text.classes());
  }
}

void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  if (const OwnText* own = ownText(experiment)) return drawBetween(*own, 0, own->cut, experiment, random, x, target);
  onAlice.draw(experiment, random, x, target);
}
void drawFresh(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  if (const OwnText* own = ownText(experiment)) return drawBetween(*own, own->cut, own->size(), experiment, random, x, target);
  onAlice.draw(experiment, random, x, target);
}

double mostFrequent(const Experiment& experiment) {
  const OwnText* own = ownText(experiment);
  return own ? own->blind(experiment.seqLen).share : onAlice.blindMetric(experiment);
}
double blindEntropy(const Experiment& experiment) {
  const OwnText* own = ownText(experiment);
  return own ? own->blind(experiment.seqLen).entropy : onAlice.blindLoss(experiment);
}

// NaN before the first space, since the window begins anywhere.
void takeInWord(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  const auto letters = names(experiment);
  float inWord = notAsked;
  for (int t = 0; t < experiment.seqLen; ++t) {
    const int symbol = symbolAt(x, t, static_cast<int>(letters.size()));
    const bool isSpace =
        symbol >= 0 && (letters[static_cast<std::size_t>(symbol)] == " " || letters[static_cast<std::size_t>(symbol)] == "\n");
    inWord = isSpace ? 0 : inWord + 1;
    values[static_cast<std::size_t>(t)] = inWord;
  }
}
void takeVowel(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  const auto letters = names(experiment);
  for (int t = 0; t < experiment.seqLen; ++t) {
    const int symbol = symbolAt(x, t, static_cast<int>(letters.size()));
    const bool vowel = symbol >= 0 && letters[static_cast<std::size_t>(symbol)].size() == 1 &&
                       std::string_view("aeiouAEIOU").find(letters[static_cast<std::size_t>(symbol)]) != std::string_view::npos;
    values[static_cast<std::size_t>(t)] = vowel ? 1.f : 0.f;
  }
}

bool isQuote(std::string_view letter) {
  constexpr std::string_view quotes[] = {"\"", "„", "“", "”", "«", "»"};
  return std::find(std::begin(quotes), std::end(quotes), letter) != std::end(quotes);
}
// After an odd number of quotation marks. A window may begin between two of them: what the first mark does is told by whether it follows
// a space (it opens) or anything else; NaN before that is known.
void takeInsideQuotes(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  const auto letters = names(experiment);
  float inside = notAsked;
  bool afterSpace = false, isFirst = true;  // isFirst: nothing stands before it in the window
  for (int t = 0; t < experiment.seqLen; ++t) {
    const int symbol = symbolAt(x, t, static_cast<int>(letters.size()));
    const std::string_view letter = symbol >= 0 ? std::string_view(letters[static_cast<std::size_t>(symbol)]) : std::string_view();
    if (isQuote(letter) && isAsked(inside))
      inside = 1 - inside;
    else if (isQuote(letter) && !isFirst)
      inside = afterSpace ? 1 : 0;
    afterSpace = letter == " " || letter == "\n";
    isFirst = false;
    values[static_cast<std::size_t>(t)] = inside;
  }
}
constexpr TaskProperty properties[] = {{"inWord", "letters since the last space", 0, takeInWord},
                                       {"vowel", "whether the letter is a vowel", 2, takeVowel},
                                       {"insideQuotes", "whether it stands between quotation marks", 2, takeInsideQuotes}};

constexpr std::string_view settings[] = {"data"};
constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"cell", "gru"}, {"hiddenSize", "64"}, {"seqLen", "25"}, {"learningRate", "0.003"}};

}  // namespace

const Task& text() {
  static constexpr Task task = [] {
    Task t = onAlice;
    t.name = "text";
    t.help = "the next letter of a text, from anywhere in it (as Karpathy 2015)";
    t.inputSize = t.outputSize = classes;
    t.draw = draw;
    t.drawFresh = drawFresh;
    t.blindMetric = mostFrequent;
    t.blindLoss = blindEntropy;
    t.longest = [](const Experiment& e) {
      const OwnText* own = ownText(e);
      return own ? own->longestWindow() : std::numeric_limits<int>::max();
    };
    t.dataFits = [](const Experiment& e) {
      const auto read = readOwnText(e);
      return read ? Result<void>() : Result<void>(read.error());
    };
    t.names = names;
    t.learnedBound = 0.9;  // of .95 that can be known with T = 25
    t.learnedBy = 1000;
    t.learnedShare = 1.0;
    t.properties = properties;
    t.signs = alphabet;
    t.settings = settings;
    t.defaults = defaults;
    return t;
  }();
  return task;
}

}  // namespace unroll
