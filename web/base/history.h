// Undo and redo: each step is the run as it was before a change. And the ring of checkpoints for going back within a run.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "recurrent/recurrent.h"

namespace unroll {

class History {
 public:
  using State = std::shared_ptr<const Checkpoint>;

  // Call before a change. Changes with the same target that follow each other within a moment (a drag) are one step;
  // `seconds` is the present time. Returns whether `before` is needed: take the checkpoint only then.
  bool beginsStep(const std::string& target, double seconds);
  void record(State before, std::int64_t parameterCount);  // few steps are kept of a big network

  bool canUndo() const { return !undo_.empty(); }
  bool canRedo() const { return !redo_.empty(); }
  State undo(State present);  // the state to restore
  State redo(State present);
  void endGesture() { lastTarget_.clear(); }

 private:
  std::vector<State> undo_, redo_;
  std::string lastTarget_;
  double lastChange_ = 0;
};

// Checkpoints of the present run in order of their update; thinned evenly when there are too many.
class CheckpointRing {
 public:
  struct Entry {
    std::int64_t update = 0;
    std::shared_ptr<const Checkpoint> state;
  };

  void clear();
  // parameterCount decides how many fit into some tens of megabytes.
  void add(std::int64_t update, std::shared_ptr<const Checkpoint> state, std::int64_t parameterCount);
  bool due(std::int64_t update) const { return entries_.empty() || update >= entries_.back().update + stride_; }
  void dropAfter(std::int64_t update);
  const Entry* before(std::int64_t update) const;  // the latest at or before; of several at one update the last
  std::int64_t last() const { return entries_.empty() ? 0 : entries_.back().update; }

 private:
  std::vector<Entry> entries_;
  std::int64_t stride_ = 1;
};

}  // namespace unroll
