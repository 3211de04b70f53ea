// Training sets of fixed size: which sequences they are, in which order they come, that a training goes on from anywhere, what is said of
// them.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>

#include "study/study.h"
#include "training/evaluator.h"
#include "training/trainer.h"
#include "unit/drawn.h"
#include "unit/run_cli.h"
#include "unit/simulate.h"

using namespace unroll;

namespace {

Experiment experimentOf(const std::string& text) {
  const auto experiment = parseExperiment(text);
  REQUIRE(experiment);
  return experiment.value();
}

}  // namespace

TEST_CASE("a training set that isn't used up is endless data, and then it isn't") {
  for (const std::string task : {"task=adding", "task=counting", "task=latch&cell=gru"}) {
    CAPTURE(task);
    const std::string base = task + "&hiddenSize=5&batchSize=8&updates=";
    CHECK(hashAfter(base + "10&trainingSet=80") == hashAfter(base + "10"));
    CHECK(hashAfter(base + "10&trainingSet=100000") == hashAfter(base + "10"));
    CHECK(hashAfter(base + "11&trainingSet=80") != hashAfter(base + "11"));
    CHECK(hashAfter(base + "10&trainingSet=79") != hashAfter(base + "10"));
  }
  CHECK(hashAfter("task=adding&trainingSet=50&updates=60") == "f4c08bb71aa748d8");
}

TEST_CASE("each epoch goes through all of the set in an order of its own, whoever asks when") {
  const Experiment experiment = experimentOf("task=adding&trainingSet=37&seed=5");
  TrainingSet set(experiment, *findTask("adding")), other(experiment, *findTask("adding"));
  std::vector<std::vector<int>> epochs;
  for (std::int64_t n = 0; n < 5 * 37; ++n) {
    if (n % 37 == 0) epochs.emplace_back();
    epochs.back().push_back(set.placeOf(n));
  }
  std::set<std::vector<int>> different(epochs.begin(), epochs.end());
  CHECK(different.size() == 5);
  for (const std::vector<int>& epoch : epochs) {
    std::vector<int> sorted = epoch;
    std::sort(sorted.begin(), sorted.end());
    for (int i = 0; i < 37; ++i) CHECK(sorted[static_cast<std::size_t>(i)] == i);
  }
  CHECK(std::is_sorted(epochs.front().begin(), epochs.front().end()));
  for (std::int64_t n = 5 * 37; n-- > 0;)
    CHECK(other.placeOf(n) == epochs[static_cast<std::size_t>(n / 37)][static_cast<std::size_t>(n % 37)]);
  // Each place is as likely at each time: of 3,000 epochs of four.
  TrainingSet four(experimentOf("task=adding&trainingSet=4"), *findTask("adding"));
  int counts[4][4] = {};
  for (std::int64_t n = 4; n < 4 * 3001; ++n) ++counts[n % 4][four.placeOf(n)];
  for (const auto& row : counts)
    for (const int count : row) CHECK(std::abs(count - 750) < 5 * 24);  // √(3000 · ¼ · ¾) = 24
}

