// The thumbnails of Graph, Hopfield, Seats and Latch: their courses against numbers known otherwise, and what of them is drawn.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "latch/latch.h"
#include "lesson/thumbnail.h"
#include "near.h"
#include "page/headless.h"
#include "scenes/graph/thumbnail.h"
#include "scenes/hopfield/thumbnail.h"
#include "scenes/latch/thumbnail.h"
#include "scenes/seats/thumbnail.h"

namespace unroll {

std::unique_ptr<Thumbnail> makeGraphThumbnail();
std::unique_ptr<Thumbnail> makeHopfieldThumbnail();
std::unique_ptr<Thumbnail> makeSeatsThumbnail();
std::unique_ptr<Thumbnail> makeLatchThumbnail();

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

void finish(Thumbnail& thumbnail) {
  int calls = 0;
  while (thumbnail.advance(4)) REQUIRE(++calls < 200);
  CHECK(!thumbnail.advance(4));  // and so it stays
}

// What a thumbnail puts into the draw list.
class Drawn {
 public:
  Drawn(Thumbnail& thumbnail, Rect place, float time, std::string_view language = "en") {
    Headless page({700, 500}, language);  // one at a time
    (void)page.draw([&](Ui& ui) {
      const int before = ui.draw().VtxBuffer.Size;
      thumbnail.draw(ui, place, time);
      vertices.assign(ui.draw().VtxBuffer.begin() + before, ui.draw().VtxBuffer.end());
      theme = ui.theme();
    });
    faults = page.faults();
    for (const TextRecord& each : page.texts()) texts.push_back(each.text);
  }
  bool liesWithin(Rect r) const {
    for (const ImDrawVert& v : vertices)
      if (!(v.pos.x >= r.x && v.pos.y >= r.y && v.pos.x <= r.right() && v.pos.y <= r.bottom())) return false;  // NaN, too
    return true;
  }
  int count(Color color) const {
    int n = 0;
    for (const ImDrawVert& v : vertices) n += v.col == color;
    return n;
  }
  // Of that colour the one furthest to the right.
  ImVec2 rightmost(Color color) const {
    ImVec2 best{-1, 0};
    for (const ImDrawVert& v : vertices)
      if (v.col == color && v.pos.x > best.x) best = v.pos;
    return best;
  }
  bool operator==(const Drawn& other) const {
    if (vertices.size() != other.vertices.size()) return false;
    for (std::size_t i = 0; i < vertices.size(); ++i)
      if (vertices[i].pos.x != other.vertices[i].pos.x || vertices[i].pos.y != other.vertices[i].pos.y ||
          vertices[i].col != other.vertices[i].col)
        return false;
    return true;
  }

  std::vector<ImDrawVert> vertices;
  std::vector<std::string> texts, faults;
  Theme theme;
};

constexpr Rect wide{40, 30, 275, 160};

}  // namespace

TEST_CASE("thumbnails, first half: in their place at every size and time, and drawing changes nothing") {
  for (const auto make : {makeGraphThumbnail, makeHopfieldThumbnail, makeSeatsThumbnail, makeLatchThumbnail}) {
    const std::unique_ptr<Thumbnail> thumbnail = make();
    CHECK(Drawn(*thumbnail, wide, 1).vertices.empty());  // nothing is computed yet
    finish(*thumbnail);
    const Drawn half(*thumbnail, wide, 0.5f), end(*thumbnail, wide, 1);
    for (const Rect place :
         {wide, Rect{10, 20, 120, 84}, Rect{33.5f, 7.25f, 110, 76}, Rect{60, 50, 550, 320}, Rect{0, 0, 180, 160}, Rect{5, 5, 142, 50}})
      for (const float time : {0.f, 0.2f, 0.37f, 0.4f, 0.5f, 0.7f, 0.9f, 1.f}) {
        CAPTURE(place.w);
        CAPTURE(time);
        const Drawn drawn(*thumbnail, place, time, "de");
        CHECK(!drawn.vertices.empty());
        CHECK(drawn.liesWithin(place));
        CHECK(drawn.faults.empty());
      }
    CHECK((Drawn(*thumbnail, wide, 0.5f) == half));
    CHECK((Drawn(*thumbnail, wide, 1) == end));
    CHECK(!(half == end));
  }
}

