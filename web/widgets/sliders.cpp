// Sliders over a range and the scrubber over time steps.
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "widgets/controls.h"
#include "widgets/typed_value.h"

namespace unroll::ui {

namespace {

constexpr float kKnob = 9;
constexpr float kTrack = 4;
constexpr float kZeroShare = 0.06f;  // left end of a track that has a "none"
constexpr Id kMessage = 0x61u;

bool hasZero(const SliderRange& r, std::string_view zeroText) { return !zeroText.empty() && r.min > 0; }

double toShare(const SliderRange& r, double v, bool zero) {
  if (zero && v <= 0) return 0;
  v = std::clamp(v, r.min, r.max);
  double s = 0;
  switch (r.scale) {
    case Scale::linear: s = (v - r.min) / (r.max - r.min); break;
    case Scale::log: s = std::log(v / r.min) / std::log(r.max / r.min); break;
    case Scale::squared: s = std::sqrt((v - r.min) / (r.max - r.min)); break;
  }
  return zero ? kZeroShare + (1 - kZeroShare) * s : s;
}

// Two significant digits are as fine as a pointer can be; typing gives the rest.
double tidy(double v, int digits) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.*g", digits, v);
  return std::strtod(buffer, nullptr);
}

double fromShare(const SliderRange& r, double s, bool zero) {
  if (zero) {
    if (s < kZeroShare / 2) return 0;
    s = std::max(0.0, (s - kZeroShare) / (1 - kZeroShare));
  }
  s = std::clamp(s, 0.0, 1.0);
  double v = 0;
  switch (r.scale) {
    case Scale::linear: v = r.min + s * (r.max - r.min); break;
    case Scale::log: v = r.min * std::pow(r.max / r.min, s); break;
    case Scale::squared: v = r.min + s * s * (r.max - r.min); break;
  }
  if (r.integer) return std::clamp(std::round(v), r.min, r.max);
  if (r.decimals >= 0) return std::round(v * std::pow(10, r.decimals)) / std::pow(10, r.decimals);
  return std::clamp(tidy(v, r.scale == Scale::linear ? 3 : 2), r.min, r.max);
}

std::string shown(const Ui& ui, const SliderRange& r, double v, std::string_view zeroText) {
  if (!r.words.empty()) return std::string(r.words);
  if (v == 0 && !zeroText.empty()) return std::string(zeroText);
  if (r.integer) return ui.words().integer(std::llround(v));
  return r.decimals >= 0 ? plainNumber(v, r.decimals) : compactNumber(v);
}

bool arrowKeys(ControlKeys& keys, const SliderRange& r, double& value, bool zero) {
  if (keys.x == 0 && keys.page == 0 && !keys.home && !keys.end) return false;
  const double before = value;
  const int steps = keys.x + 10 * keys.page;
  if (steps != 0) {
    if (r.step > 0)
      value = std::clamp(value + steps * r.step, r.min, r.max);
    else if (r.integer)
      value = std::clamp(value + steps, r.min, r.max);
    else
      value = fromShare(r, toShare(r, value, zero) + steps * (keys.shift ? 0.005 : 0.025), zero);
  }
  if (keys.home) value = zero ? 0 : r.min;
  if (keys.end) value = r.max;
  keys.x = keys.page = 0;
  keys.home = keys.end = false;
  return value != before;
}

// A reader's slider goes over the values where they lie evenly or are counts, else over the track.
bool goesOverValues(const SliderRange& r) { return r.integer || r.scale == Scale::linear; }

void detail(Ui& ui, const SliderRange& r, double value, bool zero) {
  constexpr double kSteps = 40;  // as the arrows'
  ControlRecord* more = ui.detailed();
  if (!more) return;
  const bool values = goesOverValues(r);
  more->least = values && !zero ? r.min : 0;
  more->most = values ? r.max : 1;
  more->now = values ? std::clamp(value, more->least, more->most) : toShare(r, value, zero);
  more->step = !values ? 1 / kSteps : r.step > 0 ? r.step : r.integer ? 1 : (r.max - r.min) / kSteps;
}

bool requested(Ui& ui, Id id, const SliderRange& r, double& value, bool zero) {
  const auto asked = ui.takeRequest(id);
  if (!asked || r.max <= r.min) return false;
  const double before = value, wanted = asked->number;
  if (!goesOverValues(r))
    value = fromShare(r, wanted, zero);
  else if (zero && wanted < r.min)
    value = wanted > before ? r.min : 0;
  else
    value =
        fromShare({.min = r.min, .max = r.max, .integer = r.integer, .decimals = r.decimals}, (wanted - r.min) / (r.max - r.min), false);
  return value != before;
}

void drawTrack(Ui& ui, Rect track, double share, bool hovered, bool held, bool warning = false) {
  const Color color = warning ? ui.color().bad : ui.color().control;
  const float y = track.center().y;
  const float x = track.x + kKnob + static_cast<float>(share) * (track.w - 2 * kKnob);
  ui.rounded({track.x, y - kTrack / 2, track.w, kTrack}, ui.color().lines, kTrack / 2);
  ui.rounded({track.x, y - kTrack / 2, x - track.x, kTrack}, color, kTrack / 2);
  const float radius = kKnob + (held ? 1.5f : hovered ? 0.8f : 0);
  ui.draw().AddCircleFilled({x, y}, radius, ui.color().background, 32);
  ui.draw().AddCircle({x, y}, radius, color, 32, 2.4f);
}

bool dragTrack(const Touch& t, Rect track, const SliderRange& r, double& value, bool zero) {
  if (!t.held && !t.pressed) return false;
  const double share = std::clamp((t.pos.x - track.x - kKnob) / std::max(1.f, track.w - 2 * kKnob), 0.f, 1.f);
  const double v = fromShare(r, share, zero);
  if (v == value) return false;
  value = v;
  return true;
}

// Indices of weights stand low; where there is no room for that, the end is cut as of any text.
void drawLabel(Ui& ui, Rect row, std::string_view label) {
  const TextSize size = ui.measureRich(label, Type::text);
  if (size.w <= row.w)
    ui.richText({row.x, row.center().y - size.h / 2}, label, Type::text, ui.color().ink);
  else
    ui.textIn(row, label, Type::text, ui.color().ink);
}

struct Bounds {
  double least = 0, most = 0;
};
Bounds typedBounds(const SliderRange& r) {
  const bool wider = r.typedMin != 0 || r.typedMax != 0;
  return wider ? Bounds{r.typedMin, r.typedMax} : Bounds{r.min, r.max};
}

bool typedNumber(Ui& ui, Id id, const SliderRange& r, std::string_view line, double& value) {
  const auto [least, most] = typedBounds(r);
  double v = 0;
  const bool isNumber = readNumber(line, v);
  if (!isNumber || v < least || v > most || (r.integer && v != std::floor(v))) {
    std::string& message = ui.memoryText(id + kMessage);
    message = ui.tr(!isNumber   ? "control.notANumber"
                    : r.integer ? "control.allowedWhole"
                                : "control.allowed",
                    {{"typed", std::string(line)}, {"min", compactNumber(least)}, {"max", compactNumber(most)}});
    ui.memory(id + kMessage) = static_cast<float>(ui.now());
    return false;
  }
  const bool changed = v != value;
  value = v;
  return changed;
}

}  // namespace

