#include "base/history.h"

#include <algorithm>
#include <utility>

namespace unroll {

namespace {

constexpr double kSameGesture = 0.8;  // seconds

}  // namespace

bool History::beginsStep(const std::string& target, double seconds) {
  const bool goesOn = target == lastTarget_ && (isHeld_ || seconds - lastChange_ < kSameGesture);
  lastTarget_ = target;
  lastChange_ = seconds;
  return !goesOn;
}

void History::record(Step before) {
  undo_.push_back(std::move(before));
  redo_.clear();
  std::size_t bytes = 0, kept = 0;
  while (kept < undo_.size() && kept < most) {
    bytes += undo_[undo_.size() - 1 - kept].state->bytes();
    if (kept >= fewest && bytes > budget) break;
    ++kept;
  }
  undo_.erase(undo_.begin(), undo_.end() - static_cast<std::ptrdiff_t>(kept));
}

History::Step History::exchange(std::vector<Step>& from, std::vector<Step>& to, std::shared_ptr<const State> present) {
  Step target = std::move(from.back());
  from.pop_back();
  to.push_back({target.model, std::move(present)});
  lastTarget_.clear();
  return target;
}

History::Step History::undo(std::shared_ptr<const State> present) { return exchange(undo_, redo_, std::move(present)); }
History::Step History::redo(std::shared_ptr<const State> present) { return exchange(redo_, undo_, std::move(present)); }

void StateRing::clear() {
  entries_.clear();
  stride_ = 1;
}

void StateRing::add(std::int64_t step, std::shared_ptr<const State> state) {
  const std::size_t fitting = std::clamp(budget / std::max<std::size_t>(1, state->bytes()), fewest, most);
  entries_.push_back({step, std::move(state)});
  if (entries_.size() <= fitting) return;
  std::vector<Entry> kept;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (i % 2 == 0 || i + 1 == entries_.size()) kept.push_back(std::move(entries_[i]));
  entries_ = std::move(kept);
  stride_ *= 2;
}

void StateRing::dropAfter(std::int64_t step) {
  while (!entries_.empty() && entries_.back().step > step) entries_.pop_back();
}

const StateRing::Entry* StateRing::before(std::int64_t step) const {
  const Entry* found = nullptr;
  for (const Entry& e : entries_)
    if (e.step <= step) found = &e;
  return found;
}

}  // namespace unroll