TEST_CASE("thumbnail of graph: one pass without the cycle; with it time goes on, and it swings") {
  const GraphCourse course = graphCourse();
  const Graph& g = course.after.graph;
  const int a = g.find("a"), b = g.find("b"), c = g.find("c"), y = g.find("y"), z = g.find("z");
  CHECK(course.before.verdict.acyclic);
  CHECK(!course.after.verdict.acyclic);
  CHECK(course.before.graph.edges.size() + 1 == g.edges.size());
  CHECK(g.edges[at(course.closing)] == GraphEdge{y, a, 2});
  CHECK(course.cycle == std::vector<int>{a, y});

  const double va = std::tanh(0.9), vb = std::tanh(0.7 - 1.6 * 0.5), vc = std::tanh(1.6 * 0.5);
  const double vy = std::tanh(-1.6 * va + 0.8 * vb), vz = std::tanh(1.2 * vb + 0.9 * vc);
  const std::pair<int, double> pass[] = {{a, va}, {b, vb}, {c, vc}, {y, vy}, {z, vz}};
  for (const auto& each : pass) CHECK(near(static_cast<double>(course.before.run.at(0, each.first)), each.second, 1e-6));

  double ta = 0, ty = 0;  // at tick 0 nothing has been heard
  for (int t = 0; t < course.after.run.ticks; ++t) {
    CHECK(near(static_cast<double>(course.after.run.at(t, a)), ta, 1e-5));
    CHECK(near(static_cast<double>(course.after.run.at(t, y)), ty, 1e-5));
    if (t >= 3) CHECK(course.after.run.at(t, a) * course.after.run.at(t - 2, a) < 0);
    const double heard = ta;
    ta = std::tanh(0.9 + 2 * ty);
    ty = std::tanh(-1.6 * heard + 0.8 * (t == 0 ? 0 : vb));
  }

  const std::unique_ptr<Thumbnail> thumbnail = makeGraphThumbnail();
  finish(*thumbnail);
  const Drawn before(*thumbnail, wide, 0.34f), end(*thumbnail, wide, 1);
  CHECK(before.count(before.theme.color.whh) == 0);
  CHECK(end.count(end.theme.color.whh) > 0);
  for (int i = 0; i < g.size(); ++i) {
    CHECK(before.count(valueColor(before.theme, course.before.run.at(0, i))) > 0);
    CHECK(end.count(valueColor(end.theme, course.after.run.at(course.after.run.ticks - 1, i))) > 0);
  }
}

TEST_CASE("thumbnail of hopfield: unit by unit the disturbed letter falls back, and every change lowers the energy") {
  Hopfield settings = HopfieldCourse::settings();
  HopfieldModel model(settings);
  CHECK(hopfieldCourse(model).states.empty());
  REQUIRE(model.apply({std::string(HopfieldModel::toEnd), {}}));
  while (!model.advance(100)) {
  }
  const HopfieldCourse course = hopfieldCourse(model);
  constexpr int size = 49;
  Spins letters[3];
  for (const int k : {0, 1, 2}) REQUIRE(builtIn(std::string("AJX").substr(at(k), 1), size, letters[k]));
  CHECK(course.letter() == letters[0]);
  CHECK(course.end.end.kind == EndKind::stored);
  CHECK(course.end.end.pattern == 0);

  const auto energy = [&](const std::vector<double>& s) {  // Hebb's, no unit joined to itself: E = −½ Σ_{i≠j} w_ij s_i s_j
    double sum = 0;
    for (int i = 0; i < size; ++i)
      for (int j = 0; j < size; ++j)
        for (const Spins& letter : letters)
          if (i != j) sum += letter[at(i)] * letter[at(j)] * s[at(i)] * s[at(j)] / size;
    return -sum / 2;
  };
  const auto differences = [](const std::vector<double>& a, const auto& b) {
    int n = 0;
    for (std::size_t i = 0; i < a.size(); ++i) n += a[i] != b[i];
    return n;
  };
  REQUIRE(course.states.size() == course.end.stairs.size());
  REQUIRE(course.states.size() > 3);
  CHECK(differences(course.states.front(), letters[0]) == 12);  // a quarter of 49
  CHECK(differences(course.states.back(), letters[0]) == 0);
  CHECK(course.states.back() == course.end.state);
  for (std::size_t k = 0; k < course.states.size(); ++k) {
    CHECK(near(course.end.stairs[k].energy, energy(course.states[k]), 1e-12, 1));
    if (k == 0) continue;
    CHECK(differences(course.states[k], course.states[k - 1]) == 1);
    CHECK(course.end.stairs[k].energy < course.end.stairs[k - 1].energy);
  }
  CHECK(near(course.letterEnergy(), course.end.stairs.back().energy, 1e-12));

  // Three pictures at the end: as many tiles of either colour as the start, the middle and the letter have.
  const std::unique_ptr<Thumbnail> thumbnail = makeHopfieldThumbnail();
  finish(*thumbnail);
  const Drawn first(*thumbnail, wide, 0), end(*thumbnail, wide, 1);
  const auto up = [](const std::vector<double>& s) { return static_cast<int>(std::count(s.begin(), s.end(), 1.0)); };
  const auto share = [](const Drawn& d) {
    const int p = d.count(valueColor(d.theme, 1)), n = d.count(valueColor(d.theme, -1));
    return static_cast<double>(p) / (p + n);
  };
  CHECK(near(share(first), up(course.states.front()) / 49.0, 1e-12));
  const int all = up(course.states.front()) + up(course.states[(course.states.size() - 1) / 2]) + up(course.states.back());
  CHECK(near(share(end), all / 147.0, 1e-12));
}

