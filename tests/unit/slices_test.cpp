// Nothing that a frame asks of a Simulation takes long, however large the net: work is cut into slices, and what is asked in the middle
// of an update neither waits for it nor changes a bit.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <map>
#include <string>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "cells/cell.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "sanitized.h"
#include "tasks/task.h"
#include "training/trainer.h"

using namespace unroll;

#ifdef __EMSCRIPTEN__
EM_JS(double, processorMilliseconds, (), {
  const used = process.cpuUsage();
  return (used.user + used.system) / 1000;
})
EM_JS(double, loadAverage, (), { return require('os').loadavg()[0]; })
#endif

namespace {

// Of processor time, so that other programs of the machine count less. Under Node the engine has four lanes instead of sixteen, and the
// time is that of all threads, of which some compile WebAssembly meanwhile.
#ifdef __EMSCRIPTEN__
constexpr double slower = 1;
constexpr double longestAllowed = 100;  // ms
double milliseconds() { return processorMilliseconds(); }
#else
#ifdef UNROLL_SANITIZED
// The sanitizers watch each access, which slows some pieces three times and others fifteen: here the same is done, its times are only told.
constexpr double slower = 4;
constexpr double longestAllowed = std::numeric_limits<double>::infinity();
#else
constexpr double slower = 1;
constexpr double longestAllowed = 50;  // ms
#endif

double milliseconds() {
#ifdef CLOCK_THREAD_CPUTIME_ID
  timespec now{};
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0)
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
#endif
  return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}
#endif

std::string load() {
#ifdef __EMSCRIPTEN__
  const double average[] = {loadAverage()};
#else
  double average[] = {-1};
#ifdef __GLIBC__
  if (getloadavg(average, 1) != 1) return "unknown";
#endif
#endif
  char text[20];
  std::snprintf(text, sizeof text, "%.2f", average[0]);
  return text;
}

std::unique_ptr<Simulation> simulate(const std::string& text, bool withTwin = false) {
  const auto experiment = parseExperiment(text);
  REQUIRE(experiment);
  auto created = Simulation::create(experiment.value(), withTwin);
  REQUIRE(created);
  return std::move(created).value();
}

std::string hashAfter(const std::string& text) {
  auto simulation = simulate(text);
  simulation->finish();
  return simulation->weightsHash();
}

using Longest = std::map<std::string, double>;

template <class Work>
void time(Longest& longest, const char* what, const Work& work) {
  const double before = milliseconds();
  work();
  double& most = longest[what];
  most = std::max(most, milliseconds() - before);
}

// Trains for about `stretch` ms of processor time and asks for everything in between, as a page does.
Longest longestOf(const std::string& text, double stretch) {
  Longest longest;
  auto simulation = simulate(text, true);
  simulation->setGoal(1'000'000);
  const double began = milliseconds();
  std::shared_ptr<const Checkpoint> remembered;
  Snapshot snapshot;
  const std::string bias = text.find("untied") == std::string::npos ? "readout.bias" : "readout.bias@0000";
  int turn = 0;
  for (; milliseconds() - began < stretch * slower; ++turn) {
    time(longest, "advance", [&] { (void)simulation->advance(8); });
    time(longest, "look", [&] {
      (void)simulation->advanceProbe(4);
      simulation->fill(snapshot, {.curves = true, .parameters = true, .twins = false, .probe = false});
    });
    if (turn % 4 != 3) continue;
    switch (turn / 4 % 5) {
      case 0: time(longest, "checkpoint", [&] { remembered = simulation->checkpoint(); }); break;
      case 1:
        time(longest, "pause", [&] { simulation->setGoal(simulation->update()); });
        time(longest, "advance", [&] { (void)simulation->advance(8); });
        time(longest, "train", [&] { simulation->setGoal(1'000'000); });
        break;
      case 2:
        time(longest, "learningRate", [&] { REQUIRE(simulation->apply(SetSetting{"learningRate", turn % 8 < 4 ? "0.0001" : "0.0002"})); });
        break;
      case 3: time(longest, "weight", [&] { REQUIRE(simulation->apply(SetWeight{bias, 0, 0, 0.25})); }); break;
      default: time(longest, "undo", [&] { simulation->restore(remembered); }); simulation->setGoal(1'000'000);
    }
  }
  CHECK(turn > 20);
  time(longest, "save", [&] { CHECK(simulation->saveModel().size() > 1000); });
  return longest;
}

