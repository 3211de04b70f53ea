#include "hopfield/phase_portrait.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/exact_math.h"
#include "core/order.h"
#include "core/vector.h"
#include "core/vector_math.h"

namespace unroll {

namespace {

using Point = TwoUnits::Point;

constexpr double border = 1 - 1e-12;
constexpr int samples = 4096;  // of V along a nullcline
constexpr int onLine = 512;

double artanh(double v) { return 0.5 * (exact::log(1 + v) - exact::log(1 - v)); }
double tanhOf(double x) { return exact::tanh(std::clamp(x, -300.0, 300.0)); }

// −u_i + Σ w V − θ_i: what pulls at unit i.
double pull(const TwoUnits& t, Point v, std::size_t i) {
  return t.self[i] * v[i] + t.w * v[1 - i] - t.threshold[i] - artanh(v[i]) / t.gain;
}

// Where unit i rests while its V is v, the other unit has this V; beyond ±1: nowhere.
double otherAt(const TwoUnits& t, std::size_t i, double v) { return (artanh(v) / t.gain - t.self[i] * v + t.threshold[i]) / t.w; }

// V of the kth of the samples, closer together towards ±1, where tanh is flat.
double sampleAt(double k) { return tanhOf(14 * (2 * k / samples - 1)); }

// Where f changes its sign between neighbouring samples.
template <class F>
std::vector<double> rootsOf(F f) {
  std::vector<double> roots;
  double before = f(sampleAt(0));
  for (int k = 1; k <= samples; ++k) {
    const double here = f(sampleAt(k));
    if (here == 0) {
      roots.push_back(sampleAt(k));
    } else if (before != 0 && (before < 0) != (here < 0)) {
      double low = k - 1, high = k;
      for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        ((f(sampleAt(middle)) < 0) == (before < 0) ? low : high) = middle;
      }
      roots.push_back(sampleAt(0.5 * (low + high)));
    }
    before = here;
  }
  return roots;
}

FixedPointKind kindOf(const TwoUnits& t, Point v) {
  // The energy's second derivatives; where both eigenvalues are positive, the point is a hollow.
  const double a = 1 / (t.gain * (1 - v[0] * v[0])) - t.self[0], b = 1 / (t.gain * (1 - v[1] * v[1])) - t.self[1];
  const double determinant = a * b - t.w * t.w;
  if (determinant < 0) return FixedPointKind::saddle;
  return a + b > 0 ? FixedPointKind::stable : FixedPointKind::unstable;
}

std::vector<Point> restsOf(const TwoUnits& t) {
  std::vector<Point> rests;
  if (t.w == 0) {
    for (const double x : rootsOf([&](double v) { return pull(t, {v, 0}, 0); }))
      for (const double y : rootsOf([&](double v) { return pull(t, {0, v}, 1); })) rests.push_back({x, y});
    return rests;
  }
  // Along the first nullcline; beyond ±1 the second unit is pulled back with all force.
  for (const double x : rootsOf([&](double v) {
         const double y = otherAt(t, 0, v);
         return y >= border ? -1e300 : y <= -border ? 1e300 : pull(t, {v, y}, 1);
       })) {
    const double y = otherAt(t, 0, x);
    if (std::fabs(y) < border) rests.push_back({x, y});
  }
  return rests;
}

// The line on which unit i rests, parametrised by its own V, cut where the other would be beyond ±1.
std::vector<std::vector<Point>> nullclineOf(const TwoUnits& t, std::size_t i) {
  std::vector<std::vector<Point>> lines;
  const auto add = [&](std::vector<Point>& line) {
    if (line.size() > 1) lines.push_back(std::move(line));
    line.clear();
  };
  std::vector<Point> line;
  if (t.w == 0) {
    for (const double v : rootsOf([&](double x) {
           Point p{};
           p[i] = x;
           return pull(t, p, i);
         })) {
      Point from{}, to{};
      from[i] = to[i] = v;
      from[1 - i] = -1;
      to[1 - i] = 1;
      lines.push_back({from, to});
    }
    return lines;
  }
  for (int k = 0; k <= onLine - 1; ++k) {
    const double v = sampleAt(static_cast<double>(k) * samples / (onLine - 1)), other = otherAt(t, i, v);
    if (std::fabs(other) >= 1) {
      add(line);
      continue;
    }
    Point p{};
    p[i] = v;
    p[1 - i] = other;
    line.push_back(p);
  }
  add(line);
  return lines;
}

}  // namespace

