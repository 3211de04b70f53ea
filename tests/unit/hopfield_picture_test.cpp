// What is drawn of Hopfield's net: the landscape, two units, a picture from a file, the planets; each against numbers known beforehand.
#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "hopfield/keys.h"
#include "hopfield/landscape.h"
#include "hopfield/orbit.h"
#include "hopfield/phase_portrait.h"
#include "hopfield/picture.h"

using namespace unroll;

namespace {

struct Stored {
  std::vector<Spins> spins;
  Weights weights;
};
Stored stored(const std::string& patterns, const std::string& rule = "hebb", int size = 100) {
  Stored s;
  auto read = readPatterns(patterns, size, 1, 1000);
  for (Pattern& p : read.value()) s.spins.push_back(std::move(p.units));
  s.weights = weightsOf(rule, size, s.spins, false);
  return s;
}
std::vector<double> asDoubles(const Spins& units) { return {units.begin(), units.end()}; }
LandscapePlane planeOf(const Stored& s) { return planeThrough(asDoubles(s.spins[0]), asDoubles(s.spins[1]), asDoubles(s.spins[2])); }

}  // namespace

TEST_CASE("the corners of the plane are the three states, and a state's place in it is found again") {
  const Stored s = stored("3");
  const LandscapePlane plane = planeOf(s);
  for (std::size_t k = 0; k < 3; ++k) {
    const auto place = plane.place(asDoubles(s.spins[k]));
    CHECK(std::fabs(place.x - landscapeCorners[k][0]) < 1e-12);
    CHECK(std::fabs(place.y - landscapeCorners[k][1]) < 1e-12);
    CHECK(std::fabs(place.share - 1) < 1e-12);
  }
  // A unit turned over moves the place by its column of rows().
  std::vector<double> state = asDoubles(s.spins[0]);
  const auto before = plane.place(state), rows = plane.place(state);
  const auto by = plane.rows();
  state[17] = -state[17];
  const auto after = plane.place(state);
  CHECK(std::fabs(after.x - before.x - 2 * state[17] * by[0][17]) < 1e-12);
  CHECK(std::fabs(after.y - before.y - 2 * state[17] * by[1][17]) < 1e-12);
  CHECK(after.share < 1);
  CHECK(rows.share > after.share);
}

TEST_CASE("the landscape's height is the graded net's energy, summed over all units") {
  const Stored s = stored("A,J,X");
  const LandscapePlane plane = planeOf(s);
  LandscapeView view;
  view.columns = view.rows = 8;
  Landscape landscape(s.weights, 0.1, s.spins, plane, view);
  for (const double x : {-1.2, -0.3, 0.0, 0.7, 1.5})
    for (const double y : {-1.0, 0.2, 1.1}) {
      double expected = 0;
      std::vector<double> v;
      for (std::size_t i = 0; i < 100; ++i) v.push_back(std::tanh(view.gain * (plane.origin[i] + x * plane.right[i] + y * plane.up[i])));
      for (int i = 0; i < 100; ++i) {
        const double vi = v[static_cast<std::size_t>(i)];
        for (int j = 0; j < 100; ++j) expected -= 0.5 * s.weights(i, j) * vi * v[static_cast<std::size_t>(j)];
        expected += 0.1 * vi;
        if (std::fabs(vi) < 1) expected += 0.5 / view.gain * ((1 + vi) * std::log1p(vi) + (1 - vi) * std::log1p(-vi));
      }
      CHECK(std::fabs(landscape.energyOf(x, y) - expected) < 1e-9);
    }
}

