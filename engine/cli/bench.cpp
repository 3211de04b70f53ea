// The workloads of the peer benchmark: one batch, drawn before the clock starts. Median, least and greatest time over nine blocks
// of updates, after a warm-up that also lets a WebAssembly engine optimise.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "core/kernels.h"
#include "core/random.h"
#include "network/init.h"
#include "training/evaluator.h"
#include "training/trainer.h"

namespace unroll {

namespace {

constexpr const char* backend =
#ifdef __wasm__
    "node-simd128";
#else
    "native";
#endif

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
      {"peer", "unroll"},   {"backend", backend},    {"workload", workload},      {"median_ms_per_step", times.median},
      {"min", times.least}, {"max", times.greatest}, {"reps", times.repetitions}, {"notes", notes}};
  std::fprintf(out, "%s\n", json.dump().c_str());
  std::fflush(out);
}

// The adding problem, loss on the last step: forward, backward and update on one batch.
void training(std::FILE* out, const char* workload, int hidden, int steps, int batch, const char* optimizerName, double rate) {
  const Task& task = *findTask("adding");
  Experiment experiment;
  experiment.seqLen = steps;
  Network<float> network({"elman", Activation::tanh, task.inputSize, hidden, task.outputSize}, Tying::tied);
  initialize(network, "pytorch", 1, 1);
  Backpropagation<float> pass(network, Loss::meanSquaredError, LossMask::last(steps), batch);
  Random random(1, Stream::training);
  drawBatch(experiment, task, random, pass.trace, pass.target.values);
  const Optimizer& optimizer = *findOptimizer(optimizerName);
  OptimizerState state = optimizer.start(network.values().size());
  const OptimizerSettings settings{rate, 0};
  long total = 0;
  double first = -1;
  const Times times = measure([&](long count) {
    for (long i = 0; i < count; ++i) {
      pass.run(network);
      optimizer.step(state, settings, network.values(), pass.gradients());
      network.pack();
      if (first < 0) first = pass.loss();
    }
    total += count;
  });
  char notes[160];
  std::snprintf(notes, sizeof notes, "%d lanes; loss %.4g -> %.4g after %ld updates on one batch", kernels<float>().lanes, first,
                pass.loss(), total);
  print(out, workload, times, notes);
}

// One time step at a time, batch 1, the hidden state read after each.
void stepping(std::FILE* out, const char* workload) {
  constexpr int hidden = 64, steps = 1000;
  Network<float> network({"elman", Activation::tanh, 2, hidden, 1}, Tying::tied);
  initialize(network, "pytorch", 1, 1);
  Trace<float> trace(network.traceShape(1, 1));
  Random random(1);
  Buffer<float> inputs(2 * steps);
  for (float& x : inputs) x = random.uniform();
  float sum = 0;
  int t = 0;
  const Times times = measure([&](long count) {
    for (long i = 0; i < count; ++i) {
      std::memcpy(trace.input(0), inputs.data() + 2 * t, 2 * sizeof(float));
      if (++t == steps) t = 0;
      network.project(trace);
      network.forwardStep(trace, 0);
      std::memcpy(trace.hidden(-1), trace.hidden(0), hidden * sizeof(float));
      sum += trace.hidden(-1)[0];
    }
  });
  char notes[120];
  std::snprintf(notes, sizeof notes, "%d lanes; one time step of W_xh, W_hh and tanh, hidden state copied out; sum of h[0] %.4g",
                kernels<float>().lanes, static_cast<double>(sum));
  print(out, workload, times, notes);
}

}  // namespace

Result<void> cli::bench(std::span<const std::string> arguments, std::FILE* out) {
  const std::string which = arguments.empty() ? "all" : arguments[0];
  if (arguments.size() > 1) return Error{"bench: takes one workload, W1…W5, or all"};
  const bool all = which == "all";
  if (which == "W2" || which == "W3") return Error{"bench " + which + ": needs the LSTM cell, which this program doesn't have yet"};
  if (!all && which != "W1" && which != "W4" && which != "W5") return Error{"bench " + which + ": must be one of W1, W2, W3, W4, W5, all"};
  if (all) std::fprintf(stderr, "unroll: W2 and W3 are left out: they need the LSTM cell, which this program doesn't have yet\n");
  if (all || which == "W1") training(out, "W1", 32, 50, 32, "adam", 1e-3);
  if (all || which == "W4") stepping(out, "W4");
  if (all || which == "W5") training(out, "W5", 8, 10, 1, "sgd", 1e-2);
  return {};
}

}  // namespace unroll
