#include <cmath>

#include "scenes/latch/cobweb.h"

namespace unroll {

namespace {

float distance(ImVec2 a, ImVec2 b) { return std::hypot(a.x - b.x, a.y - b.y); }

}  // namespace

ImVec2 CobwebPlace::of(const LatchSnapshot& s, const LatchSpot& spot) const {
  const auto i = static_cast<std::size_t>(spot.index);
  switch (spot.kind) {
    case LatchSpot::Kind::start: return {at(s.latch.start, 0).x, frame_.bottom()};
    case LatchSpot::Kind::step: return at(static_cast<double>(s.a[i - 1]), static_cast<double>(s.a[i]));
    case LatchSpot::Kind::fixedPoint: return at(s.fixedPoints[i].at, s.fixedPoints[i].at);
    case LatchSpot::Kind::curve: return at(spot.a, std::tanh(s.latch.w * spot.a + s.latch.u));
    case LatchSpot::Kind::disturbedCurve: return at(spot.a, std::tanh(s.latch.w * spot.a + s.latch.u + s.latch.disturbance));
    case LatchSpot::Kind::none: break;
  }
  return {};
}

double slopeOn(const LatchSnapshot& s, const LatchSpot& curve) {
  const double f = std::tanh(s.latch.w * curve.a + s.latch.u + (curve.kind == LatchSpot::Kind::disturbedCurve ? s.latch.disturbance : 0));
  return s.latch.w * (1 - f * f);
}

std::vector<LatchSpot> cobwebSpots(const LatchSnapshot& s, int present) {
  std::vector<LatchSpot> spots;
  for (int i = 0; i < static_cast<int>(s.fixedPoints.size()); ++i) spots.push_back({LatchSpot::Kind::fixedPoint, i});
  for (int t = 1; t <= present; ++t) spots.push_back({LatchSpot::Kind::step, t});
  return spots;
}

LatchSpot CobwebPlace::pick(const LatchSnapshot& s, int present, ImVec2 p, float within) const {
  LatchSpot best;
  float nearest = within;
  for (const LatchSpot& spot : cobwebSpots(s, present)) {
    const float d = distance(of(s, spot), p);
    if (d < nearest) nearest = d, best = spot;
  }
  if (best || !frame_.contains(p)) return best;
  for (const LatchSpot::Kind kind : {LatchSpot::Kind::curve, LatchSpot::Kind::disturbedCurve}) {
    const bool disturbed = kind == LatchSpot::Kind::disturbedCurve;
    if (disturbed && !s.hasDisturbance()) break;
    const LatchSpot curve{kind, 0, valueAt(p.x)};
    // Across the curve, not upwards: it may be steep.
    const double slope = slopeOn(s, curve);
    const double across = static_cast<double>(std::fabs(of(s, curve).y - p.y)) / std::sqrt(1 + slope * slope);
    if (across < static_cast<double>(within)) return curve;
  }
  return {};
}

}  // namespace unroll
