// The problem "gradients": the ball at Pascanu's wall against a few lines of its own definition, the norms against closed forms.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "problems/gradients.h"
#include "problems/keys.h"
#include "problems/problems.h"
#include "unroll.h"

using namespace unroll;

namespace {

std::unique_ptr<ProblemsModel> modelOf(const std::string& rest) {
  std::vector<Error> dropped;
  const Problems settings = parseProblems("problem=gradients&" + rest, dropped);
  for (const Error& error : dropped) FAIL_CHECK(error.message);
  return std::make_unique<ProblemsModel>(settings);
}
ProblemsSnapshot shown(ProblemsModel& model) {
  while (!model.prepare(1000)) {
  }
  ProblemsSnapshot s;
  model.fill(s, {});
  return s;
}

// Without waiting for the map.
ProblemsSnapshot glimpsed(ProblemsModel& model) {
  ProblemsSnapshot s;
  model.fill(s, {});
  return s;
}

double sigma(double x) { return 1 / (1 + std::exp(-x)); }
double lossAt(double w, double b, int steps = 50) {
  double x = 0.5;
  for (int n = 0; n < steps; ++n) x = w * sigma(x) + b;
  return std::pow(sigma(x) - 0.7, 2);
}

}  // namespace

TEST_CASE("gradients: where the states themselves leave float32 there are no derivatives, not ones that are 0") {
  const std::string net = "activation=relu&init=spectral&initScale=10&hiddenSize=8&seqLen=";
  const auto there = shown(*modelOf(net + "25")), gone = shown(*modelOf(net + "400"));
  CHECK_FALSE(there.gradients->norms->fresh.leavesFloat());
  CHECK(there.gradients->norms->fresh.largest.front() > 1e10);
  const FlowCurve& lost = gone.gradients->norms->fresh;
  CHECK(lost.leavesFloat());
  REQUIRE(lost.largest.size() == 400);
  for (const auto* numbers : {&lost.norms, &lost.shares, &lost.largest, &lost.smallest})
    CHECK(std::none_of(numbers->begin(), numbers->end(), [](double each) { return std::isfinite(each); }));
}

TEST_CASE("gradients: the ball goes down E by the rate times its gradient, and flies where the wall throws it") {
  auto model = modelOf("view=wall");
  const ProblemsSnapshot s = glimpsed(*model);
  const WallPicture& p = *s.gradients->wall;
  const auto& free = p.free.steps;
  REQUIRE(free.size() == 421);
  CHECK(near(free[0].w, 5.8, 1e-5));
  CHECK(near(free[0].b, -1.8, 1e-5));
  // Gradient descent by central differences, as long as E is smooth on their way.
  double w = 5.8, b = -1.8;
  for (int i = 0; i < 100; ++i) {
    constexpr double d = 1e-5;
    const double dw = (lossAt(w + d, b) - lossAt(w - d, b)) / (2 * d), db = (lossAt(w, b + d) - lossAt(w, b - d)) / (2 * d);
    const auto at = static_cast<std::size_t>(i);
    CHECK(near(free[at].gradient, std::hypot(dw, db), 1e-3));
    w -= 0.2 * dw;
    b -= 0.2 * db;
    CHECK(near(free[at + 1].w, w, 1e-4));
    CHECK(near(free[at + 1].b, b, 1e-4));
  }
  REQUIRE(p.thrown >= 0);
  const BallStep& thrown = free[static_cast<std::size_t>(p.thrown)];
  CHECK(near(thrown.move, 0.2 * thrown.gradient, 1e-4));
  CHECK(near(p.maps, thrown.move / 3, 1e-5));
  CHECK(p.maps > 1);
  CHECK_FALSE(WallMap::holds(p.free.end().w, p.free.end().b));
  CHECK(near(p.free.end().loss, 0.09, 1e-5));  // σ = 1 there
  CHECK(p.free.end().gradient == 0);
  // The clipped ball goes the same way until the first gradient beyond .2, and never farther than rate × norm.
  const auto& clipped = p.clipped.steps;
  REQUIRE(p.parted == p.thrown);
  for (std::size_t i = 0; i <= static_cast<std::size_t>(p.parted); ++i) {
    CHECK(clipped[i].w == free[i].w);
    CHECK(clipped[i].gradient <= (i < static_cast<std::size_t>(p.parted) ? 0.2 : 1e9));
  }
  for (const BallStep& step : clipped) {
    CHECK(step.move <= 0.2 * 0.2 * (1 + 1e-4));
    CHECK(step.clipped == (step.gradient > 0.2 && &step != &clipped.back()));
  }
  CHECK(p.alive);
  CHECK(p.clipped.end().loss < 0.01);
  CHECK(near(p.clipped.end().loss, lossAt(p.clipped.end().w, p.clipped.end().b), 1e-5));
  // Clipped too late, it is thrown as well.
  CHECK(model->apply({"wallClip", "100"}));
  CHECK_FALSE(model->facts().holds("alive"));
  // No wall on the way: nothing is thrown, nothing parts.
  CHECK(model->apply({"wallRate", "0.05"}));
  CHECK_FALSE(model->facts().holds("thrown"));
  CHECK(model->facts().number("partedAt") == -1);
  CHECK(model->text() == "problem=gradients&view=wall&wallRate=0.05&wallClip=100");
}

