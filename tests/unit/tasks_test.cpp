// The tasks' generators against their definitions, and their blind scores against drawn data.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "recurrent/experiment_text.h"
#include "tasks/task.h"

using namespace unroll;

namespace {

struct Drawn {
  std::vector<float> x, target;
};

Drawn drawOne(const Task& task, const Experiment& experiment, Random& random) {
  Drawn d;
  d.x.assign(static_cast<std::size_t>(experiment.seqLen * task.inputSize(experiment)), -7.0f);
  d.target.assign(static_cast<std::size_t>(experiment.seqLen * task.outputSize(experiment)), -7.0f);
  task.draw(experiment, random, {d.x.data(), task.inputSize(experiment)}, {d.target.data(), task.outputSize(experiment)});
  return d;
}

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
  const std::map<std::string, char> letters = {{"101001", 'b'}, {"101101", 'd'}, {"101011", 'g'}, {"010011", 'a'}, {"010101", 'i'}, {"010111", 'u'}};
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
  const std::pair<std::string, char> known[] = {{"b", 'a'},    {"ba", 0},     {"d", 'i'}, {"di", 'i'}, {"dii", 0},  {"guu", 'u'},
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
    if (next != 0) CHECK(std::equal(target.begin(), target.end(), task.codes.begin() + static_cast<std::ptrdiff_t>(alphabet.find(next) * 6)));
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

// What the best constant answer scores at the time steps that `counts`, measured over many sequences. judge(target, mean of all
// targets) is the score of one entry. The steps of a sequence may hang together, sequences don't: the error comes from theirs.
template <class Judge>
Score bestConstant(const Task& task, const Experiment& experiment, bool (*counts)(const Experiment&, int), Judge judge) {
  constexpr int sequences = 24000;
  const auto outputs = static_cast<std::size_t>(task.outputSize(experiment));
  Random random(11);
  std::vector<std::vector<float>> entries;  // [sequence][counted step · output]
  std::vector<double> mean(outputs, 0);
  for (int n = 0; n < sequences; ++n) {
    const Drawn d = drawOne(task, experiment, random);
    auto& mine = entries.emplace_back();
    for (int t = 0; t < experiment.seqLen; ++t)
      if (counts(experiment, t)) {
        const auto at = d.target.begin() + t * task.outputSize(experiment);
        mine.insert(mine.end(), at, at + task.outputSize(experiment));
      }
    REQUIRE_FALSE(mine.empty());
    for (std::size_t i = 0; i < mine.size(); ++i) mean[i % outputs] += static_cast<double>(mine[i]);
  }
  const auto perSequence = static_cast<double>(entries[0].size());
  for (double& m : mean) m /= sequences * perSequence / static_cast<double>(outputs);
  double sum = 0, squares = 0;
  for (const auto& mine : entries) {
    double score = 0;
    for (std::size_t i = 0; i < mine.size(); ++i) score += judge(static_cast<double>(mine[i]), mean[i % outputs]);
    score /= perSequence;
    sum += score;
    squares += score * score;
  }
  const double value = sum / sequences;
  return {value, std::sqrt(std::max(0.0, squares / sequences - value * value) / sequences)};
}

double squaredError(double target, double mean) { return (target - mean) * (target - mean); }
double surprise(double target, double mean) { return -(target == 1 ? std::log(mean) : std::log(1 - mean)); }
double guessedRight(double target, double mean) { return (target > 0.5) == (mean > 0.5) ? 1 : 0; }

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
      checkBlind(task->blindMetric(e), bestConstant(*task, e, task->scored, task->metric == Metric::shareRight ? guessedRight : squaredError));
      REQUIRE(task->loss != Loss::crossEntropy);  // no task has classes as targets yet
      checkBlind(task->blindLoss(e), bestConstant(*task, e, task->counts, task->loss == Loss::binaryCrossEntropy ? surprise : squaredError));
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
      const int draws = std::isinf(inputs) ? 5000 : each * static_cast<int>(inputs);
      std::map<std::vector<float>, int> seen;
      Random random(8);
      for (int n = 0; n < draws; ++n) ++seen[drawOne(*task, e, random).x];
      if (std::isinf(inputs)) {
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
    Experiment e;
    Random a(5), b(5), c(6), other(5, Stream::evaluation);
    const Drawn first = drawOne(*task, e, a);
    CHECK(first.x == drawOne(*task, e, b).x);
    CHECK(first.x != drawOne(*task, e, c).x);
    CHECK(first.x != drawOne(*task, e, other).x);
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