TEST_CASE("basins are where descents end: of the binary net as its own recall goes, of the graded one as another way of computing says") {
  for (const char* rule : {"hebb", "projection"}) {
    const Stored s = stored("5", rule);
    const LandscapePlane plane = planeOf(s);
    LandscapeView view;
    view.columns = view.rows = 24;
    for (const bool graded : {false, true}) {
      view.graded = graded;
      Landscape landscape(s.weights, 0, s.spins, plane, view);
      while (landscape.advance(37)) {
      }
      CHECK(landscape.doneCount() == landscape.goal());
      int different = 0;
      std::map<int, int> kinds;
      for (int row = 0; row < view.rows; ++row)
        for (int column = 0; column < view.columns; ++column) {
          const double x = view.left + (view.right - view.left) * (column + 0.5) / view.columns;
          const double y = view.top - (view.top - view.bottom) * (row + 0.5) / view.rows;
          std::vector<double> v;
          for (std::size_t i = 0; i < 100; ++i)
            v.push_back(std::tanh(view.gain * (plane.origin[i] + x * plane.right[i] + y * plane.up[i])));
          if (!graded)
            for (double& each : v) each = each < 0 ? -1 : 1;
          for (bool moved = true; moved;) {
            moved = false;
            for (int i = 0; i < 100; ++i) {
              double h = 0;
              for (int j = 0; j < 100; ++j) h += s.weights(i, j) * v[static_cast<std::size_t>(j)];
              double& vi = v[static_cast<std::size_t>(i)];
              const double to = graded ? std::tanh(view.gain * h) : std::fabs(h) < 1e-5 ? vi : h > 0 ? 1 : -1;
              if (std::fabs(to - vi) < 0.01) continue;
              vi = to;
              moved = true;
            }
          }
          const End expected = nameState(s.spins, v);
          const End& end =
              landscape.names()[static_cast<std::size_t>(landscape.ends()[static_cast<std::size_t>(row * view.columns + column)])];
          different += end.kind != expected.kind || end.pattern != expected.pattern;
          ++kinds[static_cast<int>(end.kind)];
        }
      // Single and double precision part only where a descent begins on a ridge.
      CHECK_MESSAGE(different <= 4, rule, graded ? " graded: " : " binary: ", different);
      CHECK(kinds[static_cast<int>(EndKind::stored)] > 100);
    }
  }
}

TEST_CASE("slices of any length give the same landscape, and weights as sums over patterns the same ends as the matrix") {
  const Stored s = stored("3");
  LandscapeView view;
  view.columns = view.rows = 40;
  Landscape whole(s.weights, 0, s.spins, planeOf(s), view), sliced(s.weights, 0, s.spins, planeOf(s), view);
  while (whole.advance(1 << 20)) {
  }
  while (sliced.advance(3)) {
  }
  CHECK(whole.energy() == sliced.energy());
  CHECK(whole.ends() == sliced.ends());
  const std::vector<Spins> none;  // so the matrix is used
  Landscape dense(s.weights, 0, none, planeOf(s), view);
  while (dense.advance(1 << 20)) {
  }
  CHECK(dense.names().size() == 1);  // nothing stored: other
  Weights slightly = s.weights;
  slightly.values[1] += 1e-9;  // no longer a sum over the patterns: the matrix again, with the names
  slightly.values[100] += 1e-9;
  Landscape matrix(slightly, 0, s.spins, planeOf(s), view);
  while (matrix.advance(1 << 20)) {
  }
  int different = 0;
  for (std::size_t k = 0; k < whole.ends().size(); ++k)
    different += nameOf(whole.names()[static_cast<std::size_t>(whole.ends()[k])].kind) !=
                 nameOf(matrix.names()[static_cast<std::size_t>(matrix.ends()[k])].kind);
  CHECK(different <= 4);
}

