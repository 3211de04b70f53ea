#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "lesson/pane_tabs.h"
#include "scenes/hopfield/view.h"
#include "widgets/plot.h"

namespace unroll {

void drawTiles(Ui& ui, Rect r, const HopfieldSnapshot& s, std::span<const double> state, const Spins* against, float gap, float parted) {
  const float cell = std::min(r.w / static_cast<float>(s.columns), r.h / static_cast<float>(s.rows));
  for (int i = 0; i < static_cast<int>(state.size()); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const Rect tile =
        Rect{r.x + cell * static_cast<float>(i % s.columns), r.y + cell * static_cast<float>(i / s.columns), cell, cell}.inset(
            cell < parted ? 0 : gap);
    const Color ground = valueColor(ui.theme(), static_cast<float>(state[at]));
    if (cell < parted)
      ui.draw().AddRectFilled(tile.min(), tile.max(), ground);
    else
      ui.rounded(tile, ground, std::min(4.f, cell / 6));
    if (against && state[at] * (*against)[at] < 0 && cell > 9)
      ui.draw().AddCircleFilled(tile.center(), std::max(1.5f, cell * 0.1f), inkOn(ui.theme(), ground), 12);
  }
}

// The first of them that fits.
std::string fitting(const Ui& ui, float width, Type type, std::initializer_list<std::string> all) {
  for (const std::string& words : all)
    if (ui.measure(words, type).w <= width) return words;
  return *(all.end() - 1);
}

std::string patternName(const HopfieldContext& context, int pattern) {
  const std::string& name = context.snapshot.patterns[static_cast<std::size_t>(pattern)].name;
  const std::string key = "hopfield.named." + name;
  return context.ui.words().has(key) ? context.tr(key) : name;
}

namespace {

// With two decimals, however narrow: stories ask whether it is below 0.9, or above 0.99.
std::string overlapWords(double overlap) { return std::fabs(overlap) < 0.005 ? "0" : signedNumber(overlap, 2); }

// The pattern that the recall began from, where it is one; else the nearest.
int wanted(const HopfieldSnapshot& s) {
  std::uint64_t number = 0;
  if (readWhole(s.settings.start, number) && number < s.patterns.size()) return static_cast<int>(number);
  int best = -1;
  for (std::size_t p = 0; p < s.overlaps.size(); ++p)
    if (best < 0 || std::fabs(s.overlaps[p]) > std::fabs(s.overlaps[static_cast<std::size_t>(best)])) best = static_cast<int>(p);
  return best;
}

std::string badge(const HopfieldContext& context) {
  const HopfieldSnapshot& s = context.snapshot;
  if (s.stored < static_cast<int>(s.patterns.size()))
    return context.tr("hopfield.storing", {{"n", context.ui.words().integer(s.stored + 1)},
                                           {"of", context.ui.words().integer(static_cast<long long>(s.patterns.size()))}});
  if (!s.done) return context.tr("hopfield.running", {{"n", context.ui.words().integer(s.updates)}});
  std::string names;
  for (int k = 0; k < 3 && s.end.kind == EndKind::mixture; ++k)
    names += (k > 0 ? ", " : "") + std::string(s.end.partSigns[static_cast<std::size_t>(k)] < 0 ? "−" : "") +
             patternName(context, s.end.parts[static_cast<std::size_t>(k)]);
  if (s.end.pattern >= 0) names = patternName(context, s.end.pattern);
  return context.tr("hopfield.end." + std::string(nameOf(s.end.kind)), {{"name", names}});
}

// The pointer, a finger or the keys in the state's picture: which unit, and what is drawn.
void useState(const HopfieldContext& context, Rect grid, float cell, HopfieldView& view) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  const Id id = ui.id("state");
  const int last = s.settings.size - 1;
  const bool focused = ui.control(
      id, "state", "picture", context.tr("hopfield.state"),
      view.selected >= 0 ? context.tr("hopfield.unitValue", {{"i", std::to_string(view.selected)},
                                                             {"s", signedNumber(s.state[static_cast<std::size_t>(view.selected)], 2)}})
                         : std::string(),
      grid);
  const Touch touch = ui.touch(id, grid);
  const int column = static_cast<int>(std::floor((touch.pos.x - grid.x) / cell)),
            row = static_cast<int>(std::floor((touch.pos.y - grid.y) / cell));
  int under = column >= 0 && column < s.columns && row >= 0 ? row * s.columns + column : -1;
  if (under > last) under = -1;
  view.hovered = touch.hovered && !ui.touchScreen() ? under : -1;
  if (view.drawing) {
    if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
    if (touch.pressed && under >= 0) view.drawnTo = s.state[static_cast<std::size_t>(under)] > 0 ? -1 : 1;
    if (!touch.held && !touch.clicked) view.drawnLast = -1;
    if ((touch.held || touch.clicked) && under >= 0 && under != view.drawnLast) {
      view.drawnLast = under;
      if (s.state[static_cast<std::size_t>(under)] * view.drawnTo <= 0) context.send(HopfieldModel::pixel, std::to_string(under));
    }
  } else if (touch.clicked && under >= 0) {
    if (view.selected == under)
      context.send(HopfieldModel::pixel, std::to_string(under));
    else
      view.selected = under;
  }
  ControlKeys& keys = ui.keys(id);
  const int by = std::exchange(keys.x, 0) - s.columns * std::exchange(keys.y, 0);
  if (focused && by != 0) view.selected = std::clamp(std::max(0, view.selected) + by, 0, last);
  if (std::exchange(keys.activate, false) && view.selected >= 0) context.send(HopfieldModel::pixel, std::to_string(view.selected));
  const auto mark = [&](int unit, Color color, float width) {
    if (unit >= 0 && unit <= last)
      ui.outline({grid.x + cell * static_cast<float>(unit % s.columns) - 1, grid.y + cell * static_cast<float>(unit / s.columns) - 1,
                  cell + 2, cell + 2},
                 color, 5, width);
  };
  mark(s.nextUnit, ui.color().ink, 2.4f);
  mark(view.selected, ui.color().control, 2.4f);
  if (view.selected >= 0)
    view.anchor = {grid.x + cell * (static_cast<float>(view.selected % s.columns) + 0.5f),
                   grid.y + cell * (static_cast<float>(view.selected / s.columns) + 0.5f)};
  if (focused) ui.focusRing(grid.inset(-4), 6);
}

void stateCard(const HopfieldContext& context, Rect area, HopfieldView& view) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, context.layout == Layout::wide ? 16.f : 12.f);
  inside = ui::cardHeading(ui, inside, context.tr("hopfield.state"), "E = " + signedNumber(s.energy, 1));
  const int goal = wanted(s);
  const bool beside = inside.w > inside.h * 1.45f;
  Rect notes = beside ? inside.cutRight(inside.w - std::min(inside.h, inside.w * 0.6f) - 16, 16) : inside.cutBottom(72, 8);
  const float cell = std::min(inside.w / static_cast<float>(s.columns), inside.h / static_cast<float>(s.rows));
  const Rect grid{beside ? inside.x : inside.x + (inside.w - cell * static_cast<float>(s.columns)) / 2, inside.y,
                  cell * static_cast<float>(s.columns), cell * static_cast<float>(s.rows)};
  const Spins* against = goal >= 0 ? &s.patterns[static_cast<std::size_t>(goal)].units : nullptr;
  drawTiles(ui, grid, s, s.state, against, cell > 12 ? 1.5f : 0.4f);
  useState(context, grid, cell, view);

  // Where it ended, in a badge; how many units are off; the pencil.
  if (!beside) notes.y = std::min(notes.y, grid.bottom() + 10);
  const bool good = s.done && s.end.kind == EndKind::stored;
  const Rect pill = notes.cutTop(36, 6);
  const std::string words =
      fitting(ui, pill.w - 20, Type::smallStrong,
              {badge(context), context.tr(s.done ? "hopfield.kind." + std::string(nameOf(s.end.kind)) : "hopfield.runningShort",
                                          {{"n", ui.words().integer(s.updates)}})});
  ui.rounded(pill, ui.color().card, 18);
  ui.outline(pill, good ? ui.color().good : ui.color().lines, 18, 1.5f);
  const Type type = ui.measure(words, Type::strong).w > pill.w - 20 ? Type::smallStrong : Type::strong;
  ui.textIn(pill.inset(10, 0), words, type, good ? ui.color().good : ui.color().ink, Align::center);
  Rect line = notes.cutTop(26);
  const std::string& draw = context.tr(view.drawing ? "hopfield.drawEnd" : "hopfield.draw");
  if (ui::textButton(ui, {line.right(), line.y + 3}, "draw", draw, Align::right)) view.drawing = !view.drawing;
  line.cutRight(ui.measure(draw, Type::strong).w + 10);
  if (against) {
    int off = 0;
    for (std::size_t i = 0; i < s.state.size(); ++i) off += s.state[i] * (*against)[i] < 0;
    const std::string count = std::to_string(off);
    ui.textIn(line,
              fitting(ui, line.w, Type::small,
                      {context.tr("hopfield.off", {{"n", count}, {"name", patternName(context, goal)}}),
                       context.tr("hopfield.offShort", {{"n", count}}), "≠ " + count, std::string()}),
              Type::small, ui.color().muted);
  }
}

