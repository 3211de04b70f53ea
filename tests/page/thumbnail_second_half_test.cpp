// The thumbnails of Sequence, Theorem, Training and Problems: they stay in their place at every size, and show what the engine computes.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "lesson/thumbnail.h"
#include "page/headless.h"
#include "probing/wall.h"
#include "recurrent/model.h"
#include "scenes/problems/little_wall.h"
#include "scenes/recurrent/little_net.h"
#include "scenes/theorem/thumbnail.h"
#include "scenes/training/thumbnail.h"
#include "unroll.h"

namespace unroll {

std::unique_ptr<Thumbnail> makeSequenceThumbnail();
std::unique_ptr<Thumbnail> makeTheoremThumbnail();
std::unique_ptr<Thumbnail> makeTrainingThumbnail();
std::unique_ptr<Thumbnail> makeProblemsThumbnail();

namespace {

// What it adds to the frame's draw list.
std::vector<ImDrawVert> drawn(Headless& headless, Thumbnail& thumbnail, Rect place, float time) {
  std::vector<ImDrawVert> vertices;
  (void)headless.draw([&](Ui& ui) {
    const int before = ui.draw().VtxBuffer.Size;
    thumbnail.draw(ui, place, time);
    vertices.assign(ui.draw().VtxBuffer.begin() + before, ui.draw().VtxBuffer.end());
  });
  return vertices;
}

bool same(const std::vector<ImDrawVert>& a, const std::vector<ImDrawVert>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(ImDrawVert)) == 0;
}

bool sameBits(const Table& a, const Table& b) {
  return !a.empty() && a.rows == b.rows && a.cols == b.cols &&
         std::memcmp(a.values.data(), b.values.data(), a.values.size() * sizeof(float)) == 0;
}

// h_t = tanh(W_xh x_t + b_xh + W_hh h_{t−1} + b_hh) from h = 0, written out.
void checkStates(const Snapshot& s, const Table& x, const Table& h) {
  const auto named = [&](std::string_view name) -> const Table& {
    for (const ParameterTable& p : s.parameters)
      if (p.name == name) return p.values;
    FAIL("no such parameter");
    return x;
  };
  const Table &xh = named("rnn.weight_ih_l0"), &hh = named("rnn.weight_hh_l0"), &bx = named("rnn.bias_ih_l0"),
              &bh = named("rnn.bias_hh_l0");
  std::vector<double> state(static_cast<std::size_t>(h.cols), 0.0);
  for (int t = 0; t < h.rows; ++t) {
    std::vector<double> next;
    for (int i = 0; i < h.cols; ++i) {
      double sum = static_cast<double>(bx.at(i, 0)) + static_cast<double>(bh.at(i, 0));
      for (int j = 0; j < x.cols; ++j) sum += static_cast<double>(xh.at(i, j)) * static_cast<double>(x.at(t, j));
      for (int j = 0; j < h.cols; ++j) sum += static_cast<double>(hh.at(i, j)) * state[static_cast<std::size_t>(j)];
      next.push_back(std::tanh(sum));
      CHECK(near(static_cast<double>(h.at(t, i)), next.back(), 1e-6, 1));
    }
    state = next;
  }
}

Snapshot trained(const char* text, int updates) {
  const ParsedModel parsed = findModel("recurrent")->parse(text);
  REQUIRE(parsed.model != nullptr);
  REQUIRE(parsed.dropped.empty());
  parsed.model->setGoal(updates);
  while (!parsed.model->advance(1000)) {
  }
  Snapshot snapshot;
  static_cast<const RecurrentModel&>(*parsed.model).fill(snapshot, {});
  return snapshot;
}

}  // namespace

