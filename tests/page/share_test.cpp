// What leaves the page: outlines of what Dear ImGui has tessellated, QR codes, tasks of an exercise.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "app/exercise.h"
#include "page/headless.h"
#include "share/code.h"
#include "share/outline.h"
#include "share/snippets.h"

using namespace unroll;

namespace {

struct Loop {
  double area = 0;  // signed
  int corners = 0;
};

// Of path data of straight lines, M x y L x y … Z.
std::vector<Loop> loopsOf(const std::string& path) {
  std::vector<Loop> loops;
  std::vector<std::pair<double, double>> points;
  const char* at = path.c_str();
  while (*at != '\0') {
    if (*at == 'Z') {
      Loop loop;
      loop.corners = static_cast<int>(points.size());
      for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& p = points[i];
        const auto& q = points[(i + 1) % points.size()];
        loop.area += (p.first * q.second - q.first * p.second) / 2;
      }
      loops.push_back(loop);
      points.clear();
      ++at;
      continue;
    }
    char* end = nullptr;
    const double x = std::strtod(at + 1, &end);
    const double y = std::strtod(end, &end);
    points.emplace_back(x, y);
    at = end;
  }
  return loops;
}

Outline outlineOf(const ImDrawList& list) {
  Outline outline;
  for (int i = 0; i + 2 < list.IdxBuffer.Size; i += 3) {
    Outline::Corner corners[3];
    for (int k = 0; k < 3; ++k) {
      const ImDrawVert& v = list.VtxBuffer[static_cast<int>(list.IdxBuffer[i + k])];
      corners[k] = {v.pos, static_cast<float>(v.col >> 24) / 255};
    }
    outline.add(corners[0], corners[1], corners[2]);
  }
  return outline;
}

// What a list of its own holds after `draw`.
Outline drawn(const std::function<void(ImDrawList&)>& draw) {
  Headless page({400, 300});
  Outline outline;
  page.draw([&](Ui& ui) {
    (void)ui;
    ImDrawList list(ImGui::GetDrawListSharedData());
    list._ResetForNewFrame();
    list.PushTextureID(ImGui::GetIO().Fonts->TexID);
    list.PushClipRect({0, 0}, {400, 300});
    list.Flags &= ~ImDrawListFlags_AntiAliasedLinesUseTex;
    draw(list);
    outline = outlineOf(list);
  });
  return outline;
}

}  // namespace

TEST_CASE("outline: shared edges cancel, whichever way the triangles go round; holes stay") {
  Outline square;
  square.add({{0, 0}}, {{2, 0}}, {{2, 2}});
  square.add({{0, 0}}, {{0, 2}}, {{2, 2}});
  CHECK(square.path() == "M0 0L2 0L2 2L0 2Z");
  CHECK(square.empty());
  Outline half;  // half of its cover is left in the middle
  half.add({{0, 0}, 1}, {{4, 0}, 0}, {{4, 3}, 0});
  half.add({{0, 0}, 1}, {{4, 3}, 0}, {{0, 3}, 1});
  const std::vector<Loop> loops = loopsOf(half.path());
  REQUIRE(loops.size() == 1);
  CHECK(near(loops[0].area, 6, 1e-6));
}

TEST_CASE("outline: a filled circle, a line and a ring of Dear ImGui's have the areas that they are said to have") {
  constexpr double pi = 3.14159265358979;
  const std::vector<Loop> disc = loopsOf(drawn([](ImDrawList& list) { list.AddCircleFilled({100, 100}, 40, 0xFF112233u, 128); }).path());
  REQUIRE(disc.size() == 1);
  CHECK(near(std::fabs(disc[0].area), pi * 40 * 40, 0.004));
  const std::vector<Loop> line = loopsOf(drawn([](ImDrawList& list) { list.AddLine({10, 50}, {110, 50}, 0xFF112233u, 4); }).path());
  REQUIRE(line.size() == 1);
  CHECK(near(std::fabs(line[0].area), 400, 0.02));
  const std::vector<Loop> ring = loopsOf(drawn([](ImDrawList& list) { list.AddCircle({100, 100}, 40, 0xFF112233u, 128, 6); }).path());
  REQUIRE(ring.size() == 2);
  CHECK(ring[0].area * ring[1].area < 0);  // the inner one goes the other way
  CHECK(near(std::fabs(ring[0].area + ring[1].area), 2 * pi * 39.5 * 6, 0.02));
}

TEST_CASE("QR codes: known sizes, the margin, and an end of what fits") {
  const auto small = QrCode::of("https://example.org/");
  REQUIRE(small.has_value());
  CHECK(small->size == 25);  // version 2: 32 bytes with the least correction
  // The corner's mark: a ring of 7 × 7 with a dark middle.
  for (int i = 0; i < 7; ++i) CHECK(small->at(i, 0));
  CHECK_FALSE(small->at(1, 1));
  CHECK(small->at(3, 3));
  CHECK(small->pixels().width == (25 + 8) * 8);
  CHECK(QrCode::of(std::string(QrCode::mostBytes, 'a'))->size == 117);
  CHECK_FALSE(QrCode::of(std::string(QrCode::mostBytes + 1, 'a')).has_value());
}

TEST_CASE("snippets: what stands in them is text, whatever the link says") {
  Share::Contents contents;
  contents.program = "https://example.org/a&b/index.html";
  contents.hash = "scene=sequence&task=letters&input=b%22%3Ex&lang=de";
  contents.title = "A <b> \"title\"";
  CHECK(linkOf(contents) == contents.program + "#" + contents.hash);
  const std::string frame = frameOf(contents), element = elementOf(contents);
  CHECK(frame.find("src=\"https://example.org/a&amp;b/index.html#scene=sequence&amp;task=letters&amp;input=") != std::string::npos);
  CHECK(frame.find("embed=true\"") != std::string::npos);
  CHECK(frame.find("title=\"Unroll: A &lt;b&gt; &quot;title&quot;\"") != std::string::npos);
  CHECK(element.find("<script src=\"https://example.org/a&amp;b/unroll-element.js\"></script>") == 0);
  CHECK(element.find(" input=\"b&quot;&gt;x\" ") != std::string::npos);
  CHECK(element.find(" embed ") != std::string::npos);
  contents.program.clear();
  CHECK(linkOf(contents) == contents.hash);
}

TEST_CASE("exercise: each task counts once, a step when all of its tasks are done, the whole when all steps are") {
  Exercise exercise;
  CHECK(exercise.look(2, 0, {false, false}).empty());
  CHECK(exercise.stepsDone() == 0);
  CHECK(exercise.look(2, 0, {false, true}) == std::vector<std::size_t>{1});
  CHECK(exercise.look(2, 0, {true, false}) == std::vector<std::size_t>{0});  // what was done stays so
  CHECK(exercise.look(2, 0, {true, true}).empty());
  CHECK(exercise.stepsDone() == 1);
  CHECK_FALSE(exercise.isFinished());
  CHECK(exercise.look(2, 1, {true}) == std::vector<std::size_t>{0});
  CHECK(exercise.isFinished());
}
