// Elman 1990, "Finding structure in time": temporal exclusive or, letters, sentences.
#include <array>
#include <cmath>

#include "reproduce/measures.h"
#include "tasks/sentences.h"

namespace unroll {

namespace {

constexpr const char* elman = "Elman 1990, Finding structure in time";
constexpr int freshSequences = 100;

// His 3,000 bits in 600 passes are as many as 15,000 updates of 4 sequences of 30.
const std::string bits = "task=xor&activation=sigmoid&seqLen=30&batchSize=4&learningRate=0.01&updates=15000";
constexpr const char* bitsMethod = "15,000 updates (Adam) of 4 fresh sequences of 30 bits, 8 sigmoid units";

Figure figureOf(std::string name, std::string claim, std::vector<Published> points, std::string method) {
  Figure f;
  f.name = std::move(name);
  f.source = elman;
  f.claim = std::move(claim);
  f.points = std::move(points);
  f.method = std::move(method);
  return f;
}

// Mean squared errors where the next bit is the first, the second, or the exclusive or of both.
std::vector<double> errorByPosition(StudyRun& run, std::uint64_t) {
  std::array<double, 3> sum{};
  std::array<int, 3> count{};
  forFreshSequences(run, freshSequences, [&](const Passage& p) {
    for (int t = 0; t < p.y.rows; ++t) {
      const auto position = static_cast<std::size_t>((t + 1) % 3);
      const double off = static_cast<double>(p.y.at(t, 0) - p.target.at(t, 0));
      sum[position] += off * off;
      ++count[position];
    }
  });
  return {sum[2] / count[2], sum[0] / count[0], sum[1] / count[1]};
}

std::vector<double> accuracy(StudyRun& run, std::uint64_t) {
  int right = 0, all = 0;
  forFreshSequences(run, freshSequences, [&](const Passage& p) {
    for (int t = 0; t < p.y.rows; ++t, ++all) right += (p.y.at(t, 0) > 0.5f) == (p.target.at(t, 0) > 0.5f);
  });
  return {static_cast<double>(right) / all};
}

std::vector<Figure> exclusiveOr() {
  Figure error = figureOf("xorError", "temporal exclusive or: the error is low on every third bit only: mean squared errors 0/.25/.25",
                          {{0, 3}, {.25, 1}, {.25, 2}}, bitsMethod);
  error.tolerance = 0.01;  // a net that is still learning
  error.scale = 0.25;
  error.seeds = 20;
  error.minutes = 0.1;
  error.xName = "position in the three bits";
  error.yName = "mean squared error";
  error.blind = 0.25;
  error.measures.push_back({0, bits + "&hiddenSize=8", errorByPosition, nullptr});

  Figure share = figureOf("xorAccuracy", "temporal exclusive or: at best 66.7 % of the bits are right", {{2.0 / 3}}, bitsMethod);
  share.tolerance = 0.005;
  share.seeds = 20;
  share.minutes = 0.1;
  share.yName = "share of the bits right";
  share.measures.push_back({0, bits + "&hiddenSize=8", accuracy, nullptr});

  Figure two = figureOf("xorTwoUnits", "temporal exclusive or: two hidden units need luck (here: at most half of the seeds learn)",
                        {{.5, 2}}, "share of the seeds that learn with two units; as many bits as his");
  two.compare = Figure::Compare::atMost;
  two.kind = Figure::Kind::share;
  two.scale = 1;
  two.seeds = 60;
  two.minutes = 0.2;
  two.xName = "H";
  two.yName = "share of the seeds that learn";
  two.measures.push_back(learnedShare(0, bits + "&hiddenSize=2"));

  Figure eight = two;
  eight.name = "xorEightUnits";
  eight.claim = "temporal exclusive or: eight hidden units are safe: all seeds learn";
  eight.points = {{1, 8}};
  eight.compare = Figure::Compare::atLeast;
  eight.method = bitsMethod;
  eight.measures = {learnedShare(0, bits + "&hiddenSize=8")};
  return {error, share, two, eight};
}

// ── ba, dii, guuu ──

// Mean squared errors of a feature where the next letter is a consonant, and where it is a vowel.
std::vector<double> errorByLetter(StudyRun& run, std::uint64_t) {
  constexpr int features = 6;
  std::array<double, 2> sum{};
  std::array<int, 2> count{};
  forFreshSequences(run, freshSequences, [&](const Passage& p) {
    for (int t = p.y.rows / 2; t < p.y.rows; ++t) {  // where it can be known in which syllable the sequence began
      const std::size_t vowel = p.target.at(t, 1) > 0.5f ? 1 : 0;
      for (int i = 0; i < features; ++i) {
        const double off = static_cast<double>(p.y.at(t, i) - p.target.at(t, i));
        sum[vowel] += off * off;
      }
      count[vowel] += features;
    }
  });
  return {sum[1] / count[1], sum[0] / count[0]};
}

Figure letters() {
  Figure f = figureOf("lettersError",
                      "letters: vowels become predictable, consonants don't: mean squared errors 0 and 2/27 (of a consonant two of six "
                      "features are open, each 2/9)",
                      {{0, 1}, {2.0 / 27, 0}}, "6-20-6, 5,000 updates (Adam) of 4 sequences of 20 letters: 400,000, as his 200 passes");
  f.tolerance = 0.01;
  f.scale = 0.1;
  f.seeds = 20;
  f.minutes = 0.05;
  f.xName = "next letter (0 consonant, 1 vowel)";
  f.yName = "mean squared error of a feature";
  f.blind = 92.0 / 486;
  f.measures.push_back({0, "task=letters&hiddenSize=20&activation=sigmoid&seqLen=20&batchSize=4&updates=5000", errorByLetter, nullptr});
  return f;
}

// ── Sentences ──

const std::string words = "task=sentences&hiddenSize=150&seqLen=20&batchSize=4&learningRate=0.003&updates=2050";
constexpr const char* wordsMethod = "29-150-29, 2,050 updates (Adam) of 4 × 20 words: 164,000, as his six passes over 27,354";

// Root mean square over all 29 outputs of what they are off from how likely each word was, against that from what came.
std::vector<double> errorAgainstLikelihoods(StudyRun& run, std::uint64_t) {
  double offTarget = 0, offLikely = 0;
  forFreshSequences(run, freshSequences, [&](const Passage& p) {
    const Table likely = likelyNextWords(p.x);
    for (int t = 0; t < p.y.rows; ++t)
      for (int i = 0; i < p.y.cols; ++i) {
        const double y = static_cast<double>(p.y.at(t, i)), q = static_cast<double>(likely.at(t, i)),
                     d = static_cast<double>(p.target.at(t, i));
        offTarget += (y - d) * (y - d);
        offLikely += (y - q) * (y - q);
      }
  });
  return {std::sqrt(offLikely / offTarget)};
}

// Share of the words whose nearest other word, by the mean of the hidden states that they call forth, is a noun as well, or a verb as well.
std::vector<double> sameClassNearest(StudyRun& run, std::uint64_t) {
  std::vector<std::vector<double>> mean(29);
  std::vector<double> count(29, 0);
  forFreshSequences(run, 4 * freshSequences, [&](const Passage& p) {
    for (int t = 0; t < p.x.rows; ++t) {
      std::size_t word = 0;
      while (p.x.at(t, static_cast<int>(word)) != 1) ++word;
      mean[word].resize(static_cast<std::size_t>(p.h.cols), 0);
      for (int i = 0; i < p.h.cols; ++i) mean[word][static_cast<std::size_t>(i)] += static_cast<double>(p.h.at(t, i));
      ++count[word];
    }
  });
  int same = 0, all = 0;
  for (std::size_t a = 0; a < mean.size(); ++a) {
    double nearest = std::numeric_limits<double>::infinity();
    bool alike = false;
    for (std::size_t b = 0; b < mean.size(); ++b) {
      if (a == b || mean[a].empty() || mean[b].empty()) continue;
      double off = 0;
      for (std::size_t i = 0; i < mean[a].size(); ++i) {
        const double d = mean[a][i] / count[a] - mean[b][i] / count[b];
        off += d * d;
      }
      if (off < nearest) nearest = off, alike = isVerb(static_cast<int>(a)) == isVerb(static_cast<int>(b));
    }
    if (mean[a].empty()) continue;
    same += alike;
    ++all;
  }
  return {static_cast<double>(same) / all};
}

std::vector<Figure> sentences() {
  Figure error =
      figureOf("sentencesLikelihood", "sentences: the error against likelihoods is far below that against targets: at most half of it",
               {{.5}}, wordsMethod);
  error.compare = Figure::Compare::atMost;
  error.seeds = 10;
  error.minutes = 0.1;
  error.yName = "error against likelihoods / against targets";
  error.measures.push_back({0, words, errorAgainstLikelihoods, nullptr});

  Figure classes = figureOf(
      "sentencesClasses", "sentences: hidden states cluster by word class: nouns beside nouns, verbs beside verbs", {{1}},
      std::string(wordsMethod) + "; mean hidden state of each word over 8,000 words; whether the nearest other word is of its class");
  classes.compare = Figure::Compare::atLeast;
  classes.tolerance = 1.0 / 29;  // one word
  classes.seeds = 10;
  classes.minutes = 0.2;
  classes.yName = "share of the words";
  classes.measures.push_back({0, words, sameClassNearest, nullptr});
  return {error, classes};
}

}  // namespace

std::vector<Figure> elmanFigures() {
  std::vector<Figure> all = exclusiveOr();
  all.push_back(letters());
  for (Figure& f : sentences()) all.push_back(std::move(f));
  return all;
}

}  // namespace unroll