bool slider(Ui& ui, Column& column, std::string_view name, std::string_view label, double& value, const SliderRange& range,
            std::string_view zeroText) {
  if (ui.isHidden(name)) return false;
  constexpr float kHeight = 46, kLabel = 24;
  const Id id = ui.id(name);
  const Rect r = column.take(kHeight);
  const Rect top{r.x, r.y, r.w, kLabel};
  const Rect track{r.x, r.y + kLabel, r.w, kHeight - kLabel};
  const bool zero = hasZero(range, zeroText);
  std::string valueText = shown(ui, range, value, zeroText);
  const bool focused = ui.control(id, name, "slider", label, valueText, r);
  detail(ui, range, value, zero);
  bool changed = requested(ui, id, range, value, zero);

  const bool unsignedNumber = typedBounds(range).least >= 0;  // a phone's keyboard of digits may have no minus
  const float numberWidth = std::min(r.w, std::max(finger::across, ui.measureRich(valueText, Type::strong).w + 10));
  const Rect number{r.right() - numberWidth, top.y, numberWidth, top.h};
  ui.typesAt(number, unsignedNumber);
  const Touch onValue = ui.touchPress(id + 1, top);
  const Touch t = ui.touchSideways(id, track);
  if (t.pressed || t.clicked || (t.dragging && !ui.hasFocus(id))) ui.setFocus(id);
  if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  const bool tapped = ui.touchScreen() && onValue.clicked && onValue.pos.x >= number.x && !ui.captures(id);
  if (onValue.doubleClicked || t.doubleClicked || tapped)
    startTyping(ui, id, typedForm(value));
  else if (dragTrack(t, track, range, value, zero))
    changed = true;

  std::string line;
  const Typing state = typing(ui, id, {}, line);  // any character: what is no number is refused with words
  if (state == Typing::committed) changed = typedNumber(ui, id, range, line, value) || changed;
  if (state == Typing::idle) {
    ControlKeys& keys = ui.keys(id);
    if (keys.enter || (!keys.typed.empty() && keys.typed != "\b")) {
      const std::string first = keys.typed;
      keys.activate = keys.enter = false;
      startTyping(ui, id, typedForm(value));
      keys.typed = first;
      (void)typing(ui, id, {}, line);
    } else {
      keys.activate = false;
      changed = arrowKeys(keys, range, value, zero) || changed;
    }
  }

  const std::string message = ui.memoryText(id + kMessage);
  const bool complains = !message.empty() && ui.now() - ui.memory(id + kMessage) < 4;
  if (complains) ui.wakeAt(ui.memory(id + kMessage) + 4.05);
  if (complains) ui.tell(message, message);
  if (changed || !complains) ui.memoryText(id + kMessage).clear();

  if (ui.captures(id)) {
    const float width = std::clamp(r.w - ui.measure(label, Type::text).w - 8, std::min(76.f, r.w * 0.5f), std::min(130.f, r.w * 0.5f));
    const Rect box{r.right() - width, r.y - 1, width, kLabel};
    drawLabel(ui, {r.x, r.y, r.w - box.w - 8, kLabel}, label);
    ui.standsThere(line);
    drawTyped(ui, id, box, label, line, Align::right, unsignedNumber);
  } else if (complains && !changed) {
    ui.textIn(top, message, Type::small, ui.color().bad);
  } else {
    valueText = shown(ui, range, value, zeroText);
    const TextSize size = ui.measureRich(valueText, Type::strong);
    drawLabel(ui, {r.x, r.y, r.w - size.w - 10, kLabel}, label);
    ui.richText({r.right(), r.y + (kLabel - size.h) / 2}, valueText, Type::strong, ui.color().ink, 0, Align::right);
  }
  drawTrack(ui, track, toShare(range, value, zero), t.hovered, t.held, range.warning);
  if (focused && !ui.captures(id)) ui.focusRing(r, 6);
  return changed;
}

