#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/hash.h"
#include "recurrent/edits.h"
#include "recurrent/keys.h"
#include "recurrent/own_input.h"
#include "recurrent/recurrent.h"
#include "recurrent/simulation_state.h"

namespace unroll {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Multiplications between two looks at the clock: some tens of microseconds.
constexpr double workBetweenLooks = 5e5;
// A slice may be longer by so much where then both twins are at the same update: small ones are always seen so.
constexpr double patienceForCompanion = 1;  // ms

using Clock = std::chrono::steady_clock;
double millisecondsSince(Clock::time_point start) { return std::chrono::duration<double, std::milli>(Clock::now() - start).count(); }

bool evaluationDue(const Experiment& experiment, std::int64_t update) {
  return Simulation::nextEvaluation(experiment, update - 1) == update;
}

Error tooMuchMemory(const std::string& what, double bytes) {
  char text[100];
  std::snprintf(text, sizeof text, " this would take %.1f GB of memory, more than the %.1f GB allowed", bytes / 1e9, memoryLimit / 1e9);
  return {what + text};
}

Result<void> fitsMemory(const Experiment& experiment, const Task& task, bool withTwin) {
  const NetworkShape shape = networkShape(experiment, task);
  const Tying tying = experiment.tying == "untied" ? Tying::untied : Tying::tied;
  double bytes = networkBytes(shape, tying, experiment.seqLen, experiment.batchSize) +
                 networkBytes(shape, Tying::tied, experiment.seqLen, Evaluator::batch);
  if (withTwin && tying == Tying::untied) bytes += networkBytes(shape, Tying::tied, experiment.seqLen, experiment.batchSize);
  bytes += TrainingSet::bytes(experiment) * (withTwin ? 3 : 1);  // the twins', and the window net's
  if (bytes <= memoryLimit) return {};
  return tooMuchMemory("hiddenSize=" + std::to_string(experiment.hiddenSize) + ": with seqLen=" + std::to_string(experiment.seqLen) +
                           ", batchSize=" + std::to_string(experiment.batchSize) + " and tying=" + experiment.tying,
                       bytes);
}

}  // namespace

Simulation::State::State(const Experiment& e, const Task& t, bool twin)
    : experiment(e), current(e), task(&t), withTwin(twin), trainer(e, t), evaluator(e, t, trainer.network()), metric(nan), freshMetric(nan), trainingMetric(nan) {
  // The page's one experiment text is whole again only when its updates are done; until then `updates` counts them.
  experiment.updates = 0;
  current.edits.clear();
  if (withTwin && trainer.network().tying() == Tying::untied) {
    Experiment tied = e;
    tied.tying = "tied";
    companion.emplace(tied, t);
    followDrift();
    followWindow();
  }
  probeIndex = firstProbe();
  drawProbe();
}

Simulation::Simulation() = default;
Simulation::~Simulation() = default;

Result<std::unique_ptr<Simulation>> Simulation::create(const Experiment& experiment, bool withTwin) {
  if (auto valid = validate(experiment); !valid) return valid.error();
  const Task& task = *findTask(experiment.task);
  Experiment largest = experiment;
  for (const Edit& edit : experiment.edits)
    if (edit.target == "tying") largest.tying = edit.value;
  if (auto fits = fitsMemory(largest, task, withTwin); !fits) return fits.error();
  std::unique_ptr<Simulation> simulation(new Simulation());
  simulation->state_ = std::make_unique<State>(experiment, task, withTwin);
  simulation->state_->goal = experiment.updates;
  simulation->state_->applyDueEdits();
  return simulation;
}