TEST_CASE("two units: fixed points and basins are those of the equations") {
  TwoUnits units;
  units.w = 1;
  units.gain = 2;
  const PhasePortrait portrait = portraitOf(units);
  REQUIRE(portrait.fixedPoints.size() == 3);  // V = tanh(2V): 0 and ±.9575
  CHECK(portrait.fixedPoints[1].kind == FixedPointKind::saddle);
  double v = 1;
  for (int k = 0; k < 200; ++k) v = std::tanh(2 * v);
  CHECK(std::fabs(portrait.fixedPoints[2].at[0] - v) < 1e-9);
  CHECK(std::fabs(portrait.fixedPoints[2].at[1] - v) < 1e-9);
  CHECK(std::fabs(portrait.fixedPoints[0].at[0] + v) < 1e-9);
  for (const auto& point : portrait.fixedPoints)
    for (const double flow : units.flow(point.at)) CHECK(std::fabs(flow) < 1e-6);
  // By symmetry everything above the falling diagonal ends in the upper one.
  constexpr int side = 32;
  const auto ends = phaseBasins(units, portrait, side);
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const int above = column - row;  // V1 + V2 in pixels
      const int end = ends[static_cast<std::size_t>(row * side + column)];
      if (above > 0) CHECK(end == 2);
      if (above < 0) CHECK(end == 0);
    }
  units.gain = 0.8;  // too flat for two
  REQUIRE(portraitOf(units).fixedPoints.size() == 1);
  CHECK(portraitOf(units).fixedPoints[0].kind == FixedPointKind::stable);
  // The energy falls along the motion.
  units.gain = 3;
  units.threshold = {0.2, -0.1};
  TwoUnits::Point at = {0.9, -0.8};
  double before = units.energy(at);
  for (int k = 0; k < 400; ++k) {
    at = units.next(at);
    CHECK(units.energy(at) <= before + 1e-12);
    before = units.energy(at);
  }
}

TEST_CASE("files that are no pictures are refused in words; a picture is parted by its brightness") {
  for (const std::string& bytes : {std::string(), std::string("hello"), std::string("\x89PNG\r\n\x1a\n"), std::string(1000, '\xff'),
                                   std::string("GIF89a\xff\xff\xff\xff\x00\x00\x00", 13)}) {
    const auto read = readPicture(bytes);
    REQUIRE_FALSE(read);
    CHECK(read.error().message.find("PNG") != std::string::npos);
  }
  // A BMP by hand: 4 × 2, 24 bits, bottom row first; the left half black.
  std::string bmp = "BM";
  const auto put = [&](std::uint32_t value, int count) {
    for (int k = 0; k < count; ++k) bmp += static_cast<char>((value >> (8 * k)) & 255);
  };
  for (const std::uint32_t v : {54u + 24u, 0u, 54u, 40u, 4u, 2u}) put(v, 4);
  put(1, 2);
  put(24, 2);
  for (int k = 0; k < 6; ++k) put(0, 4);
  for (int row = 0; row < 2; ++row) bmp += std::string(6, '\0') + std::string(6, '\xff');
  const auto read = readPicture(bmp);
  REQUIRE(read);
  CHECK(read.value()->width == 4);
  CHECK(read.value()->height == 2);
  const Spins units = unitsOf(*read.value(), 4, middleBrightness(*read.value()));
  CHECK(units == Spins{1, -1, 1, -1});
  CHECK(unitsOf(*read.value(), 4, 0) == Spins{-1, -1, -1, -1});
}

TEST_CASE("a planet keeps its energy and comes round; a ball with friction loses all of it") {
  Planet planet;
  const double energy = planet.energy();
  CHECK(std::fabs(energy + 0.5) < 1e-12);
  for (int k = 0; k < 1508; ++k) planet.step(1.0 / 240);  // 2π
  CHECK(std::hypot(planet.x - 1, planet.y) < 0.01);
  planet.push(0.12);
  const double pushed = planet.energy();
  CHECK(std::fabs(pushed - (0.5 * 1.12 * 1.12 - 1)) < 1e-3);
  for (int k = 0; k < 100000; ++k) planet.step(1.0 / 240);
  CHECK(std::fabs(planet.energy() - pushed) < 1e-4);
  RollingBall ball{1, 0, 0, 0};
  ball.push(1);
  double before = ball.energy();
  for (int k = 0; k < 20 * 240; ++k) {
    ball.step(1.0 / 240);
    CHECK(ball.energy() <= before + 1e-5);
    before = ball.energy();
  }
  for (int k = 0; k < 20 * 240; ++k) ball.step(1.0 / 240);
  CHECK(ball.rests());
}