std::string text(const Longest& longest) {
  std::string words;
  for (const auto& [what, most] : longest) {
    char part[60];
    std::snprintf(part, sizeof part, "%s%s %.1f", words.empty() ? "" : ", ", what.c_str(), most);
    words += part;
  }
  return words;
}

double most(const Longest& longest) {
  double found = 0;
  for (const auto& each : longest) found = std::max(found, each.second);
  return found;
}

// What was freed stays at hand, as in a page, whose memory never shrinks: here, each large block would be mapped anew and zeroed page by
// page, which takes a virtual machine longer than what is measured.
void keepFreedMemory() {
#if defined(__GLIBC__) && !defined(UNROLL_SANITIZED)
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

void checkSlices(const std::string& experiment, double stretch) {
  keepFreedMemory();
  Longest longest = longestOf(experiment, stretch);
  std::string words = text(longest) + " ms (load " + load() + ")";
  if (most(longest) > longestAllowed) {
    // Caches are shared, so a busy machine costs processor time too: once more, and both are told.
    longest = longestOf(experiment, stretch);
    words = "first " + words + "; then " + text(longest) + " ms (load " + load() + ")";
  }
  MESSAGE(experiment << ": longest " << words);
  CHECK_MESSAGE(most(longest) <= longestAllowed, experiment << ": longest " << words);
}

}  // namespace

TEST_CASE("no slice of a large net's training takes long, nor what is asked in between") {
  for (const char* cell : {"elman", "lstm"})
    checkSlices("task=adding&hiddenSize=512&seqLen=200&batchSize=32&learningRate=0.0001&cell=" + std::string(cell), 500);
}

TEST_CASE("no slice of recurrent learning takes long, nor what is asked in between") {
  checkSlices("task=adding&gradient=rtrl&cell=gru&hiddenSize=32&seqLen=100&batchSize=64", 400);
  checkSlices("task=adding&gradient=rtrl&cell=lstm&hiddenSize=32&seqLen=200", 400);
}

TEST_CASE("no slice of a large reservoir's solution takes long, nor what is asked in between") {
  checkSlices("task=sine&cell=reservoir&readout=ridge&hiddenSize=512&seqLen=200&batchSize=32", 1500);
}

TEST_CASE("no slice of an untied net and its companion takes long, nor what is asked in between") {
  checkSlices("task=adding&tying=untied&hiddenSize=64&seqLen=200&batchSize=32", 500);
}

// ── The same bits ────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

// One update of each of these is several pieces.
std::vector<std::string> severalPieces() {
  std::vector<std::string> texts;
  for (const CellEntry* cell : allCells())
    for (const char* optimizer : {"adam", "momentum"})
      texts.push_back("hiddenSize=8&seqLen=12&cell=" + std::string(cell->name) + "&optimizer=" + optimizer);
  texts.insert(texts.end(), {"gradient=rtrl&cell=gru&hiddenSize=6&seqLen=5&batchSize=3&clipNorm=0.1",
                             "task=sine&cell=reservoir&readout=ridge&hiddenSize=20&seqLen=8&weightDecay=0.01",
                             "hiddenSize=16&seqLen=9&layers=2&bidirectional=true&schedule=plateau&clipValue=0.01",
                             "hiddenSize=16&seqLen=9&truncate=4&truncateEvery=2", "hiddenSize=260&seqLen=3&batchSize=4",
                             "hiddenSize=64&seqLen=20&batchSize=2&tying=untied"});
  return texts;
}

std::unique_ptr<Trainer> trainerOf(const std::string& text) {
  const auto experiment = parseExperiment(text);
  REQUIRE(experiment);
  return std::make_unique<Trainer>(experiment.value(), *findTask(experiment.value().task));
}

void trainTo(Trainer& trainer, std::int64_t update) {
  while (trainer.update() < update) (void)trainer.advance();
}

