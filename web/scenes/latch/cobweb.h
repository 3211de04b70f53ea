// Where things stand in the cobweb picture: a_{t−1} to the right, a_t upwards, the same scale on both. Geometry only.
#pragma once

#include <vector>

#include "scenes/latch/view.h"

namespace unroll {

class CobwebPlace {
 public:
  static constexpr float reach = 1.12f;  // the axes go from −reach to reach

  // `area` with room for the labels of the axes at the left and below.
  explicit CobwebPlace(Rect area) {
    area.cutLeft(24);
    area.cutBottom(26);
    const float side = std::min(area.w, area.h);
    frame_ = {area.x, area.y, side, side};
  }

  Rect frame() const { return frame_; }
  Rect startStrip() const { return {frame_.x - 12, frame_.bottom() - 20, frame_.w + 24, 44}; }
  ImVec2 at(double x, double y) const {
    return {frame_.center().x + static_cast<float>(x) * scale(), frame_.center().y - static_cast<float>(y) * scale()};
  }
  double valueAt(float x) const { return static_cast<double>((x - frame_.center().x) / scale()); }
  float scale() const { return frame_.w / (2 * reach); }

  ImVec2 of(const LatchSnapshot& s, const LatchSpot& spot) const;
  // What is within `within` units of p; steps only up to the present one.
  LatchSpot pick(const LatchSnapshot& s, int present, ImVec2 p, float within) const;

 private:
  Rect frame_;
};

double slopeOn(const LatchSnapshot& s, const LatchSpot& curve);  // of either curve

// What the arrow keys walk through: the fixed points, then the steps taken so far.
std::vector<LatchSpot> cobwebSpots(const LatchSnapshot& s, int present);

}  // namespace unroll
