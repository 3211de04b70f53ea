#include "app/session.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace unroll {

namespace {

// ms of a frame for the picture of a large net; for its first one, without which there is nothing to draw
constexpr double kProbeSlice = 4, kFirstProbeSlice = 25;
constexpr std::int64_t kNoEnd = 10'000'000;  // the most updates that an experiment may have

// What makes two commands changes of the same thing, for undo.
std::string targetOf(const Command& command) {
  if (const auto* setting = std::get_if<SetSetting>(&command)) return setting->key;
  if (const auto* weight = std::get_if<SetWeight>(&command))
    return weight->name + "[" + std::to_string(weight->row) + "][" + std::to_string(weight->col) + "]";
  return "command " + std::to_string(command.index());
}

bool isScene(const Command& command) {
  const auto* setting = std::get_if<SetSetting>(&command);
  return setting != nullptr && setting->key == "scene";
}

}  // namespace

Result<void> Session::load(const Experiment& experiment, bool undoable) {
  auto created = Simulation::create(experiment, true);
  if (!created) return created.error();
  takeOver(std::move(created).value(), undoable);
  activity_ = experiment.updates > 0 ? Activity::loading : Activity::idle;
  reached_ = activity_ == Activity::idle;
  if (reached_) events_.push_back({"load"});
  return {};
}

Result<void> Session::loadModel(std::string_view bytes) {
  auto loaded = Simulation::loadModel(bytes, true);
  if (!loaded) return loaded.error();
  const std::string scene = snapshot_.experiment.scene;
  takeOver(std::move(loaded).value(), true);
  (void)simulation_->apply(SetSetting{"scene", scene});
  activity_ = Activity::idle;
  reached_ = true;
  refresh({});
  wasLearned_ = snapshot_.learned;
  remember();
  events_.push_back({"load"});
  return {};
}

void Session::takeOver(std::unique_ptr<Simulation> simulation, bool undoable) {
  if (simulation_) {
    if (undoable) history_.record(simulation_->checkpoint(), snapshot_.parameterCount);
    keepPreviousRun();
  }
  simulation_ = std::move(simulation);
  ++run_;
  reached_ = false;
  snapshot_ = Snapshot{};
  queue_.clear();
  ring_.clear();
  wasLearned_ = false;
  rateSince_ = seconds_;
  rateFrom_ = simulation_->update();
  refresh({});
}

void Session::advance(double milliseconds) {
  const std::vector<Command> queue = std::exchange(queue_, {});
  for (const Command& command : queue) carryOut(command);
  if (simulation_->done()) {
    if (activity_ != Activity::idle) finishActivity();
    return;
  }
  if (pictureUnderWay_) {
    pictureUnderWay_ = !simulation_->advanceProbe(milliseconds);
    ++pictureFrames_;
    return;
  }
  if (ring_.due(simulation_->update())) remember();
  (void)simulation_->advance(milliseconds);
  if (activity_ != Activity::idle && simulation_->done()) finishActivity();
}

bool Session::wantsTime() const {
  return !queue_.empty() || activity_ != Activity::idle || !simulation_->done() || !simulation_->probeReady();
}

void Session::refresh(SnapshotParts parts) {
  const std::uint64_t version = snapshot_.version;
  const auto began = std::chrono::steady_clock::now();
  parts.probe = false;
  const bool complete = simulation_->advanceProbe(kProbeSlice);
  simulation_->fill(snapshot_, parts);
  if (snapshot_.probe.h.empty() && simulation_->advanceProbe(kFirstProbeSlice)) simulation_->fill(snapshot_, parts);
  if (!complete || snapshot_.version != version)
    refreshMilliseconds_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  if (training() && seconds_ - rateSince_ > 0.5 && snapshot_.update > rateFrom_) {
    rate_ = static_cast<double>(snapshot_.update - rateFrom_) / (seconds_ - rateSince_);
    rateSince_ = seconds_;
    rateFrom_ = snapshot_.update;
  }
  if (snapshot_.learned && !wasLearned_ && snapshot_.update > 0) events_.push_back({"learned"});
  wasLearned_ = snapshot_.learned;
}

void Session::refreshForFrame(const SnapshotParts& parts) {
  constexpr double kShort = 1.5;  // ms
  constexpr int kFrames = 40;     // or so many times the frames of training that the picture itself took
  constexpr int kTimes = 6;
  if (activity_ != Activity::idle && refreshMilliseconds_ > kShort) {
    if (++framesSinceRefresh_ < std::max(kFrames, kTimes * pictureFrames_) || pictureUnderWay_) return;
    if (!simulation_->probeReady()) {
      pictureUnderWay_ = true;
      pictureFrames_ = 0;
      return;
    }
  }
  framesSinceRefresh_ = 0;
  pictureUnderWay_ = false;
  refresh(parts);
}

double Session::updatesPerSecond() const { return rate_; }

std::vector<Session::Event> Session::takeEvents() { return std::exchange(events_, {}); }

// ── Commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────

void Session::send(Command command) { queue_.push_back(std::move(command)); }

