// The model behind the scene Problems: settings, the runs that they mean, and who carries them out.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/check.h"
#include "core/hash.h"
#include "problems/command.h"
#include "problems/keys.h"
#include "recurrent/own_data_taken.h"
#include "study/runner.h"
#include "tasks/task.h"
#include "unroll.h"

namespace unroll {

namespace {

constexpr std::size_t mostKnown = 5000;  // reports that are kept, of other settings too
constexpr std::size_t mostTroubles = 3;
constexpr int queuedPerHelper = 2;  // so that none waits for a frame
constexpr double pictureSlice = 8;  // ms

using Report = std::shared_ptr<const JobReport>;

std::string nameOf(const Job& job) {
  Job same = job;
  same.id = 0;
  return printJob(same);
}

// Runs that were forgotten together, to begin anew.
struct Forgotten {
  std::map<std::string, Report, std::less<>> reports;
  bool picture = false;
};

struct Saved final : State {
  Problems settings;
  std::size_t forgets = 0;
  std::map<std::string, Problems, std::less<>> before;
  std::size_t bytes() const override { return sizeof *this + before.size() * sizeof(Problems); }
};

}  // namespace

struct ProblemsModel::Own {
  Own(const Problems& s, int most) : settings(s), keys(settings), threads(most) { use(s); }

  Problems settings;
  PresentProblemKeys keys;
  const int threads;                                    // where there are such
  std::map<std::string, Problems, std::less<>> before;  // what the other problems were left with
  const Problem* problem = nullptr;
  std::unique_ptr<ProblemPicture> picture;
  std::unique_ptr<Runner> runner;
  std::vector<ProblemRun> runs;
  std::vector<bool> handed;                      // to the runner
  std::map<std::int64_t, std::size_t> inFlight;  // by the job's number
  std::map<std::string, Report, std::less<>> known;
  std::vector<Forgotten> forgotten;  // the first `forgets` of them are; those behind were brought back
  std::size_t forgets = 0;
  std::vector<std::string> troubles;
  std::int64_t lastId = 0, goal = 0, done = 0;
  std::uint64_t version = 1;

