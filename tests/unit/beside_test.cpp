// What is trained and measured beside an untied net: a window net where positions are compared, and the time of an update.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"

using namespace unroll;

namespace {

constexpr const char* position = "task=echo&delay=2&seqLen=7&hiddenSize=4&lossAt=last&learningRate=0.02&tying=untied";

std::unique_ptr<Simulation> simulationOf(const std::string& text) {
  auto created = Simulation::create(parseExperiment(text).value(), true);
  REQUIRE(created);
  return std::move(created.value());
}

Snapshot lookAt(Simulation& simulation) {
  SnapshotParts parts;
  parts.twins = true;
  Snapshot snapshot;
  simulation.fill(snapshot, parts);
  return snapshot;
}

}  // namespace

TEST_CASE("position: learned at one step and asked at all, the recurrent net is right everywhere, its twin and a window net only there") {
  for (const int seed : {1, 2, 3, 4}) {
    CAPTURE(seed);
    auto simulation = simulationOf(position + std::string("&updates=400&seed=") + std::to_string(seed));
    simulation->finish();
    const Twins twins = lookAt(*simulation).twins;
    REQUIRE(twins.windowMetric.size() == 7);
    double loop = 0, twin = 0, window = 0;
    for (std::size_t t = 0; t < 7; ++t) {
      CHECK(std::isnan(twins.windowMetric[t]) == (t < 2));
      if (t < 2) continue;
      CHECK(twins.rnnMetric[t] >= 0.97f);
      if (t < 6) loop += twins.rnnMetric[t] / 4, twin += twins.feedforwardMetric[t] / 4, window += twins.windowMetric[t] / 4;
    }
    CHECK(twins.feedforwardMetric[6] >= 0.97f);
    CHECK(twins.windowMetric[6] >= 0.97f);
    CHECK(loop >= 0.97);
    CHECK(twin < 0.75);
    CHECK(window < 0.75);
  }
}

TEST_CASE("position: the window net is trained only where there is something to compare, and changes nothing of the others") {
  for (const char* text : {"task=echo&seqLen=7&tying=untied", "task=adding&lossAt=last&seqLen=7&tying=untied",
                           "task=echo&seqLen=7&lossAt=last&cell=window&tying=untied", "task=echo&seqLen=7&lossAt=last"}) {
    CAPTURE(text);
    auto simulation = simulationOf(text + std::string("&updates=3"));
    simulation->finish();
    CHECK(lookAt(*simulation).twins.windowMetric.empty());
  }
  auto beside = simulationOf(position + std::string("&updates=50"));
  beside->finish();
  auto alone = Simulation::create(parseExperiment(position + std::string("&updates=50")).value());
  alone.value()->finish();
  CHECK(beside->weightsHash() == alone.value()->weightsHash());
}

TEST_CASE("position: the window net is the same after going back, from a file, and where the weights are untied on the way") {
  auto straight = simulationOf(position + std::string("&updates=60&edits=30:learningRate=0.005"));
  straight->finish();
  const auto wanted = lookAt(*straight).twins.windowMetric;
  REQUIRE(wanted.size() == 7);

  auto back = simulationOf(position + std::string("&updates=60"));
  back->finish();
  back->setGoal(30);
  auto early = simulationOf(position + std::string("&updates=30"));
  early->finish();
  back->restore(early->checkpoint());
  REQUIRE(back->apply(SetSetting{"learningRate", "0.005"}));
  back->setGoal(60);
  back->finish();
  CHECK(back->weightsHash() == straight->weightsHash());
  const auto after = lookAt(*back).twins.windowMetric;
  auto loaded = Simulation::loadModel(straight->saveModel(), true);
  REQUIRE(loaded);
  loaded.value()->finish();
  const auto fromFile = lookAt(*loaded.value()).twins.windowMetric;
  for (std::size_t t = 2; t < 7; ++t) {
    CHECK(after[t] == wanted[t]);
    CHECK(fromFile[t] == wanted[t]);
  }
  auto late = simulationOf("task=echo&delay=2&seqLen=7&hiddenSize=4&lossAt=last&updates=40");
  late->finish();
  REQUIRE(late->apply(SetSetting{"tying", "untied"}));
  late->finish();
  CHECK(lookAt(*late).twins.windowMetric.size() == 7);
}

TEST_CASE("the time of an update is measured for both nets, of the last thousand, and is in no text, hash or file") {
  auto simulation = simulationOf("task=adding&hiddenSize=8&seqLen=10&tying=untied&updates=20");
  Simulation& s = *simulation;
  CHECK(lookAt(s).tiedTime.updates == 0);
  while (!s.advance(0.2)) {
  }
  Snapshot seen = lookAt(s);
  CHECK(seen.untiedTime.updates == 20);
  CHECK(seen.tiedTime.updates == 20);
  CHECK(seen.tiedTime.milliseconds > 0);
  CHECK(seen.untiedTime.milliseconds > 0);
  const std::string hash = s.weightsHash(), file = s.saveModel();
  s.setGoal(1100);
  s.finish();
  seen = lookAt(s);
  CHECK(seen.untiedTime.updates == 1000);
  CHECK(seen.tiedTime.updates == 1000);
  auto again = simulationOf("task=adding&hiddenSize=8&seqLen=10&tying=untied&updates=20");
  again->finish();
  CHECK(again->weightsHash() == hash);
  CHECK(again->saveModel() == file);
  auto tied = simulationOf("task=adding&hiddenSize=8&seqLen=10&updates=20");
  tied->finish();
  CHECK(lookAt(*tied).untiedTime.updates == 0);
}

TEST_CASE("the time of an update is that of its own work: more of it takes longer") {
  const auto timeOf = [](const char* sizes) {
    auto simulation = simulationOf("task=adding&tying=untied&updates=30&" + std::string(sizes));
    simulation->finish();
    const Snapshot seen = lookAt(*simulation);
    return std::pair(seen.tiedTime.milliseconds, seen.untiedTime.milliseconds);
  };
  const auto small = timeOf("hiddenSize=4&seqLen=5"), large = timeOf("hiddenSize=64&seqLen=40");
  CHECK(large.first > 2 * small.first);
  CHECK(large.second > 2 * small.second);
}
