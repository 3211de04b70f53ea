// The workloads of the peer benchmark: one batch, drawn before the clock starts. Median, least and greatest time over nine blocks
// of updates, after a warm-up that also lets a WebAssembly engine optimise.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "core/kernels.h"
#include "core/random.h"
#include "network/init.h"
#include "training/backpropagation.h"
#include "training/evaluator.h"
#include "training/trainer.h"
#include "unroll.h"

namespace unroll {

namespace {

// Whoever starts the program may name the place that it runs in: the same WebAssembly runs under Node.js and in browsers.
const char* backend() {
  if (const char* named = std::getenv("UNROLL_BACKEND")) return named;
#ifdef __wasm__
  return "node-simd128";
#else
  return "native";
#endif
}

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

struct Times {
  double median = 0, least = 0, greatest = 0;  // ms a step
  int repetitions = 0;
};

// run(n) does n steps.
Times measure(const std::function<void(long)>& run) {
  constexpr double warmUp = 0.8, block = 0.05;
  constexpr int repetitions = 9;
  long count = 16;
  double last = 0;
  for (const double start = seconds(); seconds() - start < warmUp;) {
    const double before = seconds();
    run(count);
    last = seconds() - before;
    if (last < block) count *= 2;
  }
  count = std::max(1L, static_cast<long>(static_cast<double>(count) * block / std::max(last, 1e-6)));
  std::vector<double> times;
  for (int r = 0; r < repetitions; ++r) {
    const double before = seconds();
    run(count);
    times.push_back((seconds() - before) * 1e3 / static_cast<double>(count));
  }
  std::sort(times.begin(), times.end());
  return {times[repetitions / 2], times.front(), times.back(), repetitions};
}

void print(std::FILE* out, const char* workload, const Times& times, const std::string& notes) {
  nlohmann::ordered_json json{
      {"peer", "unroll"},   {"backend", backend()},  {"workload", workload},      {"median_ms_per_step", times.median},
      {"min", times.least}, {"max", times.greatest}, {"reps", times.repetitions}, {"notes", notes}};
  std::fprintf(out, "%s\n", json.dump().c_str());
  std::fflush(out);
}

struct Workload {
  const char* name;
  const char* cell;
  int hidden, steps, batch;
  bool characters;  // one-hot input of 64 classes and softmax cross-entropy at every step; else the adding problem, loss at the last
  const char* optimizer;
  double rate;
};
constexpr Workload workloads[] = {
    {"W1", "elman", 32, 50, 32, false, "adam", 1e-3},
    {"W2", "lstm", 64, 100, 32, false, "adam", 1e-3},
    {"W3", "lstm", 128, 64, 16, true, "adam", 1e-3},
    {"W5", "elman", 8, 10, 1, false, "sgd", 1e-2},
};

// Forward, backward and update on one batch, drawn before the clock starts.
void training(std::FILE* out, const Workload& w) {
  constexpr int classes = 64;
  const Task& task = *findTask("adding");
  NetworkShape shape;
  shape.cell = w.cell;
  shape.inputSize = w.characters ? classes : task.inputSize({});
  shape.hiddenSize = w.hidden;
  shape.outputSize = w.characters ? classes : task.outputSize({});
  Network<float> network(shape, Tying::tied);
  initialize(network, "pytorch", 1, 1);
  Backpropagation<float> pass(network, w.characters ? Loss::crossEntropy : Loss::meanSquaredError,
                              w.characters ? LossMask::every(w.steps) : LossMask::last(w.steps), w.batch);
  Random random(1, Stream::training);
  if (w.characters) {
    pass.trace.classes.resize(pass.trace.shape.row(w.steps));
    for (int& c : pass.trace.classes) c = random.below(classes);
    for (int& c : pass.target.classes) c = random.below(classes);
  } else {
    Experiment experiment;
    experiment.seqLen = w.steps;
    drawBatch(experiment, task, random, pass.trace, pass.target.values);
  }
  const Optimizer& optimizer = *findOptimizer(w.optimizer);
  OptimizerState state = optimizer.start(network.values().size());
  const OptimizerSettings settings{w.rate, 0, 0};
  long total = 0;
  double first = -1;
  const Times times = measure([&](long count) {
    for (long i = 0; i < count; ++i) {
      pass.run(network);
      optimizer.stepAll(state, settings, network.values(), pass.gradients());
      network.pack();
      if (first < 0) first = pass.loss();
    }
    total += count;
  });
  char notes[160];
  std::snprintf(notes, sizeof notes, "%d lanes; loss %.4g -> %.4g after %ld updates on one batch", kernels<float>().lanes, first,
                pass.loss(), total);
  print(out, w.name, times, notes);
}

// One time step at a time, batch 1, the hidden state read after each.
void stepping(std::FILE* out, const char* workload) {
  constexpr int hidden = 64, steps = 1000;
  NetworkShape shape;
  shape.inputSize = 2;
  shape.hiddenSize = hidden;
  Network<float> network(shape, Tying::tied);
  initialize(network, "pytorch", 1, 1);
  Trace<float> trace(network.traceShape(1, 1));
  ChainTrace<float>& chain = trace.chain(0, 0);
  Random random(1);
  Buffer<float> inputs(2 * steps);
  for (float& x : inputs) x = random.uniform();
  float sum = 0;
  int t = 0;
  const Times times = measure([&](long count) {
    for (long i = 0; i < count; ++i) {
      std::memcpy(trace.input(0), inputs.data() + 2 * t, 2 * sizeof(float));
      if (++t == steps) t = 0;
      network.forwardSteps(trace, 0, 0, 1);
      std::memcpy(chain.start(), chain.hidden(0), hidden * sizeof(float));
      sum += chain.start()[0];
    }
  });
  char notes[120];
  std::snprintf(notes, sizeof notes, "%d lanes; one time step of W_xh, W_hh and tanh, hidden state copied out; sum of h[0] %.4g",
                kernels<float>().lanes, static_cast<double>(sum));
  print(out, workload, times, notes);
}

// What an update costs as one size grows: linear in T and B, quadratic in H where the products outweigh the rest.
void scaling(std::FILE* out) {
  const auto one = [&](int hidden, int steps, int batch) {
    char name[40];
    std::snprintf(name, sizeof name, "H=%d T=%d B=%d", hidden, steps, batch);
    training(out, {name, "lstm", hidden, steps, batch, false, "adam", 1e-3});
  };
  for (int steps : {25, 50, 100, 200}) one(64, steps, 32);
  for (int batch : {8, 16, 32, 64}) one(64, 50, batch);
  for (int hidden : {32, 64, 128, 256}) one(hidden, 50, 32);
}

// Products and sums of the widest vectors that the engine uses here: the bound on every other figure. The best of many short blocks,
// which a busy machine leaves undisturbed. Operations a second.
double peakRate() {
  constexpr int rounds = 2000, calls = 200;
  constexpr double duration = 1.5;
  [[maybe_unused]] volatile float sum = 0;
  double best = 1;
  for (const double start = seconds(); seconds() - start < duration;) {
    const double before = seconds();
    for (int i = 0; i < calls; ++i) sum = kernels<float>().peak(rounds, 0.999f, 0.001f);
    best = std::min(best, seconds() - before);
  }
  return 2.0 * peakChains * rounds * kernels<float>().lanes * calls / best;
}

void peak(std::FILE* out) {
  nlohmann::ordered_json json{{"peer", "unroll"},
                              {"backend", backend()},
                              {"workload", "peak"},
                              {"gflops", peakRate() * 1e-9},
                              {"notes", std::to_string(kernels<float>().lanes) + " lanes, multiplications and additions"}};
  std::fprintf(out, "%s\n", json.dump().c_str());
  std::fflush(out);
}

// What a kind of model brings: steps a second, and the share of the machine's peak.
void workload(std::FILE* out, const BenchWork& work) {
  const auto run = work.make();
  double operations = 0;
  long steps = 0;
  const Times times = measure([&](long count) {
    operations += run(count);
    steps += count;
  });
  const double each = operations / static_cast<double>(steps), rate = each / (times.median * 1e-3);
  nlohmann::ordered_json json{{"peer", "unroll"},
                              {"backend", backend()},
                              {"workload", std::string(work.name)},
                              {"median_ms_per_step", times.median},
                              {"min", times.least},
                              {"max", times.greatest},
                              {"reps", times.repetitions},
                              {std::string(work.step) + "s_per_second", 1e3 / times.median},
                              {"operations_per_step", each},
                              {"gflops", rate * 1e-9},
                              {"of_peak", rate / peakRate()},
                              {"notes", std::string(work.notes)}};
  std::fprintf(out, "%s\n", json.dump().c_str());
  std::fflush(out);
}

}  // namespace

Result<void> cli::bench(std::span<const std::string> arguments, std::FILE* out) {
  const std::string which = arguments.empty() ? "all" : arguments[0];
  if (arguments.size() > 1) return Error{"bench: takes one workload, W1…W5, one of a model, peak or scaling, or all"};
  bool found = which == "peak" || which == "scaling";
  if (which == "peak") peak(out);
  if (which == "scaling") scaling(out);
  for (const char* name : {"W1", "W2", "W3", "W4", "W5"}) {
    if (which != "all" && which != name) continue;
    found = true;
    if (std::strcmp(name, "W4") == 0) stepping(out, name);
    for (const Workload& w : workloads)
      if (std::strcmp(w.name, name) == 0) training(out, w);
  }
  std::string others;
  for (const ModelKind* kind : models())
    for (const BenchWork& work : kind->benches) {
      others += std::string(work.name) + ", ";
      if (which != "all" && which != work.name) continue;
      found = true;
      workload(out, work);
    }
  if (!found) return Error{"bench " + which + ": must be one of W1, W2, W3, W4, W5, " + others + "peak, scaling, all"};
  return {};
}

}  // namespace unroll