  void use(const Problems& changed);
  void forget();
  void recall();
  void goBackTo(std::size_t forgets);
  int countForgotten() const;
  void handOut();
  void takeReports();
  bool trains() const { return picture && picture->trains(); }
  std::int64_t total() const { return static_cast<std::int64_t>(runs.size()) + (trains() ? 1 : 0); }
  std::int64_t doneFromFirst() const {
    if (trains()) return done;
    return std::find_if(runs.begin(), runs.end(), [](const ProblemRun& run) { return !run.done(); }) - runs.begin();
  }
  Problems shown() const {
    Problems all = settings;
    all.runs = doneFromFirst();
    return all;
  }
  double secondsLeft() const;
  void fill(ProblemsSnapshot& snapshot) const;
};

void ProblemsModel::Own::use(const Problems& changed) {
  const bool wasTraining = trains() && goal > done;
  if (problem && changed.problem != settings.problem) before[settings.problem] = settings;
  settings = changed;
  settings.runs = 0;  // they are counted
  const Problem* now = findProblem(settings.problem);
  if (now != problem) {
    problem = now;
    picture = problem->picture ? problem->picture() : nullptr;
  }
  if (picture) picture->use(settings);
  if (runner) {
    runner->clear();
    runner->run(false);
  }
  inFlight.clear();
  runs.clear();
  done = trains() && picture->trained() ? 1 : 0;
  if (problem->jobs)
    for (Job& job : problem->jobs(settings)) {
      const auto there = known.find(nameOf(job));
      runs.push_back({std::move(job), there == known.end() ? nullptr : there->second});
      done += runs.back().done() ? 1 : 0;
    }
  handed.assign(runs.size(), false);
  goal = wasTraining && trains() && picture->begun() ? 1 : done;
  ++version;
}

void ProblemsModel::Own::forget() {
  Forgotten now;
  for (const ProblemRun& run : runs)
    if (auto node = known.extract(nameOf(run.job))) now.reports.insert(std::move(node));
  if (trains() && picture->begun()) {
    picture->forget();
    now.picture = true;
  }
  constexpr std::size_t most = 20;  // acts
  forgotten.resize(forgets);
  if (forgotten.size() >= most) forgotten.erase(forgotten.begin());
  forgotten.push_back(std::move(now));
  forgets = forgotten.size();
}

// What was measured again meanwhile is the same.
void ProblemsModel::Own::recall() {
  const Forgotten& last = forgotten[--forgets];
  for (const auto& [name, report] : last.reports) known.emplace(name, report);
  if (last.picture && trains()) picture->recall();
}

// As many acts of forgetting as there were: undone, or done once more.
void ProblemsModel::Own::goBackTo(std::size_t count) {
  while (forgets > count) recall();
  for (; forgets < std::min(count, forgotten.size()); ++forgets) {
    for (const auto& [name, report] : forgotten[forgets].reports) known.erase(name);
    if (forgotten[forgets].picture && trains()) picture->forget();
  }
}

int ProblemsModel::Own::countForgotten() const {
  if (forgets == 0) return 0;
  const Forgotten& last = forgotten[forgets - 1];
  int count = last.picture && trains() && picture->canRecall() ? 1 : 0;
  for (const ProblemRun& run : runs)
    if (!run.done() && last.reports.count(nameOf(run.job)) > 0) ++count;
  return count;
}

void ProblemsModel::Own::handOut() {
  if (!runner) runner = makeRunner(threads);
  const std::size_t most = static_cast<std::size_t>(std::max(1, queuedPerHelper * runner->helpers()));
  std::vector<Job> jobs;
  std::int64_t planned = done + static_cast<std::int64_t>(inFlight.size());
  for (std::size_t i = 0; i < runs.size() && inFlight.size() < most && planned < goal; ++i) {
    if (runs[i].done() || handed[i]) continue;
    jobs.push_back(runs[i].job);
    jobs.back().id = ++lastId;
    inFlight[lastId] = i;
    handed[i] = true;
    ++planned;
  }
  if (!jobs.empty()) runner->add(std::move(jobs));
}

void ProblemsModel::Own::takeReports() {
  for (std::string& trouble : runner->takeTroubles()) {
    troubles.push_back(std::move(trouble));
    if (troubles.size() > mostTroubles) troubles.erase(troubles.begin());
    ++version;
  }
  for (JobReport& report : runner->take()) {
    const auto at = inFlight.find(report.id);
    if (at == inFlight.end()) continue;
    ProblemRun& run = runs[at->second];
    run.report = std::make_shared<const JobReport>(std::move(report));
    ++version;
    if (!run.done()) continue;
    if (known.size() >= mostKnown) known.clear();
    known[nameOf(run.job)] = run.report;
    inFlight.erase(at);
    ++done;
  }
}

// As if what is left took as long as what is done did on average.
double ProblemsModel::Own::secondsLeft() const {
  double seconds = 0;
  int counted = 0;
  for (const ProblemRun& run : runs)
    if (run.done() && !run.failed()) {
      seconds += run.report->row.seconds;
      ++counted;
    }
  if (counted == 0 || goal <= done) return -1;
  return seconds / counted * static_cast<double>(goal - done) / std::max(1, runner ? runner->helpers() : 1);
}

void ProblemsModel::Own::fill(ProblemsSnapshot& s) const {
  s.settings = shown();
  const Task& task = *findTask(settings.net.task);
  s.learnedBound = settings.net.stopAt >= 0 ? settings.net.stopAt : task.learnedBound;
  s.blindScore = task.blindMetric(settings.net);
  s.higherIsBetter = task.metric != Metric::meanSquaredError;
  s.runs = runs;
  s.done = static_cast<int>(done);
  s.running = goal > done || (picture && picture->learns());
  s.helpers = runner ? runner->helpers() : -1;
  s.secondsLeft = secondsLeft();
  s.troubles = troubles;
  s.forgotten = countForgotten();
  if (picture) picture->fill(s);
}

ProblemsModel::ProblemsModel(const Problems& settings, int threads) : own_(std::make_unique<Own>(settings, threads)) {
  setGoal(settings.runs);
}
ProblemsModel::~ProblemsModel() = default;

void ProblemsModel::fill(ProblemsSnapshot& snapshot, ProblemsSnapshot::Parts) const {
  if (own_->picture && !own_->picture->done()) {
    own_->picture->advance(pictureSlice);
    ++own_->version;
  }
  own_->fill(snapshot);
}

std::string ProblemsModel::text() const { return printProblems(own_->shown()); }
const Keys& ProblemsModel::keys() const { return own_->keys; }

Result<void> ProblemsModel::apply(const Change& change) {
  Own& own = *own_;
  if (change.target == again) {
    own.forget();
    own.use(own.settings);
    return {};
  }
  if (change.target == recall) {
    if (own.forgets == 0) return Error{"recall: nothing has begun anew"};
    own.recall();
    own.use(own.settings);
    return {};
  }
  if (change.target == "runs") return Error{"runs=" + change.value + ": is set by carrying them out"};
  Problems changed = own.settings;
  if (auto set = setProblemKey(changed, change.target, change.value); !set) return set;
  if (auto fits = fitsTogether(changed); !fits) return fits;
  if (changed == own.settings) return {};
  if (changed.problem != own.settings.problem)
    if (const auto there = own.before.find(changed.problem); there != own.before.end()) changed = there->second;
  own.use(changed);
  return {};
}

void ProblemsModel::setGoal(std::int64_t runs) {
  Own& own = *own_;
  own.goal = std::min<std::int64_t>(std::max(runs, own.done), own.total());
  if (own.goal > own.done && !own.trains()) own.handOut();
  if (own.runner) own.runner->run(own.goal > own.done);
  ++own.version;
}

bool ProblemsModel::advance(double milliseconds) {
  Own& own = *own_;
  if (own.goal <= own.done) return true;
  if (own.trains()) {
    own.done = own.picture->train(milliseconds) ? 1 : 0;
    ++own.version;
    return own.goal <= own.done;
  }
  own.runner->advance(milliseconds);
  own.takeReports();
  own.handOut();
  if (own.goal > own.done) return false;
  own.runner->run(false);
  return true;
}

Progress ProblemsModel::progress() const {
  const Runner* runner = own_->runner.get();
  return {.done = own_->done,
          .goal = own_->goal,
          .busy = own_->goal > own_->done,
          .elsewhere = runner && runner->helpers() > 0 && !runner->worksHere()};
}

bool ProblemsModel::prepare(double milliseconds) {
  if (prepared()) return true;
  own_->picture->advance(milliseconds);
  ++own_->version;
  return prepared();
}
bool ProblemsModel::prepared() const { return !own_->picture || own_->picture->done(); }
std::uint64_t ProblemsModel::version() const { return own_->version; }

std::shared_ptr<const State> ProblemsModel::save() const {
  auto saved = std::make_shared<Saved>();
  saved->settings = own_->settings;
  saved->forgets = own_->forgets;
  saved->before = own_->before;
  return saved;
}

void ProblemsModel::restore(const State& state) {
  const auto& saved = static_cast<const Saved&>(state);
  own_->use(saved.settings);
  if (saved.forgets != own_->forgets) {
    own_->goBackTo(saved.forgets);
    own_->use(saved.settings);
  }
  own_->before = saved.before;
}

bool ProblemsModel::takesData(std::string_view bytes) const { return mayBeOwnData(bytes); }

// Lengths of which the data has no windows are left out.
Result<std::vector<Change>> ProblemsModel::takeData(std::string_view bytes) const {
  auto changes = takeOwnData(own_->settings.net, bytes, false);
  if (!changes) return changes;
  Problems next = own_->settings;
  for (const Change& change : changes.value())
    if (auto set = setProblemKey(next, change.target, change.value); !set) return set.error();
  const auto longest = findTask(next.net.task)->longest;
  if (own_->keys.matters("spans") && longest) {
    std::string spans;
    for (const int span : spansOf(next))
      if (span <= longest(next.net)) spans += (spans.empty() ? "" : ",") + std::to_string(span);
    next.spans = spans.empty() ? std::to_string(longest(next.net)) : spans;
    if (next.spans != own_->settings.spans) changes.value().insert(changes.value().begin(), {"spans", next.spans});
  }
  if (auto fits = fitsTogether(next); !fits) return fits.error();
  return changes;
}

Facts ProblemsModel::facts() const {
  ProblemsSnapshot s;
  own_->fill(s);
  Facts facts;
  facts.set("problem", s.settings.problem);
  facts.set("task", s.settings.net.task);
  facts.set("activation", s.settings.net.activation);
  facts.set("runs", static_cast<int>(s.runs.size()));
  facts.set("done", s.done);
  facts.set("running", s.running);
  facts.set("helpers", s.helpers);
  facts.set("learnedBound", s.learnedBound);
  facts.set("blindScore", s.blindScore);
  facts.set("seeds", s.settings.seeds);
  facts.set("forgotten", s.forgotten);
  if (own_->problem->tell) own_->problem->tell(s, facts);
  if (own_->picture) own_->picture->tell(facts);
  return facts;
}

std::string ProblemsModel::hash() const {
  Fnv1a hash;
  const auto add = [&](const std::string& text) { hash.add(text.data(), text.size()); };
  add(printProblems(own_->settings));
  for (const ProblemRun& run : own_->runs)
    if (run.done()) {
      add(run.job.experiment);
      add(run.report->row.hash);
    }
  if (own_->trains()) add(own_->picture->hash());
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash.value()));
  return text;
}

// What was found out stays known.
void ProblemsModel::comeAfter(const Model& former) {
  if (&former == this) return;
  Own& own = *own_;
  const Own& before = *static_cast<const ProblemsModel&>(former).own_;
  own.known = before.known;
  own.forgotten = before.forgotten;
  own.forgets = before.forgets;
  own.before = before.before;
  own.version += before.version;
  const std::int64_t goal = own.goal;
  own.use(own.settings);
  setGoal(goal);
}

namespace {

ParsedModel parse(std::string_view text) {
  ParsedModel parsed;
  const Problems settings = parseProblems(text, parsed.dropped);
  parsed.model = std::make_unique<ProblemsModel>(settings);
  return parsed;
}

std::vector<KeyInfo> allKeys() {
  std::vector<KeyInfo> keys;
  for (const Key<Problems>& key : problemKeys().list()) keys.push_back(key.info);
  return keys;
}

}  // namespace

const ModelKind& problemsModel() {
  static const ModelKind kind{
      "problems",
      parse,
      allKeys,
      nullptr,
      {{"problems", "one of the seven problems: its runs, jobs=N of them at a time, a line each, and what comes of them", runProblems,
        true}}};
  return kind;
}

}  // namespace unroll