TEST_CASE("gradients: while the map is computed it is known how much of it is") {
  auto model = modelOf("view=wall&wallSteps=60");
  double before = -1;
  int coarse = 0;
  while (!model->prepare(2)) {
    const double share = model->facts().number("mapShare");
    CHECK(share >= before);
    CHECK(share < 1);
    before = share;
    ++coarse;
  }
  CHECK(coarse > 2);
  CHECK(model->facts().number("mapShare") == 1);
  // Another unit's wall: what is shown meanwhile is the one before.
  REQUIRE(model->apply({"wallSteps", "30"}));
  CHECK(model->facts().number("mapShare") == 0);
}

TEST_CASE("gradients: the map is E at each of its points, its lines are named where they are, its wall stands where it is known to stand") {
  auto model = modelOf("view=wall");
  const ProblemsSnapshot s = shown(*model);
  const WallPicture& p = *s.gradients->wall;
  REQUIRE(p.map);
  CHECK(p.map->whole);
  CHECK(p.map->points == static_cast<std::int64_t>(p.map->loss.rows) * p.map->loss.cols);
  for (int row = 3; row < p.map->loss.rows; row += 101)
    for (int column = 5; column < p.map->loss.cols; column += 97) {
      const double w = WallMap::left + WallMap::width * (column + 0.5) / p.map->loss.cols;
      const double b = WallMap::top - (WallMap::top - WallMap::bottom) * (row + 0.5) / p.map->loss.rows;
      CHECK(near(static_cast<double>(p.map->loss.at(row, column)), lossAt(w, b), 1e-5));
    }
  CHECK(p.map->labels.size() >= 4);
  for (const WallMap::Label& label : p.map->labels) {
    CHECK(std::fabs(lossAt(label.w, label.b) - label.level) < 1e-3);
    CHECK(near(equalLine(label.level), std::round(equalLine(label.level)), 1e-5));
  }
  for (int line = 0; line < 12; ++line) CHECK(near(equalLine(lossOfEqualLine(line)), line, 1e-9));
  const auto wallBAt = [&](double w) {
    const auto right = std::find_if(p.wall.begin(), p.wall.end(), [&](const WallPlace& place) { return place.w >= w; });
    REQUIRE(right != p.wall.begin());
    REQUIRE(right != p.wall.end());
    const WallPlace &a = *(right - 1), &b = *right;
    return a.b + (b.b - a.b) * (w - a.w) / (b.w - a.w);
  };
  CHECK(std::fabs(wallBAt(4.2) + 2.1247) < 5e-4);
  CHECK(std::fabs(wallBAt(5) + 2.6123) < 5e-4);
  CHECK(std::fabs(wallBAt(6) + 3.235) < 1e-3);
  // While another map is on its way, the last whole one stays; the ball is the new one's at once.
  CHECK(model->apply({"wallSteps", "20"}));
  ProblemsSnapshot next;
  model->fill(next, {});
  CHECK(next.gradients->wall->map != nullptr);
  CHECK(near(next.gradients->wall->free.steps[0].loss, lossAt(5.8, -1.8, 20), 1e-5));
  for (int slice = 0; slice < 10'000 && next.gradients->wall->map->whole; ++slice) model->fill(next, {});
  CHECK(next.gradients->wall->map->loss.values != p.map->loss.values);
}

TEST_CASE("gradients: the cut jumps where the wall is, as high as it is known to be") {
  const Problems settings = problemSettings("gradients");
  const WallCut cut = cutThroughWall(settings, 5, -2.6);
  REQUIRE(cut.wall);
  CHECK(std::fabs(cut.wall->b + 2.6123) < 5e-5);
  CHECK(cut.bottom < cut.wall->b);
  CHECK(cut.top > -2.6);
  CHECK(std::fabs(cut.height - 0.34) < 0.02);  // E .34 → .010, and 0 in between
  CHECK(std::is_sorted(cut.points.begin(), cut.points.end(), [](const auto& a, const auto& b) { return a.b < b.b; }));
  for (std::size_t i = 0; i < cut.points.size(); i += 20)
    if (std::fabs(cut.points[i].b - cut.wall->b) > 0.01) CHECK(near(cut.points[i].loss, lossAt(5, cut.points[i].b), 1e-5));
  CHECK_FALSE(cutThroughWall(settings, 3.8, -2).wall);   // one stable state
  CHECK_FALSE(cutThroughWall(settings, 41.5, 56).wall);  // thrown off
}

TEST_CASE("gradients: in a linear net with orthogonal weights a gradient is the radius to the power of the steps") {
  auto model = modelOf("init=orthogonal&initScale=0.9&activation=identity&hiddenSize=8&seqLen=20");
  const FlowCurve& fresh = shown(*model).gradients->norms->fresh;
  REQUIRE(fresh.shares.size() == 20);
  CHECK(near(fresh.radius, 0.9, 1e-4));
  for (std::size_t t = 0; t < 20; ++t) {
    const double known = std::pow(0.9, 19.0 - static_cast<double>(t));
    CHECK(near(fresh.shares[t], known, 1e-4));
    CHECK(near(fresh.largest[t], known, 1e-4));
    CHECK(near(fresh.smallest[t], known, 1e-4));
  }
  // A radius of 1.5 explodes, of .5 vanishes: by as much.
  CHECK(model->apply({"initScale", "1.5"}));
  CHECK(near(shown(*model).gradients->norms->fresh.shares[0], std::pow(1.5, 19), 1e-3));
  CHECK(model->apply({"initScale", "0.5"}));
  shown(*model);
  CHECK(near(model->facts().number("firstShare"), std::pow(0.5, 19), 1e-3));
}

TEST_CASE("gradients: between the singular values of the Jacobian product lies the gradient") {
  for (const char* rest : {"", "initScale=2.5", "activation=relu&initScale=2", "init=identity&trained=true&updates=40"}) {
    CAPTURE(rest);
    auto model = modelOf(rest);
    const ProblemsSnapshot s = shown(*model);
    const NormsPicture& p = *s.gradients->norms;
    CHECK(p.whole);
    for (const FlowCurve* curve : {&p.fresh, p.trained ? &*p.trained : &p.fresh})
      for (std::size_t t = 0; t < curve->shares.size(); ++t) {
        CHECK(curve->shares[t] <= curve->largest[t] * (1 + 1e-3));
        CHECK(curve->shares[t] >= curve->smallest[t] * (1 - 1e-3));
      }
  }
}

TEST_CASE("gradients: a training goes on where it stands, to the same numbers as at once, and goes away when it isn't asked for") {
  const std::string net = "hiddenSize=6&seqLen=12&batchSize=8&";
  auto model = modelOf(net + "trained=true&updates=20");
  const ProblemsSnapshot first = shown(*model);
  REQUIRE(first.gradients->norms->trained);
  CHECK(first.gradients->norms->trained->updates == 20);
  CHECK(first.gradients->norms->trained->norms != first.gradients->norms->fresh.norms);
  CHECK(model->apply({"updates", "50"}));
  const ProblemsSnapshot longer = shown(*model), alone = shown(*modelOf(net + "trained=true&updates=50"));
  CHECK(longer.gradients->norms->trained->updates == 50);
  CHECK(longer.gradients->norms->trained->norms == alone.gradients->norms->trained->norms);
  CHECK(longer.gradients->norms->fresh.norms == first.gradients->norms->fresh.norms);
  CHECK(model->apply({"updates", "20"}));
  CHECK(shown(*model).gradients->norms->trained->norms == first.gradients->norms->trained->norms);
  CHECK(model->apply({"trained", "false"}));
  CHECK_FALSE(shown(*model).gradients->norms->trained);
  CHECK(model->facts().number("trainedUpdates") == 0);
}
