#include "scenes/sequence/fold_grip.h"

#include <algorithm>
#include <cmath>

#include "widgets/formula.h"

namespace unroll {

float shownFold(Ui& ui, const SequenceView& view) { return ui.glide(ui.id("fold"), view.openness(), view.draggedOpen ? 0.f : 0.5f); }

void foldGrip(const SceneContext& context, ImVec2 atLoop, ImVec2 atColumns, float fold, SequenceView& view) {
  constexpr float radius = 12;
  Ui& ui = context.ui;
  const ImVec2 at = atLoop + (atColumns - atLoop) * fold;
  const Id id = ui.id("fold");
  const Rect place{at.x - Theme::touch / 2, at.y - Theme::touch / 2, Theme::touch, Theme::touch};
  const Touch touch = ui.touch(ui.id("fold.grip"), place);
  float& from = ui.memory(ui.id("fold.from"));
  if (touch.pressed) from = fold;
  view.draggedOpen = touch.dragging;
  const float width = std::max(60.f, atColumns.x - atLoop.x);
  if (touch.dragging) {
    const float share = std::clamp(from + (touch.pos.x - touch.origin.x) / width, 0.f, 1.f);
    view.openTo(share);
    if (view.half < 0) view.half = share;  // not before it is let go
  }
  if (touch.released && view.half >= 0) view.openTo(view.half);
  if (touch.clicked) view.fold(!view.unfolded);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_ResizeEW);
  (void)ui.control(id, "fold", "slider", context.tr("sequence.fold"), plainNumber(static_cast<double>(view.openness()), 1), place);
  ControlKeys& keys = ui.keys(id);
  if (keys.x != 0) view.openTo(std::clamp(std::round(10 * view.openness() + static_cast<float>(keys.x)) / 10, 0.f, 1.f));
  if (keys.home || keys.end) view.fold(keys.end);
  keys.x = 0;
  keys.home = keys.end = false;
  const Palette& c = ui.color();
  ui.draw().AddCircleFilled(at, radius, c.background, 28);
  ui.draw().AddCircle(at, radius, touch.hovered || touch.held ? c.control : c.muted, 28, 1.6f);
  for (const float side : {-1.f, 1.f}) {
    const ImVec2 tip{at.x + side * 7, at.y};
    ui.draw().AddLine(tip, {tip.x - side * 4, tip.y - 4}, c.control, 1.8f);
    ui.draw().AddLine(tip, {tip.x - side * 4, tip.y + 4}, c.control, 1.8f);
  }
  if (ui.hasFocus(id) && ui.showsFocus()) ui.focusRing({at.x - radius - 3, at.y - radius - 3, 2 * radius + 6, 2 * radius + 6}, radius + 3);
}

}  // namespace unroll