void patternsCard(const HopfieldContext& context, Rect area, HopfieldView& view) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, context.layout == Layout::wide ? 16.f : 12.f);
  const std::string& store = context.tr("hopfield.storeShort");
  if (ui::textButton(ui, {inside.right(), inside.y}, "storeHere", store, Align::right)) context.send(HopfieldModel::store);
  const std::string number = std::to_string(s.patterns.size());
  inside = ui::cardHeading(ui, inside,
                           fitting(ui, inside.w - ui.measure(store, Type::text).w - 30, Type::heading,
                                   {context.tr("hopfield.patterns", {{"n", number}}), context.tr("key.patterns") + ": " + number}));
  if (s.patterns.empty()) {
    ui.richText(inside.min(), context.tr("hopfield.nothingStored"), Type::text, ui.color().muted, inside.w);
    return;
  }
  const auto count = static_cast<int>(s.patterns.size());
  const int fits = std::max(1, static_cast<int>(inside.w / 46)), shown = count <= fits ? count : std::max(1, fits - 1);
  // What was just stored comes into sight.
  if (const int before = std::exchange(view.patternsBefore, count); before >= 0 && count == before + 1)
    view.firstPattern = (count - 1) / shown * shown;
  if (view.firstPattern >= count || shown == count) view.firstPattern = 0;
  const float width = std::min(66.f, inside.w / static_cast<float>(std::min(count, fits)));
  for (int k = 0; k < shown && view.firstPattern + k < count; ++k) {
    const int p = view.firstPattern + k;
    const auto at = static_cast<std::size_t>(p);
    Rect column{inside.x + width * static_cast<float>(k), inside.y, width - 8, inside.h};
    const float side = std::min(column.w, std::max(20.f, column.h - 60));
    Rect place = column.cutTop(side, 6);
    place.w = side;
    const std::vector<double> units(s.patterns[at].units.begin(), s.patterns[at].units.end());
    drawTiles(ui, place, s, units, nullptr, 0.3f);
    const std::string name = "pattern" + std::to_string(p);
    const Id id = ui.id(name);
    const bool focused =
        ui.control(id, name, "button", context.tr(view.mixing ? "hopfield.mixIn" : "hopfield.recall", {{"name", patternName(context, p)}}),
                   signedNumber(s.overlaps[at], 2), place);
    const Touch touch = ui.touch(id, place);
    if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
    if (touch.clicked || std::exchange(ui.keys(id).activate, false)) {
      std::uint64_t first = 0;
      const bool mixable = view.mixing && readWhole(s.settings.start.substr(0, s.settings.start.find('+')), first);
      context.set("start", mixable ? s.settings.start + "+" + std::to_string(p) : std::to_string(p));
    }
    if (focused) ui.focusRing(place.inset(-3), 4);
    const bool reached = s.done && s.end.pattern == p;
    if (reached || p == wanted(s)) ui.outline(place.inset(-2), reached ? ui.color().good : patternColor(ui.theme(), at), 4, 2);
    // The overlap as a bar about its zero.
    const Rect bar{place.center().x - 10, column.y, 20, std::max(4.f, column.h - 20)};
    ui.rounded(bar, ui.color().soft, 4);
    const float half = bar.h / 2, share = static_cast<float>(std::clamp(s.overlaps[at], -1.0, 1.0)) * half;
    ui.rounded(share > 0 ? Rect{bar.x, bar.center().y - share, bar.w, share} : Rect{bar.x, bar.center().y, bar.w, -share},
               patternColor(ui.theme(), at), 3);
    ui.hairline({bar.x - 6, bar.center().y}, {bar.right() + 6, bar.center().y}, ui.color().muted);
    ui.textIn({place.center().x - width / 2, bar.bottom() + 2, width, 18}, overlapWords(s.overlaps[at]), Type::smallStrong, ui.color().ink,
              Align::center);
  }
  if (shown < count) {
    const Rect more{inside.x + width * static_cast<float>(shown), inside.y,
                    std::max(40.f, inside.right() - inside.x - width * static_cast<float>(shown)), 40};
    const int rest = count - view.firstPattern - shown;
    if (ui::button(ui, {more.x, more.y, std::min(more.w, 56.f), more.h}, "morePatterns", rest > 0 ? "+" + std::to_string(rest) : "1 …",
                   ui::ButtonStyle::secondary))
      view.firstPattern = rest > 0 ? view.firstPattern + shown : 0;
  }
}

