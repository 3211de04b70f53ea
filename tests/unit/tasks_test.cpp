// The tasks' generators against their definitions, and their blind scores against drawn data.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "recurrent/experiment_text.h"
#include "tasks/task.h"
#include "unit/drawn.h"

using namespace unroll;

namespace {

const Task& named(const char* name) {
  const Task* task = findTask(name);
  REQUIRE(task);
  return *task;
}

}  // namespace

TEST_CASE("xor: every third bit is the exclusive or of the two before, and the target is the next bit") {
  Experiment e;
  e.seqLen = 31;
  Random random(3);
  const Task& task = named("xor");
  int ones = 0;
  for (int n = 0; n < 200; ++n) {
    const Drawn d = drawOne(task, e, random);
    for (std::size_t t = 0; t < 31; ++t) {
      CHECK((d.x[t] == 0.0f || d.x[t] == 1.0f));
      if (t + 1 < 31) CHECK(d.target[t] == d.x[t + 1]);
      if (t % 3 == 2) CHECK(d.x[t] == static_cast<float>(d.x[t - 1] != d.x[t - 2]));
      if (task.scored(e, static_cast<int>(t)) && t + 1 < 31) CHECK((t + 1) % 3 == 2);
      ones += d.x[t] == 1.0f;
    }
  }
  CHECK(std::fabs(ones / 6200.0 - 0.5) < 0.03);
}

TEST_CASE("multiplication: one number is marked in each half, and the target is their product") {
  const Task& task = named("multiplication");
  for (const int length : {2, 3, 10, 21}) {
    Experiment e;
    e.seqLen = length;
    Random random(4);
    for (int n = 0; n < 200; ++n) {
      const Drawn d = drawOne(task, e, random);
      double product = 1;
      int marks = 0, early = 0;
      for (int t = 0; t < length; ++t) {
        const auto at = static_cast<std::size_t>(2 * t);
        CHECK((d.x[at] >= 0 && d.x[at] < 1));
        if (t + 1 < length) CHECK(d.target[static_cast<std::size_t>(t)] == 0.0f);
        if (d.x[at + 1] != 1) continue;
        product *= static_cast<double>(d.x[at]);
        ++marks;
        early += t < length / 2;
      }
      CHECK(marks == 2);
      CHECK(early == 1);
      CHECK(std::fabs(static_cast<double>(d.target.back()) - product) < 1e-6);
    }
  }
  Table x;
  x.fill(3, 2, [](int t, int i) { return i == 0 ? 0.5f : t == 1 ? 0.f : 1.f; });
  Experiment e;
  e.seqLen = 3;
  float target = -7;
  CHECK(task.answer(e, x, 2, {&target, 1}));
  CHECK(target == 0.25f);
  CHECK_FALSE(task.answer(e, x, 1, {&target, 1}));
  x.values[1] = 0.5f;
  CHECK_FALSE(task.answer(e, x, 2, {&target, 1}));
}

TEST_CASE("parity: the target is whether the ones so far are odd") {
  const Task& task = named("parity");
  Experiment e;
  e.seqLen = 15;
  Random random(4);
  for (int n = 0; n < 200; ++n) {
    const Drawn d = drawOne(task, e, random);
    int ones = 0;
    for (std::size_t t = 0; t < 15; ++t) {
      ones += d.x[t] == 1.0f;
      CHECK((d.x[t] == 0.0f || d.x[t] == 1.0f));
      CHECK(d.target[t] == static_cast<float>(ones % 2));
    }
  }
}

