#include "widgets/sequence_strip.h"

#include <cmath>
#include <string>

namespace unroll::strip {

namespace {
constexpr float rowGap = 8;
}  // namespace

float height(const Sequence& sequence, float rowHeight) { return static_cast<float>(sequence.features) * (rowHeight + rowGap) - rowGap; }

int draw(Ui& ui, Rect r, std::string_view name, std::string_view label, const Sequence& sequence, int present) {
  if (sequence.steps < 1 || ui.isHidden(name)) return -1;
  const Palette& c = ui.color();
  const float rowHeight = (r.h + rowGap) / static_cast<float>(sequence.features) - rowGap;
  const float pitch = r.w / static_cast<float>(sequence.steps);
  const float gap = std::min(6.f, pitch * 0.16f);
  const Rect now{r.x + pitch * static_cast<float>(present) + gap / 2 - 2, r.y - 3, pitch - gap + 4, r.h + 6};
  ui.rounded(now, c.soft, 5);
  for (int feature = 0; feature < sequence.features; ++feature) {
    const auto value = [&](int t) { return sequence.values[static_cast<std::size_t>(t * sequence.features + feature)]; };
    float most = 1, least = 0;
    for (int t = 0; t < sequence.steps; ++t) most = std::max(most, value(t)), least = std::min(least, value(t));
    const float top = r.y + static_cast<float>(feature) * (rowHeight + rowGap);
    const float zero = top + rowHeight * most / (most - least);
    for (int t = 0; t < sequence.steps; ++t) {
      const float v = value(t), x = r.x + pitch * static_cast<float>(t) + gap / 2;
      const float length = std::max(2.f, std::abs(v) / (most - least) * rowHeight);
      const Color color = std::abs(v) < 0.02f ? c.lines : valueColor(ui.theme(), v);
      ui.rounded({x, v < 0 ? zero : zero - length, pitch - gap, length}, color, std::min(3.f, (pitch - gap) / 3));
    }
    ui.hairline({r.x, zero}, {r.right(), zero}, c.lines);
  }
  ui.outline(now, c.control, 5, 1.5f);

  const Id id = ui.id(name);
  ui.control(id, name, "slider", label, "t = " + std::to_string(present), r);
  if (ui.hasFocus(id) && ui.showsFocus()) ui.focusRing(r.inset(-6), 8);
  const Touch touch = ui.touch(id, r);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  int to = -1;
  if (touch.pressed || touch.held) to = std::clamp(static_cast<int>((touch.pos.x - r.x) / pitch), 0, sequence.steps - 1);
  ControlKeys& keys = ui.keys(id);
  if (keys.x != 0) to = std::clamp(present + keys.x, 0, sequence.steps - 1);
  if (keys.home) to = 0;
  if (keys.end) to = sequence.steps - 1;
  keys.x = 0;
  keys.home = keys.end = false;
  return to;
}

}  // namespace unroll::strip