bool slider(Ui& ui, Column& column, std::string_view name, std::string_view label, int& value, const SliderRange& range) {
  SliderRange whole = range;
  whole.integer = true;
  double v = value;
  const bool changed = slider(ui, column, name, label, v, whole);
  value = static_cast<int>(std::lround(v));
  return changed;
}

bool bareSlider(Ui& ui, Rect r, std::string_view name, std::string_view label, double& value, const SliderRange& range) {
  if (ui.isHidden(name)) return false;
  const Id id = ui.id(name);
  const bool focused = ui.control(id, name, "slider", label, shown(ui, range, value, {}), r);
  detail(ui, range, value, false);
  const Touch t = ui.touch(id, r);
  if (t.pressed) ui.setFocus(id);
  if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  bool changed = requested(ui, id, range, value, false);
  changed = (range.max > range.min && dragTrack(t, r, range, value, false)) || changed;
  ControlKeys& keys = ui.keys(id);
  keys.activate = false;
  if (range.max > range.min) changed = arrowKeys(keys, range, value, false) || changed;
  drawTrack(ui, r, range.max > range.min ? toShare(range, value, false) : 1, t.hovered, t.held);
  if (focused) ui.focusRing(r, 6);
  return changed;
}

namespace {

// Up to the next of 1, 2, 3, 4, 5, 10, 20, 50, 100, …
int roundStep(int least) {
  if (least <= 5) return std::max(1, least);
  int step = 10;
  for (int i = 0; step < least && step < 1'000'000; ++i) step = i % 3 == 1 ? step / 2 * 5 : step * 2;
  return step;
}

}  // namespace

