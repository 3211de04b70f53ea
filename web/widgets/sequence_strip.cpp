#include "widgets/sequence_strip.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace unroll::strip {

namespace {
constexpr float rowGap = 8;

// What a row spans: 0 … 1, or as far as its values go.
std::pair<float, float> rangeOf(const Sequence& sequence, int feature) {
  float least = 0, most = 1;
  for (int t = 0; t < sequence.steps; ++t) {
    const float v = sequence.values[static_cast<std::size_t>(t * sequence.features + feature)];
    most = std::max(most, v), least = std::min(least, v);
  }
  return {least, most};
}

}  // namespace

float height(const Sequence& sequence, float rowHeight) { return static_cast<float>(sequence.features) * (rowHeight + rowGap) - rowGap; }

Use draw(Ui& ui, Rect r, std::string_view name, std::string_view label, const Sequence& sequence, int present, Hold& hold, bool bits) {
  if (sequence.steps < 1 || ui.isHidden(name)) return {};
  const Palette& c = ui.color();
  const float rowHeight = (r.h + rowGap) / static_cast<float>(sequence.features) - rowGap;
  const float pitch = r.w / static_cast<float>(sequence.steps);
  const float gap = std::min(6.f, pitch * 0.16f);
  const Rect now{r.x + pitch * static_cast<float>(present) + gap / 2 - 2, r.y - 3, pitch - gap + 4, r.h + 6};
  ui.rounded(now, c.soft, 5);
  for (int feature = 0; feature < sequence.features; ++feature) {
    const auto value = [&](int t) { return sequence.values[static_cast<std::size_t>(t * sequence.features + feature)]; };
    const std::pair<float, float> range = rangeOf(sequence, feature);
    const float least = range.first, most = range.second;
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
  const auto stepAt = [&](float x) { return std::clamp(static_cast<int>((x - r.x) / pitch), 0, sequence.steps - 1); };
  Use use;
  if (touch.hovered) ui.cursor(hold.vertical ? ImGuiMouseCursor_ResizeNS : ImGuiMouseCursor_Hand);
  if (touch.pressed) {
    const int feature = std::clamp(static_cast<int>((touch.pos.y - r.y + rowGap / 2) / (rowHeight + rowGap)), 0, sequence.features - 1);
    const auto [least, most] = rangeOf(sequence, feature);
    hold = {.step = stepAt(touch.pos.x), .feature = feature, .scale = (most - least) / rowHeight};
    hold.from = sequence.values[static_cast<std::size_t>(hold.step * sequence.features + feature)];
    hold.decided = false;
  }
  const bool wasPresent = hold.step == present;
  if (touch.dragging && !hold.decided) {
    hold.decided = true;
    hold.vertical = std::abs(touch.pos.y - touch.origin.y) > std::abs(touch.pos.x - touch.origin.x);
  }
  const auto give = [&](float value) {
    use.setStep = hold.step;
    use.setFeature = hold.feature;
    use.value = value;
  };
  if (touch.pressed || (touch.held && hold.decided && !hold.vertical)) use.step = stepAt(touch.pos.x);
  if (touch.held && hold.vertical && hold.step >= 0) {
    const float value = hold.from + (touch.origin.y - touch.pos.y) * hold.scale;
    give(bits ? (value >= 0.5f ? 1.f : 0.f) : std::clamp(std::round(value * 20) / 20, -5.f, 5.f) + 0.f);
  }
  if (touch.clicked && bits && wasPresent && !hold.vertical && hold.wasPresent) give(hold.from >= 0.5f ? 0.f : 1.f);
  if (touch.pressed) hold.wasPresent = wasPresent;
  if (!touch.held && !touch.pressed) hold = {};
  ControlKeys& keys = ui.keys(id);
  if (keys.x != 0) use.step = std::clamp(present + keys.x, 0, sequence.steps - 1);
  if (keys.home) use.step = 0;
  if (keys.end) use.step = sequence.steps - 1;
  keys.x = 0;
  keys.home = keys.end = false;
  return use;
}

}  // namespace unroll::strip
