#include "analysis/plane_basins.h"

#include <cmath>

namespace unroll {

namespace {

constexpr int mostSteps = 300;     // until a walk is taken to be where it stays
constexpr int longestCycle = 256;  // states
constexpr double beyond = 1e6;     // it leaves every bound
// Of the plane's width: near enough to an attractor to end there; near enough where it comes there slowly; the same state again.
constexpr double arrived = 1e-3, slowly = 1e-2, same = 1e-6;

bool within(const UnitPlane::Point& a, const UnitPlane::Point& b, double distance) {
  return std::fabs(a[0] - b[0]) < distance && std::fabs(a[1] - b[1]) < distance;
}

}  // namespace

PlaneBasins::PlaneBasins(const UnitPlane& plane, double low, double high, int side, const std::vector<UnitPlane::FixedPoint>& fixedPoints)
    : plane_(plane), low_(low), high_(high), side_(side), ends_(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), -1.f) {
  for (const UnitPlane::FixedPoint& p : fixedPoints)
    if (p.kind == UnitPlane::FixedPoint::Kind::stable && attractors_.size() < mostAttractors)
      attractors_.push_back({Attractor::Kind::point, {p.at}});
}

bool PlaneBasins::advance(int steps) {
  const auto side = static_cast<std::size_t>(side_);
  const auto place = [&](std::size_t i) { return low_ + (high_ - low_) * (static_cast<double>(i) + 0.5) / side_; };
  while (!done() && steps > 0) {
    const Walk walked = walk({place(next_ % side), place(side - 1 - next_ / side)});
    ends_[next_++] = static_cast<float>(walked.end);
    std::size_t states = 0;  // that each step is compared with
    for (const Attractor& one : attractors_) states += one.states.size();
    steps -= (walked.steps + 1) * (1 + static_cast<int>(states) / 32);
  }
  return done();
}

PlaneBasins::Walk PlaneBasins::walk(UnitPlane::Point h) {
  const double width = high_ - low_;
  for (int step = 0; step < mostSteps; ++step) {
    if (const int end = near(h, arrived * width); end >= 0) return {end, step};
    h = plane_.next(h);
    if (!(std::fabs(h[0]) < beyond && std::fabs(h[1]) < beyond)) return {-1, step};
  }
  const int end = near(h, slowly * width);
  return {end >= 0 ? end : addAttractor(h), mostSteps};
}

int PlaneBasins::near(const UnitPlane::Point& h, double distance) const {
  for (std::size_t k = 0; k < attractors_.size(); ++k)
    for (const UnitPlane::Point& state : attractors_[k].states)
      if (within(h, state, distance)) return static_cast<int>(k);
  return -1;
}

int PlaneBasins::addAttractor(UnitPlane::Point h) {
  if (attractors_.size() == mostAttractors) return -1;
  Attractor found{Attractor::Kind::curve, {h}};
  for (int step = 1; step <= longestCycle; ++step) {
    h = plane_.next(h);
    if (const int known = near(h, slowly * (high_ - low_)); known >= 0) return known;  // a curve is met at some place or other
    if (within(h, found.states[0], same * (high_ - low_))) {
      found.kind = step == 1 ? Attractor::Kind::point : Attractor::Kind::cycle;
      break;
    }
    if (step < longestCycle) found.states.push_back(h);
  }
  attractors_.push_back(std::move(found));
  return static_cast<int>(attractors_.size()) - 1;
}

}  // namespace unroll