void Session::carryOut(const Command& command) {
  if (!simulation_->wouldChange(command)) return;
  const bool probe = std::holds_alternative<NewProbe>(command);
  const bool undoable = !probe && !isScene(command);
  History::State before;
  if (undoable && history_.beginsStep(targetOf(command), seconds_)) before = simulation_->checkpoint();
  const std::int64_t updateBefore = simulation_->update();
  refresh({});
  std::optional<PreviousRun> last;
  if (updateBefore > 0 && undoable)
    last = PreviousRun{snapshot_.current, snapshot_.lossCurve, snapshot_.metricCurve, snapshot_.gradientNorms};

  if (auto done = simulation_->apply(command); !done) {
    showMessage(done.error().message);
    history_.endGesture();  // no step was recorded: the next change of the same thing begins one
    return;
  }
  if (before) history_.record(std::move(before), snapshot_.parameterCount);
  if (undoable) events_.push_back({"change"});
  const bool beganAnew = undoable && simulation_->update() == 0 && updateBefore > 0;
  if (beganAnew) {
    previous_ = std::move(last);
    wasLearned_ = false;
  }
  if (undoable && simulation_->update() == 0) ring_.clear();
  if (std::holds_alternative<Reset>(command) || std::holds_alternative<RestoreLastFinite>(command)) activity_ = Activity::idle;
  if (activity_ == Activity::training)
    simulation_->setGoal(kNoEnd);
  else if (undoable)
    activity_ = simulation_->done() || simulation_->goal() == simulation_->update() ? Activity::idle : activity_;
  if (undoable) {
    ring_.dropAfter(simulation_->update());
    remember();
  }
}

void Session::keepPreviousRun() {
  refresh({});
  if (snapshot_.update == 0) return;
  previous_ = PreviousRun{snapshot_.current, snapshot_.lossCurve, snapshot_.metricCurve, snapshot_.gradientNorms};
}

void Session::begin(Activity activity, std::int64_t goal) {
  if (activity != Activity::seeking) ring_.dropAfter(simulation_->update());
  if (ring_.due(simulation_->update())) remember();
  simulation_->setGoal(goal);
  activity_ = activity;
  rateSince_ = seconds_;
  rateFrom_ = simulation_->update();
}

void Session::train() {
  if (refuses()) return;
  begin(Activity::training, kNoEnd);
}

void Session::trainTo(std::int64_t updates) {
  if (refuses()) return;
  begin(Activity::stepping, std::min(updates, kNoEnd));
}

bool Session::refuses() {
  if (snapshot_.divergence) refusal_ = "the training has diverged at update " + std::to_string(simulation_->update());
  return snapshot_.divergence.has_value();
}

std::int64_t Session::target() const {
  const bool goesTo = activity_ == Activity::stepping || activity_ == Activity::seeking;
  return goesTo ? simulation_->goal() : simulation_->update();
}

Session::Outcome Session::outcomeOf(int run) const {
  if (run != run_) return Outcome::replaced;
  if (reached_) return Outcome::reached;
  return activity_ == Activity::loading ? Outcome::underWay : Outcome::stopped;
}

void Session::pauseTraining() {
  if (activity_ == Activity::idle) return;
  simulation_->setGoal(simulation_->update());
  activity_ = Activity::idle;
  remember();
  events_.push_back({"pause"});
}

void Session::finishActivity() {
  const Activity ended = std::exchange(activity_, Activity::idle);
  refresh({});
  if (ended != Activity::seeking) remember();
  if (snapshot_.divergence) events_.push_back({"diverged"});
  if (ended == Activity::loading) {
    reached_ = true;
    events_.push_back({"load"});
  }
  events_.push_back({"done"});
}

void Session::remember() { ring_.add(simulation_->update(), simulation_->checkpoint(), snapshot_.parameterCount); }

void Session::goToUpdate(std::int64_t update) {
  if (simulation_->update() > ring_.last()) remember();
  update = std::clamp<std::int64_t>(update, 0, lastUpdate());
  const CheckpointRing::Entry* entry = ring_.before(update);
  if (!entry || update == simulation_->update()) return;
  if (entry->update != simulation_->update() || update < simulation_->update()) simulation_->restore(entry->state);
  if (update > simulation_->update())
    begin(Activity::seeking, update);
  else
    activity_ = Activity::idle;
}

std::int64_t Session::lastUpdate() const { return std::max(ring_.last(), simulation_ ? simulation_->update() : 0); }

void Session::restore(const std::shared_ptr<const Checkpoint>& state) {
  const std::string scene = snapshot_.experiment.scene;
  keepPreviousRun();
  simulation_->restore(state);
  (void)simulation_->apply(SetSetting{"scene", scene});
  activity_ = Activity::idle;
  ring_.clear();
  remember();
  events_.push_back({"change"});
}

void Session::undo() {
  if (!history_.canUndo()) return;
  restore(history_.undo(simulation_->checkpoint()));
}

void Session::redo() {
  if (!history_.canRedo()) return;
  restore(history_.redo(simulation_->checkpoint()));
}

void Session::showMessage(std::string words) {
  for (const Message& m : messages_)
    if (m.words == words) return;
  messages_.push_back({std::move(words), seconds_});
}

}  // namespace unroll
