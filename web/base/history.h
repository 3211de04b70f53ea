// Undo and redo over all models: each step is one model as it was before a change. And the ring of states for going back within a run.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/model.h"

namespace unroll {

class History {
 public:
  struct Step {
    std::size_t model = 0;  // whose state it is: an index into the app's sessions
    std::shared_ptr<const State> state;
  };

  // Call before a change. Changes with the same target that follow each other within a moment, or while the pointer is down (a drag,
  // however slow), are one step; `seconds` is the present time. Returns whether the state before is needed: take it only then.
  bool beginsStep(const std::string& target, double seconds);
  void record(Step before);  // few steps are kept where they are big

  bool canUndo() const { return !undo_.empty(); }
  bool canRedo() const { return !redo_.empty(); }
  // Whose state comes next; `present` for undo() and redo() is that model as it is now.
  std::size_t undoes() const { return undo_.back().model; }
  std::size_t redoes() const { return redo_.back().model; }
  Step undo(std::shared_ptr<const State> present);
  Step redo(std::shared_ptr<const State> present);
  void beginGesture() { isHeld_ = true; }       // the pointer goes down
  void forgetTarget() { lastTarget_.clear(); }  // the next change begins a step
  void endGesture() {
    lastTarget_.clear();
    isHeld_ = false;
  }

  static constexpr std::size_t budget = 64 << 20;  // bytes; at least `fewest` steps, at most `most`
  static constexpr std::size_t fewest = 4, most = 60;

 private:
  Step exchange(std::vector<Step>& from, std::vector<Step>& to, std::shared_ptr<const State> present);

  std::vector<Step> undo_, redo_;
  std::string lastTarget_;
  double lastChange_ = 0;
  bool isHeld_ = false;
};

// States of the present run in order of their step; thinned evenly when there are too many.
class StateRing {
 public:
  struct Entry {
    std::int64_t step = 0;
    std::shared_ptr<const State> state;
  };

  void clear();
  void add(std::int64_t step, std::shared_ptr<const State> state);
  bool due(std::int64_t step) const { return entries_.empty() || step >= entries_.back().step + stride_; }
  void dropAfter(std::int64_t step);
  const Entry* before(std::int64_t step) const;  // the latest at or before; of several at one step the last
  std::int64_t last() const { return entries_.empty() ? 0 : entries_.back().step; }

  static constexpr std::size_t budget = 48 << 20;  // bytes
  static constexpr std::size_t fewest = 6, most = 64;

 private:
  std::vector<Entry> entries_;
  std::int64_t stride_ = 1;
};

}  // namespace unroll