TEST_CASE("thumbnails of the second half: in their place, and drawing changes nothing") {
  Headless headless({1280, 800});
  int number = 0;
  for (const auto make : {makeSequenceThumbnail, makeTheoremThumbnail, makeTrainingThumbnail, makeProblemsThumbnail}) {
    const std::unique_ptr<Thumbnail> thumbnail = make();
    ++number;
    CHECK(drawn(headless, *thumbnail, {100, 100, 275, 160}, 1).empty());
    int slices = 1;
    while (thumbnail->advance(4) && slices < 10'000) ++slices;
    CHECK(slices < 10'000);
    CHECK_FALSE(thumbnail->advance(4));
    for (const Rect place : {Rect{100, 100, 275, 160}, Rect{100.5f, 40.25f, 120, 84}, Rect{3, 5, 110, 76}, Rect{200, 100, 550, 320},
                             Rect{40, 40, 90, 220}, Rect{40, 40, 400, 52}}) {
      std::vector<ImDrawVert> first;
      for (const float time : {0.f, 0.3f, 0.7f, 1.f}) {
        const std::vector<ImDrawVert> vertices = drawn(headless, *thumbnail, place, time);
        CHECK(vertices.size() > 100);
        float left = 1e9f, right = -1e9f, top = 1e9f, bottom = -1e9f;
        bool finite = true;
        for (const ImDrawVert& v : vertices) {
          finite = finite && std::isfinite(v.pos.x) && std::isfinite(v.pos.y);
          left = std::min(left, v.pos.x), right = std::max(right, v.pos.x);
          top = std::min(top, v.pos.y), bottom = std::max(bottom, v.pos.y);
        }
        INFO(number, ": ", place.w, " x ", place.h, ", time ", time);
        CHECK(finite);
        CHECK(left >= place.x);
        CHECK(right <= place.right());
        CHECK(top >= place.y);
        CHECK(bottom <= place.bottom());
        if (time == 0) first = vertices;
        if (time == 1) CHECK_FALSE(same(first, vertices));
        if (time == 1) CHECK(same(vertices, drawn(headless, *thumbnail, place, time)));
      }
    }
  }
}

TEST_CASE("sequence thumbnail: the page's opening net") {
  const Snapshot s = openingNet(6);
  const LittleNet net = littleNet(s);
  const Snapshot direct = trained("task=adding&hiddenSize=3&seqLen=6", 0);
  CHECK(net.h.rows == 6);
  CHECK(net.h.cols == 3);
  CHECK(sameBits(net.h, direct.probe.h));
  CHECK(sameBits(net.x, direct.probe.x));
  checkStates(s, net.x, net.h);
  // It rests at each step and comes to the last one.
  CHECK(littlePlace(0, 4) == 0);
  CHECK(littlePlace(1, 4) == 3);
  CHECK(littlePlace(0.5f, 4) == 2);
  for (int i = 0; i < 100; ++i) CHECK(littlePlace(static_cast<float>(i) / 100, 4) <= littlePlace(static_cast<float>(i + 1) / 100, 4));
}

TEST_CASE("theorem thumbnail: both sides are equal to the bit") {
  const LittleTheorem theorem = littleTheorem();
  CHECK(theorem.loop.h.rows == 3);
  CHECK(sameBits(theorem.loop.h, theorem.twin.h));
  const Snapshot s = openingNet(3);
  CHECK(sameBits(theorem.loop.h, s.probe.h));
  CHECK(sameBits(theorem.twin.x, s.probe.x));
  checkStates(s, theorem.twin.x, theorem.twin.h);
}

TEST_CASE("training thumbnail: the training itself, however it is sliced") {
  const Snapshot direct = trained(LittleTraining::experiment, LittleTraining::updates);
  for (const double slice : {0.5, 1000.0}) {
    LittleTraining training;
    std::size_t before = 0;
    while (training.advance(slice)) {
      CHECK(training.losses().size() >= before);
      before = training.losses().size();
    }
    REQUIRE(training.losses().size() == LittleTraining::updates);
    CHECK(static_cast<double>(training.losses().back().value) == static_cast<double>(static_cast<float>(direct.loss)));
    CHECK(near(training.blind(), 2.0 / 12, 1e-12));  // the variance of a sum of two numbers, uniform in [0, 1]
    REQUIRE(training.means().size() == LittleTraining::updates / LittleTraining::together);
    double sum = 0;
    for (int i = 0; i < LittleTraining::together; ++i) sum += static_cast<double>(training.losses()[static_cast<std::size_t>(i)].value);
    CHECK(near(static_cast<double>(training.means().front().value), sum / LittleTraining::together, 1e-6));
    CHECK(static_cast<double>(training.means().back().value) < training.blind() / 20);  // it has learned to add
  }
}

TEST_CASE("problems thumbnail: Pascanu's wall, and the ball that it throws") {
  LittleWall wall;
  CHECK_FALSE(wall.isThere());
  while (wall.advance(2)) {
  }
  REQUIRE(wall.isThere());
  REQUIRE(wall.points().size() == static_cast<std::size_t>(wall.columns() * wall.rows()));
  for (const LittleWall::Point& p : wall.points()) {
    CHECK(p.loss == wallPoint({}, p.w, p.b).loss);
    CHECK(p.place.x >= 0);
    CHECK(p.place.x <= 1);
    CHECK(p.place.y >= 0);
    CHECK(p.place.y <= 1);
  }
  // Of each column both sides of the wall: in between E falls by most of the figure's height.
  int jumps = 0;
  for (int column = 0; column < wall.columns(); ++column) {
    const LittleWall::Point* points = wall.points().data() + column * wall.rows();
    const auto found = wallAt({}, points->w);
    if (!found || points->w < 4.5) continue;
    int above = 0;
    while (points[above + 1].b > found->b) ++above;
    if (points[above].b - found->b > 1e-3) continue;  // below the map
    CHECK(points[above].loss < 0.05);
    CHECK(points[above + 2].loss > 0.28);
    ++jumps;
  }
  CHECK(jumps >= 15);
  for (const LittleWall::Line& line : wall.levels())
    for (const ImVec2 end : {line.from, line.to}) CHECK((end.x >= 0 && end.x <= 1 && end.y >= 0 && end.y <= 1));
  CHECK(wall.levels().size() > 100);

  WallDescent free({}, {.w = 5.8, .b = -1.8, .learningRate = 0.2}),
      clipped({}, {.w = 5.8, .b = -1.8, .learningRate = 0.2, .clipNorm = 0.2});
  const auto compare = [](WallDescent& descent, const BallWalk& walk) {
    for (std::size_t i = 1; i < walk.steps.size(); ++i) CHECK(descent.step());
    for (std::size_t i = 0; i < walk.steps.size(); ++i) {
      CHECK(walk.steps[i].w == descent.path()[i].w);
      CHECK(walk.steps[i].b == descent.path()[i].b);
    }
  };
  compare(free, wall.free());
  compare(clipped, wall.clipped());
  const auto thrown = static_cast<std::size_t>(wall.thrown());
  CHECK(WallMap::holds(wall.free().steps[thrown].w, wall.free().steps[thrown].b));
  CHECK_FALSE(WallMap::holds(wall.free().steps[thrown + 1].w, wall.free().steps[thrown + 1].b));
  CHECK(wall.clipped().steps[thrown].w == wall.free().steps[thrown].w);
  CHECK(wall.clipped().end().loss < 0.01);
}

}  // namespace unroll
