// A curve that is drawn: with pointer or finger, or point by point with the arrows.
#include <algorithm>
#include <cmath>
#include <utility>

#include "scenes/training/maker.h"
#include "tasks/own_data.h"

namespace unroll {

namespace {

constexpr float kMargin = 5;  // of the curve within its field
constexpr float kCoarse = 0.05f, kFine = 0.01f;

// Where times and values are on the screen.
struct Plane {
  Rect r;
  float x(int point) const { return r.x + r.w * static_cast<float>(point) / (DrawnCurve::points - 1); }
  float y(float value) const { return r.y + r.h * (1 - value) / 2; }
  float time(ImVec2 p) const { return (p.x - r.x) / r.w; }
  float value(ImVec2 p) const { return 1 - 2 * (p.y - r.y) / r.h; }
};

void useKeys(Ui& ui, Id id, Maker& maker) {
  ControlKeys& keys = ui.keys(id);
  constexpr int last = DrawnCurve::points - 1;
  const int way = std::exchange(keys.x, 0) * (keys.shift ? 1 : DrawnCurve::keyStep);
  maker.point = std::clamp(maker.point + way, 0, last);
  if (std::exchange(keys.home, false)) maker.point = 0;
  if (std::exchange(keys.end, false)) maker.point = last;
  const float by = static_cast<float>(std::exchange(keys.y, 0)) * (keys.shift ? kFine : kCoarse);
  if (by == 0) return;
  // Where nothing is drawn yet it goes on from the last place before it.
  float from = 0;
  for (int i = 0; i <= maker.point; ++i)
    if (maker.curve.drawnAt(i)) from = maker.curve.at(i);
  maker.curve.bend(maker.point, from + by);
}

void usePointer(Ui& ui, Id id, const Plane& plane, Rect field, Maker& maker) {
  const Touch touch = ui.touch(id, field);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (!touch.pressed && !touch.held && !touch.released) return;
  const ImVec2 from = touch.pressed ? touch.pos : touch.pos - touch.delta;
  maker.curve.stroke(plane.time(from), plane.value(from), plane.time(touch.pos), plane.value(touch.pos));
  maker.point = std::clamp(static_cast<int>(std::lround(plane.time(touch.pos) * (DrawnCurve::points - 1))), 0, DrawnCurve::points - 1);
}

void drawPieces(Ui& ui, const Plane& plane, const DrawnCurve& curve) {
  int before = -1;
  for (int i = 0; i < DrawnCurve::points; ++i) {
    if (!curve.drawnAt(i)) continue;
    const ImVec2 at{plane.x(i), plane.y(curve.at(i))};
    const Color color = ui.color().wxh;
    if (before < 0) {
      ui.draw().AddCircleFilled(at, 2, color);
    } else {
      const ImVec2 from{plane.x(before), plane.y(curve.at(before))};
      const bool bridged = i > before + 1;  // by itself, where nothing is drawn
      ui.draw().AddLine(from, at, bridged ? fade(color, 0.4f) : color, bridged ? 1.5f : 2.5f);
    }
    before = i;
  }
}

}  // namespace

std::string whyNotCurve(const SceneContext& context, const Maker& maker) {
  if (maker.curve.empty()) return {};
  const int count = maker.curve.count();
  if (count < OwnSeries::fewest)
    return context.tr(count == 1 ? "training.make.curve.shortOne" : "training.make.curve.short",
                      {{"n", std::to_string(count)}, {"least", std::to_string(OwnSeries::fewest)}});
  return maker.curve.isFlat() ? context.tr("training.make.curve.flat") : std::string();
}

void drawCurveMaker(const SceneContext& context, Rect area, Maker& maker) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Rect buttons = makerRow(area);
  const float line = ui.lineHeight(Type::small);
  Rect below = area.cutBottom(line, 2);
  const float side = ui.measure("−1", Type::small).w + 6;
  const Rect labels = area.cutLeft(side);
  below.cutLeft(side);
  const Plane plane{area.inset(kMargin)};
  ui.rounded(area, c.stage, Theme::cornerSmall);
  ui.outline(area, c.lines, Theme::cornerSmall, 1.2f);
  for (const int value : {-1, 0, 1}) {
    const float y = plane.y(static_cast<float>(value));
    ui.hairline({area.x, y}, {area.right(), y}, c.lines);
    ui.textIn({labels.x, y - line / 2, labels.w - 6, line}, plainNumber(value, 0), Type::small, c.muted, Align::right);
  }
  // What training sees, and what it doesn't.
  const float from = plane.x(std::max(0, maker.curve.first())),
              to = plane.x(maker.curve.empty() ? DrawnCurve::points - 1 : maker.curve.last());
  const float cut = to - (to - from) / OwnSeries::freshShare;
  const std::string &seen = context.tr("training.make.curve.training"), &fresh = context.tr("training.make.curve.fresh");
  ui.draw().AddLine({cut, area.y}, {cut, area.bottom()}, c.lines, 1.5f);
  const std::string why = whyNotCurve(context, maker);
  if (!why.empty())
    ui.textIn(below, why, Type::smallStrong, c.ink);
  else if (ui.measure(seen, Type::small).w < cut - from)
    ui.textIn({from, below.y, cut - from, line}, seen, Type::small, c.muted, Align::center);
  if (why.empty() && ui.measure(fresh, Type::small).w < to - cut)
    ui.textIn({cut, below.y, to - cut, line}, fresh, Type::small, c.muted, Align::center);
  const Id id = ui.id("curve");
  if (maker.opens) ui.setFocus(id);
  const std::string value = maker.curve.drawnAt(maker.point) ? plainNumber(static_cast<double>(maker.curve.at(maker.point)), 2) : "–";
  const bool focused = ui.control(id, "curve", "picture", context.tr("training.make.curve.title"),
                                  "t = " + std::to_string(maker.point) + ", " + value, area);
  const std::string before = maker.awaited.empty() ? std::string() : maker.curve.csv();
  usePointer(ui, id, plane, area, maker);
  useKeys(ui, id, maker);
  if (!maker.awaited.empty() && before != maker.curve.csv()) maker.awaited.clear();
  drawPieces(ui, plane, maker.curve);
  if (focused && ui.showsFocus()) {
    const float x = plane.x(maker.point);
    ui.draw().AddLine({x, area.y}, {x, area.bottom()}, c.control, 1.5f);
    if (maker.curve.drawnAt(maker.point)) ui.draw().AddCircleFilled({x, plane.y(maker.curve.at(maker.point))}, 4.5f, c.control);
    ui.focusRing(area, Theme::cornerSmall);
  }
  const std::string pressed =
      makerButtons(context, buttons,
                   {{"takeCurve", context.tr("training.make.take"), true, !maker.curve.empty() && whyNotCurve(context, maker).empty()},
                    {"clearCurve", context.tr("training.make.clear"), false, !maker.curve.empty()}},
                   maker);
  if (pressed == "takeCurve") takeOver(context, maker, maker.curve.csv());
  if (pressed == "clearCurve") maker.curve.clear();
}

}  // namespace unroll