Point TwoUnits::flow(Point v) const {
  Point result{};
  for (std::size_t i = 0; i < 2; ++i) {
    const double inside = std::clamp(v[i], -border, border);
    Point p = v;
    p[i] = inside;
    result[i] = gain * (1 - inside * inside) * pull(*this, p, i);
  }
  return result;
}

double TwoUnits::energy(Point v) const {
  double e = -w * v[0] * v[1];
  for (std::size_t i = 0; i < 2; ++i) {
    e += -0.5 * self[i] * v[i] * v[i] + threshold[i] * v[i];
    for (const double side : {1 + v[i], 1 - v[i]})  // ∫₀^V artanh = ½ ((1+V) ln(1+V) + (1−V) ln(1−V))
      if (side > 0) e += 0.5 / gain * side * exact::log(side);
  }
  return e;
}

Point TwoUnits::next(Point v) const {
  Point result{};
  for (std::size_t i = 0; i < 2; ++i) {
    const double u = artanh(std::clamp(v[i], -border, border)) / gain;
    const double field = self[i] * v[i] + w * v[1 - i] - threshold[i];
    result[i] = tanhOf(gain * (u + step * (field - u)));
  }
  return result;
}

PhasePortrait portraitOf(const TwoUnits& units) {
  UNROLL_CHECK(units.gain > 0);
  PhasePortrait portrait;
  for (const Point at : restsOf(units)) portrait.fixedPoints.push_back({at, kindOf(units, at), units.energy(at)});
  sortShort(portrait.fixedPoints, [](const auto& a, const auto& b) { return a.at < b.at; });
  for (std::size_t i = 0; i < 2; ++i) portrait.nullclines[i] = nullclineOf(units, i);
  return portrait;
}

// Four motions at once; each number of its own, so that the width of the machine's vectors can't change a bit.
std::vector<std::int16_t> phaseBasins(const TwoUnits& units, const PhasePortrait& portrait, int side) {
  UNROLL_CHECK(side > 0 && side <= 1024);
  using Four = VectorOf<float, 4>;
  constexpr float nearby = 0.005F;
  constexpr int mostSteps = 2000, between = 10;
  const auto step = static_cast<float>(TwoUnits::step), gain = static_cast<float>(units.gain), w = static_cast<float>(units.w);
  const auto pulled = [&](std::size_t i, Four own, Four other, Four u) {
    const Four field =
        splat<Four>(static_cast<float>(units.self[i])) * own + splat<Four>(w) * other - splat<Four>(static_cast<float>(units.threshold[i]));
    return u + splat<Four>(step) * (field - u);
  };
  const auto count = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
  std::vector<std::int16_t> ends(count, -1);
  for (std::size_t first = 0; first < count; first += 4) {
    Four v0{}, v1{}, u0{}, u1{};
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const std::size_t at = std::min(first + lane, count - 1), row = at / static_cast<std::size_t>(side);
      const double x = 2 * (static_cast<double>(at % static_cast<std::size_t>(side)) + 0.5) / side - 1,
                   y = 1 - 2 * (static_cast<double>(row) + 0.5) / side;
      v0[lane] = static_cast<float>(x);
      v1[lane] = static_cast<float>(y);
      u0[lane] = static_cast<float>(artanh(x) / units.gain);
      u1[lane] = static_cast<float>(artanh(y) / units.gain);
    }
    std::size_t missing = 4;
    for (int k = 0; k < mostSteps && missing > 0; ++k) {
      const Four before = v0;
      u0 = pulled(0, v0, v1, u0);
      u1 = pulled(1, v1, before, u1);
      v0 = vtanh(splat<Four>(gain) * u0);
      v1 = vtanh(splat<Four>(gain) * u1);
      if (k % between != 0) continue;
      missing = 0;
      for (std::size_t lane = 0; lane < 4 && first + lane < count; ++lane) {
        std::int16_t& end = ends[first + lane];
        for (std::size_t p = 0; p < portrait.fixedPoints.size() && end < 0; ++p) {
          const auto& point = portrait.fixedPoints[p];
          if (point.kind == FixedPointKind::stable && std::fabs(v0[lane] - static_cast<float>(point.at[0])) < nearby &&
              std::fabs(v1[lane] - static_cast<float>(point.at[1])) < nearby)
            end = static_cast<std::int16_t>(p);
        }
        missing += end < 0;
      }
    }
  }
  return ends;
}

}  // namespace unroll