TEST_CASE("a batch holds the sequences of the set, also across epochs and where it is larger than the set") {
  for (const std::string text : {"task=adding&trainingSet=11&batchSize=4&seqLen=6", "task=reber&trainingSet=3&batchSize=8&seqLen=9",
                                 "task=sine&trainingSet=1&batchSize=2"}) {
    CAPTURE(text);
    const Experiment experiment = experimentOf(text);
    const Task& task = *findTask(experiment.task);
    std::vector<Drawn> all;
    Random random(experiment.seed, Stream::training);
    for (int i = 0; i < experiment.trainingSet; ++i) all.push_back(drawOne(task, experiment, random));
    TrainingSet set(experiment, task), order(experiment, task);
    const Network<float> network(networkShape(experiment, task), Tying::tied);
    Trace<float> trace(network.traceShape(experiment.seqLen, experiment.batchSize));
    Target<float> target;
    target.values.setZero(trace.y.size());
    if (task.loss == Loss::crossEntropy) target.classes.assign(trace.shape.row(trace.shape.steps), 0);
    for (const int update : {0, 1, 2, 9, 3}) {  // back and forth
      const std::int64_t first = static_cast<std::int64_t>(update) * experiment.batchSize;
      set.drawNumbers(first, trace, target);
      for (int b = 0; b < experiment.batchSize; ++b) {
        const Drawn& known = all[static_cast<std::size_t>(order.placeOf(first + b))];
        for (int t = 0; t < experiment.seqLen; ++t) {
          for (int i = 0; i < trace.shape.inputSize; ++i)
            CHECK(trace.input(t, b)[i] == known.x[static_cast<std::size_t>(t * trace.shape.inputSize + i)]);
          if (!target.classes.empty())
            CHECK(target.classes[trace.shape.at(t, b, 1)] == classAt(known.target, t, trace.shape.outputSize));
          else
            CHECK(target.values[static_cast<Eigen::Index>(trace.shape.at(t, b, padded(trace.shape.outputSize)))] ==
                  known.target[static_cast<std::size_t>(t * trace.shape.outputSize)]);
        }
      }
    }
  }
}

TEST_CASE("training on a set goes on from a file, a checkpoint, an edit and in slices to the same bits") {
  const std::string text = "task=adding&hiddenSize=5&seqLen=8&batchSize=6&trainingSet=20&edits=9:learningRate=0.01&updates=";
  const std::string straight = hashAfter(text + "25");
  const auto half = simulate(text + "11");
  half->finish();
  const auto kept = half->checkpoint();
  const auto loaded = Simulation::loadModel(half->saveModel());
  REQUIRE(loaded);
  CHECK(look(*loaded.value()).trainingMetric == look(*half).trainingMetric);
  CHECK(std::isfinite(look(*half).trainingMetric));
  trainTo(*loaded.value(), 25);
  CHECK(loaded.value()->weightsHash() == straight);
  trainTo(*half, 25);
  CHECK(half->weightsHash() == straight);
  const Snapshot end = look(*half);
  half->restore(kept);
  CHECK(look(*half).trainingMetric != end.trainingMetric);
  trainTo(*half, 25);
  CHECK(half->weightsHash() == straight);
  CHECK(look(*half).trainingMetric == end.trainingMetric);
  const auto elsewhere = simulate("task=xor&updates=3");
  elsewhere->finish();
  elsewhere->restore(kept);
  trainTo(*elsewhere, 25);
  CHECK(elsewhere->weightsHash() == straight);
  const auto slowly = simulate(text + "25");
  while (!slowly->advance(0)) {
  }
  CHECK(slowly->weightsHash() == straight);
  REQUIRE(slowly->apply(Reset{}));
  trainTo(*slowly, 25);
  CHECK(slowly->weightsHash() == hashAfter("task=adding&hiddenSize=5&seqLen=8&batchSize=6&trainingSet=20&learningRate=0.01&updates=25"));
  // Another set begins anew.
  REQUIRE(slowly->apply(SetSetting{"trainingSet", "0"}));
  CHECK(slowly->update() == 0);
  CHECK(std::isnan(look(*slowly).trainingMetric));
}

TEST_CASE("the recurrent net beside an untied one has the same set") {
  const std::string text = "task=adding&hiddenSize=4&seqLen=6&batchSize=4&trainingSet=10&updates=";
  const auto untied = simulate(text + "40&tying=untied", true);
  untied->finish();
  const Snapshot snapshot = look(*untied, true);
  const auto tied = simulate(text + "40");
  tied->finish();
  const Snapshot alone = look(*tied);
  REQUIRE(snapshot.tiedParameters.size() == alone.parameters.size());
  for (std::size_t i = 0; i < alone.parameters.size(); ++i)
    CHECK(snapshot.tiedParameters[i].values.values == alone.parameters[i].values.values);
  CHECK(untied->weightsHash() == hashAfter(text + "40&tying=untied"));
}