void stairCard(const HopfieldContext& context, Rect area) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, context.layout == Layout::wide ? 16.f : 12.f);
  inside = ui::cardHeading(ui, inside, context.tr("hopfield.energy"));
  plot::Plot p;
  plot::Curve curve{"E", ui.color().control, 2.2f, false, false, false, true, false, {}, {}};
  for (std::size_t k = 0; k < s.stairs.size(); ++k) {
    if (k > 0) curve.points.push_back({static_cast<double>(s.stairs[k].updates), s.stairs[k - 1].energy});
    curve.points.push_back({static_cast<double>(s.stairs[k].updates), s.stairs[k].energy});
  }
  curve.points.push_back({static_cast<double>(s.updates), s.energy});
  p.curves.push_back(std::move(curve));
  if (const int goal = wanted(s); goal >= 0 && goal < static_cast<int>(s.patternEnergies.size()))
    p.references.push_back({s.patternEnergies[static_cast<std::size_t>(goal)],
                            patternName(context, goal) + ": " + signedNumber(s.patternEnergies[static_cast<std::size_t>(goal)], 1)});
  p.x.max = static_cast<double>(std::max<std::int64_t>({1, s.updates, 2 * s.perSweep}));
  p.x.minLabel = "0";
  p.x.maxLabel = context.tr("hopfield.updates", {{"n", ui.words().integer(static_cast<std::int64_t>(p.x.max))}});
  p.y = plot::fitLinear(p.curves, p.references, {0});
  (void)plot::draw(ui, inside, "energyPlot", context.tr("hopfield.energy"), p);
}

}  // namespace