TEST_CASE("letters: ba, dii and guuu, each as likely, from anywhere in one; the target is the next letter's features") {
  Experiment e;
  e.seqLen = 40;
  const Task& task = named("letters");
  // Elman 1990, table 1: consonant, vowel, interrupted, high, back, voiced.
  const std::map<std::string, char> letters = {{"101001", 'b'}, {"101101", 'd'}, {"101011", 'g'},
                                               {"010011", 'a'}, {"010101", 'i'}, {"010111", 'u'}};
  Random random(3);
  std::map<std::string, int> syllables;
  int first[6] = {};
  for (int n = 0; n < 900; ++n) {
    const Drawn d = drawOne(task, e, random);
    std::string text;
    for (int t = 0; t < e.seqLen; ++t) {
      std::string bits;
      for (int i = 0; i < 6; ++i) bits += d.x[static_cast<std::size_t>(6 * t + i)] != 0 ? '1' : '0';
      REQUIRE(letters.count(bits) == 1);
      text += letters.at(bits);
      if (t > 0)
        for (int i = 0; i < 6; ++i) CHECK(d.target[static_cast<std::size_t>(6 * (t - 1) + i)] == d.x[static_cast<std::size_t>(6 * t + i)]);
    }
    ++first[std::string("bdgaiu").find(text[0])];
    const std::size_t begin = text.find_first_of("bdg"), end = text.find_last_of("bdg");
    for (std::size_t at = begin; at < end;) {
      const std::size_t next = text.find_first_of("bdg", at + 1);
      ++syllables[text.substr(at, next - at)];
      at = next;
    }
    CHECK(std::string("aiiuuu").find(text.substr(0, begin)) != std::string::npos);
    CHECK(std::string("baxdiixguuu").find(text.substr(end)) != std::string::npos);
  }
  REQUIRE(syllables.size() == 3);
  const double all = syllables["ba"] + syllables["dii"] + syllables["guuu"];
  for (const char* each : {"ba", "dii", "guuu"}) CHECK(std::fabs(syllables[each] / all - 1.0 / 3) < 0.02);
  const int ninths[] = {1, 1, 1, 1, 2, 3};
  for (int k = 0; k < 6; ++k) CHECK(std::fabs(first[k] / 900.0 - ninths[k] / 9.0) < 0.05);
}

TEST_CASE("letters: after the last one what its syllable lacks is known, and no more") {
  const Task& task = named("letters");
  const std::string alphabet(task.letters);
  const std::pair<std::string, char> known[] = {{"b", 'a'},  {"ba", 0},     {"d", 'i'}, {"di", 'i'}, {"dii", 0},  {"guu", 'u'},
                                                {"guuu", 0}, {"badi", 'i'}, {"i", 0},   {"du", 0},   {"uug", 'u'}};
  for (const auto& each : known) {
    const std::string& word = each.first;
    const char next = each.second;
    CAPTURE(word);
    Experiment e;
    e.seqLen = static_cast<int>(word.size());
    Table x;
    x.fill(e.seqLen + 2, 6, [&](int t, int i) {
      return t < e.seqLen ? task.codes[alphabet.find(word[static_cast<std::size_t>(t)]) * 6 + static_cast<std::size_t>(i)] : 0.f;
    });
    std::vector<float> target(6);
    CHECK(task.answer(e, x, e.seqLen - 1, target) == (next != 0));
    if (next != 0)
      CHECK(std::equal(target.begin(), target.end(), task.codes.begin() + static_cast<std::ptrdiff_t>(alphabet.find(next) * 6)));
    if (e.seqLen > 1) {
      CHECK(task.answer(e, x, 0, target));
      CHECK(std::equal(target.begin(), target.end(), x.values.begin() + 6));
    }
  }
}

TEST_CASE("echo: the target is the bit `delay` steps before") {
  Experiment e;
  e.delay = 4;
  Random random(3);
  const Task& task = named("echo");
  for (int n = 0; n < 50; ++n) {
    const Drawn d = drawOne(task, e, random);
    for (int t = 0; t < e.seqLen; ++t) {
      CHECK(task.counts(e, t) == (t >= 4));
      if (t >= 4) CHECK(d.target[static_cast<std::size_t>(t)] == d.x[static_cast<std::size_t>(t - 4)]);
    }
  }
  CHECK(task.shortest(e) == 5);
}

TEST_CASE("adding: one mark in each half, the target is the sum of the marked numbers") {
  Experiment e;
  Random random(3);
  const Task& task = named("adding");
  for (int length : {2, 3, 20, 51}) {
    e.seqLen = length;
    for (int n = 0; n < 200; ++n) {
      const Drawn d = drawOne(task, e, random);
      int marks[2] = {0, 0};
      float sum = 0;
      for (int t = 0; t < length; ++t) {
        const float number = d.x[static_cast<std::size_t>(2 * t)], mark = d.x[static_cast<std::size_t>(2 * t + 1)];
        CHECK(number >= 0.0f);
        CHECK(number < 1.0f);
        if (mark == 1.0f) {
          ++marks[t >= length / 2];
          sum += number;
        } else {
          CHECK(mark == 0.0f);
        }
      }
      CHECK(marks[0] == 1);
      CHECK(marks[1] == 1);
      CHECK(d.target.back() == sum);
    }
  }
}

