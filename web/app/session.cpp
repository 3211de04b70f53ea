#include "app/session.h"

#include <algorithm>
#include <limits>

namespace unroll {

Session::Session(const ModelKind& kind, std::size_t index, History& history, std::function<void(std::string)> tell)
    : kind_(kind), index_(index), history_(history), tell_(std::move(tell)) {}

void Session::take(std::unique_ptr<Model> model, bool undoable) {
  if (model_) {
    if (undoable) history_.record({index_, model_->save()});
    model->comeAfter(*model_);
  }
  model_ = std::move(model);
  ++taken_;
  queue_.clear();
  ring_.clear();
  const Progress progress = model_->progress();
  activity_ = progress.goal > progress.done ? Activity::loading : Activity::idle;
  reached_ = activity_ == Activity::idle;
  wasLearned_ = activity_ == Activity::idle && model_->facts().holds("learned");
  noted_ = model_->version();
  rateSince_ = seconds_;
  rateFrom_ = progress.done;
  if (activity_ == Activity::idle) {
    remember();
    events_.push_back("load");
  }
}

void Session::advance(double milliseconds) {
  for (const std::vector<Change>& changes : std::exchange(queue_, {})) carryOut(changes);
  if (!model_->progress().busy) {
    if (activity_ != Activity::idle) finishActivity();
    return;
  }
  if (pictureUnderWay_) {
    pictureUnderWay_ = !model_->prepare(milliseconds);
    ++pictureFrames_;
    return;
  }
  if (ring_.due(model_->progress().done)) remember();
  followPace();
  const std::int64_t limit = pace_ ? static_cast<std::int64_t>(pace_->allowed) : std::numeric_limits<std::int64_t>::max();
  const bool arrived = model_->advanceTo(limit, milliseconds);
  if (activity_ != Activity::idle && arrived) finishActivity();
}

bool Session::wantsTime() const { return !queue_.empty() || activity_ != Activity::idle || model_->progress().busy || !model_->prepared(); }

bool Session::wantsTimeAtOnce() const { return !queue_.empty() || !model_->prepared() || (wantsTime() && !model_->progress().elsewhere); }

bool Session::timeToLook() {
  constexpr double kShort = 1.5;  // ms
  constexpr int kFrames = 40;     // or so many times the frames of running that the picture itself took
  constexpr int kTimes = 6;
  if (activity_ != Activity::idle && lookMilliseconds_ > kShort && !waitsForPace()) {
    if (++framesSinceLook_ < std::max(kFrames, kTimes * pictureFrames_) || pictureUnderWay_) return false;
    if (!model_->prepared()) {
      pictureUnderWay_ = true;
      pictureFrames_ = 0;
      return false;
    }
  }
  framesSinceLook_ = 0;
  pictureUnderWay_ = false;
  return true;
}

void Session::looked(double milliseconds) {
  if (std::exchange(lookedAt_, model_->version()) != model_->version() || !model_->prepared()) lookMilliseconds_ = milliseconds;
}

void Session::noteProgress() {
  const std::int64_t done = model_->progress().done;
  if (running() && seconds_ - rateSince_ > 0.5 && done > rateFrom_) {
    rate_ = static_cast<double>(done - rateFrom_) / (seconds_ - rateSince_);
    rateSince_ = seconds_;
    rateFrom_ = done;
  }
  if (std::exchange(noted_, model_->version()) == model_->version()) return;
  const bool learned = model_->facts().holds("learned");
  if (learned && !wasLearned_ && done > 0) events_.push_back("learned");
  wasLearned_ = learned;
}

// ── Changes ──────────────────────────────────────────────────────────────────────────────────────────────────────────

// What a link doesn't say is no step of undo, and what changes nothing is nothing.
void Session::carryOut(const std::vector<Change>& changes) {
  const std::uint64_t version = model_->version();
  const std::int64_t stepBefore = model_->progress().done;
  const std::string textBefore = model_->text();
  std::string gesture = std::to_string(index_);
  for (const Change& change : changes) gesture += "/" + change.target;
  const bool begins = history_.beginsStep(gesture, seconds_);
  const auto before = begins ? model_->save() : nullptr;
  bool commanded = false;  // begun anew, or gone back
  for (const Change& change : changes) {
    auto done = model_->apply(change);
    if (!done) {
      history_.forgetTarget();  // perhaps no step was recorded: the next change of the same thing begins one
      tell_(done.error().message);
    } else if (change.value.empty()) {
      commanded = true;
    }
  }
  if (model_->version() == version || model_->text() == textBefore) {
    if (begins) history_.forgetTarget();  // as above: a drag may begin with the value that is there
    return;
  }

  if (before) history_.record({index_, before});
  events_.push_back("change");
  const Progress now = model_->progress();
  if (now.done == 0) {
    ring_.clear();
    if (stepBefore > 0) wasLearned_ = false;
  }
  if (commanded)
    activity_ = Activity::idle;
  else if (activity_ == Activity::running)
    model_->setGoal(noEnd);
  else if (now.goal <= now.done)
    activity_ = Activity::idle;
  ring_.dropAfter(now.done);
  remember();
}

void Session::restore(const State& state) {
  model_->comeAfter(*model_);
  model_->restore(state);
  activity_ = Activity::idle;
  queue_.clear();
  ring_.clear();
  remember();
  events_.push_back("change");
}

// ── Running ──────────────────────────────────────────────────────────────────────────────────────────────────────────

void Session::begin(Activity activity, std::int64_t goal) {
  const std::int64_t done = model_->progress().done;
  if (activity != Activity::seeking) ring_.dropAfter(done);
  if (ring_.due(done)) remember();
  model_->setGoal(goal);
  activity_ = activity;
  pace_.reset();
  rateSince_ = seconds_;
  rateFrom_ = done;
}

void Session::run() {
  if (!refuses()) begin(Activity::running, noEnd);
}

void Session::runSlowly(std::int64_t from) {
  if (refuses()) return;
  begin(Activity::running, noEnd);
  const std::int64_t done = model_->progress().done;
  pace_ = Pace{std::min(from, done), static_cast<double>(done + 1), seconds_};
}

void Session::followPace() {
  constexpr double kSlowest = 3;                  // steps per second
  constexpr double kGrowth = 0.3;                 // more of them for each step done
  constexpr double kFast = 6000;                  // from here on nobody sees the difference
  constexpr double kLongest = 0.1, kAhead = 0.2;  // seconds: of a frame, and that a slow machine may be behind
  if (!pace_) return;
  const double rate = kSlowest + kGrowth * (pace_->allowed - static_cast<double>(pace_->from));
  pace_->allowed += rate * std::clamp(seconds_ - pace_->at, 0.0, kLongest);
  pace_->allowed = std::min(pace_->allowed, static_cast<double>(model_->progress().done) + 1 + kAhead * rate);
  pace_->at = seconds_;
  if (activity_ != Activity::running || rate > kFast) pace_.reset();
}

bool Session::waitsForPace() const {
  return pace_ && activity_ == Activity::running && model_->progress().done >= static_cast<std::int64_t>(pace_->allowed);
}

void Session::runTo(std::int64_t step) {
  if (!refuses()) begin(Activity::stepping, std::min(step, noEnd));
}

void Session::runBy(std::int64_t steps) {
  if (steps > 0)
    runTo(target() + steps);
  else
    goTo(std::max<std::int64_t>(0, target() + steps));
}

bool Session::refuses() {
  const Progress now = model_->progress();
  if (now.stopped) refusal_ = "it has diverged at update " + std::to_string(now.done);
  return now.stopped;
}

std::int64_t Session::target() const {
  const Progress now = model_->progress();
  return activity_ == Activity::stepping || activity_ == Activity::seeking ? now.goal : now.done;
}

Session::Outcome Session::outcomeOf(int taken) const {
  if (taken != taken_) return Outcome::replaced;
  if (reached_) return Outcome::reached;
  return activity_ == Activity::loading ? Outcome::underWay : Outcome::stopped;
}

void Session::pause() {
  if (activity_ == Activity::idle) return;
  model_->setGoal(model_->progress().done);
  activity_ = Activity::idle;
  remember();
  events_.push_back("pause");
}

void Session::finishActivity() {
  const Activity ended = std::exchange(activity_, Activity::idle);
  if (ended != Activity::seeking) remember();
  if (model_->progress().stopped) events_.push_back("diverged");
  if (ended == Activity::loading) {
    reached_ = true;
    events_.push_back("load");
  }
  events_.push_back("done");
}

void Session::remember() { ring_.add(model_->progress().done, model_->save()); }

void Session::goTo(std::int64_t step) {
  const std::int64_t done = model_->progress().done;
  if (done > ring_.last()) remember();
  step = std::clamp<std::int64_t>(step, 0, furthest());
  const StateRing::Entry* entry = ring_.before(step);
  if (!entry || step == done) return;
  if (entry->step != done || step < done) model_->restore(*entry->state);
  if (step > model_->progress().done)
    begin(Activity::seeking, step);
  else
    activity_ = Activity::idle;
}

std::int64_t Session::furthest() const { return std::max(ring_.last(), model_ ? model_->progress().done : 0); }

}  // namespace unroll