void Simulation::setGoal(std::int64_t updates) {
  State& s = *state_;
  s.completePlaced();
  // Going on from where a condition ended training: it no longer holds, and the link says so.
  if (s.stopped && updates > s.trainer.update()) {
    const char* key = s.stoppedByPatience ? "patience" : "stopAt";
    const auto done = s.edit({s.trainer.update(), key, s.stoppedByPatience ? "0" : "none"});
    UNROLL_CHECK(done);
  }
  s.goal = std::max(updates, s.trainer.update());
  // Training goes first: what was only to be looked at in a pause is given up.
  if (s.goal > s.trainer.update() && !evaluationDue(s.current, s.trainer.update())) s.evaluating = false;
  s.stopped = false;
  ++s.version;
}
std::int64_t Simulation::goal() const { return state_->goal; }
std::int64_t Simulation::update() const { return state_->trainer.update(); }
bool Simulation::stopMet() const { return state_->stopped; }
std::uint64_t Simulation::version() const { return state_->version; }
void Simulation::comeAfter(const Simulation& former) {
  state_->version += former.version();
  state_->probePass.version += former.version();
}
bool Simulation::diverged() const { return state_->trainer.diverged().has_value(); }
const Experiment& Simulation::settings() const { return state_->current; }
Experiment Simulation::experiment() const {
  Experiment experiment = state_->experiment;
  experiment.updates = update();
  return experiment;
}
PreviousRun Simulation::record() const {
  const State& s = *state_;
  return {s.current, s.lossCurve.points(), s.metricCurve.points(), s.trainer.gradientNorms()};
}
bool Simulation::done() const {
  const State& s = *state_;
  return !s.wantsUpdate() && !s.besideIsDue() && s.metricUpdate == update() && !s.evaluating;
}
double Simulation::updatesPerSecond() const {
  return state_->trainingMilliseconds > 0 ? state_->timedUpdates * 1e3 / state_->trainingMilliseconds : 0;
}

double Simulation::trainingShare() const {
  return state_->workMilliseconds > 0 ? state_->trainingMilliseconds / state_->workMilliseconds : 0;
}

bool Simulation::advanceTo(std::int64_t limit, double milliseconds) {
  State& s = *state_;
  const auto waits = [&] { return done() || (s.trainer.update() >= limit && !s.evaluating && !s.besideIsDue()); };
  const bool towardsGoal = s.wantsUpdate();
  const auto start = Clock::now();
  while (!waits()) {
    const auto pieceStart = Clock::now();
    const bool training = !s.evaluating && !s.besideIsDue() && s.wantsUpdate();
    for (double work = 0; work < workBetweenLooks && !waits();) work += s.advancePiece();
    if (training) s.trainingMilliseconds += millisecondsSince(pieceStart);
    const double spent = millisecondsSince(start);
    if (spent >= milliseconds + (s.companionBehind() ? patienceForCompanion : 0)) break;
  }
  s.watch(nullptr);
  if (towardsGoal) s.workMilliseconds += millisecondsSince(start);
  return done();
}

std::int64_t Simulation::nextEvaluation(const Experiment& experiment, std::int64_t update) {
  const std::int64_t interval = 100 * std::max(1, 32 / experiment.batchSize);
  return (update / interval + 1) * interval;
}

void Simulation::finish() {
  while (!advance(1e9)) {
  }
}

Result<Simulation::Prediction> Simulation::predict(int seqLen, int sequences, std::uint64_t seed) const {
  const State& s = *state_;
  UNROLL_CHECK(sequences > 0 && sequences <= mostPredicted);
  if (s.trainer.network().tying() == Tying::untied)
    return Error{"tying=untied: each of the " + std::to_string(s.current.seqLen) +
                 " time steps has weights of its own, so the net has no other length"};
  Experiment other = s.current;
  other.seed = seed;
  const std::string text = std::to_string(seqLen);
  if (auto set = setKey(other, "seqLen", text); !set) return set.error();
  if (const int shortest = s.task->shortest(other); seqLen < shortest)
    return Error{"seqLen=" + text + ": must be at least " + std::to_string(shortest) + " for task=" + other.task};
  if (auto fits = windowFits(other); !fits) return fits.error();
  const double bytes = networkBytes(s.trainer.network().shape(), Tying::tied, seqLen, Evaluator::batch);
  if (bytes > memoryLimit) return tooMuchMemory("seqLen=" + text + ":", bytes);
  Evaluator fresh(other, *s.task, s.trainer.network(), true);
  fresh.begin(sequences);
  while (!fresh.advance(s.trainer.network())) {
  }
  return Prediction{fresh.metric(), fresh.loss()};
}

bool Simulation::State::wantsUpdate() const { return !trainer.diverged() && !stopped && trainer.update() < goal; }

