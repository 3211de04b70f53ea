#include "scenes/theorem/thumbnail.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "lesson/thumbnail.h"

namespace unroll {

LittleTheorem littleTheorem() {
  constexpr int steps = 3;
  const Snapshot s = openingNet(steps, true);
  const Table hh = littleNet(s).hh;
  return {{s.twins.x, s.twins.rnnHidden, hh}, {s.twins.x, s.twins.feedforwardHidden, hh}};
}

namespace {

constexpr float kAllWidth = 248, kAllHeight = 135, kLoopX = 47, kEqualsX = 113, kTwinX = 150;  // in LittleColumns::unit
constexpr float kLoopLeft = 41, kLoopRight = 40, kLoopTop = 53;                                // from the middle unit

// The way of the state: out of the middle unit, over the first one, and in again from the left.
struct LittleLoop {
  ImVec2 corners[6];

  LittleLoop(ImVec2 middle, float unit) {
    constexpr float away = 14;
    const ImVec2 places[] = {{away, 0}, {kLoopRight, 0}, {kLoopRight, -kLoopTop}, {-kLoopLeft, -kLoopTop}, {-kLoopLeft, 0}, {-away + 1, 0}};
    for (int i = 0; i < 6; ++i) corners[i] = middle + places[i] * unit;
  }
  static float length(ImVec2 way) { return std::fabs(way.x) + std::fabs(way.y); }  // of one that is level or upright
  ImVec2 at(float share) const {
    float all = 0;
    for (int i = 1; i < 6; ++i) all += length(corners[i] - corners[i - 1]);
    float left = share * all;
    for (int i = 1; i < 6; ++i) {
      const ImVec2 way = corners[i] - corners[i - 1];
      if (left <= length(way)) return corners[i - 1] + way * (left / length(way));
      left -= length(way);
    }
    return corners[5];
  }
  void draw(Ui& ui, float unit) const {
    ImDrawList& list = ui.draw();
    const Color color = ui.color().muted;
    const float r = 8 * unit, head = 9 * unit;
    list.PathLineTo(corners[0]);
    list.PathArcToFast(corners[1] + ImVec2{-r, -r}, r, 3, 0);
    list.PathArcToFast(corners[2] + ImVec2{-r, r}, r, 12, 9);
    list.PathArcToFast(corners[3] + ImVec2{r, r}, r, 9, 6);
    list.PathArcToFast(corners[4] + ImVec2{r, -r}, r, 6, 3);
    list.PathLineTo(corners[5] - ImVec2{head, 0});
    list.PathStroke(color, 0, 1.9f * std::clamp(unit, 0.7f, 1.6f) * ui.theme().stroke);
    list.AddTriangleFilled(corners[5], corners[5] + ImVec2{-head, -head / 2}, corners[5] + ImVec2{-head, head / 2}, color);
  }
};

class TheoremThumbnail final : public Thumbnail {
 public:
  bool advance(double) override {
    if (nets_.twin.h.empty()) nets_ = littleTheorem();
    return false;
  }

  void draw(Ui& ui, Rect place, float time) override {
    if (nets_.twin.h.empty()) return;
    place = place.inset(2);
    const int steps = nets_.twin.h.rows;
    LittleColumns at;
    at.hidden = nets_.twin.h.cols;
    const float u = at.unit = std::min(place.h / kAllHeight, place.w / kAllWidth);
    at.pitch = 40 * u;
    const ImVec2 corner{place.center().x - kAllWidth / 2 * u, place.center().y - kAllHeight / 2 * u};
    const float top = corner.y + (kLoopTop - LittleColumns::row + 6) * u;
    // The loop has come to a step; while its state goes round, the twin's next layer appears.
    const float present = littlePlace(time, steps), gone = std::floor(present), gliding = present - gone;
    LittleColumns loop = at;
    loop.first = {corner.x + kLoopX * u, top};
    const ImVec2 middle = loop.place(0, at.hidden / 2);
    const LittleLoop way(middle, u);
    way.draw(ui, u);
    drawLittleColumn(ui, loop, nets_.loop, static_cast<int>(gone), 1, 0);
    if (gliding > 0) {
      const ImVec2 dot = way.at(gliding);
      ui.draw().AddCircleFilled(dot, 5 * u, valueColor(ui.theme(), nets_.loop.h.at(static_cast<int>(gone), at.hidden / 2)));
      ui.draw().AddCircle(dot, 5 * u, ui.color().unitLine, 0, 1.2f * ui.theme().stroke);
    }

    // "=", as two bars that stay apart in the smallest picture.
    const float wide = std::max(13 * u, 8.f), thick = std::max(2.4f * u, 1.3f), apart = std::max(6 * u, 3.6f);
    const Rect bar{corner.x + kEqualsX * u - wide / 2, middle.y - (apart + thick) / 2, wide, thick};
    for (const float y : {0.f, apart}) ui.rounded(bar.moved(0, y), ui.color().ink, thick / 3);

    at.first = {corner.x + kTwinX * u, top};
    const auto known = [&](int t) { return std::clamp(present - static_cast<float>(t) + 1, 0.f, 1.f); };
    for (int t = 1; t < steps; ++t) drawLittleLinks(ui, at, nets_.twin, t, known(t));
    for (int t = 0; t < steps; ++t) drawLittleColumn(ui, at, nets_.twin, t, known(t));
  }

 private:
  LittleTheorem nets_;
};

}  // namespace

std::unique_ptr<Thumbnail> makeTheoremThumbnail() { return std::make_unique<TheoremThumbnail>(); }

}  // namespace unroll