Color patternColor(const Theme& theme, std::size_t pattern) {
  const Palette& c = theme.color;
  const Color colors[] = {c.wxh, c.whh, c.why, mixColors(c.valuePositive, c.ink, 0.45f), c.control, mixColors(c.wxh, c.whh, 0.5f)};
  return pattern < std::size(colors) ? colors[pattern] : c.muted;
}

void drawHopfieldStage(const HopfieldContext& context, Rect area, HopfieldView& view) {
  if (context.layout == Layout::wide && area.h > 480) {
    Rect left = area.cutLeft(area.w * 0.44f, Theme::grid);
    stateCard(context, left.cutTop(std::min(left.h * 0.65f, left.w + 120), Theme::grid), view);
    patternsCard(context, left, view);
    const Rect top = area.cutTop(area.h * 0.68f, Theme::grid);
    drawExhibit(context, ui::card(context.ui, top, ui::CardStyle::stage, 16), view);
    stairCard(context, area);
    return;
  }
  const PaneTab tabs[] = {{"pane-state", context.tr("hopfield.state")},
                          {"pane-patterns", context.tr("hopfield.patternsShort")},
                          {"pane-energy", context.tr("hopfield.energyShort")},
                          {"pane-more", context.tr("hopfield.exhibitShort")}};
  paneTabs(context.ui, area, tabs, view.pane);
  if (view.pane == 0)
    stateCard(context, area, view);
  else if (view.pane == 1)
    patternsCard(context, area, view);
  else if (view.pane == 2)
    stairCard(context, area);
  else
    drawExhibit(context, ui::card(context.ui, area, ui::CardStyle::stage, 12), view);
}

}  // namespace unroll
