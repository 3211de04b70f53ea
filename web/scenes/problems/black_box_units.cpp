// Black box: what a unit stands for, and what an answer hangs on.
#include <cmath>
#include <utility>

#include "scenes/problems/black_box_view.h"

namespace unroll {

namespace {

std::size_t asIndex(int i) { return static_cast<std::size_t>(i); }

// A bar for each unit, the best first; as many as there is room for. The control "unitBars".
void drawRanks(const ProblemsContext& context, Rect r, BlackBoxView& view) {
  constexpr float narrowest = 14, widest = 46;
  Ui& ui = context.ui;
  if (ui.isHidden("unitBars")) return;
  const Palette& c = ui.color();
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  const int units = static_cast<int>(picture.units.size()), fits = std::min(units, std::max(1, static_cast<int>(r.w / narrowest)));
  int chosen = 0;
  for (int i = 0; i < units; ++i)
    if (picture.units[asIndex(i)].unit == view.unitOf(picture)) chosen = i;
  const int first = std::clamp(chosen - fits / 2, 0, units - fits);
  const float pitch = std::min(widest, r.w / static_cast<float>(fits)), line = ui.lineHeight(Type::small);
  const Rect bars{r.x, r.y + line, pitch * static_cast<float>(fits), r.h - 2 * line - 2};
  const Id id = ui.id("unitBars");
  const BlackBoxUnit& now = picture.units[asIndex(chosen)];
  const bool focused = ui.control(id, "unitBars", "slider", context.tr("problems.blackBox.unitBars"), unitSentence(context, picture, now),
                                  {r.x, r.y, bars.w, r.h});
  const auto choose = [&](int i) {
    context.set("unit", picture.units[asIndex(std::clamp(i, 0, units - 1))].unit);
    ++view.chosen;
  };
  const Touch touch = ui.touchPress(id, {r.x, r.y, bars.w, r.h});
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (touch.clicked) choose(first + std::clamp(static_cast<int>((touch.pos.x - r.x) / pitch), 0, fits - 1));
  ControlKeys& keys = ui.keys(id);
  if (keys.x != 0) choose(chosen + std::exchange(keys.x, 0));
  if (std::exchange(keys.home, false)) choose(0);
  if (std::exchange(keys.end, false)) choose(units - 1);
  if (std::exchange(keys.activate, false)) choose(chosen);
  for (int i = first; i < first + fits; ++i) {
    const BlackBoxUnit& unit = picture.units[asIndex(i)];
    const bool on = i == chosen;
    const Rect place{r.x + pitch * static_cast<float>(i - first), bars.y, pitch, bars.h};
    const float high = std::max(1.f, bars.h * static_cast<float>(std::clamp(unit.score, 0.0, 1.0)));
    const Rect bar = place.inset(std::min(4.f, pitch * 0.16f), 0);
    ui.rounded(bar, c.soft, 4);
    ui.rounded({bar.x, bar.bottom() - high, bar.w, high}, on ? c.control : mixColors(c.card, c.control, 0.45f), 4);
    const Rect below{place.x, bars.bottom() + 2, place.w, line};
    const std::string name = std::to_string(unit.unit);
    if (on || (pitch >= 20 && std::abs(i - chosen) != 0))
      if (ui.measure(name, on ? Type::smallStrong : Type::small).w <= pitch || on)
        ui.text({below.center().x, below.y}, name, on ? Type::smallStrong : Type::small, on ? c.control : c.muted, Align::center);
    if (on) {
      const std::string words = plainNumber(std::max(0.0, unit.score), 2);
      const float half = ui.measure(words, Type::smallStrong).w / 2, x = std::clamp(place.center().x, r.x + half, r.right() - half);
      ui.text({x, r.y}, words, Type::smallStrong, c.control, Align::center);
    }
  }
  if (focused && ui.showsFocus()) ui.focusRing({r.x, r.y, bars.w, r.h}, 8);
}

// The probabilities of an answer, or its one number.
void drawAnswer(const ProblemsContext& context, Rect r, int t) {
  constexpr int most = 32;
  constexpr float widest = 54;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  const Table& answers = picture.paths->answers;
  const int row = static_cast<int>(picture.paths->row(picture.walked, t)), outputs = std::min(most, answers.cols);
  const float line = ui.lineHeight(Type::small), pitch = std::min(widest, r.w / static_cast<float>(outputs));
  float scale = 1;
  for (const float value : answers.values)
    if (std::isfinite(value)) scale = std::max(scale, std::fabs(value));
  for (int o = 0; o < outputs; ++o) {
    const Rect place{r.x + pitch * static_cast<float>(o), r.y + line, pitch, r.h - 2 * line - 2};
    const Rect bar = place.inset(std::min(5.f, pitch * 0.16f), 0);
    const float value = answers.at(row, o), high = bar.h * std::clamp(std::fabs(value) / scale, 0.f, 1.f);
    const bool meant = o == picture.answers[asIndex(t)];
    ui.rounded(bar, c.soft, 4);
    ui.rounded({bar.x, bar.bottom() - high, bar.w, high}, meant ? c.control : mixColors(c.card, c.control, 0.45f), std::min(4.f, high / 2));
    const std::string name = outputName(context, picture, o);
    if (meant || ui.measure(name, Type::small).w + 2 <= pitch)
      ui.text({place.center().x, place.bottom() + 2}, name, meant ? Type::smallStrong : Type::small, meant ? c.control : c.muted,
              Align::center);
    const std::string number = plainNumber(static_cast<double>(value), 2);
    if (meant || (ui.measure(number, Type::small).w + 4 <= pitch && std::fabs(value) >= 0.005f))
      ui.text({place.center().x, r.y}, number, meant ? Type::smallStrong : Type::small, meant ? c.control : c.muted, Align::center);
  }
}

}  // namespace

void drawUnits(const ProblemsContext& context, Rect r, BlackBoxView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  const BlackBoxPaths& paths = *picture.paths;
  if (picture.units.empty()) {
    ui.richText(r.min(), context.tr(picture.taskProperties.empty() ? "problems.blackBox.noProperty" : "problems.blackBox.computing"),
                Type::text, c.muted, r.w);
    return;
  }
  const float line = ui.lineHeight(Type::smallStrong);
  const BlackBoxUnit* unit = view.chosenUnit(picture);
  const std::string sentence = unitSentence(context, picture, *unit);
  const Rect values = r.cutBottom(line), strip = r.cutBottom(stripHeight, 4);
  const StripPlace place = stripPlace(strip, view);
  const auto h = [&](int t) { return static_cast<double>(paths.h.at(static_cast<int>(paths.row(picture.walked, t)), unit->unit)); };
  drawStrip(context, place, view, [&](int t) { return valueColor(ui.theme(), static_cast<float>(h(t))); });
  const std::vector<float>& property = paths.properties[asIndex(picture.unitsProperty)];
  const bool isNumber = picture.taskProperties[asIndex(picture.unitsProperty)].classes == 0;
  for (int t = place.first; t < place.first + place.count; ++t) {
    const float value = property[paths.row(picture.walked, t)];
    const bool tells = !isNumber && std::isfinite(value) && static_cast<int>(value) == unit->tells;
    const std::string words = !std::isfinite(value) ? "–"
                              : isNumber            ? compactNumber(static_cast<double>(value))
                                                    : std::to_string(static_cast<int>(value));
    if (ui.measureRich(words, Type::smallStrong).w > place.pitch) continue;
    if (tells) ui.rounded({place.left(t) + 2, values.y, place.pitch - 4, values.h}, mixColors(c.stage, c.control, 0.2f), 4);
    ui.text({place.center(t), values.y}, words, tells ? Type::smallStrong : Type::small, tells ? c.control : c.muted, Align::center);
  }
  if (r.h > 110) {
    const Rect trace = r.cutBottom(std::min(120.f, r.h * 0.36f), 10);
    drawStripBars(ui, trace, place, h, 1,
                  [&](int t) { return fade(valueColor(ui.theme(), h(t) < 0 ? -1.f : 1.f), t <= view.present ? 1.f : 0.4f); });
    if (unit->tells >= 0 && std::fabs(unit->threshold) <= 1) {
      bool isSigned = false;
      for (int t = place.first; t < place.first + place.count; ++t) isSigned = isSigned || h(t) < 0;
      const auto edge = static_cast<float>(unit->threshold);
      const float y = isSigned ? trace.center().y - edge * trace.h / 2 : trace.bottom() - edge * trace.h;
      if (y >= trace.y && y <= trace.bottom())
        for (float x = place.r.x; x < place.r.right(); x += 8)
          ui.draw().AddLine({x, y}, {std::min(x + 4, place.r.right()), y}, c.ink, 1.2f);
    }
    if (const float high = ui.measureRich(sentence, Type::small, r.w).h; context.layout != Layout::wide && r.h > high + 110) {
      const Rect words = r.cutTop(high, 8);
      ui.richText(words.min(), sentence, Type::small, c.ink, words.w);
    }
    ui.textIn(r.cutTop(line, 2), context.tr("problems.blackBox.ranked", {{"what", propertyWords(context, picture, picture.unitsProperty)}}),
              Type::smallStrong, c.muted);
  }
  drawRanks(context, r, view);
}

void drawSaliency(const ProblemsContext& context, Rect r, BlackBoxView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  const float line = ui.lineHeight(Type::smallStrong);
  const Rect strip = r.cutBottom(stripHeight, 4);
  const StripPlace place = stripPlace(strip, view);
  const int t = view.present;
  const auto value = [&](int s) { return t < picture.saliency.rows ? static_cast<double>(picture.saliency.at(t, s)) : std::nan(""); };
  double most = 0;
  for (int s = 0; s <= t; ++s)
    if (std::isfinite(value(s))) most = std::max(most, value(s));
  drawStrip(context, place, view, [&](int s) {
    const double v = value(s);
    const float share = most > 0 && std::isfinite(v) && s <= t ? static_cast<float>(v / most) : 0.f;
    return mixColors(s <= t ? c.soft : c.stage, c.gradient, share);
  });
  const Rect bars = r.cutBottom(std::max(24.f, r.h * 0.46f), 6);
  drawStripBars(
      ui, bars, place, [&](int s) { return s <= t ? value(s) : 0; }, most, [&](int) { return c.gradient; });
  if (place.shows(t))
    ui.draw().AddTriangleFilled({place.center(t) - 5, bars.y}, {place.center(t) + 5, bars.y}, {place.center(t), bars.y + 7}, c.control);
  const std::string words = context.tr("problems.blackBox.hangs", {{"t", std::to_string(t)}});
  if (r.h > 90) {
    ui.textIn(r.cutBottom(line, 4), words, Type::smallStrong, c.muted);
    r.cutBottom(0, 8);
  }
  if (r.h > 60)
    ui.textIn(r.cutTop(line, 4), context.tr("problems.blackBox.answer", {{"t", std::to_string(t)}}), Type::smallStrong, c.muted);
  if (r.h > 40) drawAnswer(context, r, t);
}

}  // namespace unroll
