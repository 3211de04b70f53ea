#include "probing/wall.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/check.h"
#include "core/scalar_math.h"

namespace unroll {

namespace {

constexpr double mostW = 20;
constexpr int firstStride = 16;
constexpr double noGradient = -30;  // log₁₀
constexpr double mostWeight = 1e6;

double stateAt(const WallNet& net, double w, double b) {
  double x = net.start;
  for (int n = 0; n < net.steps; ++n) x = w * math::sigmoid(x) + b;
  return x;
}

// The fixed point of the map that a monotone walk from x leads to.
double settled(double w, double b, double x) {
  constexpr int most = 100'000;
  for (int n = 0; n < most; ++n) {
    const double next = w * math::sigmoid(x) + b;
    if (next == x) break;
    x = next;
  }
  return x;
}

// The b in [low, high] from which on x_n ≥ x, to within `tolerance`, or to the last bit.
double whereStateIs(const WallNet& net, double w, double x, double low, double high, double tolerance) {
  while (high - low > tolerance) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    (stateAt(net, w, middle) < x ? low : high) = middle;
  }
  return high;
}

}  // namespace

double WallPoint::norm() const { return std::sqrt(dw * dw + db * db); }

WallPoint wallPoint(const WallNet& net, double w, double b) {
  double x = net.start, dw = 0, db = 0;
  for (int n = 0; n < net.steps; ++n) {
    const double s = math::sigmoid(x), slope = w * s * (1 - s);
    dw = slope * dw + s;
    db = slope * db + 1;
    x = w * s + b;
  }
  const double s = math::sigmoid(x), off = s - net.target, outer = 2 * off * s * (1 - s);
  return {x, off * off, outer * dw, outer * db};
}

std::vector<double> wallStates(const WallNet& net, double w, double b) {
  std::vector<double> states{net.start};
  for (int n = 0; n < net.steps; ++n) states.push_back(w * math::sigmoid(states.back()) + b);
  return states;
}

// x = w σ(x) + b touches the diagonal where w σ′(x) = 1, at σ(x) = ½ ± √(¼ − 1/w): between these x lie the unstable fixed points, one for
// each b of the band that has three. x_0 is one itself at b = x_0 − w σ(x_0); beyond them it is in one basin for all of the band, and what
// is left of the state that is about to go holds it up.
std::optional<Wall> wallAt(const WallNet& net, double w) {
  if (!(w > 4) || w > mostW) return std::nullopt;
  const double root = std::sqrt(0.25 - 1 / w), fold = std::log((0.5 + root) / (0.5 - root));
  const double border = std::clamp(net.start, -fold, fold);
  Wall wall;
  wall.limit = border - w * math::sigmoid(border);
  wall.below = border == -fold ? -fold : settled(w, wall.limit, -fold);
  wall.above = border == fold ? fold : settled(w, wall.limit, fold);
  const auto stateOf = [&](double share) { return wall.below + share * (wall.above - wall.below); };
  // All of the wall, within what is far enough to both sides that x_n is beyond it.
  constexpr double margin = 0.02, wide = 2;
  const double low = whereStateIs(net, w, stateOf(margin), wall.limit - wide, wall.limit + wide, 0);
  const double high = whereStateIs(net, w, stateOf(1 - margin), low, wall.limit + wide, 0);
  const double tolerance = 1e-7 * (high - low);
  const auto whereIs = [&](double share) { return whereStateIs(net, w, stateOf(share), low, high, tolerance); };
  const auto gradientOf = [&](double share) { return wallPoint(net, w, whereIs(share)).norm(); };
  // E is 0 within it where the target lies between, so the gradient has a hill on either side: the higher of a lattice, then sharpened.
  constexpr int lattice = 24, sharpenings = 24;
  int best = 1;
  double greatest = -1;
  for (int i = 1; i < lattice; ++i)
    if (const double g = gradientOf(static_cast<double>(i) / lattice); g > greatest) greatest = g, best = i;
  constexpr double golden = 0.6180339887498949;
  double left = std::max(margin, (best - 1.0) / lattice), right = std::min(1 - margin, (best + 1.0) / lattice);
  double a = right - golden * (right - left), c = left + golden * (right - left), atA = gradientOf(a), atC = gradientOf(c);
  for (int i = 0; i < sharpenings; ++i) {
    if (atA < atC) {
      left = a, a = c, atA = atC;
      atC = gradientOf(c = left + golden * (right - left));
    } else {
      right = c, c = a, atC = atA;
      atA = gradientOf(a = right - golden * (right - left));
    }
  }
  wall.b = whereIs(0.5 * (left + right));
  wall.gradient = wallPoint(net, w, wall.b).norm();
  wall.thickness = whereIs(0.9) - whereIs(0.1);
  return wall;
}

