// The latch against the numbers that are known of it, each measured by running the unit itself and not by the formula that predicts it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "latch/latch.h"
#include "unroll.h"

using namespace unroll;

namespace {

LatchSnapshot run(const Latch& latch) {
  LatchSnapshot s;
  LatchModel(latch).fill(s, {});
  return s;
}

// Where the unit rests that began there, after as many steps as it takes.
double rest(double w, double u, double start) {
  for (int i = 0; i < 40; ++i) start = static_cast<double>(run({.w = w, .u = u, .start = start, .steps = 200}).a.back());
  return start;
}

// The greatest x for which `keeps` holds, of a claim that holds at 0 and not at `most`.
template <class Claim>
double greatest(double most, Claim keeps) {
  double low = 0, high = most;
  while (high - low > 1e-5) {
    const double x = 0.5 * (low + high);
    (keeps(x) ? low : high) = x;
  }
  return 0.5 * (low + high);
}

struct Known {
  double w, at, slope, slope20, constant, single;  // Bengio, Simard & Frasconi's latch, to the digits given
};
constexpr Known known[] = {{1.1, .503, .822, 2e-2, .021, .553},
                           {1.25, .710, .619, 7e-5, .078, .888},
                           {1.5, .859, .394, 8e-9, .208, 1.288},
                           {2, .958, .166, 3e-16, .533, 1.915},
                           {3, .995, .031, 5e-31, 1.303, 2.985}};

std::unique_ptr<Model> latch(const std::string& text) {
  ParsedModel parsed = findModel("latch")->parse(text);
  CHECK(parsed.dropped.empty());
  return std::move(parsed.model);
}

}  // namespace

TEST_CASE("latch: fixed points, slopes and what the bit survives, measured by running it") {
  for (const Known& k : known) {
    CAPTURE(k.w);
    const double a = rest(k.w, 0, 1);
    CHECK(near(a, k.at, 1e-3, 1));
    CHECK(near(rest(k.w, 0, -1), -a, 1e-12));

    // The slope as what becomes of a small distance, and over 20 steps as the gradient from rest.
    const double d = 1e-3;
    const double after =
        static_cast<double>(run({.w = k.w, .start = a - d, .steps = 1}).a[1] - run({.w = k.w, .start = a + d, .steps = 1}).a[1]);
    CHECK(near(-after / (2 * d), k.slope, 1e-3, 1));
    const LatchSnapshot settled = run({.w = k.w, .start = a, .steps = 20});
    CHECK(near(settled.gradient.back(), k.slope20, 0.15));

    const double constant = greatest(3, [&](double u) { return rest(k.w, -u, a) > 0; });
    CHECK(near(constant, k.constant, 6e-4, 1));
    const double single = greatest(
        5, [&](double x) { return run({.w = k.w, .start = a, .steps = 200, .disturbance = -x, .disturbanceAt = 1}).a.back() > 0; });
    CHECK(near(single, k.single, 6e-4, 1));

    // And the program says the same of itself.
    CHECK(near(settled.constantLimit, constant, 1e-3, 0.1));
    CHECK(near(settled.singleLimit, single, 1e-4));
  }
}

TEST_CASE("latch: all fixed points are found, wherever w and u are, and stability is what running it shows") {
  int three = 0;
  for (double w = -5; w <= 5; w += 0.25)
    for (double u = -5; u <= 5; u += 0.25) {
      CAPTURE(w);
      CAPTURE(u);
      const std::vector<FixedPoint> points = fixedPointsOf(w, u);
      REQUIRE(!points.empty());
      REQUIRE(points.size() <= 3);
      // As many as tanh(wa + u) − a changes its sign on a fine grid, away from where two meet.
      int changes = 0;
      double last = 1, closest = 1;
      for (int i = -2000; i <= 2000; ++i) {
        const double a = i / 2000.0 + 1e-7, rise = std::tanh(w * a + u) - a;
        if (rise * last < 0) ++changes;
        last = rise;
        if (std::fabs(w * (1 - std::pow(std::tanh(w * a + u), 2)) - 1) < 0.01) closest = std::min(closest, std::fabs(rise));
      }
      if (closest > 1e-5) CHECK(static_cast<int>(points.size()) == changes);
      three += points.size() == 3;
      for (const FixedPoint& p : points) {
        CHECK(near(std::tanh(w * p.at + u), p.at, 1e-13, 1));
        CHECK(near(w * (1 - p.at * p.at), p.slope, 1e-7, 1e-6));
        if (std::fabs(std::fabs(p.slope) - 1) < 0.02) continue;
        const double near = std::clamp(p.at + 1e-3, -1.0, 1.0);
        const LatchSnapshot s = run({.w = w, .u = u, .start = near, .steps = 200});
        CHECK((std::fabs(static_cast<double>(s.a.back()) - p.at) < 1e-3) == p.stable());
      }
      CHECK(std::is_sorted(points.begin(), points.end(), [](const FixedPoint& a, const FixedPoint& b) { return a.at < b.at; }));
    }
  CHECK(three > 100);
  // To the last digits before two of them meet, and after.
  for (double w = 1.01; w <= 5; w += 0.07) {
    const double limit = constantLimitOf(w);
    for (const double sign : {-1.0, 1.0}) {
      CHECK(fixedPointsOf(w, sign * (limit - 1e-12)).size() == 3);
      CHECK(fixedPointsOf(w, sign * (limit + 1e-12)).size() == 1);
    }
  }
}

