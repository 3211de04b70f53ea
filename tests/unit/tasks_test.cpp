// The tasks' generators against their definitions, and their blind scores against drawn data.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tasks/task.h"

using namespace unroll;

namespace {

struct Drawn {
  std::vector<float> x, target;
};

Drawn drawOne(const Task& task, const Experiment& experiment, Random& random) {
  Drawn d;
  d.x.assign(static_cast<std::size_t>(experiment.seqLen * task.inputSize), -7.0f);
  d.target.assign(static_cast<std::size_t>(experiment.seqLen * task.outputSize), -7.0f);
  task.draw(experiment, random, {d.x.data(), task.inputSize}, {d.target.data(), task.outputSize});
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

TEST_CASE("the blind scores are what a constant answer scores") {
  for (const Task* task : allTasks()) {
    CAPTURE(std::string(task->name));
    Experiment e;
    Random random(11);
    double sum = 0, squares = 0;
    int count = 0;
    for (int n = 0; n < 4000; ++n) {
      const Drawn d = drawOne(*task, e, random);
      for (int t = 0; t < e.seqLen; ++t) {
        if (!task->scored(e, t)) continue;
        const auto y = static_cast<double>(d.target[static_cast<std::size_t>(t)]);
        sum += y;
        squares += y * y;
        ++count;
      }
    }
    const double mean = sum / count, variance = squares / count - mean * mean;
    if (task->metric == Metric::meanSquaredError)
      CHECK(near(variance, task->blindMetric, 0.04));
    else
      CHECK(near(std::max(mean, 1 - mean), task->blindMetric, 0.04));
    CHECK(near(variance, task->blindLoss, 0.04));
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