TEST_CASE("a small set is learned by heart: the metric on it is that of its own sequences") {
  const Experiment experiment = experimentOf("task=adding&hiddenSize=24&seqLen=10&trainingSet=30&updates=1500&learningRate=0.01");
  auto simulation = Simulation::create(experiment);
  REQUIRE(simulation);
  simulation.value()->finish();
  const Snapshot snapshot = look(*simulation.value());
  CHECK(snapshot.trainingMetric < 0.01);
  CHECK(snapshot.metric > 5 * snapshot.trainingMetric);
  CHECK(std::isnan(look(*simulate("task=adding&updates=0")).trainingMetric));
  // By hand.
  Network<float> network(networkShape(experiment, *findTask("adding")), Tying::tied);
  for (const ParameterTable& table : snapshot.parameters) {
    const auto values = network.find(table.name)->in(network.values());
    for (int row = 0; row < table.values.rows; ++row)
      for (int col = 0; col < table.values.cols; ++col) values(row, col) = table.values.at(row, col);
  }
  network.pack();
  Random random(experiment.seed, Stream::training);
  double sum = 0;
  for (int i = 0; i < 30; ++i) {
    const Drawn drawn = drawOne(*findTask("adding"), experiment, random);
    Trace<float> trace(network.traceShape(10, 1));
    std::copy(drawn.x.begin(), drawn.x.end(), trace.x.data());
    network.forward(trace);
    sum += std::pow(static_cast<double>(trace.output(9)[0]) - static_cast<double>(drawn.target.back()), 2);
  }
  CHECK(near(snapshot.trainingMetric, sum / 30, 1e-6));
  // Of so many different sequences fresh ones are seen no oftener than the set holds.
  auto bits = simulate("task=parity&seqLen=6&trainingSet=16&updates=200");
  bits->finish();
  CHECK(near(look(*bits).seenShare, -std::expm1(-16.0 / 64), 1e-12));
}

TEST_CASE("what is said of a training set: facts, the last line, rows; nothing without one") {
  Facts facts;
  const auto with = simulate("task=xor&trainingSet=12&updates=100"), without = simulate("task=xor&updates=100");
  with->finish();
  without->finish();
  with->tell(facts);
  CHECK(facts.number("trainingMetric") == look(*with).trainingMetric);
  const auto last = run({"train", "task=xor", "trainingSet=12", "updates=100"}).lines().back();
  CHECK(last["training_metric"].get<double>() == look(*with).trainingMetric);
  CHECK(!run({"train", "task=xor", "updates=100"}).lines().back().contains("training_metric"));
  CHECK(run({"train", "trainingSet=100001"}).err.find("trainingSet=100001") != std::string::npos);
  const auto row = [](const std::string& text) {
    auto run = StudyRun::begin(experimentOf(text));
    REQUIRE(run);
    run.value().finish();
    return run.value().row();
  };
  const StudyRow learned = row("task=xor&trainingSet=12&updates=100"), endless = row("task=xor&updates=100");
  REQUIRE(learned.trainingMetric);
  CHECK(*learned.trainingMetric == look(*with).trainingMetric);
  CHECK(!endless.trainingMetric);
  CHECK(printRow(learned).find("\"training_metric\":") != std::string::npos);
  CHECK(printRow(endless).find("training_metric") == std::string::npos);
  for (const StudyRow& each : {learned, endless}) {
    const auto read = readRow(printRow(each));
    REQUIRE(read);
    CHECK(read.value().agrees(each));
    CHECK(read.value().trainingMetric == each.trainingMetric);
  }
  StudyRow other = learned;
  other.trainingMetric = 0.123;
  CHECK(!other.agrees(learned));
  other.trainingMetric.reset();
  CHECK(!other.agrees(learned));
  CHECK(!readRow(
      R"({"experiment":"task=xor","metric":1,"training_metric":"x","learned_at":null,"diverged":false,"updates":1,"seconds":1,"weights_hash":""})"));
  CHECK(readRow(R"({"experiment":"task=xor","metric":1,"learned_at":null,"diverged":false,"updates":1,"seconds":1,"weights_hash":""})"));
}