bool scrubber(Ui& ui, Rect r, std::string_view name, std::string_view label, int& position, int last, int reached, int turn, int marked) {
  if (ui.isHidden(name)) return false;
  const Id id = ui.id(name);
  const auto named = [&](int i) { return std::to_string(turn < 0 || i < turn ? i : last - i); };
  const std::string spoken = turn < 0 || position < turn ? named(position) : position == turn ? "L" : "← " + named(position);
  const bool focused = ui.control(id, name, "slider", label, spoken, r);
  const SliderRange steps{.max = static_cast<double>(last), .integer = true};
  detail(ui, steps, position, false);
  const Palette& c = ui.color();
  const Rect line = r.inset(12, 0);
  const float y = r.y + 16;
  auto xOf = [&](float step) { return last > 0 ? line.x + line.w * step / static_cast<float>(last) : line.x; };
  const int before = position;
  if (double asked = position; requested(ui, id, steps, asked, false)) position = static_cast<int>(asked);

  const Touch t = ui.touch(id, r);
  if (t.pressed) ui.setFocus(id);
  if (t.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if ((t.pressed || t.held) && last > 0)
    position = std::clamp(static_cast<int>(std::lround((t.pos.x - line.x) / line.w * static_cast<float>(last))), 0, last);
  ControlKeys& keys = ui.keys(id);
  position = std::clamp(position + keys.x + 10 * keys.page, 0, last);
  if (keys.home) position = 0;
  if (keys.end) position = last;
  keys.x = keys.page = 0;
  keys.home = keys.end = false;

  const float spacing = last > 0 ? line.w / static_cast<float>(last) : line.w;
  const bool dots = spacing >= 16;
  const float x = t.held ? xOf(static_cast<float>(position)) : xOf(ui.glide(id, static_cast<float>(position), 0.2f));
  const float turnX = turn < 0 ? line.right() : xOf(static_cast<float>(turn));
  const auto colorOf = [&](int i) { return turn >= 0 && i > turn ? c.gradientLine : c.control; };
  ui.rounded({line.x, y - 2.5f, line.w, 5}, c.lines, 2.5f);
  ui.rounded({line.x, y - 2.5f, std::min(x, turnX) - line.x, 5}, c.control, 2.5f);
  if (x > turnX) ui.rounded({turnX, y - 2.5f, x - turnX, 5}, c.gradientLine, 2.5f);
  if (reached > position && dots)
    ui.rounded({x, y - 2.5f, xOf(static_cast<float>(std::min(reached, last))) - x, 5}, fade(c.control, 0.35f), 2.5f);
  const float words = std::max(34.f, ui.measure(named(turn < 0 ? last : std::max(0, turn - 1)), Type::small).w + 10);
  const int every = roundStep(static_cast<int>(std::ceil(words / std::max(1e-3f, spacing))));
  const bool narrowTurn = turn > 0 && 2 * spacing < ui.measure(named(turn - 1), Type::small).w + 5;  // the last step is named once
  const auto atPlace = [&](int i) {
    const float at = xOf(static_cast<float>(i));
    if (dots) {
      ui.draw().AddCircleFilled({at, y}, 5.5f,
                                i <= position  ? colorOf(i)
                                : i <= reached ? mixColors(c.soft, c.control, 0.35f)
                                               : c.lines,
                                20);
      if (i > position && i > reached) ui.draw().AddCircleFilled({at, y}, 3.6f, c.background, 20);
    }
    // Counted from the ends, so that both halves name the same steps.
    const int fromEnd = turn >= 0 && i > turn ? last - i : i, end = turn < 0 ? last : turn - 1;
    const bool labelled =
        fromEnd == 0 || (fromEnd == end && i != turn && !(narrowTurn && i > turn)) || (fromEnd % every == 0 && end - fromEnd >= every);
    if (labelled && i != turn && i != marked && r.h >= 40 && line.w >= 40)
      ui.text({at, y + 12}, named(i), Type::small, i == position ? c.ink : c.muted, Align::center);
  };
  for (int i = 0; i <= last; ++i) atPlace(i);
  if (marked >= 0 && marked <= last) {
    const ImVec2 at{xOf(static_cast<float>(marked)), y};
    ui.draw().AddCircleFilled(at, marked == position ? 15.f : 6.5f, c.bad, 28);
    if (r.h >= 40 && (marked % every == 0 || marked == last) && marked != turn)
      ui.text({at.x, y + 12}, named(marked), Type::smallStrong, c.bad, Align::center);
  }
  if (turn >= 0) {
    ui.draw().AddCircleFilled({turnX, y}, 11, c.background, 28);
    ui.draw().AddCircle({turnX, y}, 11, position >= turn ? c.control : c.lines, 28, 2);
    ui.textIn({turnX - 11, y - 11, 22, 22}, "L", Type::smallStrong, position >= turn ? c.ink : c.muted, Align::center);
  }
  if (position != turn || t.held)
    ui.draw().AddCircleFilled({x, y}, t.held ? 12.f : 11.f, position > turn && turn >= 0 ? c.gradientLine : c.control, 32);
  if (position == turn) ui.draw().AddCircle({x, y}, 12, c.control, 32, 3.5f);
  if (focused) ui.focusRing({x - 11, y - 11, 22, 22}, 11);
  return position != before;
}

}  // namespace unroll::ui
