#include "app/frame_clock.h"

#include <algorithm>
#include <vector>

namespace unroll {

namespace {

// Left free for what can't be foreseen: a piece of training that runs on, a bigger change on the screen.
constexpr double kReserve = 2;
constexpr double kLeastSlice = 1.5;

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

void FrameClock::add(double callback, double slice, double askedSlice, double beganAt, bool continuous) {
  callbacks_[static_cast<std::size_t>(count_) % callbacks_.size()] = static_cast<float>(callback);
  draws_[static_cast<std::size_t>(count_) % draws_.size()] = static_cast<float>(callback - slice);
  overruns_[static_cast<std::size_t>(count_) % overruns_.size()] = static_cast<float>(std::max(0.0, slice - askedSlice));
  ++count_;
  const double gap = beganAt - lastBegan_;
  if (continuous && lastBegan_ >= 0 && gap > 0) fps_ = fps_ <= 0 ? 1000 / gap : fps_ * 0.95 + 50 / gap;
  if (!continuous) fps_ = 0;
  lastBegan_ = beganAt;
}

double FrameClock::sliceForNextFrame() const {
  return std::max(kLeastSlice, kBudget - kReserve - percentile(draws_, count_, 0.93) - percentile(overruns_, count_, 0.93));
}

double FrameClock::percentile95() const { return percentile(callbacks_, count_, 0.95); }
double FrameClock::meanDraw() const { return percentile(draws_, count_, 0.5); }

}  // namespace unroll
