// Session: the run that the page shows. Owns the Simulation, the Snapshot that views draw, undo, and going back; carries out the
// commands that scenes send. Time comes in through advance(); nothing here draws.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/history.h"
#include "scenes/scene.h"
#include "unroll.h"

namespace unroll {

class Session final : public Commands {
 public:
  enum class Activity {
    idle,
    training,  // until paused
    stepping,  // to a given update
    seeking,   // back to an update, by training from a checkpoint
    loading,   // the `updates` of a link
  };

  // Begins another run; what is wrong with it comes back as the error and the present run goes on. `undoable`: as a step of undo.
  Result<void> load(const Experiment& experiment, bool undoable);
  // Takes over the run of a model file; after an error the present one goes on. A step of undo.
  Result<void> loadModel(std::string_view bytes);
  std::string modelFile() { return simulation_->saveModel(); }
  // What a control asked of the platform since the last call.
  struct FileWishes {
    bool save = false;
    bool choose = false;
  };
  FileWishes takeFileWishes() { return std::exchange(wishes_, {}); }
  bool loaded() const { return simulation_ != nullptr; }

  // Counts the runs taken over by load() and loadModel(), and what has become of one of them.
  enum class Outcome {
    underWay,  // its link's `updates` are not done yet
    reached,
    stopped,   // before they were done
    replaced,  // by another run
  };
  int run() const { return run_; }
  Outcome outcomeOf(int run) const;
  std::int64_t update() const { return simulation_->update(); }
  // Why train() or trainTo() did nothing since the last call; empty: they did.
  std::string takeRefusal() { return std::exchange(refusal_, {}); }

  void setTime(double seconds) { seconds_ = seconds; }
  // Carries out what was sent since the last call, then trains for at most about `milliseconds`.
  void advance(double milliseconds);
  bool wantsTime() const;  // there is something to compute
  // Brings the snapshot up to date. Only the picture of a large net, its probe, may be late: it takes some frames.
  void refresh(SnapshotParts parts);
  // The same for a frame: while a net is trained whose picture takes long to compute, only now and then, so that most frames are short.
  // What is shown is always of one moment.
  void refreshForFrame(const SnapshotParts& parts);
  double trainingShare() const { return simulation_->trainingShare(); }

  const Snapshot& snapshot() const { return snapshot_; }
  const PreviousRun* previous() const { return previous_ ? &*previous_ : nullptr; }
  Activity activity() const { return activity_; }
  double updatesPerSecond() const;  // of wall-clock time while training, else the last figure
  std::string weightsHash() { return simulation_->weightsHash(); }
  bool canUndo() const { return history_.canUndo(); }
  bool canRedo() const { return history_.canRedo(); }
  void endGesture() { history_.endGesture(); }

  struct Message {
    std::string words;
    double since = 0;
  };
  std::vector<Message>& messages() { return messages_; }

  struct Event {
    std::string name;  // load, done, diverged, learned, change
  };
  std::vector<Event> takeEvents();

  // Commands
  void send(Command command) override;
  void train() override;
  void trainTo(std::int64_t updates) override;
  void pauseTraining() override;
  std::int64_t target() const override;
  bool training() const override { return activity_ == Activity::training || activity_ == Activity::stepping; }
  void goToUpdate(std::int64_t update) override;
  std::int64_t lastUpdate() const override;
  void saveModel() override { wishes_.save = true; }
  void chooseModel() override { wishes_.choose = true; }
  void undo() override;
  void redo() override;
  void showMessage(std::string words) override;

 private:
  void takeOver(std::unique_ptr<Simulation> simulation, bool undoable);
  void carryOut(const Command& command);
  void keepPreviousRun();
  void begin(Activity activity, std::int64_t goal);
  bool refuses();  // to train on after a divergence
  void finishActivity();
  void restore(const std::shared_ptr<const Checkpoint>& state);
  void remember();

  std::unique_ptr<Simulation> simulation_;
  Snapshot snapshot_;
  std::optional<PreviousRun> previous_;
  History history_;
  CheckpointRing ring_;
  std::vector<Command> queue_;
  std::vector<Message> messages_;
  std::vector<Event> events_;
  FileWishes wishes_;
  Activity activity_ = Activity::idle;
  double seconds_ = 0;
  int run_ = 0;
  bool reached_ = false;  // the present run's link is there
  std::string refusal_;
  bool wasLearned_ = false;
  double rateSince_ = 0;
  std::int64_t rateFrom_ = 0;
  double rate_ = 0;
  double refreshMilliseconds_ = 0;  // what the last one took
  int framesSinceRefresh_ = 0;
  bool pictureUnderWay_ = false;  // a picture of a large net, over several frames
  int pictureFrames_ = 0;         // that the last one took
};

}  // namespace unroll
