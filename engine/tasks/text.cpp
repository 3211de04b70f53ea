// Text: from anywhere in a text the net reads on letter by letter and says which comes next. Built in is the beginning of "Alice's
// Adventures in Wonderland" (Lewis Carroll 1865), in small letters, with spaces, commas and stops: 29 symbols. So short a text is learned
// by heart. After Elman 1990, who had a net of words, and Karpathy 2015 ("min-char-rnn"), who had one of characters.
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

// NaN before the first space, since the window begins anywhere.
void takeInWord(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  float letters = notAsked;
  for (int t = 0; t < experiment.seqLen; ++t) {
    const int symbol = symbolAt(x, t, static_cast<int>(alphabet.size()));
    letters = symbol == 0 ? 0 : letters + 1;
    values[static_cast<std::size_t>(t)] = letters;
  }
}
void takeVowel(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  for (int t = 0; t < experiment.seqLen; ++t) {
    const int symbol = symbolAt(x, t, static_cast<int>(alphabet.size()));
    const bool vowel = symbol >= 0 && std::string_view("aeiou").find(alphabet[static_cast<std::size_t>(symbol)]) != std::string_view::npos;
    values[static_cast<std::size_t>(t)] = vowel ? 1.f : 0.f;
  }
}
constexpr TaskProperty properties[] = {{"inWord", "letters since the last space", 0, takeInWord},
                                       {"vowel", "whether the letter is a vowel", 2, takeVowel}};

constexpr std::pair<std::string_view, std::string_view> defaults[] = {
    {"cell", "gru"}, {"hiddenSize", "64"}, {"seqLen", "25"}, {"learningRate", "0.003"}};

}  // namespace

const Task& text() {
  static constexpr Task task = [] {
    Task t = readingOn<builtIn, static_cast<int>(alphabet.size())>();
    t.name = "text";
    t.help = "the next letter of a text, from anywhere in it (as Karpathy 2015)";
    t.learnedBound = 0.9;  // of .95 that can be known with T = 25
    t.learnedBy = 1000;
    t.learnedShare = 1.0;
    t.properties = properties;
    t.signs = alphabet;
    t.defaults = defaults;
    return t;
  }();
  return task;
}

}  // namespace unroll
