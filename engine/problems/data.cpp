// Need of data: the same training on training sets of different sizes, for two sizes of net. The error on the sequences that were trained
// on falls at once; the one on fresh sequences only where there are enough of them.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/check.h"
#include "problems/problems.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"

namespace unroll {

namespace {

constexpr std::size_t mostSets = 8, mostSizes = 3;
constexpr int largestSet = 100'000, largestNet = 512;

void begin(Problems& p) {
  p.seeds = 2;
  p.sets = "10,32,100,320,1000,10000,100000";  // none is stored: a sequence is made from its number, so a large set costs no more
  p.net.task = "adding";
  p.net.cell = "gru";
  p.net.seqLen = 15;
  p.net.updates = 1500;
}

// Set by set, in each the nets, in each the seeds: the seeds come last, so that the curves are there early.
std::vector<Job> jobs(const Problems& p) {
  std::vector<Job> all;
  for (int seed = 0; seed < p.seeds; ++seed)
    for (const int set : trainingSetsOf(p))
      for (const int size : netSizesOf(p)) {
        Experiment e = p.net;
        e.trainingSet = set;
        e.hiddenSize = size;
        e.seed += static_cast<std::uint64_t>(seed);
        all.push_back({.experiment = printExperiment(e)});
      }
  return all;
}

void tell(const ProblemsSnapshot& s, Facts& facts) {
  const std::vector<int> sets = trainingSetsOf(s.settings), sizes = netSizesOf(s.settings);
  facts.set("trainingSets", std::vector<double>(sets.begin(), sets.end()));
  facts.set("netSizes", std::vector<double>(sizes.begin(), sizes.end()));
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    std::vector<double> fresh, trained;
    for (std::size_t i = 0; i < sets.size(); ++i) {
      const DataPoint point = dataPoint(s, static_cast<int>(i), static_cast<int>(k));
      fresh.push_back(point.fresh);
      trained.push_back(point.trained);
    }
    facts.set("fresh" + std::to_string(k), fresh);
    facts.set("trained" + std::to_string(k), trained);
  }
}

}  // namespace

std::vector<int> trainingSetsOf(const Problems& p) { return ascendingNumbers(p.sets, largestSet, mostSets); }
std::vector<int> netSizesOf(const Problems& p) { return ascendingNumbers(p.sizes, largestNet, mostSizes); }

std::vector<int> dataRuns(const Problems& p, int set, int size) {
  const int sets = static_cast<int>(trainingSetsOf(p).size()), sizes = static_cast<int>(netSizesOf(p).size());
  std::vector<int> runs;
  for (int seed = 0; seed < p.seeds; ++seed) runs.push_back((seed * sets + set) * sizes + size);
  return runs;
}

DataPoint dataPoint(const ProblemsSnapshot& s, int set, int size) {
  DataPoint point;
  std::vector<double> fresh, trained;
  for (const int i : dataRuns(s.settings, set, size)) {
    const ProblemRun& run = s.runs[static_cast<std::size_t>(i)];
    if (!run.done() || run.failed()) continue;
    fresh.push_back(run.report->row.metric);
    trained.push_back(run.report->row.trainingMetric.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  point.runs = static_cast<int>(fresh.size());
  if (fresh.empty()) return point;
  const auto mean = [](const std::vector<double>& values) {
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
  };
  const auto error = [&mean](const std::vector<double>& values) {
    if (values.size() < 2) return std::numeric_limits<double>::quiet_NaN();
    const double middle = mean(values), n = static_cast<double>(values.size());
    double squares = 0;
    for (const double v : values) squares += (v - middle) * (v - middle);
    return std::sqrt(squares / (n - 1) / n);
  };
  point.fresh = mean(fresh);
  point.trained = mean(trained);
  point.freshError = error(fresh);
  point.trainedError = error(trained);
  return point;
}

const Problem& dataProblem() {
  static const Problem problem{
      .name = "data",
      .help = "error on training and on fresh sequences against the size of the training set, for two sizes of net",
      .begin = begin,
      .settings = {"seeds", "sets", "sizes"},
      .own = {"trainingSet", "hiddenSize"},
      .jobs = jobs,
      .tell = tell};
  return problem;
}

}  // namespace unroll
