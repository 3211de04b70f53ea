#include "widgets/formula.h"

#include <cmath>

namespace unroll::formula {

namespace {

constexpr float lineHeight = 28;
constexpr float barHeight = 15;

// A zero axis that leaves both signs the room they need.
struct Scale {
  float zero = 0, perUnit = 0;
};

Scale fit(Rect bars, const std::vector<TermBar>& terms, const Total& total) {
  float below = std::max(0.f, -total.value), above = std::max(0.f, total.value);
  for (const TermBar& t : terms) {
    if (!std::isfinite(t.value)) continue;
    below = std::max(below, -t.value);
    above = std::max(above, t.value);
  }
  if (!std::isfinite(below + above) || below + above <= 0) return {bars.center().x, 0};
  const float least = 0.12f * (below + above);  // the axis never sticks to an edge
  below = std::max(below, least);
  above = std::max(above, least);
  const float perUnit = bars.w / (below + above);
  return {bars.x + below * perUnit, perUnit};
}

void bar(Ui& ui, const Scale& scale, float middle, float value, Color color) {
  if (!std::isfinite(value)) return;
  const float length = std::max(1.f, std::abs(value) * scale.perUnit);
  const float x = value < 0 ? scale.zero - length : scale.zero;
  ui.rounded({x, middle - barHeight / 2, length, barHeight}, color, std::min(2.5f, length / 2));
}

}  // namespace

std::string withoutMarkup(std::string_view markup) {
  std::string plain;
  bool inTag = false;
  for (const char c : markup) {
    if (c == '<') inTag = true;
    if (!inTag && c != '{' && c != '}') plain += c;
    if (c == '>') inTag = false;
  }
  return plain;
}

std::string asTyped(std::string_view words) {
  std::string markup;
  for (const char c : words) {
    markup += c;
    if (c == '_' || c == '^') markup += "{}";
  }
  return markup;
}

namespace {

// f on [−half, half], and the point at x.
void drawCurve(Ui& ui, Rect r, const std::function<float(float)>& f, float x, float half) {
  const Palette& c = ui.color();
  const bool finite = std::isfinite(x);
  constexpr int samples = 64;
  float low = 0, high = 0;
  for (int i = 0; i <= samples; ++i) {
    const float v = f(-half + 2 * half * static_cast<float>(i) / samples);
    if (!std::isfinite(v)) continue;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  if (high - low < 1e-6f) high = low + 1;
  const float margin = 8;
  const auto place = [&](float px, float py) {
    return ImVec2{r.x + (px + half) / (2 * half) * r.w, r.bottom() - margin - (py - low) / (high - low) * (r.h - 2 * margin)};
  };
  ui.hairline({r.x, place(0, 0).y}, {r.right(), place(0, 0).y}, c.lines);
  ui.hairline({place(0, 0).x, r.y}, {place(0, 0).x, r.bottom()}, c.lines);
  ui.pushClip(r.inset(-8));
  for (int i = 0; i <= samples; ++i) {
    const float px = -half + 2 * half * static_cast<float>(i) / samples;
    ui.draw().PathLineTo(place(px, f(px)));
  }
  ui.draw().PathStroke(c.ink, 0, 2);
  if (finite && std::isfinite(f(x))) {
    const float v = f(x);
    const ImVec2 foot = place(x, 0), dot = place(x, v);
    const float way = dot.y - foot.y, dash = 4;
    for (float d = 0; d < std::abs(way); d += 2 * dash) {
      const float sign = way < 0 ? -1.f : 1.f;
      ui.draw().AddLine({foot.x, foot.y + sign * d}, {foot.x, foot.y + sign * std::min(d + dash, std::abs(way))}, c.control, 1.5f);
    }
    ui.draw().AddCircleFilled(dot, 8, valueColor(ui.theme(), v), 28);
    ui.draw().AddCircle(dot, 8, c.ink, 28, 1.6f);
  }
  ui.popClip();
}

}  // namespace

TermTouch sum(Ui& ui, Column& column, std::string_view name, const std::vector<TermBar>& terms, const Total& total) {
  const Palette& c = ui.color();
  float wordsWidth = ui.measureRich(total.words, Type::small).w;
  for (const TermBar& t : terms) wordsWidth = std::max(wordsWidth, ui.measureRich(t.words, Type::small).w);
  wordsWidth = std::min(wordsWidth + 12, column.width() * 0.84f);

  const float top = column.y();
  const float half = ui.lineHeight(Type::small) / 2;
  const Rect bars{column.x() + wordsWidth, top, std::max(10.f, column.width() - wordsWidth), 0};
  const Scale scale = fit(bars, terms, total);
  TermTouch done;

  for (std::size_t i = 0; i < terms.size(); ++i) {
    const TermBar& t = terms[i];
    const Rect line{column.x(), top + lineHeight * static_cast<float>(i), column.width(), lineHeight};
    const Rect ground = line.inset(-6, 1);
    if (t.pressable) {
      const std::string lineName = std::string(name) + std::to_string(i);
      const Id id = ui.id(lineName);
      const Touch touch = ui.touch(id, ground);
      ui.control(id, lineName, "slider", withoutMarkup(t.spoken), withoutMarkup(t.words), ground);
      if (touch.hovered) ui.cursor(ImGuiMouseCursor_ResizeEW);
      if (touch.hovered || t.marked) ui.rounded(ground, t.marked ? fade(t.color, 0.16f) : fade(c.soft, 0.9f), 6);
      if (ui.hasFocus(id) && ui.showsFocus()) ui.focusRing(ground, 6);
      ControlKeys& keys = ui.keys(id);
      const bool pressed = touch.clicked || keys.activate || keys.enter;
      if (const int steps = keys.x + 10 * keys.page; pressed || touch.pressed || touch.held || steps != 0)
        done = {static_cast<int>(i), pressed, touch.pressed, touch.dragging, touch.pos.x - touch.origin.x, steps, keys.shift};
      keys.activate = keys.enter = false;
      keys.x = keys.page = 0;
    }
    ui.richText({line.x, line.center().y - half}, t.words, Type::small, c.ink);
    bar(ui, scale, line.center().y, t.value, t.color);
  }
  const float rule = top + lineHeight * static_cast<float>(terms.size()) + 5;
  ui.hairline({column.x(), rule}, {column.x() + column.width(), rule}, c.lines);
  const float middle = rule + 5 + lineHeight / 2;
  ui.richText({column.x(), middle - half}, total.words, Type::small, c.ink);
  bar(ui, scale, middle, total.value, c.ink);
  ui.hairline({scale.zero, top}, {scale.zero, middle + lineHeight / 2}, c.lines);
  column.take(middle + lineHeight / 2 - top);
  return done;
}

void curve(Ui& ui, Rect r, const std::function<float(float)>& f, float x, float reach) {
  drawCurve(ui, r, f, x, std::max(reach, std::isfinite(x) ? std::abs(x) * 1.15f : 0.f));
}

void runIntoCurve(Ui& ui, Rect r, const std::function<float(float)>& f, const std::vector<TermBar>& terms, float x, float progress) {
  constexpr float reach = 2.5f;
  const Palette& c = ui.color();
  float most = std::abs(x), sum = 0;
  for (const TermBar& term : terms) most = std::max(most, std::abs(sum += term.value));
  if (!std::isfinite(most)) return curve(ui, r, f, x);
  const float half = std::max(reach, most * 1.15f), count = static_cast<float>(terms.size());
  const float each = std::min(11.f, r.h * 0.5f / std::max(1.f, count)), middle = r.x + r.w / 2, unit = r.w / (2 * half);
  const Rect bars = r.cutBottom(each * count);
  ui.hairline({middle, bars.y}, {middle, bars.bottom()}, c.lines);
  float from = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const float come = std::clamp(progress * count - static_cast<float>(i), 0.f, 1.f), to = from + come * terms[i].value;
    const float y = bars.bottom() - each * static_cast<float>(i + 1), a = middle + unit * from, b = middle + unit * to;
    if (come <= 0) break;
    ui.draw().AddRectFilled({std::min(a, b), y + 1}, {std::max(a, b), y + each - 1}, terms[i].color);
    if (come >= 1) ui.hairline({b, y + each / 2}, {b, i + 1 < terms.size() ? y - each / 2 : bars.y}, c.muted);
    from = to;
  }
  drawCurve(ui, r, f, progress >= 1 ? x : from, half);
}
}  // namespace unroll::formula