WallRelief::WallRelief(const WallNet& net, const WallView& view) : net_(net), view_(view), stride_(firstStride) {
  UNROLL_CHECK(view.columns > 0 && view.rows > 0 && view.columns <= 1024 && view.rows <= 1024 && net.steps > 0);
  loss_.resize(view.rows, view.columns);
  gradient_.resize(view.rows, view.columns);
}

double WallRelief::share() const { return static_cast<double>(done_) / (static_cast<double>(view_.rows) * view_.columns); }

void WallRelief::place(int row, int column) {
  const WallPoint point = wallPoint(net_, view_.w(column), view_.b(row));
  const double norm = point.norm();
  const auto loss = static_cast<float>(point.loss),
             gradient = static_cast<float>(norm > 0 ? std::max(noGradient, std::log10(norm)) : noGradient);
  for (int r = row; r < std::min(row + stride_, view_.rows); ++r)
    for (int c = column; c < std::min(column + stride_, view_.columns); ++c) {
      const auto at = static_cast<std::size_t>(r) * static_cast<std::size_t>(view_.columns) + static_cast<std::size_t>(c);
      loss_.values[at] = loss;
      gradient_.values[at] = gradient;
    }
  ++done_;
}

bool WallRelief::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  const auto late = [&] { return std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds; };
  constexpr int betweenLooks = 64;
  for (int since = 0; stride_ > 0;) {
    const bool coarserDid = stride_ < firstStride && row_ % (2 * stride_) == 0 && column_ % (2 * stride_) == 0;
    if (!coarserDid) place(row_, column_), ++since;
    column_ += stride_;
    if (column_ >= view_.columns) column_ = 0, row_ += stride_;
    if (row_ >= view_.rows) row_ = 0, stride_ /= 2;
    if (since == betweenLooks) {
      if (late()) return false;
      since = 0;
    }
  }
  while (static_cast<int>(walls_.size()) < view_.columns) {
    walls_.push_back(wallAt(net_, view_.w(static_cast<int>(walls_.size()))));
    if (late()) break;
  }
  return static_cast<int>(walls_.size()) == view_.columns;
}

std::vector<WallCutPoint> wallCut(const WallNet& net, double w, double bottom, double top, int count) {
  UNROLL_CHECK(count > 1 && top > bottom);
  std::vector<double> places;
  for (int i = 0; i < count; ++i) places.push_back(bottom + (top - bottom) * i / (count - 1));
  if (const auto wall = wallAt(net, w); wall && wall->b > bottom && wall->b < top) {
    // Three times as wide as it is thick: all of the jump.
    const double reach = 1.5 * std::max(wall->thickness, 1e-15);
    for (int i = 0; i < count; ++i) places.push_back(wall->b + reach * (2.0 * i / (count - 1) - 1));
    places.push_back(wall->b);
    std::sort(places.begin(), places.end());
  }
  std::vector<WallCutPoint> cut;
  for (const double b : places) {
    const WallPoint point = wallPoint(net, w, b);
    cut.push_back({b, point.loss, point.norm()});
  }
  return cut;
}

WallDescent::WallDescent(const WallNet& net, const WallDescentSettings& settings)
    : net_(net),
      settings_(settings),
      optimizer_(findOptimizer(settings.optimizer)),
      values_(Buffer<float>::Zero(featureBlock)),
      gradients_(Buffer<float>::Zero(featureBlock)) {
  UNROLL_CHECK(optimizer_);
  memory_ = optimizer_->start(featureBlock);
  values_[0] = static_cast<float>(settings.w);
  values_[1] = static_cast<float>(settings.b);
  path_.push_back(here());
}

WallStep WallDescent::here() {
  const double w = static_cast<double>(values_[0]), b = static_cast<double>(values_[1]);
  point_ = wallPoint(net_, w, b);
  return {w, b, point_.loss, point_.norm(), false};
}

bool WallDescent::step() {
  gradients_[0] = static_cast<float>(point_.dw);
  gradients_[1] = static_cast<float>(point_.db);
  const double size = point_.norm();
  const bool clips = settings_.clipNorm > 0 && size > settings_.clipNorm;
  if (clips) clipByNorm(gradients_, size, settings_.clipNorm);
  const Buffer<float> before = values_;
  optimizer_->stepAll(memory_, {settings_.learningRate, settings_.momentum, 0}, values_, gradients_);
  const auto isBounded = [](float value) { return std::fabs(value) <= static_cast<float>(mostWeight); };
  if (!isBounded(values_[0]) || !isBounded(values_[1])) {
    values_ = before;
    return false;
  }
  path_.back().clipped = clips;
  path_.push_back(here());
  return true;
}

}  // namespace unroll
