// A curve over updates that never grows beyond 2,000 points: when it is full, every second point is dropped and from then on only
// every second one is taken. Takes all its memory at the start.
#pragma once

#include <cstdint>
#include <vector>

namespace unroll {

struct CurvePoint {
  std::int64_t update = 0;
  float value = 0;
};

class Curve {
 public:
  static constexpr std::size_t capacity = 2000;

  Curve() { points_.reserve(capacity); }

  void add(std::int64_t update, double value) {
    if (update % stride_ != 0) return;
    // More than once where all updates are multiples of a hundred.
    while (points_.size() == capacity) {
      stride_ *= 2;
      std::size_t kept = 0;
      for (const CurvePoint& p : points_)
        if (p.update % stride_ == 0) points_[kept++] = p;
      points_.resize(kept);
      if (update % stride_ != 0) return;
    }
    points_.push_back({update, static_cast<float>(value)});
  }
  void dropAfter(std::int64_t update) {
    while (!points_.empty() && points_.back().update > update) points_.pop_back();
  }
  const std::vector<CurvePoint>& points() const { return points_; }
  std::int64_t stride() const { return stride_; }
  // At most `capacity` points at multiples of `stride`, in order.
  void restore(const std::vector<CurvePoint>& points, std::int64_t stride) {
    points_.assign(points.begin(), points.end());
    stride_ = stride;
  }

 private:
  std::vector<CurvePoint> points_;
  std::int64_t stride_ = 1;
};

}  // namespace unroll
