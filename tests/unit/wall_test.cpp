// Pascanu's wall against its own definition, central differences and the numbers that were known beforehand.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "probing/wall.h"

using namespace unroll;

namespace {

double sigma(double x) { return 1 / (1 + std::exp(-x)); }
double lossOf(const WallNet& net, double w, double b) {
  double x = net.start;
  for (int n = 0; n < net.steps; ++n) x = w * sigma(x) + b;
  return std::pow(sigma(x) - net.target, 2);
}

const WallNet pascanu;

}  // namespace

TEST_CASE("the wall's error and gradient are those of the unrolled unit") {
  constexpr double step = 1e-6;
  for (const WallNet& net : {pascanu, WallNet{7, -0.2, 0.4}})
    for (const double w : {-3.0, 2.0, 4.1, 4.6})
      for (const double b : {-2.9, -2.2, 0.4}) {
        CAPTURE(w);
        CAPTURE(b);
        const WallPoint point = wallPoint(net, w, b);
        CHECK(near(point.loss, lossOf(net, w, b), 1e-12));
        const double dw = (lossOf(net, w + step, b) - lossOf(net, w - step, b)) / (2 * step);
        const double db = (lossOf(net, w, b + step) - lossOf(net, w, b - step)) / (2 * step);
        CHECK(std::fabs(point.dw - dw) < 1e-6 * (1 + std::fabs(dw)));
        CHECK(std::fabs(point.db - db) < 1e-6 * (1 + std::fabs(db)));
        CHECK(wallStates(net, w, b).size() == static_cast<std::size_t>(net.steps) + 1);
        CHECK(wallStates(net, w, b).back() == point.x);
      }
}

TEST_CASE("the wall stands where it is known to stand, as steep as it is known to be") {
  const auto at42 = wallAt(pascanu, 4.2), at5 = wallAt(pascanu, 5), at6 = wallAt(pascanu, 6);
  REQUIRE(at42);
  REQUIRE(at5);
  REQUIRE(at6);
  CHECK(std::fabs(at42->b + 2.1247) < 5e-5);
  CHECK(std::fabs(at42->gradient - 22) < 0.5);
  CHECK(std::fabs(at5->b + 2.6123) < 5e-5);
  CHECK(std::fabs(at5->gradient - 6.8e3) < 50);
  CHECK(std::fabs(wallPoint(pascanu, 5, at5->b - 0.001).loss - 0.34) < 0.005);
  CHECK(std::fabs(wallPoint(pascanu, 5, at5->b + 0.001).loss - 0.010) < 0.0005);
  CHECK(std::fabs(at6->b + 3.235) < 5e-4);
  CHECK(at6->thickness < 1e-5);
  CHECK(at6->thickness > 0);
  // No finer lattice finds a steeper place (4.2 and 5 can still be sampled).
  for (const auto& each : {std::pair{4.2, *at42}, std::pair{5.0, *at5}}) {
    const double w = each.first;
    const Wall& wall = each.second;
    double steepest = 0, there = 0;
    constexpr int points = 20'000;
    const double reach = 3 * wall.thickness;
    for (int i = 0; i <= points; ++i) {
      const double b = wall.b + reach * (2.0 * i / points - 1), gradient = wallPoint(pascanu, w, b).norm();
      if (gradient > steepest) steepest = gradient, there = b;
    }
    CHECK(steepest <= wall.gradient * (1 + 1e-6));
    CHECK(std::fabs(there - wall.b) < 3 * reach / points + 1e-3 * wall.thickness);
  }
}

TEST_CASE("the wall has two stable states beside it, and there is none up to w = 4") {
  CHECK(!wallAt(pascanu, 4));
  CHECK(!wallAt(pascanu, -5));
  for (const double w : {4.3, 5.0, 7.0}) {
    CAPTURE(w);
    const auto wall = wallAt(pascanu, w);
    REQUIRE(wall);
    CHECK(near(wall->limit, 0.5 - w * sigma(0.5), 1e-12));  // x_0 stays where it is
    for (const double x : {wall->below, wall->above}) {
      CHECK(std::fabs(w * sigma(x) + wall->limit - x) < 1e-9);
      CHECK(w * sigma(x) * (1 - sigma(x)) < 1);
    }
    // The longer it runs, the nearer the wall is to there, and the steeper.
    const auto longer = wallAt({.steps = 70}, w);
    REQUIRE(longer);
    CHECK(std::fabs(longer->b - wall->limit) <= std::fabs(wall->b - wall->limit));
    CHECK(longer->gradient > wall->gradient);
  }
}