bool areSame(const Trainer::State& a, const Trainer::State& b) {
  const auto same = [](const Buffer<float>& x, const Buffer<float>& y) { return x.size() == y.size() && x == y; };
  const Random::State ra = a.random.save(), rb = b.random.save();
  return a.update == b.update && same(a.values, b.values) && same(a.optimizer.first, b.optimizer.first) &&
         same(a.optimizer.second, b.optimizer.second) && a.optimizer.beta1Power == b.optimizer.beta1Power &&
         a.ridge.products == b.ridge.products && a.ridge.rows == b.ridge.rows && a.schedule.drops == b.schedule.drops &&
         ra.state == rb.state && ra.spareNormal == rb.spareNormal && a.loss == b.loss && a.gradientNorms == b.gradientNorms;
}

}  // namespace

TEST_CASE("whatever piece an update is at, the trainer is where the last one left it, and goes on to the same bits") {
  for (const std::string& text : severalPieces()) {
    CAPTURE(text);
    constexpr std::int64_t before = 1, after = 3;
    const auto straight = trainerOf(text), looked = trainerOf(text), restored = trainerOf(text), abandoned = trainerOf(text);
    trainTo(*straight, before);
    const Trainer::State boundary = straight->save();
    trainTo(*straight, after);
    const Trainer::State end = straight->save();

    trainTo(*looked, before);
    int pieces = 0;
    bool isBoundary = true, goesOn = true, goesOnAbandoned = true;
    while (looked->update() == before) {
      const Trainer::State seen = looked->save();
      isBoundary = isBoundary && areSame(seen, boundary) && looked->values() == boundary.values;
      restored->restore(seen);
      trainTo(*restored, after);
      goesOn = goesOn && areSame(restored->save(), end);
      // The same piece of another one, given up.
      abandoned->restore(boundary);
      for (int i = 0; i < pieces; ++i) (void)abandoned->advance();
      if (!abandoned->completePlaced()) {
        abandoned->abandon();
        isBoundary = isBoundary && areSame(abandoned->save(), boundary);
      }
      trainTo(*abandoned, after);
      goesOnAbandoned = goesOnAbandoned && areSame(abandoned->save(), end);
      (void)looked->advance();
      ++pieces;
    }
    CHECK(pieces > 3);
    CHECK(isBoundary);
    CHECK(goesOn);
    CHECK(goesOnAbandoned);
    trainTo(*looked, after);
    CHECK(areSame(looked->save(), end));
  }
}

namespace {

struct End {
  std::string hash;
  std::vector<ParameterTable> tied;  // of the companion
};

End endOf(Simulation& simulation, std::int64_t update) {
  simulation.setGoal(update);
  simulation.finish();
  Snapshot snapshot;
  simulation.fill(snapshot, {.curves = false, .parameters = false, .twins = true});
  return {simulation.weightsHash(), snapshot.tiedParameters};
}

bool areSame(const End& a, const End& b) {
  bool same = a.hash == b.hash && a.tied.size() == b.tied.size();
  for (std::size_t i = 0; same && i < a.tied.size(); ++i) same = a.tied[i].values.values == b.tied[i].values.values;
  return same;
}

// In the middle of an update, the `slice`-th time that the clock is looked at.
std::unique_ptr<Simulation> inTheMiddle(const std::string& text, int slice) {
  auto simulation = simulate(text, true);
  simulation->setGoal(1000);
  for (int i = 0; i < slice; ++i) (void)simulation->advance(0);
  return simulation;
}

// Of each an update takes several slices; the untied ones have a companion that lags behind.
constexpr const char* severalSlices[] = {"hiddenSize=32&seqLen=30", "hiddenSize=16&seqLen=30&cell=lstm&optimizer=momentum",
                                         "hiddenSize=8&seqLen=20&batchSize=8&cell=gru&gradient=rtrl",
                                         "task=sine&cell=reservoir&readout=ridge&hiddenSize=40&seqLen=30&weightDecay=0.01",
                                         "hiddenSize=40&seqLen=30&batchSize=16&tying=untied&task=sine"};

}  // namespace