TEST_CASE("thumbnail of seats: in turn whoever is unhappy moves, until nobody wants to") {
  const SeatsSnapshot s = seatsCourse();
  const Room& room = s.room;
  REQUIRE(room.people() == 8);
  const auto pull = [&](const Sides& sides, int i) {  // to the side where i sits; below 0 the other one is better
    double sum = 0;
    for (int j = 0; j < 8; ++j) sum += room(i, j) * sides[at(i)] * sides[at(j)];
    return sum;
  };
  Sides sides(8, -1);
  CHECK(s.start == sides);
  std::vector<int> movers;
  for (bool moved = true; moved;) {
    moved = false;
    for (int i = 0; i < 8; ++i)
      if (pull(sides, i) < 0) {
        sides[at(i)] *= -1;
        movers.push_back(i);
        moved = true;
      }
  }
  CHECK(movers == std::vector<int>{3, 4, 1, 7, 3});
  REQUIRE(s.evening.size() == movers.size());
  double discomfort = s.startEnergy;
  for (std::size_t k = 0; k < movers.size(); ++k) {
    CHECK(s.evening[k].person == movers[k]);
    CHECK(s.evening[k].energy < discomfort);
    discomfort = s.evening[k].energy;
  }
  CHECK(s.evening.back().sides == sides);
  CHECK(s.rests);
  for (int i = 0; i < 8; ++i) CHECK(pull(s.evening.back().sides, i) >= 0);

  const std::unique_ptr<Thumbnail> thumbnail = makeSeatsThumbnail();
  finish(*thumbnail);
  const Drawn begin(*thumbnail, wide, 0), later(*thumbnail, wide, 0.5f), end(*thumbnail, wide, 1);
  const int corners = begin.count(begin.theme.color.bad);  // corners of the marks at the unhappy ones
  int unhappy = 0;
  for (int i = 0; i < 8; ++i) unhappy += pull(s.start, i) < 0;
  CHECK(unhappy == 4);
  CHECK(corners > 0);
  CHECK(corners % unhappy == 0);
  CHECK(later.count(later.theme.color.bad) % (corners / unhappy) == 0);
  CHECK(end.count(end.theme.color.bad) == 0);
}

TEST_CASE("thumbnail of latch: w = 2 keeps the bit through a weak pulse and takes a strong one; w = 0.8 forgets both") {
  const LatchCourse course = latchCourse();
  const std::span<const LatchPulse> pulses = LatchCourse::pulses();
  REQUIRE(pulses.size() == 3);
  const auto run = [&](double w) {
    std::vector<double> a{0};
    for (int t = 1; t <= LatchCourse::steps; ++t) {
      double input = 0;
      for (const LatchPulse& pulse : pulses) input += pulse.at == t ? pulse.height : 0;
      a.push_back(std::tanh(w * a.back() + input));
    }
    return a;
  };
  const std::vector<double> keeps = run(2), forgets = run(0.8);
  REQUIRE(course.keeps.size() == keeps.size());
  REQUIRE(course.forgets.size() == forgets.size());
  for (std::size_t t = 0; t < keeps.size(); ++t) {
    CHECK(near(static_cast<double>(course.keeps[t]), keeps[t], 1e-5));
    CHECK(near(static_cast<double>(course.forgets[t]), forgets[t], 1e-5));
  }
  const int weak = pulses[1].at, strong = pulses[2].at;
  LatchSnapshot rest;
  LatchModel(Latch{2, 0, 0.9, 20, 0, 10}).fill(rest, {});
  CHECK(std::fabs(pulses[1].height) < rest.singleLimit);
  CHECK(std::fabs(pulses[2].height) > rest.singleLimit);
  for (int t = pulses[0].at; t < strong; ++t) CHECK(course.keeps[at(t)] > 0.8f);
  for (int t = strong; t <= LatchCourse::steps; ++t) CHECK(course.keeps[at(t)] < -0.5f);
  CHECK(near(static_cast<double>(course.keeps.back()), rest.fixedPoints.front().at, 1e-3));
  CHECK(std::fabs(course.forgets[at(weak - 1)]) < 0.05f);
  for (int t = strong + 1; t <= LatchCourse::steps; ++t) {
    CHECK(std::fabs(course.forgets[at(t)]) < std::fabs(course.forgets[at(t - 1)]));
    CHECK(std::fabs(course.forgets[at(t)]) < std::fabs(course.keeps[at(t)]));
  }

  const std::unique_ptr<Thumbnail> thumbnail = makeLatchThumbnail();
  finish(*thumbnail);
  const Drawn kept(*thumbnail, wide, 0.7f), end(*thumbnail, wide, 1);
  const float zero = end.rightmost(end.theme.color.lines).x;  // both zero lines end there
  CHECK(std::fabs(end.rightmost(end.theme.color.whh).x - zero) < 2);
  CHECK(kept.rightmost(kept.theme.color.whh).y < kept.rightmost(kept.theme.color.muted).y);
  CHECK(end.rightmost(end.theme.color.whh).y > end.rightmost(end.theme.color.muted).y);
  CHECK(std::count(end.texts.begin(), end.texts.end(), "w = 2") == 1);
}

}  // namespace unroll
