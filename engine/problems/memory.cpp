// Poor long-term memory: which nets learn a task over T steps, and how long it takes them; and random search beside them (Schmidhuber,
// Hochreiter & Bengio 2001: it solves some tasks that were used to show long-term memory).
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/check.h"
#include "problems/problems.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "tasks/task.h"

namespace unroll {

namespace {

constexpr std::size_t mostSpans = 6;
constexpr int longestSequence = 1000;

void begin(Problems& p) {
  p.seeds = 3;
  UNROLL_CHECK(setKey(p.net, "task", "order"));
  p.net.cell = "elman";
  p.net.clipNorm = 1;
  p.net.updates = 1500;
}

Experiment experimentOf(const Problems& p, const RememberingNet& net, int span, int seed) {
  Experiment e = p.net;
  for (const auto& [key, value] : net.settings) UNROLL_CHECK(setKey(e, key, value));
  e.seqLen = span;
  e.seed += static_cast<std::uint64_t>(seed);
  if (e.stopAt < 0) e.stopAt = findTask(e.task)->learnedBound;
  return e;
}

// In the order in which the table is to fill.
std::vector<Job> jobs(const Problems& p) {
  std::vector<Job> all;
  for (int seed = 0; seed < p.seeds; ++seed)
    for (const int span : spansOf(p))
      for (const RememberingNet& net : rememberingNets())
        all.push_back({.experiment = printExperiment(experimentOf(p, net, span, seed)), .drawings = net.drawings});
  return all;
}

// Of each net in each span: how many runs are done and have learned, and after how many updates in the middle.
void tell(const ProblemsSnapshot& s, Facts& facts) {
  const std::size_t nets = rememberingNets().size(), spans = spansOf(s.settings).size();
  std::vector<double> done(nets * spans), learned(nets * spans), updates(nets * spans, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t cell = 0; cell < nets * spans; ++cell) {
    std::vector<double> at;
    for (std::size_t i = cell; i < s.runs.size(); i += nets * spans) {
      const ProblemRun& run = s.runs[i];
      if (!run.done() || run.failed()) continue;
      ++done[cell];
      if (!run.failed() && run.report->row.learnedAt > 0) at.push_back(static_cast<double>(run.report->row.learnedAt));
    }
    learned[cell] = static_cast<double>(at.size());
    std::sort(at.begin(), at.end());
    if (!at.empty()) updates[cell] = (at[(at.size() - 1) / 2] + at[at.size() / 2]) / 2;
  }
  const std::vector<int> all = spansOf(s.settings);
  facts.set("spans", std::vector<double>(all.begin(), all.end()));
  facts.set("tableDone", done);
  facts.set("tableLearned", learned);
  facts.set("tableUpdates", updates);
}

}  // namespace

std::span<const RememberingNet> rememberingNets() {
  static const std::array<RememberingNet, 5> nets{{
      {"elman", {{"cell", "elman"}, {"activation", "tanh"}}},
      {"irnn", {{"cell", "elman"}, {"activation", "relu"}, {"init", "identity"}}},  // Le, Jaitly & Hinton 2015
      {"gru", {{"cell", "gru"}}},
      {"lstm", {{"cell", "lstm"}, {"forgetBias", "1"}}},  // Gers, Schmidhuber & Cummins 2000
      {"search", {{"cell", "elman"}, {"activation", "tanh"}, {"initScale", "5"}, {"updates", "0"}}, 200},
  }};
  return nets;
}

std::vector<int> spansOf(const Problems& p) { return ascendingNumbers(p.spans, longestSequence, mostSpans); }

const Problem& memoryProblem() {
  static const Problem problem{.name = "memory",
                               .help = "which nets learn a task over longer and longer sequences, random search among them",
                               .begin = begin,
                               .settings = {"seeds", "spans"},
                               .own = {"cell", "activation", "init", "initScale", "forgetBias", "seqLen", "window", "readout"},
                               .jobs = jobs,
                               .tell = tell};
  return problem;
}

}  // namespace unroll
