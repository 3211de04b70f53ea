// Jobs and who carries them out: lines there and back, slices, threads, helpers that speak in lines, fail and die.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <map>
#include <thread>
#include <vector>

#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "study/helpers.h"
#include "study/runner.h"
#include "tasks/task.h"

using namespace unroll;

namespace {

Job job(std::int64_t id, std::string text) { return {.id = id, .experiment = std::move(text)}; }

std::vector<Job> someJobs() {
  std::vector<Job> jobs;
  for (int seed = 1; seed <= 4; ++seed) {
    jobs.push_back(job(seed, "task=echo&hiddenSize=4&seqLen=8&updates=200&seed=" + std::to_string(seed)));
    jobs.back().lengths = {8, 16};
  }
  return jobs;
}

JobReport alone(const Job& each) {
  JobRun run(each);
  while (!run.advance(1e9)) {
  }
  return run.report();
}

bool equal(const JobReport& a, const JobReport& b) {
  const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
  return a.id == b.id && a.done == b.done && a.error == b.error && a.row.agrees(b.row) &&
         std::equal(a.atLengths.begin(), a.atLengths.end(), b.atLengths.begin(), b.atLengths.end(), same) &&
         std::equal(a.curve.begin(), a.curve.end(), b.curve.begin(), b.curve.end(),
                    [](const CurvePoint& x, const CurvePoint& y) { return x.update == y.update && x.value == y.value; });
}

// All jobs' last reports.
std::map<std::int64_t, JobReport> carriedOut(Runner& runner, std::size_t count) {
  std::map<std::int64_t, JobReport> done;
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while (done.size() < count && std::chrono::steady_clock::now() < until) {
    runner.advance(5);
    for (JobReport& report : runner.take())
      if (report.done) {
        CHECK(done.count(report.id) == 0);
        done[report.id] = std::move(report);
      }
    if (runner.helpers() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return done;
}

void checkAll(Runner& runner) {
  const std::vector<Job> jobs = someJobs();
  runner.add(jobs);
  runner.run(true);
  const auto done = carriedOut(runner, jobs.size());
  REQUIRE(done.size() == jobs.size());
  for (const Job& each : jobs) CHECK(equal(done.at(each.id), alone(each)));
}

// Helpers of a test: carried out at once when they are asked for news; the second job kills one.
struct Fake {
  std::deque<std::string> jobs;
  bool on = false, gone = false;
  int deaths = 0;
  std::int64_t returned = -1;  // the job that kills every helper: it comes back
} fake;

Helpers fakeHelpers() {
  return {.count = [] { return fake.gone ? 0 : 2; },
          .add =
              [](const char* lines) {
                for (std::string_view rest = lines; !rest.empty();) {
                  const std::string_view line = rest.substr(0, rest.find('\n'));
                  fake.jobs.emplace_back(line);
                  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
                }
              },
          .clear = [] { fake.jobs.clear(); },
          .run = [](bool on) { fake.on = on; },
          .take = []() -> std::string {
            if (!fake.on || fake.jobs.empty()) return {};
            const std::string line = fake.jobs.front();
            fake.jobs.pop_front();
            if (fake.gone || readJob(line).value().id == fake.returned) return "J" + line;
            JobReport report = alone(readJob(line).value());
            if (report.id == 2 && fake.deaths++ == 0) {
              fake.jobs.push_front(line);
              return "T1: out of memory";
            }
            return "R" + printReport(report);
          }};
}

}  // namespace

TEST_CASE("jobs and reports are lines, and come back from them") {
  Job whole = job(7, "task=echo&updates=100");
  whole.lengths = {20, 200};
  whole.drawings = 5;
  CHECK(readJob(printJob(whole)).value() == whole);
  for (const char* bad :
       {"", "{}", "[]", "null", "{\"id\":1}", "{\"id\":\"1\",\"experiment\":\"\"}", "{\"id\":1,\"experiment\":\"\",\"lengths\":[0]}",
        "{\"id\":1,\"experiment\":\"\",\"lengths\":7}", "{\"id\":1,\"experiment\":\"\",\"drawings\":\"x\"}"})
    CHECK_FALSE(readJob(bad));
  const JobReport report = alone(someJobs()[0]);
  CHECK(report.done);
  CHECK(report.curve.size() > 1);
  CHECK(equal(readReport(printReport(report)).value(), report));
  CHECK_FALSE(readReport("{}"));
  CHECK_FALSE(readReport("wombat"));
}

TEST_CASE("a job that can't be says why, and is done") {
  for (const char* bad : {"task=wombat", "hiddenSize=0", "task=copy&seqLen=5"}) {
    const JobReport report = alone(job(1, bad));
    CHECK(report.done);
    CHECK(report.error.find(bad[0] == 't' ? (std::string(bad) == "task=wombat" ? "task=wombat" : "seqLen=5") : "hiddenSize=0") == 0);
    CHECK(readReport(printReport(report)).value().error == report.error);
  }
}

TEST_CASE("a trained net is tried at other lengths as predict() does") {
  Job each = someJobs()[1];
  const JobReport report = alone(each);
  auto simulation = Simulation::create(parseExperiment(each.experiment).value());
  simulation.value()->finish();
  CHECK(report.row.hash == simulation.value()->weightsHash());
  CHECK(report.atLengths[0] == simulation.value()->predict(8, 250, 2).value().metric);
  CHECK(report.atLengths[1] == simulation.value()->predict(16, 250, 2).value().metric);
}

TEST_CASE("random search draws nets until one is good enough, none of them trained") {
  Job search = job(1, "task=latch&hiddenSize=4&seqLen=4&initScale=5&updates=300&seed=3");
  search.drawings = 200;
  const JobReport report = alone(search);
  REQUIRE(report.row.learnedAt > 1);
  CHECK(report.row.updates == report.row.learnedAt);
  CHECK(report.curve.back().update == report.row.learnedAt);
  const double bound = findTask("latch")->learnedBound;
  Experiment e = parseExperiment(search.experiment).value();
  e.updates = 0;
  double best = 0;
  for (std::int64_t i = 1; i <= report.row.learnedAt; ++i, e.seed += 1'000'003) {
    auto net = Simulation::create(e);
    net.value()->finish();
    Snapshot s;
    net.value()->fill(s);
    best = std::max(best, s.metric);
    CHECK((s.metric >= bound) == (i == report.row.learnedAt));
    if (i == report.row.learnedAt) CHECK(s.metric == report.row.metric);
  }
  CHECK(best == report.row.metric);
  search.drawings = 1;
  CHECK(alone(search).row.learnedAt == -1);
}

TEST_CASE("runners: in slices, beside the program, by helpers: the rows are the same") {
  const auto sliced = makeSlicedRunner();
  CHECK(sliced->helpers() == 0);
  checkAll(*sliced);
  const auto present = makeRunner();
  checkAll(*present);
}

TEST_CASE("runners: held up, nothing is told and nothing lost; cleared, nothing more is told") {
  for (const auto& runner : {makeSlicedRunner(), makeRunner()}) {
    const std::vector<Job> jobs = someJobs();
    runner->add(jobs);
    runner->advance(50);
    CHECK(runner->take().empty());
    runner->run(true);
    const auto first = carriedOut(*runner, 1);
    runner->run(false);
    (void)runner->take();
    runner->clear();
    runner->run(true);
    for (int i = 0; i < 5; ++i) runner->advance(5);
    std::this_thread::sleep_for(std::chrono::milliseconds(runner->helpers() > 0 ? 20 : 0));
    CHECK(runner->take().empty());
    checkAll(*runner);
  }
}

TEST_CASE("runners: what helpers give back is done here, and so long it is told that there is work here") {
  fake = {};
  fake.returned = 3;
  useHelpers(fakeHelpers());
  const auto helped = makeHelpedRunner();
  REQUIRE(helped);
  const std::vector<Job> jobs = someJobs();
  helped->add(jobs);
  helped->run(true);
  CHECK_FALSE(helped->worksHere());
  std::size_t done = 0;
  for (int looks = 0; !helped->worksHere() && looks < 10; ++looks)
    for (const JobReport& report : helped->take()) done += report.done;
  CHECK(helped->worksHere());
  CHECK(helped->helpers() == 2);
  helped->run(false);
  CHECK_FALSE(helped->worksHere());
  helped->run(true);
  CHECK(done + carriedOut(*helped, jobs.size() - done).size() == jobs.size());
  CHECK_FALSE(helped->worksHere());
  CHECK(makeSlicedRunner()->worksHere() == false);
  useHelpers(std::nullopt);
}

TEST_CASE("runners: a helper that dies is told of and its job done again; when all are gone, the jobs are done here") {
  fake = {};
  useHelpers(fakeHelpers());
  const auto helped = makeHelpedRunner();
  REQUIRE(helped);
  checkAll(*helped);
  CHECK(helped->takeTroubles() == std::vector<std::string>{"1: out of memory"});
  fake = {};
  fake.gone = true;
  checkAll(*helped);
  useHelpers(std::nullopt);
  CHECK_FALSE(makeHelpedRunner());
}
