#include "scenes/sequence/holds.h"

#include <algorithm>
#include <cmath>

#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/cuts.h"

namespace unroll {

using diagram::Layer;
using diagram::UnitRef;

namespace {

constexpr std::size_t mostHolds = 64;

bool holds(const HeldUnit& held, const UnitRef& unit) { return held.unit == unit.index && (held.t < 0 || held.t == unit.step); }

bool wholeNumber(std::string_view text, int& to) {
  double number = 0;
  if (!readNumber(text, number) || !(number >= 0 && number < 2000) || number != std::floor(number)) return false;
  to = static_cast<int>(number);
  return true;
}

}  // namespace

bool readHolds(std::string_view text, std::vector<HeldUnit>& list) {
  std::vector<HeldUnit> read;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size()), colon = text.find(':');
    if (colon == std::string_view::npos || colon > end || read.size() == mostHolds) return false;
    const std::string_view place = text.substr(0, colon);
    const std::size_t at = place.find('@');
    HeldUnit& one = read.emplace_back();
    double value = 0;
    if (!wholeNumber(place.substr(0, at), one.unit) || (at != std::string_view::npos && !wholeNumber(place.substr(at + 1), one.t)) ||
        !readNumber(text.substr(colon + 1, end - colon - 1), value) || !(std::fabs(value) <= 1000))
      return false;
    one.value = static_cast<float>(value);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  list = std::move(read);
  return true;
}

std::string printHolds(const std::vector<HeldUnit>& list) {
  std::string text;
  for (const HeldUnit& held : list)
    text += (text.empty() ? "" : ",") + std::to_string(held.unit) + (held.t >= 0 ? "@" + std::to_string(held.t) : "") + ":" +
            printNumber(std::round(static_cast<double>(held.value) * 1e4) / 1e4);
  return text;
}

namespace {

void hold(const Passage& probe, SequenceView& view, const UnitRef& unit) {
  if (view.backward) view.fold(true);
  view.holds.push_back({unit.index, unit.step, std::round(100 * probe.h.at(unit.step, unit.index)) / 100});
}

}  // namespace

void holdByKeys(const SceneContext& context, SequenceView& view, int tenths, bool letGo) {
  const Passage& probe = context.snapshot.probe;
  if (!view.selected.unit || view.selected.unit->layer != Layer::hidden || (tenths == 0 && !letGo)) return;
  const UnitRef unit = *view.selected.unit;
  if (unit.step < 0 || unit.step > view.present || unit.step >= probe.h.rows || unit.index >= probe.h.cols) return;
  const auto at = [&] {
    return std::find_if(view.holds.begin(), view.holds.end(), [&](const HeldUnit& held) { return holds(held, unit); });
  };
  if (at() == view.holds.end() && !letGo && view.holds.size() < mostHolds) hold(probe, view, unit);
  const auto found = at();
  if (found == view.holds.end()) return;
  if (letGo)
    view.holds.erase(found);
  else
    found->value = std::clamp(std::round(10 * found->value + static_cast<float>(tenths)) / 10, -1000.f, 1000.f);
}

