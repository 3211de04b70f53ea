#include "widgets/scroll.h"

namespace unroll::ui {

namespace {
constexpr float kWheelStep = 40;
constexpr float kFocusMargin = 12;
constexpr float kRing = 5;  // a focus ring stands out of the column by this much
constexpr Id kLength = 0x81u, kFocused = 0x82u;
}  // namespace

void scrolled(Ui& ui, std::string_view name, Rect area, float gap, const std::function<void(Column&)>& content) {
  const Id id = ui.id(name);
  float& offset = ui.memory(id);
  float& length = ui.memory(id + kLength);
  const float most = std::max(0.f, length - area.h);
  const Rect visible{area.x - kRing, area.y, area.w + 2 * kRing, area.h};

  if (most > 0) {
    const Touch t = ui.touch(id, area);
    if (t.dragging) offset -= t.delta.y;
  }
  offset = std::clamp(offset, 0.f, most);

  ui.pushClip(visible);
  Column column({area.x, area.y - offset, area.w, area.h}, gap);
  const std::size_t first = ui.controlCount();
  const Id around = ui.enterScroller(most > 0 ? id : 0);
  content(column);
  ui.enterScroller(around);
  length = column.used() + 2;
  if (ui.hovers(area)) offset -= ui.wheel() * kWheelStep;
  const ControlRecord* focused = ui.focusedSince(first);
  float& focusBefore = ui.memory(id + kFocused);
  const float focusNow = focused ? static_cast<float>(focused->id & 0xFFFFFFu) : 0;
  if (focused && focusNow != focusBefore && most > 0) {
    const Rect& rect = focused->rect;
    if (rect.y < area.y + kFocusMargin) offset -= area.y + kFocusMargin - rect.y;
    if (rect.bottom() > area.bottom() - kFocusMargin) offset += rect.bottom() - area.bottom() + kFocusMargin;
    ui.keepDrawing();
  }
  focusBefore = focusNow;
  if (const std::optional<Rect> opened = ui.takeRevealed()) {
    offset += std::min(0.f, opened->y - area.y) + std::max(0.f, opened->y - (area.y + area.h / 3));
    ui.keepDrawing();
  }
  offset = std::clamp(offset, 0.f, std::max(0.f, length - area.h));
  ui.popClip();

  if (most > 1) {
    const float h = std::max(24.f, area.h * area.h / length);
    const float y = area.y + (area.h - h) * offset / most;
    ui.rounded({area.right() + 3, y, 3, h}, ui.color().lines, 1.5f);
  }
}

}  // namespace unroll::ui
