#include "widgets/stepper.h"

#include <algorithm>

namespace unroll::ui {

bool stepper(Ui& ui, Rect r, std::string_view name, const std::string& label, const std::string& words, int& value, int least, int most) {
  const Id id = ui.id(name);
  const bool focused = ui.control(id, name, "slider", label, words, r);
  if (ControlRecord* more = ui.detailed()) {
    more->least = least;
    more->most = most;
    more->now = value;
    more->step = 1;
  }
  const Touch touch = ui.touch(id, r);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  ControlKeys& keys = ui.keys(id);
  int by = std::exchange(keys.x, 0);
  if (const auto asked = ui.takeRequest(id)) by += static_cast<int>(asked->number) - value;
  if (touch.clicked) by += touch.pos.x < r.center().x ? -1 : 1;
  ui.rounded(r, touch.hovered ? mixColors(ui.color().soft, ui.color().lines, 0.7f) : ui.color().soft, Theme::cornerSmall);
  const Rect ends[] = {{r.x, r.y, 26, r.h}, {r.right() - 26, r.y, 26, r.h}};
  ui.textIn(ends[0], "−", Type::strong, value > least ? ui.color().ink : ui.color().lines, Align::center);
  ui.textIn(ends[1], "+", Type::strong, value < most ? ui.color().ink : ui.color().lines, Align::center);
  ui.textIn(r.inset(24, 0), words, Type::text, ui.color().ink, Align::center);
  if (focused) ui.focusRing(r, Theme::cornerSmall);
  const int before = value;
  value = std::clamp(value + by, least, most);
  return value != before;
}

}  // namespace unroll::ui