TEST_CASE("latch: the gradient is what a small change of the start does to the end") {
  for (const Latch& l : {Latch{.w = 0.9, .u = 0.1, .start = 0.3, .steps = 4}, Latch{.w = -1.7, .u = 0.2, .start = 0.1, .steps = 6},
                         Latch{.w = 1.3, .start = 0.05, .steps = 5, .disturbance = -0.4, .disturbanceAt = 3}}) {
    Latch up = l, down = l;
    up.start += 1e-3, down.start -= 1e-3;
    const LatchSnapshot s = run(l);
    const double difference = static_cast<double>(run(up).a.back() - run(down).a.back()) / 2e-3;
    CHECK(near(s.gradient.back(), std::fabs(difference), 2e-3));
    double product = 1;
    for (int t = 1; t <= l.steps; ++t) product *= l.w * (1 - std::pow(static_cast<double>(s.a[static_cast<std::size_t>(t)]), 2));
    CHECK(near(s.gradient.back(), std::fabs(product), 1e-5));
  }
}

TEST_CASE("latch: remembers what it should") {
  CHECK(!run({.w = 0.8, .start = 0.9}).remembers);
  CHECK(run({.w = 2, .start = 0.1}).remembers);
  CHECK(run({.w = 2, .start = -0.1}).remembers);
  CHECK(!run({.w = 2, .start = 0}).remembers);
  CHECK(!run({.w = 2, .u = 2, .start = 0.9}).remembers);        // the sign is kept, but it would be for any start
  CHECK(!run({.w = 1.5, .u = 0.1, .start = -0.05}).remembers);  // began beyond the watershed
  const LatchSnapshot lost = run({.w = 2, .start = 0.9, .disturbance = -2.5});
  CHECK(!lost.remembers);
  CHECK(lost.wouldRemember);
  CHECK(lost.a[9] == lost.undisturbed[9]);
  CHECK(lost.a[10] != lost.undisturbed[10]);
  CHECK(run({.w = 2, .start = 0.9, .disturbance = -2.5, .disturbanceAt = 21}).remembers);  // it never comes
}

TEST_CASE("latch: keys, text, undo") {
  auto model = latch("");
  CHECK(model->text().empty());
  const std::string plain = model->hash();
  const std::uint64_t version = model->version();
  CHECK(model->apply({"w", "0.8"}));
  CHECK(model->version() == version);
  const auto before = model->save();
  CHECK(model->apply({"w", "2"}));
  CHECK(model->apply({"disturbance", "-1.5"}));
  CHECK(model->version() > version);
  CHECK(model->text() == "w=2&disturbance=-1.5");
  CHECK(latch(model->text())->hash() == model->hash());
  CHECK(model->hash() != plain);
  const std::uint64_t changed = model->version();
  model->restore(*before);
  CHECK(model->hash() == plain);
  CHECK(model->version() > changed);

  CHECK(model->apply({"steps", "40"}));
  CHECK(model->apply({"reset", ""}));
  CHECK(model->text().empty());
  for (const auto& [key, value] :
       {std::pair{"w", "5.1"}, {"w", "many"}, {"steps", "0"}, {"steps", "2.5"}, {"hue", "1"}, {"start", "nan"}}) {
    const auto done = model->apply({key, value});
    REQUIRE(!done);
    CHECK(done.error().message.rfind(std::string(key) + "=" + value + ": ", 0) == 0);
    CHECK(model->hash() == plain);
    const ParsedModel parsed = findModel("latch")->parse(std::string("scene=latch&t=3&u=0.5&") + key + "=" + value);
    CHECK(parsed.dropped.size() == 1);
    CHECK(parsed.model->text() == "u=0.5");
  }
}

TEST_CASE("latch: the same bits on every target") {
  CHECK(latch("")->hash() == "7a6351fc00b07798");
  CHECK(latch("w=1.25&u=-0.05&start=-0.35&steps=200&disturbance=0.7&disturbanceAt=50")->hash() == "ee397a6691fc2813");
}
