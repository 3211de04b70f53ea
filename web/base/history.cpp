#include "base/history.h"

#include <algorithm>

namespace unroll {

namespace {

constexpr double kSameGesture = 0.8;  // seconds
constexpr std::int64_t kRingBytes = 48 << 20;
constexpr std::int64_t kUndoBytes = 64 << 20;
constexpr std::int64_t kBytesPerParameter = 16;  // weight, gradient moments, last finite state

std::size_t howMany(std::int64_t bytes, std::int64_t parameterCount, std::int64_t least, std::int64_t most) {
  return static_cast<std::size_t>(
      std::clamp<std::int64_t>(bytes / (kBytesPerParameter * std::max<std::int64_t>(1, parameterCount)), least, most));
}

}  // namespace

bool History::beginsStep(const std::string& target, double seconds) {
  const bool goesOn = target == lastTarget_ && seconds - lastChange_ < kSameGesture;
  lastTarget_ = target;
  lastChange_ = seconds;
  return !goesOn;
}

void History::record(State before, std::int64_t parameterCount) {
  undo_.push_back(std::move(before));
  while (undo_.size() > howMany(kUndoBytes, parameterCount, 4, 60)) undo_.erase(undo_.begin());
  redo_.clear();
}

History::State History::undo(State present) {
  redo_.push_back(std::move(present));
  State target = std::move(undo_.back());
  undo_.pop_back();
  lastTarget_.clear();
  return target;
}

History::State History::redo(State present) {
  undo_.push_back(std::move(present));
  State target = std::move(redo_.back());
  redo_.pop_back();
  lastTarget_.clear();
  return target;
}

void CheckpointRing::clear() {
  entries_.clear();
  stride_ = 1;
}

void CheckpointRing::add(std::int64_t update, std::shared_ptr<const Checkpoint> state, std::int64_t parameterCount) {
  const std::size_t most = howMany(kRingBytes, parameterCount, 6, 64);
  entries_.push_back({update, std::move(state)});
  if (entries_.size() <= most) return;
  std::vector<Entry> kept;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (i % 2 == 0 || i + 1 == entries_.size()) kept.push_back(std::move(entries_[i]));
  entries_ = std::move(kept);
  stride_ *= 2;
}

void CheckpointRing::dropAfter(std::int64_t update) {
  while (!entries_.empty() && entries_.back().update > update) entries_.pop_back();
}

const CheckpointRing::Entry* CheckpointRing::before(std::int64_t update) const {
  const Entry* found = nullptr;
  for (const Entry& e : entries_)
    if (e.update <= update) found = &e;
  return found;
}

}  // namespace unroll
