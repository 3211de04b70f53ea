// The wall as a map: the ball goes down to it, and there one step throws it off; the same ball clipped goes on along it.
#include "lesson/thumbnail.h"

#include <algorithm>
#include <memory>

#include "scenes/problems/little_wall.h"

namespace unroll {

namespace {

class ProblemsThumbnail final : public Thumbnail {
 public:
  bool advance(double milliseconds) override { return wall_.advance(milliseconds); }

  void draw(Ui& ui, Rect place, float time) override {
    if (!wall_.isThere()) return;
    map_ = place.inset(1.6f + 0.5f * ui.theme().stroke);
    const Palette& c = ui.color();
    ImDrawList& list = ui.draw();
    const float thick = ui.theme().stroke, size = std::clamp(map_.h / 150, 0.6f, 2.f);
    relief(ui);
    for (const LittleWall::Line& line : wall_.levels()) list.AddLine(at(line.from), at(line.to), fade(c.ink, 0.3f), 0.8f * thick);
    for (const ImVec2 p : wall_.wall()) list.PathLineTo(at(p));
    list.PathStroke(fade(c.ink, 0.8f), 0, 1.2f * thick);
    // Both go down as one until the wall; from there one is thrown while the other goes on.
    constexpr float untilWall = 0.45f, flight = 0.12f;
    const auto& steps = wall_.clipped().steps;
    const std::size_t wallStep = wall_.thrown() < 0 ? steps.size() - 1 : static_cast<std::size_t>(wall_.thrown());
    const auto last = static_cast<float>(steps.size() - 1), thrown = static_cast<float>(wallStep);
    const float step = time < untilWall ? thrown * time / untilWall : thrown + (last - thrown) * (time - untilWall) / (1 - untilWall);
    if (step > thrown) {
      const ImVec2 from = at(wall_.free().steps[wallStep]), to = at(wall_.free().steps[wallStep + 1]);
      list.AddLine(from, from + (edge(from, to) - from) * std::min(1.f, (time - untilWall) / flight), c.bad, 2.4f * thick * size);
    }
    // Piece by piece: at the wall it goes to and fro, and a joint's tip would be more than there is. There a thinner line.
    ImVec2 ball = at(steps.front());
    for (std::size_t i = 0; i + 1 < steps.size() && static_cast<float>(i) < step; ++i) {
      const ImVec2 from = ball, to = at(steps[i + 1]);
      ball = from + (to - from) * std::min(1.f, step - static_cast<float>(i));
      list.AddLine(from, ball, c.control, (i < wallStep ? 1.8f : 1.2f) * thick * size);
    }
    if (step > thrown) mark(ui, at(wall_.free().steps[wallStep]), c.bad, 5 * size);
    mark(ui, at(steps.front()), c.card, 5 * size);
    list.AddCircle(at(steps.front()), 5 * size, c.ink, 0, 2 * thick * size);
    mark(ui, ball, c.control, 5.5f * size);
    round(ui);
  }

 private:
  ImVec2 at(ImVec2 p) const { return {map_.x + map_.w * p.x, map_.y + map_.h * p.y}; }
  ImVec2 at(const BallStep& step) const { return at(LittleWall::placeOf(step.w, step.b)); }
  static void mark(Ui& ui, ImVec2 place, Color fill, float radius) {
    ui.draw().AddCircleFilled(place, radius * 1.35f, ui.color().card);
    ui.draw().AddCircleFilled(place, radius, fill);
  }
  // Its corners are the ground's again.
  void round(Ui& ui) const {
    constexpr float r = 6;
    const Rect inner = map_.inset(r);
    const ImVec2 outer[] = {map_.max(), {map_.x, map_.bottom()}, map_.min(), {map_.right(), map_.y}};
    const ImVec2 centers[] = {inner.max(), {inner.x, inner.bottom()}, inner.min(), {inner.right(), inner.y}};
    for (int i = 0; i < 4; ++i) {
      ui.draw().PathLineTo(outer[i]);
      ui.draw().PathArcToFast(centers[i], r, 3 * i, 3 * i + 3);
      ui.draw().PathFillConvex(ui.color().stage);
    }
  }
  // Where the way leaves the map, or its end.
  ImVec2 edge(ImVec2 from, ImVec2 to) const {
    const Rect inside = map_.inset(2);
    const ImVec2 way = to - from;
    float share = 1;
    if (way.x != 0) share = std::min(share, ((way.x > 0 ? inside.right() : inside.x) - from.x) / way.x);
    if (way.y != 0) share = std::min(share, ((way.y > 0 ? inside.bottom() : inside.y) - from.y) / way.y);
    return from + way * std::max(0.f, share);
  }
  void relief(Ui& ui) const {
    ImDrawList& list = ui.draw();
    const Color low = ui.color().card, high = mixColors(low, ui.color().control, ui.theme().dark ? 0.5f : 0.42f);
    const int rows = wall_.rows(), columns = wall_.columns();
    list.PrimReserve((rows - 1) * (columns - 1) * 6, rows * columns);
    const ImVec2 white = ImGui::GetIO().Fonts->TexUvWhitePixel;
    const unsigned int first = list._VtxCurrentIdx;
    const auto corner = [&](int column, int row) { list.PrimWriteIdx(first + static_cast<unsigned int>(column * rows + row)); };
    for (int column = 0; column + 1 < columns; ++column)
      for (int row = 0; row + 1 < rows; ++row) {
        corner(column, row), corner(column + 1, row), corner(column + 1, row + 1);
        corner(column, row), corner(column + 1, row + 1), corner(column, row + 1);
      }
    for (const LittleWall::Point& p : wall_.points()) list.PrimWriteVtx(at(p.place), white, mixColors(low, high, p.shade));
  }

  LittleWall wall_;
  Rect map_;
};

}  // namespace

std::unique_ptr<Thumbnail> makeProblemsThumbnail() { return std::make_unique<ProblemsThumbnail>(); }

}  // namespace unroll
