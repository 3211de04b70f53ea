#include "tasks/drawn_curve.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace unroll {

namespace {

constexpr int leastStretched = DrawnCurve::points / 8;

int nearest(float time) {
  return std::clamp(static_cast<int>(std::lround(time * static_cast<float>(DrawnCurve::points - 1))), 0, DrawnCurve::points - 1);
}

}  // namespace

int DrawnCurve::first() const {
  for (int i = 0; i < points; ++i)
    if (drawnAt(i)) return i;
  return -1;
}

int DrawnCurve::last() const {
  for (int i = points - 1; i >= 0; --i)
    if (drawnAt(i)) return i;
  return -1;
}

int DrawnCurve::count() const {
  if (empty()) return 0;
  const int length = last() - first() + 1;
  return length < leastStretched ? length : points;
}

bool DrawnCurve::isFlat() const {
  float least = 1, greatest = -1;
  for (int i = 0; i < points; ++i)
    if (drawnAt(i)) least = std::min(least, at(i)), greatest = std::max(greatest, at(i));
  return least >= greatest;
}

void DrawnCurve::put(int point, float value) {
  constexpr float thousand = 1000;
  values_[static_cast<std::size_t>(point)] = std::round(std::clamp(value, -1.f, 1.f) * thousand) / thousand + 0.f;  // no −0
}

void DrawnCurve::stroke(float fromTime, float fromValue, float toTime, float toValue) {
  const int from = nearest(fromTime), to = nearest(toTime);
  for (int i = std::min(from, to); i <= std::max(from, to); ++i) {
    const float share = from == to ? 1 : static_cast<float>(i - from) / static_cast<float>(to - from);
    put(i, fromValue + share * (toValue - fromValue));
  }
}

void DrawnCurve::bend(int point, float value) {
  put(point, value);
  for (const int way : {-1, 1}) {
    const int end = std::clamp(point + way * keyStep, 0, points - 1);
    if (end == point || !drawnAt(end)) continue;
    for (int i = point + way; i != end; i += way)
      put(i, at(point) + (at(end) - at(point)) * static_cast<float>(i - point) / static_cast<float>(end - point));
  }
}

double DrawnCurve::between(double point) const {
  int left = static_cast<int>(point), right = left;
  while (!drawnAt(left)) --left;
  if (static_cast<double>(left) == point) return static_cast<double>(at(left));
  for (++right; !drawnAt(right);) ++right;
  const double share = (point - left) / (right - left), from = static_cast<double>(at(left));
  return from + share * (static_cast<double>(at(right)) - from);
}

std::string DrawnCurve::csv() const {
  if (empty()) return {};
  const int from = first(), length = last() - from + 1, count = this->count();
  std::string text = "y\n";
  for (int i = 0; i < count; ++i) {
    char number[16];
    const double value = between(count > 1 ? from + static_cast<double>(length - 1) * i / (count - 1) : from);
    std::snprintf(number, sizeof number, "%.3f\n", std::fabs(value) < 0.0005 ? 0.0 : value);
    text += number;
  }
  return text;
}

}  // namespace unroll