// One piece of what is to be done next; returns its work in multiplications.
double Simulation::State::advancePiece() {
  if (evaluating) {
    watch(nullptr);
    if (evaluator.advance(trainer.network())) finishEvaluation();
    return evaluator.workPerPiece();
  }
  if (besideIsDue()) return advanceBeside();
  if (wantsUpdate()) {
    watch(companion ? &untiedTime : nullptr);
    if (trainer.advance()) finishUpdate();
    return trainer.workPerPiece();
  }
  if (metricUpdate != trainer.update()) startEvaluation();
  return 0;
}

void Simulation::State::finishUpdate() {
  ++version;
  if (trainer.diverged()) {
    goal = trainer.update();
    return;
  }
  const std::int64_t update = trainer.update();
  forgetProbe();
  timedUpdates += 1;
  if (companion) watch(nullptr), untiedTime.lap();
  lossCurve.add(update, trainer.loss());
  applyDueEdits();
  if (trainer.stalled() && current.patience > 0) {
    stopped = stoppedByPatience = true;
    goal = update;
  }
  if (evaluationDue(current, update) || update == goal) startEvaluation();
}

void Simulation::State::startEvaluation() {
  evaluator.begin();
  evaluating = true;
  evaluatingSet = false;
}

void Simulation::State::finishEvaluation() {
  if (!evaluatingSet) freshMetric = evaluator.metric();
  if (TrainingSet* set = trainer.trainingSet(); set && !evaluatingSet) {
    evaluator.begin(*set);
    evaluatingSet = true;
    return;
  }
  evaluating = false;
  metric = freshMetric;
  if (evaluatingSet) trainingMetric = evaluator.metric();
  const bool again = metricUpdate == trainer.update();
  metricUpdate = trainer.update();
  if (!again && evaluationDue(current, metricUpdate)) metricCurve.add(metricUpdate, metric);
  ++version;
  if (current.stopAt >= 0 && metricUpdate > 0 && better(metric, current.stopAt)) {
    stopped = true;
    stoppedByPatience = false;
    goal = metricUpdate;
  }
}

bool Simulation::State::better(double score, double bound) const {
  return task->metric != Metric::meanSquaredError ? score >= bound : score <= bound;
}

// What is looked at or changed has all its weights packed.
void Simulation::State::completePlaced() {
  watch(companion ? &untiedTime : nullptr);
  if (trainer.completePlaced()) finishUpdate();
  watch(nullptr);
}

// The experiment as it was changed by hand up to a boundary, itself included.
Experiment Simulation::State::settingsAt(std::int64_t update) const {
  Experiment settings = experiment;
  for (std::size_t i = 0; i < nextEdit && experiment.edits[i].update <= update; ++i) {
    const Edit& edit = experiment.edits[i];
    if (findKey(edit.target)) UNROLL_CHECK(setKey(settings, edit.target, edit.value));
  }
  return settings;
}

void Simulation::State::applyDueEdits() {
  const std::size_t first = nextEdit;
  while (nextEdit < experiment.edits.size() && experiment.edits[nextEdit].update <= trainer.update()) {
    const auto done = applyEdit(experiment.edits[nextEdit]);
    UNROLL_CHECK(done);  // validate() and the memory check of create() have seen them all
    ++nextEdit;
  }
  if (nextEdit > first) pack();
}

Result<void> Simulation::State::applyEdit(const Edit& edit) {
  if (const KeyInfo* key = findKey(edit.target)) {
    if (!key->live) return Error{edit.target + "=" + edit.value + ": can't be changed while a training runs"};
    Experiment changed = current;
    if (auto set = setKey(changed, edit.target, edit.value); !set) return set;
    if (auto fits = fitsTogether(changed); !fits) return fits;
    if (changed.tying != current.tying)
      if (auto untied = untie(); !untied) return untied;
    const bool unties = changed.tying != current.tying;
    if (changed.truncate != current.truncate || changed.truncateEvery != current.truncateEvery) forgetProbe();  // its way back is another
    current = changed;
    if (unties) followWindow();
    trainer.setLiveSettings(current);
    if (companion && companion->update() >= trainer.update()) companion->setLiveSettings(current);
    if (windowNet && windowNet->update() >= trainer.update()) windowNet->setLiveSettings(current);
    return {};
  }
  const auto place = parseWeightTarget(edit.target);
  if (!place) return place.error();
  const auto value = parseWeightValue(edit.target, edit.value);
  if (!value) return value.error();
  if (auto set = setWeight(trainer.network(), place.value(), value.value()); !set) return set;
  trainer.abandon();
  untiedTime.abandon();
  forgetProbe();
  // A number of this update is of other weights now.
  dropDriftAfter(trainer.update() - 1);
  const bool isLevel = companion && companion->update() >= trainer.update();
  if (isLevel && companion->network().find(place.value().name)) return setWeight(companion->network(), place.value(), value.value());
  return {};
}

