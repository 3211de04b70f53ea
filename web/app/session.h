// Session: one kind of model while the page is open, whichever scene shows it. Owns the model, carries out what scenes send, lets it run
// in slices, and goes back in time. Undo is one line over all sessions. Nothing here draws, and nothing knows the model's type.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/history.h"
#include "unroll.h"

namespace unroll {

class Session {
 public:
  enum class Activity {
    idle,
    running,   // until paused
    stepping,  // to a given step
    seeking,   // back to a step, by computing on from a state before it
    loading,   // the steps that a link asks for
  };

  // `index` names it in the history; `tell` shows a sentence in the page.
  Session(const ModelKind& kind, std::size_t index, History& history, std::function<void(std::string)> tell);

  const ModelKind& kind() const { return kind_; }
  // Another model in the place of the present one. `undoable`: as a step of undo.
  void take(std::unique_ptr<Model> model, bool undoable);
  const Model& model() const { return *model_; }
  bool loaded() const { return model_ != nullptr; }

  // Counts the models taken over, and what has become of one of them.
  enum class Outcome {
    underWay,  // its link's steps are not done yet
    reached,
    stopped,   // before they were done
    replaced,  // by another model
  };
  int taken() const { return taken_; }
  Outcome outcomeOf(int taken) const;
  // Why run(), runTo() or runBy() did nothing since the last call; empty: they did.
  std::string takeRefusal() { return std::exchange(refusal_, {}); }

  void setTime(double seconds) { seconds_ = seconds; }
  // Carries out what was sent since the last call, then lets the model run for at most about `milliseconds`.
  void advance(double milliseconds);
  bool wantsTime() const;        // there is something to compute
  bool wantsTimeAtOnce() const;  // and to be computed here: not only by others, whose news may wait a moment
  // Whether the scene should look at the model in this frame: while a big one runs only now and then, so that most frames are short. What
  // is shown is always of one moment. `looked` says how long it took.
  bool timeToLook();
  void looked(double milliseconds);
  void noteProgress();  // after the scene has looked: speed, and what has been learned or has gone wrong meanwhile

  Activity activity() const { return activity_; }
  bool running() const { return activity_ == Activity::running || activity_ == Activity::stepping; }
  double stepsPerSecond() const { return rate_; }  // of wall-clock time while running, else the last figure

  // Changes that belong together: one step of undo.
  void send(std::vector<Change> changes) {
    if (!changes.empty()) queue_.push_back(std::move(changes));
  }
  void run();
  // As run(), but slowly near the step `from`: three steps a second there, and faster in proportion to how far it has come since, so that
  // what happens at first is seen. Late frames make it slower; it doesn't skip.
  void runSlowly(std::int64_t from);
  void runTo(std::int64_t step);
  void runBy(std::int64_t steps);
  void pause();
  void goTo(std::int64_t step);
  std::int64_t furthest() const;
  std::int64_t target() const;       // the step that it is on its way to by runTo(), runBy() or goTo(); else the present one
  void restore(const State& state);  // a step of undo or redo

  // What happened since the last call: load, done, diverged, learned, change, pause.
  std::vector<std::string> takeEvents() { return std::exchange(events_, {}); }

 private:
  static constexpr std::int64_t noEnd = 10'000'000;  // the most steps that a link may ask for

  void carryOut(const std::vector<Change>& changes);
  void begin(Activity activity, std::int64_t goal);
  // Steps that may be done by now.
  struct Pace {
    std::int64_t from = 0;
    double allowed = 0;
    double at = 0;  // seconds
  };
  void followPace();
  bool waitsForPace() const;
  bool refuses();  // to run on after it has stopped by itself
  void finishActivity();
  void remember();

  const ModelKind& kind_;
  std::size_t index_;
  History& history_;
  std::function<void(std::string)> tell_;
  std::unique_ptr<Model> model_;
  StateRing ring_;
  std::vector<std::vector<Change>> queue_;
  std::vector<std::string> events_;
  Activity activity_ = Activity::idle;
  double seconds_ = 0;
  int taken_ = 0;
  bool reached_ = false;  // the steps that the present model's link asks for are done
  std::string refusal_;
  std::optional<Pace> pace_;  // while it runs slowly
  bool wasLearned_ = false;
  std::uint64_t noted_ = 0;  // version of the model when it was last looked what it has learned
  double lookMilliseconds_ = 0;
  int framesSinceLook_ = 0;
  bool pictureUnderWay_ = false;  // the picture of a big model, over several frames
  int pictureFrames_ = 0;         // that the last one took
  std::uint64_t lookedAt_ = 0;    // version of the model
  double rateSince_ = 0;
  std::int64_t rateFrom_ = 0;
  double rate_ = 0;
};

}  // namespace unroll
