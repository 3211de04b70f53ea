#include "widgets/plot_sound.h"

#include <algorithm>
#include <cmath>

namespace unroll::plot {

namespace {

constexpr double kLowest = 48, kHighest = 84;  // C3, C6
constexpr double kCurve = 2.5, kPause = 0.4;   // s
constexpr std::size_t kMostNotes = 50;         // of a curve: 20 in a second

// How far along the axis, 0…1.
double shareOf(const Axis& axis, double v) {
  const bool isLog = axis.log && axis.min > 0;
  const auto scaled = [&](double x) { return isLog ? std::log(std::max(x, axis.min)) : x; };
  const double way = scaled(axis.max) - scaled(axis.min);
  return way > 0 ? std::clamp((scaled(v) - scaled(axis.min)) / way, 0.0, 1.0) : 0.5;
}

}  // namespace

std::vector<Tone> tonesOf(const Plot& plot) {
  std::vector<Tone> tones;
  double begin = 0;
  for (const Curve& curve : plot.curves) {
    if (curve.ghost || !curve.read || curve.points.empty()) continue;
    const std::size_t notes = std::min(curve.points.size(), kMostNotes), last = curve.points.size() - 1;
    const double length = kCurve / static_cast<double>(notes), heardBefore = begin;
    for (std::size_t i = 0; i < notes; ++i) {
      const Point& point = curve.points[notes > 1 ? i * last / (notes - 1) : 0];
      if (std::isfinite(point.y))
        tones.push_back(
            {kLowest + (kHighest - kLowest) * shareOf(plot.y, point.y), heardBefore + length * static_cast<double>(i), length, 1});
    }
    begin += kCurve + kPause;
  }
  return tones;
}

}  // namespace unroll::plot