Result<void> Simulation::State::setWeight(Network<float>& network, const WeightPlace& place, float value) {
  const Parameter* parameter = network.find(place.name);
  if (!parameter) return Error{place.name + ": this network has no such weight"};
  if (place.row < 0 || place.row >= parameter->rows || place.col < 0 || place.col >= parameter->cols) {
    return Error{printWeightTarget(place, parameter->cols == 1) + ": " + place.name + " has " + std::to_string(parameter->rows) +
                 " rows and " + std::to_string(parameter->cols) + " columns, counted from 0"};
  }
  parameter->in(network.values())(place.row, place.col) = value;
  return {};
}

void Simulation::State::pack() {
  trainer.network().pack();
  if (companion) companion->network().pack();
}

Result<void> Simulation::State::untie() {
  if (trainer.network().tying() == Tying::untied) return {};
  Experiment untied = current;
  untied.tying = "untied";
  if (auto fits = fitsMemory(untied, *task, withTwin); !fits) return fits;
  trainer.abandon();
  if (withTwin) {
    Experiment tied = current;
    tied.tying = "tied";
    companion.emplace(tied, *task);
    companion->restore(trainer.save());
  }
  trainer.untie();
  untiedTime = tiedTime = {};
  if (companion) followDrift();
  forgetProbe();
  return {};
}

Result<void> Simulation::apply(const Command& command) {
  State& s = *state_;
  s.completePlaced();
  if (!wouldChange(command)) return {};
  if (auto possible = s.hasRoomFor(command); !possible) return possible;
  ++s.version;
  if (const auto* set = std::get_if<SetSetting>(&command)) return applySetting(*set);
  if (const auto* weight = std::get_if<SetWeight>(&command)) {
    if (!std::isfinite(weight->value) || std::fabs(weight->value) > 1e6)
      return Error{weight->name + "=" + std::to_string(weight->value) + ": must be a number from −10⁶ to 10⁶"};
    const Parameter* parameter = s.trainer.network().find(weight->name);
    const WeightPlace place{weight->name, weight->row, weight->col};
    return s.edit({s.trainer.update(), printWeightTarget(place, parameter && parameter->cols == 1),
                   printWeightValue(static_cast<float>(weight->value))});
  }
  if (std::holds_alternative<Reset>(command)) {
    Experiment again = s.current;
    again.tying = s.experiment.tying;
    again.updates = 0;
    again.edits.clear();
    return restart(again);
  }
  if (std::holds_alternative<RestoreLastFinite>(command)) {
    s.returnToLastFinite();
    return {};
  }
  if (const auto* step = std::get_if<SetInput>(&command)) {
    Table rows = s.probeInput;
    rows.resize(s.current.seqLen, rows.cols);
    if (step->t < 0 || step->t >= rows.rows || static_cast<int>(step->values.size()) != rows.cols)
      return Error{"input: a time step from 0 to " + std::to_string(rows.rows - 1) + " with numbers for " + std::to_string(rows.cols) +
                   " inputs"};
    std::copy(step->values.begin(), step->values.end(), rows.values.begin() + static_cast<std::ptrdiff_t>(step->t) * rows.cols);
    return s.showInput(printInput(rows));
  }
  ++s.probeIndex;
  s.current.input.clear();
  s.experiment.input.clear();
  s.drawProbe();
  return {};
}

// Training has nothing of it: nothing begins anew.
Result<void> Simulation::State::showInput(const std::string& text) {
  Experiment changed = current;
  if (auto set = setKey(changed, "input", text); !set) return set;
  if (auto fits = inputFits(changed, *task); !fits) return fits;
  current.input = experiment.input = changed.input;
  drawProbe();
  return {};
}