void holdControls(const SceneContext& context, Column& column, SequenceView& view, const UnitRef& unit) {
  Ui& ui = context.ui;
  const Passage& probe = context.snapshot.probe;
  const auto found = std::find_if(view.holds.begin(), view.holds.end(), [&](const HeldUnit& held) { return holds(held, unit); });
  const UnitRef chosen = unit;
  const auto keep = [&] {  // the inspector stays with the unit that is held
    view.selected = {chosen, {}};
  };
  if (found == view.holds.end()) {
    const std::string& words = context.tr("sequence.hold.start");
    Rect row =
        column.take(context.layout == Layout::medium ? 46.f : Theme::touch);  // there as a weight's slider: the overlay stays where it is
    row.h = Theme::touch;
    if (view.holds.size() < mostHolds &&
        ui::button(ui, {row.x, row.y, std::min(row.w, ui::buttonWidth(ui, words)), row.h}, "hold", words, ui::ButtonStyle::soft)) {
      hold(probe, view, unit);
      view.turnHold = true;
      keep();
    }
    // All of h_t at once, beside it or below.
    const std::string& all = context.tr("sequence.hold.all");
    const float width = ui.measure(all, Type::text).w;
    const std::size_t missing = static_cast<std::size_t>(probe.h.cols);
    if (missing > 1 && view.holds.size() + missing <= mostHolds) {
      const bool beside = ui::buttonWidth(ui, words) + width + 20 <= row.w;
      if (!beside && context.layout == Layout::medium) return;
      const Rect line = beside ? row : column.take(Theme::touch);
      if (ui::textButton(ui, {line.right(), line.center().y - ui.lineHeight(Type::text) / 2}, "holdAll", all, Align::right)) {
        std::erase_if(view.holds, [&](const HeldUnit& other) { return other.t == unit.step; });
        for (int i = 0; i < probe.h.cols; ++i)
          if (!std::any_of(view.holds.begin(), view.holds.end(), [&](const HeldUnit& h) { return holds(h, {Layer::hidden, unit.step, i}); }))
            hold(probe, view, {Layer::hidden, unit.step, i});
        keep();
      }
    }
    if (context.layout != Layout::medium && context.snapshot.simple) ui::caption(ui, column, context.tr("sequence.inspector.hint"));
    return;
  }
  HeldUnit& held = *found;
  const std::string& activation = context.snapshot.current.activation;
  const double reach = activation == "relu" || activation == "identity" ? 3 : 1;
  double value = static_cast<double>(held.value);
  if (std::exchange(view.turnHold, false)) ui.setFocus(ui.id("heldAt"));
  if (ui::slider(ui, column, "heldAt", context.tr("sequence.hold.at"), value,
                 {.min = -reach, .max = reach, .step = 0.05, .decimals = 2, .typedMin = -1000, .typedMax = 1000})) {
    held.value = static_cast<float>(value);
    keep();
  }
  Rect row = column.take(Theme::touch);
  const std::string& release = context.tr("sequence.hold.release");
  const Rect end = row.cutRight(ui.measure(release, Type::text).w + 8, 20);
  if (ui::textButton(ui, {end.right(), end.center().y - ui.lineHeight(Type::text) / 2}, "release", release, Align::right)) {
    view.holds.erase(found);
    return keep();
  }
  Column beside(row, 0);
  bool every = held.t < 0;
  if (ui::toggle(ui, beside, "holdEvery", context.tr("sequence.hold.every"), every)) {
    const HeldUnit changed{held.unit, every ? -1 : unit.step, held.value};
    std::erase_if(view.holds,
                  [&](const HeldUnit& other) { return other.unit == changed.unit && (every || other.t == changed.t || other.t < 0); });
    view.holds.push_back(changed);
    keep();
  }
  if (view.holds.size() > 1 && context.layout != Layout::medium) {
    const Rect line = column.take(Theme::touch);
    if (ui::textButton(ui, {line.right(), line.center().y - ui.lineHeight(Type::text) / 2}, "releaseAll",
                       context.tr("sequence.hold.releaseAll"), Align::right)) {
      view.holds.clear();
      return keep();
    }
  }
  const std::string& words = context.tr("sequence.hold.words");
  const float needed = ui.measureRich(words, Type::small, column.width()).h;
  if (context.layout == Layout::phone || (context.layout == Layout::wide && column.remaining() >= needed)) ui::caption(ui, column, words);
}

const HeldUnit* heldAt(const Snapshot& snapshot, int t, int unit) {
  const std::vector<HeldUnit>& held = snapshot.unheld.held;
  const auto found = std::find_if(held.begin(), held.end(), [&](const HeldUnit& h) { return holds(h, {Layer::hidden, t, unit}); });
  return found == held.end() ? nullptr : &*found;
}