TEST_CASE("sine: the target is the next value without noise") {
  Experiment e;
  e.noise = 0;
  Random random(3);
  const Task& task = named("sine");
  for (int n = 0; n < 50; ++n) {
    const Drawn d = drawOne(task, e, random);
    for (std::size_t t = 5; t + 1 < 20; ++t) CHECK(near(static_cast<double>(d.target[t]), static_cast<double>(d.x[t + 1]), 1e-6));
  }
  e.noise = 0.5;
  e.seqLen = 1000;
  Random again(4);
  const Drawn noisy = drawOne(task, e, again);
  double sum = 0;
  for (std::size_t t = 6; t < 1000; ++t) sum += std::pow(static_cast<double>(noisy.x[t]) - static_cast<double>(noisy.target[t - 1]), 2);
  CHECK(near(std::sqrt(sum / 994), 0.5, 0.1));
}

namespace {

struct Score {
  double value;
  double standardError;
};

// Each sequence brings a sum of scores and how many they are. The steps of a sequence may hang together, sequences don't: the error comes
// from how theirs differ from what as many steps score on average.
class Scores {
 public:
  void add(double sum, double entries) {
    all_.push_back({sum, entries});
    sum_ += sum;
    entries_ += entries;
  }
  Score score() const {
    const double value = sum_ / entries_, count = static_cast<double>(all_.size());
    double squares = 0;
    for (const auto& [sum, entries] : all_) squares += (sum - value * entries) * (sum - value * entries);
    return {value, std::sqrt(squares / count) / (entries_ / count) / std::sqrt(count)};
  }

