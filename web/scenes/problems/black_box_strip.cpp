// Black box: words and colours of what is found, and the walked sequence on its time axis.
#include <algorithm>
#include <cmath>
#include <utility>

#include "scenes/problems/black_box_view.h"

namespace unroll {

namespace {

constexpr float widest = 44;  // of a step

// A class as one reads it, in the user's language where there is a word for it.
std::string className(const ProblemsContext& context, const std::string& name) {
  const std::string key = "choice.task." + context.snapshot.settings.net.task + ".class." + name;
  if (context.ui.words().has(key)) return context.tr(key);
  return name == " " ? "·" : name == "\n" ? "¶" : name == "\t" ? "→" : name;
}

}  // namespace

// ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────

int BlackBoxView::unitOf(const BlackBoxPicture& picture) const {
  if (picture.units.empty()) return -1;
  return unit >= 0 && picture.paths && unit < picture.paths->hidden ? unit : picture.units.front().unit;
}

const BlackBoxUnit* BlackBoxView::chosenUnit(const BlackBoxPicture& picture) const {
  for (const BlackBoxUnit& each : picture.units)
    if (each.unit == unitOf(picture)) return &each;
  return nullptr;
}

std::string letterOf(const BlackBoxPaths& paths, int symbol) {
  if (symbol < 0 || symbol >= static_cast<int>(paths.letters.size())) return "–";
  const char letter = paths.letters[static_cast<std::size_t>(symbol)];
  return letter == ' ' ? "_" : std::string(1, letter);
}

std::string stateName(int state, int states) {
  if (state < 0) return "–";
  return state == states ? "" : std::string(1, static_cast<char>('A' + state));
}

std::string propertyWords(const ProblemsContext& context, const BlackBoxPicture& picture, int property) {
  return context.tr("problems.blackBox.property." + picture.taskProperties[static_cast<std::size_t>(property)].name);
}

std::string classWords(const ProblemsContext& context, const BlackBoxPicture& picture, int property, int which) {
  const BlackBoxProperty& all = picture.taskProperties[static_cast<std::size_t>(property)];
  if (all.classes == 2) return context.tr(which == 1 ? "problems.yes" : "problems.no");
  return std::to_string(which);
}

std::string unitSentence(const ProblemsContext& context, const BlackBoxPicture& picture, const BlackBoxUnit& unit) {
  const std::string name = std::to_string(unit.unit), what = propertyWords(context, picture, picture.unitsProperty);
  if (picture.taskProperties[static_cast<std::size_t>(picture.unitsProperty)].classes == 0)
    return context.tr("problems.blackBox.unitNumber",
                      {{"unit", name}, {"what", what}, {"r", std::isfinite(unit.correlation) ? signedNumber(unit.correlation) : "–"}});
  if (unit.tells < 0) return context.tr("problems.blackBox.unitNothing", {{"unit", name}, {"what", what}});
  return context.tr("problems.blackBox.unitClass",
                    {{"unit", name},
                     {"what", what},
                     {"class", classWords(context, picture, picture.unitsProperty, unit.tells)},
                     {"side", context.tr(unit.above ? "problems.blackBox.above" : "problems.blackBox.below")},
                     {"threshold", signedNumber(unit.threshold)},
                     {"right", percentWords(unit.accuracy)},
                     {"known", percentWords(std::max(0.0, unit.score))}});
}

std::string outputName(const ProblemsContext& context, const BlackBoxPicture& picture, int output) {
  const std::vector<std::string>& classes = picture.paths->classes;
  const auto at = static_cast<std::size_t>(output);
  return at < classes.size() ? className(context, classes[at]) : "y[" + std::to_string(output) + "]";
}

std::string inputName(const ProblemsContext& context, const BlackBoxPicture& picture, int t) {
  const BlackBoxPaths& paths = *picture.paths;
  const std::size_t row = paths.row(picture.walked, t);
  if (!paths.letters.empty()) return letterOf(paths, paths.symbols[row]);
  if (!paths.readsClasses) return compactNumber(static_cast<double>(paths.x.at(static_cast<int>(row), 0)));
  for (int k = 0; k < paths.x.cols; ++k)
    if (paths.x.at(static_cast<int>(row), k) == 1) return outputName(context, picture, k);
  return "–";
}

float widestInput(const ProblemsContext& context, const BlackBoxPicture& picture) {
  float most = 0;
  if (!picture.paths) return most;
  for (int k = 0; picture.paths->readsClasses && k < picture.paths->x.cols; ++k)
    most = std::max(most, context.ui.measure(outputName(context, picture, k), Type::small).w);
  return most;
}

// ── Colours ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Color kindColor(const Ui& ui, int kind) {
  const Palette& c = ui.color();
  if (kind < 0) return c.lines;
  const Color hues[] = {c.valueNegative, c.valuePositive, c.good, c.whh, c.muted, c.why, mixColors(c.valuePositive, c.ink, 0.5f)};
  constexpr int count = std::size(hues);
  const Color hue = hues[kind % count];
  const int round = kind / count;  // the same ones darker, then paler
  return round == 0 ? hue : mixColors(hue, round % 2 == 1 ? c.ink : c.stage, 0.45f);
}

