// Each unit over time, a bar per tick: up and orange above zero, down and blue below. What comes back is marked.
#include <cmath>
#include <utility>

#include "scenes/graph/stage.h"

namespace unroll {

namespace {

// The ticks that can be seen; with many a window around the present one.
struct Span {
  int first = 0, count = 1;
  float cell = 1;
};

Span spanOf(const GraphView& view, float width) {
  constexpr float kLeast = 3;
  Span span;
  span.count = std::clamp(static_cast<int>(width / kLeast), 1, view.ticks);
  span.first = std::clamp(view.present - span.count * 2 / 3, 0, view.ticks - span.count);
  span.cell = std::min(width / static_cast<float>(span.count), 40.f);
  return span;
}

void row(const GraphContext& context, Rect lane, const Span& span, int unit, const GraphView& view) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const float middle = lane.center().y, reach = lane.h * 0.46f;
  ui.hairline({lane.x, middle}, {lane.x + span.cell * static_cast<float>(span.count), middle}, ui.color().lines);
  float most = 1;
  for (int t = 0; t < s.graph.ticks; ++t)
    if (const float v = std::fabs(s.run.at(t, unit)); std::isfinite(v)) most = std::max(most, v);
  for (int t = span.first; t < span.first + span.count; ++t) {
    const float v = s.run.at(t, unit);
    if (!std::isfinite(v) || v == 0) continue;
    const float height = std::max(1.f, std::fabs(v) / most * reach), x = lane.x + span.cell * static_cast<float>(t - span.first);
    const Color color = v > 0 ? ui.color().valuePositive : ui.color().valueNegative;
    const float strength = (0.45f + 0.55f * std::min(1.f, std::fabs(v))) * (t <= view.present ? 1.f : 0.45f);
    const Rect bar{x + 0.5f, v > 0 ? middle - height : middle, std::max(1.f, span.cell - (span.cell > 4 ? 1.5f : 0.5f)), height};
    ui.draw().AddRectFilled(bar.min(), bar.max(), fade(color, strength));
  }
}

void axis(const GraphContext& context, Rect line, const Span& span, float x0, const GraphView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const auto at = [&](int t) { return x0 + span.cell * (static_cast<float>(t - span.first) + 0.5f); };
  const float room = 34;
  const int steps[] = {1, 2, 5, 6, 10, 12, 20, 50, 100, 200};
  int step = steps[9];
  for (const int each : steps)
    if (static_cast<float>(each) * span.cell >= room) {
      step = each;
      break;
    }
  for (int t = (span.first + step - 1) / step * step; t < span.first + span.count; t += step)
    if (std::fabs(at(t) - at(view.present)) > 20) ui.text({at(t), line.y}, std::to_string(t), Type::small, c.muted, Align::center);
  ui.text({at(view.present), line.y}, std::to_string(view.present), Type::smallStrong, c.control, Align::center);
}

}  // namespace

void drawTraces(const GraphContext& context, Rect area, GraphView& view) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Rect head = area.cutTop(ui.lineHeight(Type::heading), 4);
  ui.richText(head.min(), "<b>" + context.tr("graph.traces") + "</>", Type::heading, c.ink);
  const std::string found = s.verdict.acyclic                       ? std::string()
                            : s.run.behaviour == Behaviour::period  ? context.tr("graph.periodShort", {{"p", std::to_string(s.run.period)}})
                            : s.run.behaviour == Behaviour::settled ? context.tr("graph.settledShort", {{"t", std::to_string(s.run.after)}})
                                                                    : std::string();
  const Rect line = area.cutBottom(18, 2);
  const Rect mark = found.empty() ? Rect{} : area.cutBottom(20, 0);
  const std::vector<int> rows = rowsOf(s);
  const float height = std::min(46.f, area.h / static_cast<float>(rows.size()));
  const Type type = height > 22 ? Type::formula : Type::small;
  const float names = rowNamesWidth(context, type, 20, std::min(96.f, area.w / 3));
  const Rect field{area.x + names, area.y, area.w - names, height * static_cast<float>(rows.size())};
  const Span span = spanOf(view, field.w);
  const auto x = [&](int t) {
    return field.x + span.cell * static_cast<float>(std::clamp(t, span.first, span.first + span.count) - span.first);
  };

  if (!found.empty()) {
    const int end = s.run.behaviour == Behaviour::period ? s.run.after + s.run.period : s.run.ticks;
    const float x0 = x(s.run.after), x1 = x(end);
    if (x1 > x0) {
      const Color color = s.run.behaviour == Behaviour::period ? c.whh : c.good;
      ui.draw().AddRectFilled({x0, field.y}, {x1, field.bottom()},
                              fade(color, s.run.behaviour == Behaviour::settled ? 0.07f
                                          : ui.theme().dark                     ? 0.2f
                                                                                : 0.11f),
                              4);
      const float y = field.bottom() + 3;
      ui.draw().AddLine({x0, y}, {x1, y}, color, 1.8f);
      ui.draw().AddLine({x0, y - 3}, {x0, y}, color, 1.8f);
      ui.draw().AddLine({x1, y - 3}, {x1, y}, color, 1.8f);
      const float width = ui.measure(found, Type::smallStrong).w;
      ui.text({std::clamp((x0 + x1) / 2 - width / 2, area.x, std::max(area.x, area.right() - width)), field.bottom() + 4}, found,
              Type::smallStrong, color);
    }
  }
  const int selected = unitOf(s, view.attention());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const Rect lane{field.x, field.bottom() - height * static_cast<float>(k + 1), field.w, height};
    if (rows[k] == selected) ui.rounded({area.x - 4, lane.y, area.w + 8, lane.h}, fade(c.control, 0.08f), 4);
    row(context, lane, span, rows[k], view);
    if (height >= 11) drawRowName(context, {area.x, lane.y, names, lane.h}, rows[k], type);
  }
  const Rect now{x(view.present) - 1, field.y - 2, std::max(5.f, span.cell + 1), field.h + 4};
  ui.outline(now, c.control, 4, 2);
  axis(context, Rect{line.x, mark.h > 0 ? field.bottom() + 24 : field.bottom() + 4, line.w, line.h}, span, field.x, view);

  const Id id = ui.id("traces");
  const Touch touch = ui.touch(id, field);
  if (touch.pressed) ui.setFocus(0);
  if (touch.pressed || touch.held) view.jumpTo(span.first + static_cast<int>(std::floor((touch.pos.x - field.x) / span.cell)));
  if (touch.clicked) {
    const int k = std::clamp(static_cast<int>((field.bottom() - touch.pos.y) / height), 0, s.graph.size() - 1);
    view.selected = spotOfUnit(s, rows[static_cast<std::size_t>(k)]);
    view.anchor = touch.pos;
  }
  if (!ui.control(id, "traces", "picture", context.tr("graph.traces"), "t = " + std::to_string(view.present), field)) return;
  if (ui.showsFocus()) ui.focusRing(field.inset(-3), 8);
  ControlKeys& keys = ui.keys(id);
  if (const int by = std::exchange(keys.x, 0)) view.jumpTo(view.present + by);
  if (std::exchange(keys.home, false)) view.jumpTo(0);
  if (std::exchange(keys.end, false)) view.jumpTo(view.last());
}

}  // namespace unroll