void heldWords(const SceneContext& context, Column& column, int t, int unit, float computed) {
  const HeldUnit* held = heldAt(context.snapshot, t, unit);
  if (!held) return;
  const auto number = [](float v) { return signedNumber(static_cast<double>(v)); };
  Ui& ui = context.ui;
  const std::string words =
      context.tr("sequence.hold.instead", {{"h", "<hh>h_{" + std::to_string(t) + "}</>[" + std::to_string(unit) + "]"},
                                           {"v", number(held->value)},
                                           {"w", number(computed)}});
  const Rect line = column.take(ui.measureRich(words, Type::small, column.width()).h);
  ui.richText(line.min(), words, Type::small, ui.color().ink, line.w);
}

std::string changedInWords(const SceneContext& context) {
  std::string held;
  for (const HeldUnit& one : context.snapshot.unheld.held)
    held += (held.empty() ? "h[" : "; h[") + std::to_string(one.unit) + "]" + (one.t < 0 ? "" : ", t = " + std::to_string(one.t)) + ": " +
            signedNumber(static_cast<double>(one.value));
  const std::string cut = cutsInWords(context);
  return (held.empty() ? held : " " + context.tr("sequence.hold.told", {{"what", held}})) +
         (cut.empty() ? cut : " " + context.tr("sequence.cut.told", {{"what", cut}}));
}

void markColumn(const SceneContext& context, Rect column, const Table& now, const Table& free, int t, int from, int count, bool ofHidden) {
  if (free.rows != now.rows || free.cols != now.cols) return;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const float each = column.h / static_cast<float>(count);
  for (int i = 0; i < count; ++i) {
    const Rect place{column.x, column.y + each * static_cast<float>(i), column.w, each};
    if (ofHidden && heldAt(context.snapshot, t, from + i)) ui.outline(place.inset(-1.5f), c.control, 4, 2.4f);
    if (now.at(t, from + i) == free.at(t, from + i)) continue;
    if (each >= 9) {
      ui.draw().AddCircleFilled({place.right() - 1, place.y + 2}, 4.5f, c.stage, 16);
      ui.draw().AddCircleFilled({place.right() - 1, place.y + 2}, 3.2f, c.control, 16);
    } else {
      ui.draw().AddRectFilled({place.right() + 1, place.y}, {place.right() + 3.5f, place.y + std::max(1.f, each)}, c.control);
    }
  }
}

void markHeld(const SceneContext& context, const diagram::NetworkLayout& layout) {
  const UnheldPassage& free = context.snapshot.unheld;
  const Passage& probe = context.snapshot.probe;
  if (free.h.rows != probe.h.rows || free.h.rows == 0 || layout.form() == diagram::UnitForm::heat) return;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const int present = layout.present();
  for (int step = std::min(present, layout.firstStep()); step <= std::max(present, layout.lastStep()); ++step) {
    const auto mark = [&](const UnitRef& unit, bool changed) {
      const float opacity = layout.opacity(unit.layer, step);
      const bool held =
          unit.layer == Layer::hidden && std::any_of(free.held.begin(), free.held.end(), [&](const HeldUnit& h) { return holds(h, unit); });
      if (opacity < 0.25f || step > present || (!changed && !held)) return;
      const Rect r = layout.unit(unit);
      if (held) ui.outline(r.inset(-4), fade(c.control, opacity), std::min(r.w, r.h) / 2 + 4, 2.5f);
      const ImVec2 corner{r.right() - 3, r.y + 3};
      ui.draw().AddCircleFilled(corner, 5.5f, fade(c.stage, opacity), 16);
      ui.draw().AddCircleFilled(corner, 4, fade(c.control, opacity), 16);
    };
    for (int i = 0; i < probe.h.cols; ++i) mark({Layer::hidden, step, i}, probe.h.at(step, i) != free.h.at(step, i));
    for (int o = 0; o < probe.y.cols; ++o) mark({Layer::output, step, o}, probe.y.at(step, o) != free.y.at(step, o));
  }
}

}  // namespace unroll
