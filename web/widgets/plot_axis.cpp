#include "widgets/plot_axis.h"

#include <cmath>
#include <limits>

namespace unroll::plot {

namespace {

constexpr double kNothing = std::numeric_limits<double>::infinity();

struct Extent {
  double low = kNothing, high = -kNothing;

  void see(double v) {
    if (!std::isfinite(v)) return;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  bool empty() const { return low > high; }
};

// 1, 2 or 5 times a power of ten, at least `step`.
double roundStep(double step) {
  const double power = std::pow(10.0, std::floor(std::log10(step)));
  for (const double m : {1.0, 2.0, 5.0})
    if (m * power >= step * (1 - 1e-9)) return m * power;
  return 10 * power;
}

std::vector<double> logTicks(const Axis& axis, int most) {
  const int low = static_cast<int>(std::ceil(std::log10(axis.min) - 1e-9)),
            high = static_cast<int>(std::floor(std::log10(axis.max) + 1e-9));
  std::vector<double> ticks;
  int stride = 1;
  while ((high - low) / stride + 1 > most) ++stride;
  for (int e = high; e >= low; e -= stride) ticks.push_back(std::pow(10.0, e));
  if (high - low > 1) return ticks;
  // Hardly any decade: the steps 2 and 5 between.
  for (int e = low - 1; e <= high && static_cast<int>(ticks.size()) + 2 <= most; ++e)
    for (const double m : {2.0, 5.0})
      if (const double v = m * std::pow(10.0, e); v > axis.min && v < axis.max) ticks.push_back(v);
  return ticks;
}

std::vector<double> linearTicks(const Axis& axis, int most) {
  const double step = roundStep((axis.max - axis.min) / std::max(1, most - 1));
  std::vector<double> ticks;
  for (double v = std::ceil(axis.min / step - 1e-6) * step; v <= axis.max + step * 1e-6; v += step)
    ticks.push_back(std::fabs(v) < step * 1e-6 ? 0 : v);
  return ticks;
}

}  // namespace

double share(const Axis& axis, double value) {
  if (!axis.log) return axis.max > axis.min ? (value - axis.min) / (axis.max - axis.min) : 0;
  if (value <= 0) return 0;
  return std::log(value / axis.min) / std::log(axis.max / axis.min);
}

double valueAt(const Axis& axis, double share) {
  return axis.log ? axis.min * std::pow(axis.max / axis.min, share) : axis.min + (axis.max - axis.min) * share;
}

std::vector<double> ticksOf(const Axis& axis, float length, float spacing) {
  if (!axis.ticks.empty()) return axis.ticks;
  if (!(axis.max > axis.min)) return {};
  const int most = std::max(2, static_cast<int>(length / spacing) + 1);
  return axis.log ? logTicks(axis, most) : linearTicks(axis, most);
}

Axis fitLog(const std::vector<Curve>& curves, const std::vector<Reference>& references, int decades) {
  Extent extent;
  for (const Curve& c : curves)
    for (const Point& p : c.points)
      if (p.y > 0) extent.see(p.y);
  for (const Reference& r : references)
    if (r.y > 0) extent.see(r.y);
  Axis axis;
  axis.log = true;
  if (extent.empty()) {
    axis.min = 0.01;
    return axis;
  }
  double high = std::ceil(std::log10(extent.high) - 1e-6), low = std::floor(std::log10(extent.low) + 1e-6);
  low = std::max(low, high - decades);
  if (high <= low) high = low + 1;
  axis.min = std::pow(10.0, low);
  axis.max = std::pow(10.0, high);
  return axis;
}

Axis fitLinear(const std::vector<Curve>& curves, const std::vector<Reference>& references, std::vector<double> include) {
  Extent extent;
  for (const Curve& c : curves)
    for (const Point& p : c.points) extent.see(p.y);
  for (const Reference& r : references) extent.see(r.y);
  for (const double v : include) extent.see(v);
  Axis axis;
  if (extent.empty()) return axis;
  if (extent.high - extent.low < 1e-12) extent.high = extent.low + std::max(1e-3, std::fabs(extent.low));
  const double step = roundStep((extent.high - extent.low) / 4);
  axis.min = std::floor(extent.low / step + 1e-6) * step;
  axis.max = std::ceil(extent.high / step - 1e-6) * step;
  return axis;
}

std::string tickLabel(double value, bool log) {
  if (!log) return compactNumber(value);
  const double exponent = std::log10(value);
  const bool power = std::fabs(exponent - std::round(exponent)) < 1e-6;
  if (!power || (exponent > -3.5 && exponent < 3.5)) return compactNumber(value);
  return "10^{" + plainNumber(std::round(exponent), 0) + "}";
}

}  // namespace unroll::plot
