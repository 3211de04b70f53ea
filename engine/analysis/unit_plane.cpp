#include "analysis/unit_plane.h"

#include <algorithm>
#include <cmath>

#include "core/activation.h"
#include "core/exact_math.h"

namespace unroll {

namespace {

double valueOf(Activation activation, double sum) {
  constexpr double flat = 300;  // beyond it tanh is ±1
  switch (activation) {
    case Activation::tanh: return exact::tanh(std::clamp(sum, -flat, flat));
    case Activation::sigmoid: return 0.5 + 0.5 * exact::tanh(std::clamp(0.5 * sum, -flat, flat));
    case Activation::relu: return std::max(0.0, sum);
    case Activation::identity: break;
  }
  return sum;
}

// By f(x) itself.
double slopeOf(Activation activation, double value) {
  switch (activation) {
    case Activation::tanh: return 1 - value * value;
    case Activation::sigmoid: return value * (1 - value);
    case Activation::relu: return value > 0 ? 1 : 0;
    case Activation::identity: break;
  }
  return 1;
}

}  // namespace

UnitPlane::Point UnitPlane::next(Point h) const {
  Point to;
  for (std::size_t i = 0; i < 2; ++i) to[i] = valueOf(activation, w[i][0] * h[0] + w[i][1] * h[1] + drive[i]);
  return to;
}

std::vector<UnitPlane::FixedPoint> UnitPlane::fixedPoints(double low, double high) const {
  constexpr int perSide = 13, mostRounds = 60;
  constexpr double exactly = 1e-10, apart = 1e-4;
  std::vector<FixedPoint> found;
  for (int start = 0; start < perSide * perSide; ++start) {
    const auto place = [&](int i) { return low + (high - low) * i / (perSide - 1); };
    Point h = {place(start % perSide), place(start / perSide)};
    for (int round = 0; round < mostRounds; ++round) {
      const Point to = next(h);
      const double first = slopeOf(activation, to[0]), second = slopeOf(activation, to[1]);
      const double a = first * w[0][0], b = first * w[0][1], c = second * w[1][0], d = second * w[1][1];
      const Point off = {to[0] - h[0], to[1] - h[1]};
      const double size = std::max(std::fabs(off[0]), std::fabs(off[1]));
      if (!(size < 1e9)) break;
      if (size <= exactly * std::max(1.0, std::max(std::fabs(h[0]), std::fabs(h[1])))) {
        if (std::any_of(found.begin(), found.end(),
                        [&](const FixedPoint& p) { return std::fabs(p.at[0] - h[0]) < apart && std::fabs(p.at[1] - h[1]) < apart; }))
          break;
        // In their order.
        const auto after = std::find_if(found.begin(), found.end(), [&](const FixedPoint& p) { return h < p.at; });
        FixedPoint& point = *found.insert(after, FixedPoint{h});
        const double half = 0.5 * (a + d), square = 0.25 * (a - d) * (a - d) + b * c, root = std::sqrt(std::fabs(square));
        if (square < 0)
          point.eigenvalues = {std::complex<double>(half, root), std::complex<double>(half, -root)};
        else
          point.eigenvalues = {half + (half < 0 ? -root : root), half - (half < 0 ? -root : root)};
        const int beyond = (std::abs(point.eigenvalues[0]) >= 1) + (std::abs(point.eigenvalues[1]) >= 1);
        point.kind = beyond == 0 ? FixedPoint::Kind::stable : beyond == 1 ? FixedPoint::Kind::saddle : FixedPoint::Kind::unstable;
        break;
      }
      // (I − J) move = off; a step that leads far away is cut.
      const double determinant = (1 - a) * (1 - d) - b * c;
      Point move = {((1 - d) * off[0] + b * off[1]) / determinant, (c * off[0] + (1 - a) * off[1]) / determinant};
      const double length = std::max(std::fabs(move[0]), std::fabs(move[1])), most = high - low;
      if (!std::isfinite(length)) break;
      for (std::size_t i = 0; i < 2; ++i) h[i] += move[i] * (length > most ? most / length : 1);
    }
  }
  return found;
}

std::vector<UnitPlane::Segment> UnitPlane::nullcline(int unit, double low, double high, int cells) const {
  const auto i = static_cast<std::size_t>(unit), width = static_cast<std::size_t>(cells + 1);
  const auto place = [&](int k) { return low + (high - low) * k / cells; };
  std::vector<double> rise(width * width);  // next(h)[unit] − h[unit]
  for (int y = 0; y <= cells; ++y)
    for (int x = 0; x <= cells; ++x) {
      const Point h = {place(x), place(y)};
      rise[static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)] = next(h)[i] - h[i];
    }
  std::vector<Segment> line;
  for (int y = 0; y < cells; ++y)
    for (int x = 0; x < cells; ++x) {
      // Round the cell: where the sign changes along an edge.
      constexpr int corners[5][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
      Point crossings[4];
      int count = 0;
      for (int edge = 0; edge < 4; ++edge) {
        const int fromX = x + corners[edge][0], fromY = y + corners[edge][1], toX = x + corners[edge + 1][0],
                  toY = y + corners[edge + 1][1];
        const double a = rise[static_cast<std::size_t>(fromY) * width + static_cast<std::size_t>(fromX)],
                     b = rise[static_cast<std::size_t>(toY) * width + static_cast<std::size_t>(toX)];
        if ((a < 0) == (b < 0)) continue;
        const double share = a / (a - b);
        crossings[count++] = {place(fromX) + share * (place(toX) - place(fromX)), place(fromY) + share * (place(toY) - place(fromY))};
      }
      for (int k = 0; k + 1 < count; k += 2) line.push_back({crossings[k], crossings[k + 1]});
    }
  return line;
}

}  // namespace unroll
