#include "base/frame_clock.h"

#include <algorithm>
#include <vector>

namespace unroll {

namespace {

// Left free for what can't be foreseen: a piece of training that runs on, a bigger change on the screen.
constexpr double kReserve = 3;
constexpr double kLeastSlice = 1;
// Where the machine is busy with other things, a frame is interrupted the more often the longer it is.
constexpr int kLookEvery = 10;                         // frames
constexpr double kTooSlow = 12.5, kFastEnough = 11.5;  // ms in 95 of 100
constexpr double kLeastShare = 0.1;

template <std::size_t N>
double percentile(const std::array<float, N>& values, long long count, double share) {
  const auto n = static_cast<std::size_t>(std::min<long long>(count, static_cast<long long>(N)));
  if (n == 0) return 0;
  std::vector<float> sorted(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n));
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(n - 1));
  std::nth_element(sorted.begin(), sorted.begin() + at, sorted.end());
  return static_cast<double>(sorted[static_cast<std::size_t>(at)]);
}

}  // namespace

void FrameClock::add(double callback, double slice, double beganAt, bool continuous) {
  callbacks_[static_cast<std::size_t>(count_) % callbacks_.size()] = static_cast<float>(callback);
  draws_[static_cast<std::size_t>(count_) % draws_.size()] = static_cast<float>(callback - slice);
  recent_[static_cast<std::size_t>(count_) % recent_.size()] = static_cast<float>(callback);
  ++count_;
  if (count_ % kLookEvery == 0) {
    const double slow = percentile(recent_, count_, 0.95);
    if (slow > kTooSlow)
      share_ = std::max(kLeastShare, share_ * 0.8);
    else if (slow < kFastEnough)
      share_ = std::min(1.0, share_ * 1.1);
  }
  const double gap = beganAt - lastBegan_;
  if (continuous && lastBegan_ >= 0 && gap > 0) fps_ = fps_ <= 0 ? 1000 / gap : fps_ * 0.95 + 50 / gap;
  if (!continuous) fps_ = 0;
  lastBegan_ = beganAt;
}

double FrameClock::sliceForNextFrame() const {
  return std::max(kLeastSlice, (kBudget - kReserve - percentile(draws_, count_, 0.93)) * share_);
}

double FrameClock::percentile95() const { return percentile(callbacks_, count_, 0.95); }
double FrameClock::greatest() const { return static_cast<double>(*std::max_element(callbacks_.begin(), callbacks_.end())); }
double FrameClock::meanDraw() const { return percentile(draws_, count_, 0.5); }

}  // namespace unroll