TEST_CASE("a checkpoint and a model file of the middle of an update lead to the same bits") {
  for (const std::string text : severalSlices) {
    CAPTURE(text);
    const End expected = endOf(*simulate(text, true), 3);
    const auto present = inTheMiddle(text, 0);
    bool restored = true, loaded = true, undisturbed = true;
    int slices = 0;
    for (; present->update() < 2; ++slices) {
      const auto checkpoint = present->checkpoint();
      auto file = Simulation::loadModel(present->saveModel(), true);
      REQUIRE(file);
      loaded = loaded && areSame(endOf(*file.value(), 3), expected);
      const auto other = simulate(slices % 2 == 0 ? text : "task=xor&hiddenSize=5", true);
      endOf(*other, 1);
      other->restore(checkpoint);
      restored = restored && areSame(endOf(*other, 3), expected);
      (void)present->advance(0);
      REQUIRE(slices < 1000);
    }
    undisturbed = areSame(endOf(*present, 3), expected);
    CHECK(slices > 4);
    CHECK(restored);
    CHECK(loaded);
    CHECK(undisturbed);
  }
}

TEST_CASE("what is changed in the middle of an update holds from its beginning, and the link says so") {
  for (const std::string text : severalSlices) {
    CAPTURE(text);
    const bool untied = text.find("untied") != std::string::npos;
    for (const int slice : {1, 2, 3, 5, 8, 13, 21}) {
      CAPTURE(slice);
      const auto simulation = inTheMiddle(text, slice);
      const std::int64_t update = simulation->update();
      const std::string hash = simulation->weightsHash();
      switch (slice % 3) {
        case 0: REQUIRE(simulation->apply(SetSetting{"learningRate", "0.01"})); break;
        case 1:
          simulation->setGoal(simulation->update());
          CHECK(simulation->update() == update);
          REQUIRE(simulation->apply(SetSetting{"weightDecay", "0.02"}));
          CHECK(simulation->weightsHash() == hash);
          break;
        default: REQUIRE(simulation->apply(SetWeight{untied ? "readout.bias@0002" : "readout.bias", 0, 0, 0.5}));
      }
      if (slice == 8 && !untied && text.find("rtrl") == std::string::npos && text.find("ridge") == std::string::npos)
        REQUIRE(simulation->apply(SetSetting{"tying", "untied"}));
      CHECK(simulation->update() == update);
      const End end = endOf(*simulation, update + 2);
      Snapshot snapshot;
      simulation->fill(snapshot);
      const std::string link = printExperiment(snapshot.experiment);
      CHECK(link.find("=") != std::string::npos);
      const auto replayed = simulate(link, true);
      CHECK(areSame(endOf(*replayed, update + 2), end));
    }
  }
}

TEST_CASE("the picture of a large net comes in slices, to the same numbers") {
  const std::string texts[] = {"hiddenSize=200&seqLen=100&cell=lstm&layers=2",
                               "hiddenSize=260&seqLen=100&bidirectional=true&initialState=learned"};
  for (const std::string& text : texts) {
    CAPTURE(text);
    const auto sliced = simulate(text), whole = simulate(text);
    Snapshot early, late, wanted;
    sliced->fill(early, {.probe = false});
    CHECK(early.probe.h.empty());  // not known yet
    CHECK(early.probe.target.values.size() == 100);
    int slices = 1;
    for (; !sliced->advanceProbe(0); ++slices) CHECK_FALSE(sliced->probeReady());
    CHECK(slices > 5);
    sliced->fill(late, {.probe = false});
    CHECK(late.version != early.version);
    whole->fill(wanted);
    CHECK(late.probe.h.values == wanted.probe.h.values);
    CHECK(late.probe.y.values == wanted.probe.y.values);
    // The last one stays until the next is ready.
    REQUIRE(sliced->apply(SetWeight{"readout.bias", 0, 0, 0.5}));
    CHECK_FALSE(sliced->probeReady());
    sliced->fill(late, {.probe = false});
    CHECK(late.probe.y.values == wanted.probe.y.values);
    sliced->fill(late);
    CHECK(late.probe.y.values != wanted.probe.y.values);
    CHECK(late.probe.h.values == wanted.probe.h.values);
  }
}

TEST_CASE("a pause in the middle of an update stops there and changes nothing") {
  for (const std::string text : severalSlices) {
    CAPTURE(text);
    const auto simulation = inTheMiddle(text, 0);
    while (simulation->update() < 3) {
      (void)simulation->advance(0);
      const std::int64_t update = simulation->update();
      simulation->setGoal(update);
      simulation->finish();
      REQUIRE(simulation->update() == update);
      CHECK(simulation->done());
      simulation->setGoal(1000);
    }
    CHECK(simulation->weightsHash() == hashAfter(text + "&updates=" + std::to_string(simulation->update())));
  }
}