 private:
  std::vector<std::pair<double, double>> all_;
  double sum_ = 0, entries_ = 0;
};

constexpr int fewest = 4000, most = 32000;
int sequences = most;  // that are drawn, see measured()

// What the best constant answer scores at the time steps that `counts` and that are asked for, measured over many sequences.
// judge(target, mean of all targets) is the score of one entry.
template <class Judge>
Score bestConstant(const Task& task, const Experiment& experiment, bool (*counts)(const Experiment&, int), Judge judge) {
  const auto outputs = static_cast<std::size_t>(task.outputSize(experiment));
  Random random(11);
  std::vector<std::vector<float>> entries;  // [sequence][counted step · output]
  std::vector<double> mean(outputs, 0);
  double rows = 0;
  for (int n = 0; n < sequences; ++n) {
    const Drawn d = drawOne(task, experiment, random);
    auto& mine = entries.emplace_back();
    for (int t = 0; t < experiment.seqLen; ++t)
      if (counts(experiment, t) && isAsked(d.target[static_cast<std::size_t>(t) * outputs])) {
        const auto at = d.target.begin() + t * static_cast<int>(outputs);
        mine.insert(mine.end(), at, at + static_cast<int>(outputs));
        rows += 1;
      }
    REQUIRE_FALSE(mine.empty());
    for (std::size_t i = 0; i < mine.size(); ++i) mean[i % outputs] += static_cast<double>(mine[i]);
  }
  for (double& m : mean) m /= rows;
  Scores scores;
  for (const auto& mine : entries) {
    double sum = 0;
    for (std::size_t i = 0; i < mine.size(); ++i) sum += judge(static_cast<double>(mine[i]), mean[i % outputs]);
    scores.add(sum, static_cast<double>(mine.size()));
  }
  return scores.score();
}

double squaredError(double target, double mean) { return (target - mean) * (target - mean); }
double surprise(double target, double mean) { return -(target == 1 ? std::log(mean) : std::log(1 - mean)); }
double guessedRight(double target, double mean) { return (target > 0.5) == (mean > 0.5) ? 1 : 0; }

// The same where a class is asked for: judge(its share of all, the greatest share). `byStep`: shares of each time step by itself.
template <class Judge>
Score bestClass(const Task& task, const Experiment& experiment, bool (*counts)(const Experiment&, int), Judge judge, bool byStep = false) {
  const int outputs = task.outputSize(experiment);
  struct Shares {
    std::vector<double> of;
    double rows = 0;
  };
  Random random(11);
  std::vector<std::vector<std::pair<int, int>>> classes;  // [sequence] step, or 0, and class
  std::vector<Shares> shares(static_cast<std::size_t>(byStep ? experiment.seqLen : 1),
                             {std::vector<double>(static_cast<std::size_t>(outputs), 0)});
  for (int n = 0; n < sequences; ++n) {
    const Drawn d = drawOne(task, experiment, random);
    auto& mine = classes.emplace_back();
    for (int t = 0; t < experiment.seqLen; ++t) {
      if (!counts(experiment, t)) continue;
      const int each = classAt(d.target, t, outputs);
      REQUIRE(each >= -1);
      if (each < 0) continue;
      mine.emplace_back(byStep ? t : 0, each);
      Shares& here = shares[static_cast<std::size_t>(mine.back().first)];
      here.of[static_cast<std::size_t>(each)] += 1;
      here.rows += 1;
    }
  }
  Scores scores;
  for (const auto& mine : classes) {
    double sum = 0;
    for (const auto& [step, each] : mine) {
      const Shares& here = shares[static_cast<std::size_t>(step)];
      sum += judge(here.of[static_cast<std::size_t>(each)] / here.rows, *std::max_element(here.of.begin(), here.of.end()) / here.rows);
    }
    scores.add(sum, static_cast<double>(mine.size()));
  }
  return scores.score();
}

double surpriseOfClass(double share, double) { return -std::log(share); }
double mostFrequent(double share, double greatest) { return share == greatest ? 1 : 0; }

// And where the task judges: of all answers that are the same at each step, those count which differ in the two likeliest outputs (of many
// outputs: in the likeliest). The best of them on some sequences is measured on others.
Score bestRanking(const Task& task, const Experiment& experiment) {
  const int outputs = task.outputSize(experiment), second = outputs <= 8 ? outputs : 1;
  const auto row = static_cast<std::size_t>(outputs), steps = static_cast<std::size_t>(experiment.seqLen);
  std::vector<float> y(row * steps), verdicts(steps);
  Random random(11);
  const auto judged = [&](int ranking, const Drawn& d, Scores& scores) {
    for (std::size_t i = 0; i < y.size(); ++i) {
      const int output = static_cast<int>(i % row);
      y[i] = output == ranking / second ? 0.5f : second > 1 && output == ranking % second ? 0.25f : 0.f;
    }
    task.judge(experiment, {d.x.data(), task.inputSize(experiment)}, {y.data(), outputs}, {d.target.data(), outputs}, verdicts);
    double right = 0, count = 0;
    for (const float verdict : verdicts)
      if (verdict == verdict) right += static_cast<double>(verdict), count += 1;
    if (task.metric == Metric::wholeRight)
      scores.add(right == count ? 1 : 0, 1);
    else
      scores.add(right, count);
  };
  int best = 0;
  std::vector<Scores> each(static_cast<std::size_t>(outputs * second));
  for (int n = 0; n < 1000; ++n) {
    const Drawn d = drawOne(task, experiment, random);
    for (int ranking = 0; ranking < outputs * second; ++ranking) judged(ranking, d, each[static_cast<std::size_t>(ranking)]);
  }
  for (int ranking = 0; ranking < outputs * second; ++ranking)
    if (each[static_cast<std::size_t>(ranking)].score().value > each[static_cast<std::size_t>(best)].score().value) best = ranking;
  Scores scores;
  for (int n = 0; n < sequences; ++n) judged(best, drawOne(task, experiment, random), scores);
  return scores.score();
}

// Over as many sequences as it takes for a standard error below a hundredth.
template <class Measure>
Score measured(const Measure& measure) {
  for (sequences = fewest;; sequences *= 2)
    if (const Score score = measure(); sequences >= most || score.standardError <= 0.008 * score.value) return score;
}

Score bestBlindMetric(const Task& task, const Experiment& e) {
  if (task.judge) return bestRanking(task, e);
  if (task.metric == Metric::meanSquaredError) return bestConstant(task, e, task.scored, squaredError);
  REQUIRE(task.metric == Metric::shareRight);
  return task.classes ? bestClass(task, e, task.scored, mostFrequent) : bestConstant(task, e, task.scored, guessedRight);
}
Score bestBlindLoss(const Task& task, const Experiment& e) {
  if (task.loss == Loss::crossEntropy) return bestClass(task, e, task.counts, surpriseOfClass, task.blindByStep);
  return bestConstant(task, e, task.counts, task.loss == Loss::binaryCrossEntropy ? surprise : squaredError);
}

// Stated and measured within four standard errors, and the standard error is below a hundredth: a figure that is wrong by a
// twentieth is seen. The constant was fitted to the same sequences, which makes it better by some 20,000th part.
void checkBlind(double stated, const Score& measured) {
  CAPTURE(stated);
  CAPTURE(measured.value);
  CAPTURE(measured.standardError);
  CHECK(measured.standardError <= 0.01 * measured.value);
  CHECK(std::fabs(stated - measured.value) <= 4 * measured.standardError + stated / 5000);
}

}  // namespace

