// Elman's letters (Elman 1990, "Finding structure in time", "Discovering the notion word"): b is always followed by a, d by ii, g by uuu,
// and these three syllables by each other at random. Each letter is six features (his Table 1); the net says at every step those of the
// next one. Vowels can be known, and that a consonant comes; which one can't.
#include <algorithm>

#include "tasks/task.h"

namespace unroll {

namespace {

constexpr std::string_view alphabet = "bdgaiu";
constexpr int features = 6;
// Consonant, vowel, interrupted, high, back, voiced.
constexpr float codes[] = {1, 0, 1, 0, 0, 1,   // b
                           1, 0, 1, 1, 0, 1,   // d
                           1, 0, 1, 0, 1, 1,   // g
                           0, 1, 0, 0, 1, 1,   // a
                           0, 1, 0, 1, 0, 1,   // i
                           0, 1, 0, 1, 1, 1};  // u
std::span<const float> code(std::size_t letter) { return std::span(codes).subspan(letter * features, features); }
constexpr std::string_view syllables[] = {"ba", "dii", "guuu"};
constexpr int lettersInAll = 9;  // of the three

constexpr std::pair<std::string_view, std::string_view> defaults[] = {{"seqLen", "20"}, {"hiddenSize", "20"}};

// Begins anywhere in a syllable, each of the nine letters as likely, so that all steps are alike.
void draw(const Experiment& experiment, Random& random, SequenceWriter x, SequenceWriter target) {
  int at = random.below(lettersInAll);
  std::size_t syllable = 0;
  for (; at >= static_cast<int>(syllables[syllable].size()); ++syllable) at -= static_cast<int>(syllables[syllable].size());
  for (int t = 0; t <= experiment.seqLen; ++t, ++at) {
    if (at == static_cast<int>(syllables[syllable].size())) at = 0, syllable = static_cast<std::size_t>(random.below(3));
    const auto letter = code(alphabet.find(syllables[syllable][static_cast<std::size_t>(at)]));
    for (int i = 0; i < features; ++i) {
      if (t < experiment.seqLen) x(t, i) = letter[static_cast<std::size_t>(i)];
      if (t > 0) target(t - 1, i) = letter[static_cast<std::size_t>(i)];
    }
  }
}

// 0…5; npos: none of them.
std::size_t letterAt(const Table& x, int t) {
  for (std::size_t letter = 0; letter < alphabet.size(); ++letter)
    if (std::equal(code(letter).begin(), code(letter).end(), &x.values[static_cast<std::size_t>(t) * features])) return letter;
  return std::string_view::npos;
}

void takeConsonant(const Experiment& experiment, SequenceReader x, std::span<float> values) {
  for (int t = 0; t < experiment.seqLen; ++t) values[static_cast<std::size_t>(t)] = x(t, 0);
}
constexpr TaskProperty properties[] = {{"consonant", "whether the letter is a consonant", 2, takeConsonant}};

// The letter that is there next. After the last one only what its syllable still lacks is known.
bool answer(const Experiment& experiment, const Table& x, int t, std::span<float> target) {
  if (t + 1 < experiment.seqLen) {
    for (int i = 0; i < features; ++i) target[static_cast<std::size_t>(i)] = x.at(t + 1, i);
    return true;
  }
  for (const std::string_view syllable : syllables)
    for (int there = 1; there < static_cast<int>(syllable.size()) && there <= t + 1; ++there) {
      bool ends = true;
      for (int k = 0; k < there; ++k) ends = ends && letterAt(x, t - k) == alphabet.find(syllable[static_cast<std::size_t>(there - 1 - k)]);
      if (!ends) continue;
      std::copy_n(code(alphabet.find(syllable[static_cast<std::size_t>(there)])).begin(), features, target.begin());
      return true;
    }
  return false;
}

}  // namespace

const Task& letters() {
  static constexpr Task task{
      .name = "letters",
      .help = "ba, dii and guuu at random: predict the next letter, six features each (Elman 1990)",
      .inputSize = size<features>,
      .outputSize = size<features>,
      .loss = Loss::meanSquaredError,
      .bits = true,
      .metric = Metric::shareRight,
      .blindMetric = [](const Experiment&) { return 38.0 / 54; },  // of nine letters: 6, 6, 6, 6, 5 and 9 agree with the best constant
      .blindLoss = [](const Experiment&) { return 92.0 / 486; },   // Σ p (1 − p) / 6 with p = 3/9, 6/9, 3/9, 6/9, 5/9, 1
      .learnedBound =
          0.95,  // 52/54 = .963 is the most: of a consonant in three letters, two features can't be known, each right twice in three
      .learnedBy = 2000,
      .learnedShare = 1.0,
      .draw = draw,
      .counts = everyStep,
      .scored = everyStep,
      .shortest = [](const Experiment&) { return 1; },
      .answer = answer,
      .inputs = unevenInputs,
      .properties = properties,
      .defaults = defaults,
      .letters = alphabet,
      .codes = codes,
  };
  return task;
}

}  // namespace unroll