TEST_CASE("the relief holds E and log of its gradient, whatever its slices; most of it is flat") {
  const WallView view{.columns = 24, .rows = 40};
  WallRelief relief(pascanu, view), slowly(pascanu, view);
  while (!relief.advance(1e9)) {
  }
  int slices = 1;
  while (!slowly.advance(0)) ++slices;
  CHECK(slices > 10);
  CHECK(relief.loss().values == slowly.loss().values);
  CHECK(relief.gradient().values == slowly.gradient().values);
  CHECK(relief.share() == 1);
  std::vector<float> gradients = relief.gradient().values;
  for (int row = 0; row < view.rows; row += 7)
    for (int column = 0; column < view.columns; column += 5) {
      const double w = 3 + 4 * (column + 0.5) / 24, b = -1.5 - 2 * (row + 0.5) / 40;
      CHECK(near(static_cast<double>(relief.loss().at(row, column)), lossOf(pascanu, w, b), 1e-5));
      CHECK(near(static_cast<double>(relief.gradient().at(row, column)), std::log10(wallPoint(pascanu, w, b).norm()), 1e-5));
    }
  std::nth_element(gradients.begin(), gradients.begin() + 480, gradients.end());
  CHECK(std::fabs(std::pow(10, static_cast<double>(gradients[480])) - 0.07) < 0.005);
  REQUIRE(relief.walls().size() == 24);
  for (int column = 0; column < 24; ++column) {
    const auto& wall = relief.walls()[static_cast<std::size_t>(column)];
    CHECK(wall.has_value() == (view.w(column) > 4));
    if (wall) CHECK(wall->b == wallAt(pascanu, view.w(column))->b);
  }
}

TEST_CASE("a cut through the wall shows all of the jump") {
  for (const double w : {4.2, 5.0, 6.0, 7.0}) {
    CAPTURE(w);
    const std::vector<WallCutPoint> cut = wallCut(pascanu, w, -4.2, -1.5, 60);
    const double greatest = wallAt(pascanu, w)->gradient;
    double steepest = 0;
    for (std::size_t i = 0; i < cut.size(); ++i) {
      if (i > 0) CHECK(cut[i].b >= cut[i - 1].b);
      if (i > 0) CHECK(std::fabs(cut[i].loss - cut[i - 1].loss) < 0.15);  // .34 in all
      CHECK(cut[i].loss == wallPoint(pascanu, w, cut[i].b).loss);
      steepest = std::max(steepest, cut[i].gradient);
    }
    CHECK(near(steepest, greatest, 1e-6));
  }
  CHECK(wallCut(pascanu, 3, -4, -1, 60).size() == 60);
}

TEST_CASE("a ball at the wall is thrown off without clipping and goes on with it") {
  const Wall wall = *wallAt(pascanu, 5);
  WallDescentSettings settings{.w = 5, .b = wall.b + 2e-5, .learningRate = 0.01};
  WallDescent thrown(pascanu, settings);
  settings.clipNorm = 0.5;
  WallDescent walking(pascanu, settings);
  REQUIRE(thrown.step());
  REQUIRE(walking.step());
  const auto distance = [](const WallStep& a, const WallStep& b) { return std::hypot(a.w - b.w, a.b - b.b); };
  const WallStep &from = thrown.path()[0], &to = thrown.path()[1];
  CHECK(from.gradientNorm > 500);
  CHECK(!from.clipped);
  CHECK(near(distance(from, to), 0.01 * from.gradientNorm, 1e-3));
  CHECK(walking.path()[0].clipped);
  CHECK(near(distance(walking.path()[0], walking.path()[1]), 0.005, 1e-3));
  for (int i = 0; i < 400; ++i) walking.step(), thrown.step();
  CHECK(walking.path().back().loss < 0.01);  // E where the wall is left behind
  CHECK(thrown.path().back().loss > 0.08);
  for (const WallStep& step : walking.path()) {
    CHECK(step.loss == wallPoint(pascanu, step.w, step.b).loss);
    CHECK(step.gradientNorm == wallPoint(pascanu, step.w, step.b).norm());
  }
}

TEST_CASE("each optimiser goes down the wall's slopes as its definition says, and what leaves every bound stays") {
  // Adam and momentum by hand, in double.
  for (const std::string_view name : {"sgd", "momentum", "adam"}) {
    CAPTURE(name);
    const WallDescentSettings settings{.w = 3.5, .b = -2, .optimizer = name, .learningRate = 0.02};
    WallDescent descent(pascanu, settings);
    double at[2] = {3.5, -2}, first[2] = {}, second[2] = {};
    for (int n = 1; n <= 30; ++n) {
      const WallPoint point = wallPoint(pascanu, at[0], at[1]);
      const double gradient[2] = {point.dw, point.db};
      for (int i = 0; i < 2; ++i) {
        if (name == "sgd") at[i] -= 0.02 * gradient[i];
        if (name == "momentum") first[i] = 0.9 * first[i] + gradient[i], at[i] -= 0.02 * first[i];
        if (name == "adam") {
          first[i] = 0.9 * first[i] + 0.1 * gradient[i];
          second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i];
          at[i] -= 0.02 * first[i] / (1 - std::pow(0.9, n)) / (std::sqrt(second[i] / (1 - std::pow(0.999, n))) + 1e-8);
        }
      }
      REQUIRE(descent.step());
      CHECK(std::fabs(descent.path().back().w - at[0]) < 1e-4);
      CHECK(std::fabs(descent.path().back().b - at[1]) < 1e-4);
    }
  }
  WallDescent far(pascanu, {.w = 5, .b = wallAt(pascanu, 5)->b, .learningRate = 1e4});
  while (far.step() && far.path().size() < 10) {
  }
  CHECK(far.path().size() < 10);
  CHECK(std::isfinite(far.path().back().loss));
}
