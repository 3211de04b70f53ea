// No guarantee: the same training from several seeds. Which learn it, how surely, and what becomes of those on longer sequences; the worst
// input of one of them is worst.cpp.
#include <algorithm>
#include <cmath>

#include "problems/problems.h"
#include "problems/worst_search.h"
#include "recurrent/experiment_text.h"
#include "tasks/task.h"

namespace unroll {

namespace {

constexpr int longestSequence = 1000;

void begin(Problems& p) {
  p.seeds = 12;
  p.net.task = "adding";
  p.net.cell = "elman";
  p.net.hiddenSize = 32;
  p.net.seqLen = 40;
  p.net.clipNorm = 1;
  p.net.updates = 6000;
}

std::vector<Job> jobs(const Problems& p) {
  std::vector<Job> all;
  for (int i = 0; i < p.seeds; ++i) {
    Experiment e = p.net;
    e.seed += static_cast<std::uint64_t>(i);
    all.push_back({.experiment = printExperiment(e), .lengths = longerThanTrained(p)});
  }
  return all;
}

void tell(const ProblemsSnapshot& s, Facts& facts) {
  std::vector<double> metrics;
  const std::vector<int> lengths = longerThanTrained(s.settings);
  std::vector<double> stillGood(lengths.size(), 0), worseThanBlind(lengths.size(), 0);
  for (const ProblemRun& run : s.runs) {
    if (!run.done()) continue;
    metrics.push_back(run.report->row.metric);
    if (!s.hasLearned(run)) continue;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      stillGood[i] += s.isGood(run.report->atLengths[i]) ? 1 : 0;
      worseThanBlind[i] += s.isWorseThanBlind(run.report->atLengths[i]) ? 1 : 0;
    }
  }
  const RunTally tally = tallyOf(s);
  const Share share = shareOf(tally.learned, s.done);
  facts.set("learnedRuns", tally.learned);
  facts.set("lostRuns", tally.lost);
  facts.set("divergedRuns", tally.diverged);
  facts.set("share", share.value());
  facts.set("shareLow", share.low);
  facts.set("shareHigh", share.high);
  facts.set("seqLen", s.settings.net.seqLen);
  facts.set("metrics", metrics);
  facts.set("lengths", std::vector<double>(lengths.begin(), lengths.end()));
  facts.set("stillGood", stillGood);
  facts.set("worseThanBlind", worseThanBlind);
  const int searched = s.settings.searched;
  facts.set("searchedLearned",
            searched >= 0 && searched < static_cast<int>(s.runs.size()) && s.hasLearned(s.runs[static_cast<std::size_t>(searched)]));
}

}  // namespace

RunTally tallyOf(const ProblemsSnapshot& s) {
  RunTally tally;
  for (const ProblemRun& run : s.runs) {
    tally.learned += s.hasLearned(run) ? 1 : 0;
    tally.lost += s.hasLost(run) ? 1 : 0;
    tally.diverged += run.done() && run.report->row.diverged ? 1 : 0;
  }
  return tally;
}

std::vector<int> longerThanTrained(const Problems& p) {
  if (p.net.tying == "untied") return {};  // a net of copies has one length
  std::vector<int> lengths;
  for (const double times : {1.0, 1.5, 2.0, 3.0, 5.0, 10.0}) {
    const int length = std::min(longestSequence, static_cast<int>(std::lround(times * p.net.seqLen)));
    if (lengths.empty() || length > lengths.back()) lengths.push_back(length);
  }
  return lengths;
}

const Problem& guaranteeProblem() {
  static const Problem problem{.name = "guarantee",
                               .help = "one training from several seeds: the share that learns, and longer sequences than trained",
                               .begin = begin,
                               .settings = {"seeds", "searched"},
                               .jobs = jobs,
                               .picture = makeWorstPicture,
                               .tell = tell};
  return problem;
}

}  // namespace unroll