TEST_CASE("the blind scores are what the best constant answer scores") {
  for (const Task* task : allTasks()) {
    const auto parsed = parseExperiment("task=" + std::string(task->name));
    REQUIRE(parsed);
    const Experiment own = parsed.value();
    for (const int length : {task->shortest(own), own.seqLen, 2 * own.seqLen + 1}) {
      CAPTURE(std::string(task->name));
      CAPTURE(length);
      Experiment e = own;
      e.seqLen = length;
      checkBlind(task->blindMetric(e), measured([&] { return bestBlindMetric(*task, e); }));
      checkBlind(task->blindLoss(e), measured([&] { return bestBlindLoss(*task, e); }));
    }
  }
}

TEST_CASE("a task's inputs are as many as it says, all equally likely") {
  for (const Task* task : allTasks()) {
    CAPTURE(std::string(task->name));
    for (const int length : {5, 6, 7}) {
      CAPTURE(length);
      Experiment e;
      e.seqLen = std::max(length, task->shortest(e));
      const double inputs = task->inputs(e);
      if (std::isnan(inputs)) continue;  // not equally likely
      constexpr int each = 50;
      const bool tooMany = inputs > 1e8;  // to see one of them twice in so few
      const int draws = tooMany ? 5000 : each * static_cast<int>(inputs);
      std::map<std::vector<float>, int> seen;
      Random random(8);
      for (int n = 0; n < draws; ++n) ++seen[drawOne(*task, e, random).x];
      if (tooMany) {
        CHECK(seen.size() == static_cast<std::size_t>(draws));
        continue;
      }
      CHECK(seen.size() == static_cast<std::size_t>(inputs));
      double chiSquare = 0;
      for (const auto& [x, count] : seen) chiSquare += std::pow(count - each, 2) / each;
      CHECK(std::fabs(chiSquare - (inputs - 1)) < 5 * std::sqrt(2 * (inputs - 1)));  // mean and variance: N − 1, 2 (N − 1)
    }
  }
}

TEST_CASE("a sequence depends on the seed and the stream alone") {
  for (const Task* task : allTasks()) {
    CAPTURE(std::string(task->name));
    Experiment e;
    e.seqLen = std::max(e.seqLen, task->shortest(e));
    const auto some = [&](Random random) {  // some tasks have few sequences
      std::vector<float> all;
      for (int n = 0; n < 8; ++n) {
        const Drawn d = drawOne(*task, e, random);
        all.insert(all.end(), d.x.begin(), d.x.end());
      }
      return all;
    };
    const auto first = some(Random(5));
    CHECK(first == some(Random(5)));
    CHECK(first != some(Random(6)));
    CHECK(first != some(Random(5, Stream::evaluation)));
  }
}

TEST_CASE("a stated blind answer is the mean of what is asked") {
  for (const Task* task : allTasks()) {
    if (!std::isfinite(task->blindAnswer)) continue;
    CAPTURE(std::string(task->name));
    const auto parsed = parseExperiment("task=" + std::string(task->name));
    REQUIRE(parsed);
    const Experiment& own = parsed.value();
    Random random(7);
    double sum = 0, squares = 0, count = 0;
    for (int n = 0; n < 20'000; ++n) {
      const Drawn d = drawOne(*task, own, random);
      for (int t = 0; t < own.seqLen; ++t) {
        if (!task->scored(own, t)) continue;
        const double asked = static_cast<double>(d.target[static_cast<std::size_t>(t)]);
        sum += asked;
        squares += asked * asked;
        count += 1;
      }
    }
    const double mean = sum / count, standardError = std::sqrt((squares / count - mean * mean) / count);
    CHECK(std::fabs(mean - task->blindAnswer) <= 4 * standardError);
  }
}