Result<void> Simulation::applySetting(const SetSetting& set) {
  State& s = *state_;
  Experiment changed = s.current;
  if (auto parsed = setKey(changed, set.key, set.value); !parsed) return parsed;
  if (set.key == "input") return s.showInput(changed.input);
  if (set.key == "start") {  // as little
    s.current.start = s.experiment.start = changed.start;
    s.drawProbe();
    return {};
  }
  if (!inputFits(changed, *findTask(changed.task))) changed.input.clear();  // another task's
  const KeyInfo* key = findKey(set.key);
  const bool live = key->live && !(set.key == "tying" && changed.tying == "tied" && s.current.tying == "untied");
  if (!live) {
    // Changing the kind of run begins anew, with the settings as they are now.
    changed.updates = set.key == "updates" ? changed.updates : 0;
    if (set.key != "edits") changed.edits.clear();
    return restart(changed);
  }
  if (auto possible = s.leavesLaterEdits({s.trainer.update(), set.key, keyValue(changed, set.key)}); !possible) return possible;
  const bool plain = s.trainer.update() == 0 && !s.editedAtTheStart(set.key);
  if (!plain) return s.edit({s.trainer.update(), set.key, keyValue(changed, set.key)});
  if (auto done = s.applyEdit({0, set.key, keyValue(changed, set.key)}); !done) return done;
  return setKey(s.experiment, set.key, keyValue(changed, set.key));
}

Result<void> Simulation::restart(const Experiment& experiment) {
  auto fresh = create(experiment, state_->withTwin);
  if (!fresh) return fresh.error();
  const std::uint64_t version = state_->version;
  state_ = std::move(fresh.value()->state_);
  state_->version = version + 1;
  return {};
}

// Applied now and remembered; a later edit of the same target at the same update takes the place of the earlier one.
Result<void> Simulation::State::edit(Edit edit) {
  if (auto done = applyEdit(edit); !done) return done;
  pack();
  metricUpdate = -1;
  evaluating = false;
  auto& edits = experiment.edits;
  for (std::size_t i = nextEdit; i-- > 0 && edits[i].update == edit.update;) {
    if (edits[i].target != edit.target) continue;
    edits[i].value = edit.value;
    return {};
  }
  edits.insert(edits.begin() + static_cast<std::ptrdiff_t>(nextEdit), std::move(edit));
  ++nextEdit;
  return {};
}

void Simulation::State::returnToLastFinite() {
  const std::int64_t before = trainer.update();
  trainer.returnToLastFinite();
  const std::int64_t now = trainer.update();
  if (companion) {
    companion->forgetDivergence();
    if (companion->update() > now) (void)companion->stepBack();
  }
  goal = now;
  forgetProbe();
  untiedTime.abandon();
  if (now == before) return;
  // Settings changed by hand since then hold from here on; weights changed by hand were those of the state that is left.
  for (std::size_t i = nextEdit; i-- > 0 && experiment.edits[i].update > now;) {
    if (findKey(experiment.edits[i].target)) {
      experiment.edits[i].update = now;
    } else {
      experiment.edits.erase(experiment.edits.begin() + static_cast<std::ptrdiff_t>(i));
      --nextEdit;
    }
  }
  if (companion && companion->update() >= now) companion->setLiveSettings(settingsAt(now));
  lossCurve.dropAfter(now);
  metricCurve.dropAfter(now);
  dropDriftAfter(now - 1);
  followWindow();
  evaluating = false;
  metricUpdate = -1;
}

std::string Simulation::weightsHash() const {
  const Network<float>& network = state_->trainer.network();
  const Buffer<float>& block = state_->trainer.values();
  std::vector<const Parameter*> sorted;
  for (const Parameter& p : network.parameters()) sorted.push_back(&p);
  std::sort(sorted.begin(), sorted.end(), [](const Parameter* a, const Parameter* b) { return a->name < b->name; });
  Fnv1a hash;
  for (const Parameter* p : sorted) {
    const auto values = p->in(block);
    for (int row = 0; row < p->rows; ++row)
      for (int col = 0; col < p->cols; ++col) {
        const float value = values(row, col);  // little-endian on all our targets
        hash.add(&value, sizeof value);
      }
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash.value()));
  return text;
}

}  // namespace unroll