Color stepColor(const ProblemsContext& context, const BlackBoxPicture& picture, int sequence, int t) {
  const BlackBoxPaths& paths = *picture.paths;
  const std::size_t row = paths.row(sequence, t);
  const Theme& theme = context.ui.theme();
  const std::string& by = context.snapshot.settings.colours;
  if (by == "time") return magnitudeColor(theme, 0.15f + 0.85f * static_cast<float>(t) / static_cast<float>(std::max(1, paths.steps - 1)));
  if (by == "property" && !paths.properties.empty()) {
    const std::vector<float>& values = paths.properties[static_cast<std::size_t>(picture.property)];
    if (!std::isfinite(values[row])) return context.ui.color().lines;
    if (picture.taskProperties[static_cast<std::size_t>(picture.property)].classes > 0)
      return kindColor(context.ui, static_cast<int>(values[row]));
    float most = 1e-6f;
    for (const float value : values)
      if (std::isfinite(value)) most = std::max(most, std::fabs(value));
    return magnitudeColor(theme, 0.15f + 0.85f * std::fabs(values[row]) / most);
  }
  if (!paths.letters.empty()) return kindColor(context.ui, paths.symbols[row]);
  return valueColor(theme, paths.x.at(static_cast<int>(row), 0));
}

// ── The walked sequence ──────────────────────────────────────────────────────────────────────────────────────────────

StripPlace stripPlace(Rect r, const BlackBoxView& view) {
  StripPlace place;
  place.count = std::clamp(static_cast<int>(r.w / view.leastStep), 1, view.length);
  place.first = std::clamp(view.present - place.count / 2, 0, view.length - place.count);
  place.pitch = std::min(std::max(widest, view.leastStep), r.w / static_cast<float>(place.count));
  place.r = {r.x, r.y, place.pitch * static_cast<float>(place.count), r.h};
  return place;
}

void drawStrip(const ProblemsContext& context, const StripPlace& place, BlackBoxView& view, const std::function<Color(int t)>& ground) {
  Ui& ui = context.ui;
  if (ui.isHidden("strip")) return;
  const Palette& c = ui.color();
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  const BlackBoxPaths& paths = *picture.paths;
  const float gap = std::min(4.f, place.pitch * 0.14f);
  float most = 1;
  if (paths.letters.empty() && !paths.readsClasses)
    for (const float value : paths.x.values) most = std::max(most, std::fabs(value));
  for (int t = place.first; t < place.first + place.count; ++t) {
    const Rect cell{place.left(t) + gap / 2, place.r.y, place.pitch - gap, place.r.h};
    const Color under = ground(t);
    ui.rounded(cell, under, 5);
    const std::size_t row = paths.row(picture.walked, t);
    if (!paths.letters.empty()) {
      ui.text({cell.center().x, cell.center().y - ui.lineHeight(Type::strong) / 2}, letterOf(paths, paths.symbols[row]), Type::strong,
              inkOn(ui.theme(), under), Align::center);
    } else if (paths.readsClasses) {
      ui.text({cell.center().x, cell.center().y - ui.lineHeight(Type::small) / 2}, inputName(context, picture, t), Type::small,
              inkOn(ui.theme(), under), Align::center);
    } else {  // numbers: a bar for each input
      const float wide = (cell.w - 4) / static_cast<float>(paths.x.cols);
      for (int i = 0; i < paths.x.cols; ++i) {
        const float v = paths.x.at(static_cast<int>(row), i) / most, high = std::max(1.f, std::fabs(v) * (cell.h - 6));
        const float x = cell.x + 2 + wide * static_cast<float>(i);
        ui.draw().AddRectFilled({x, cell.bottom() - 3 - high}, {x + std::max(1.f, wide - 1), cell.bottom() - 3}, inkOn(ui.theme(), under));
      }
    }
  }
  if (place.shows(view.present)) ui.outline({place.left(view.present) - 1, place.r.y - 3, place.pitch + 2, place.r.h + 6}, c.control, 6, 2);

  const Id id = ui.id("strip");
  const std::string now = "t = " + std::to_string(view.present) +
                          (paths.letters.empty() && !paths.readsClasses ? "" : ", " + inputName(context, picture, view.present));
  const bool focused = ui.control(id, "strip", "slider", context.tr("problems.blackBox.strip"), now, place.r);
  const Touch touch = ui.touchSideways(id, place.r.inset(0, -6));
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (touch.held || touch.clicked)
    view.jumpTo(
        std::clamp(place.first + static_cast<int>((touch.pos.x - place.r.x) / place.pitch), place.first, place.first + place.count - 1));
  ControlKeys& keys = ui.keys(id);
  if (keys.x != 0) view.jumpTo(view.present + std::exchange(keys.x, 0));
  if (std::exchange(keys.home, false)) view.jumpTo(0);
  if (std::exchange(keys.end, false)) view.jumpTo(view.last());
  if (focused && ui.showsFocus()) ui.focusRing(place.r.inset(-4), 8);
}

void drawStripBars(Ui& ui, Rect r, const StripPlace& place, const std::function<double(int t)>& value, double most,
                   const std::function<Color(int t)>& color) {
  const float gap = std::min(4.f, place.pitch * 0.14f);
  bool isSigned = false;
  for (int t = place.first; t < place.first + place.count; ++t) isSigned = isSigned || value(t) < 0;
  const float zero = isSigned ? r.center().y : r.bottom(), reach = isSigned ? r.h / 2 : r.h;
  for (int t = place.first; t < place.first + place.count; ++t) {
    const double v = value(t);
    if (!std::isfinite(v) || !(most > 0)) continue;
    const float high = std::max(v == 0 ? 0.f : 1.f, reach * static_cast<float>(std::min(1.0, std::fabs(v) / most)));
    ui.rounded({place.left(t) + gap / 2, v < 0 ? zero : zero - high, place.pitch - gap, high}, color(t), std::min(3.f, high / 2));
  }
  ui.hairline({place.r.x, zero}, {place.r.right(), zero}, ui.color().lines);
}

}  // namespace unroll
