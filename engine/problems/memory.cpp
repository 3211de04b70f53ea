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
  std::vector<double> done, learned, updates;
  for (int span = 0; span < static_cast<int>(spansOf(s.settings).size()); ++span)
    for (int net = 0; net < static_cast<int>(rememberingNets().size()); ++net) {
      const MemoryPlace place = memoryPlace(s, net, span);
      done.push_back(place.done);
      learned.push_back(place.learned);
      updates.push_back(place.updates);
    }
  const std::vector<int> all = spansOf(s.settings);
  facts.set("spans", std::vector<double>(all.begin(), all.end()));
  facts.set("tableDone", done);
  facts.set("tableLearned", learned);
  facts.set("tableUpdates", updates);
}

}  // namespace

MemoryPlace memoryPlace(const ProblemsSnapshot& s, int net, int span) {
  const int nets = static_cast<int>(rememberingNets().size()), spans = static_cast<int>(spansOf(s.settings).size());
  MemoryPlace place;
  std::vector<double> updates;
  for (int i = span * nets + net; i < static_cast<int>(s.runs.size()); i += spans * nets) {
    place.runs.push_back(i);
    const ProblemRun& run = s.runs[static_cast<std::size_t>(i)];
    if (!run.done() || run.failed()) continue;
    ++place.done;
    if (run.report->row.learnedAt > 0) updates.push_back(static_cast<double>(run.report->row.learnedAt));
  }
  place.learned = static_cast<int>(updates.size());
  std::sort(updates.begin(), updates.end());
  if (!updates.empty()) place.updates = (updates[(updates.size() - 1) / 2] + updates[updates.size() / 2]) / 2;
  return place;
}

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
