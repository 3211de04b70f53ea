#include "scenes/sequence/stage.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "scenes/recurrent/net_in_words.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/backward.h"
#include "scenes/sequence/cuts.h"
#include "scenes/sequence/fold_grip.h"
#include "scenes/sequence/holds.h"
#include "scenes/sequence/own_input.h"
#include "scenes/sequence/scissors.h"
#include "scenes/sequence/step_size.h"
#include "scenes/sequence/zoom.h"
#include "widgets/formula.h"

namespace unroll {

using diagram::Layer;
using diagram::NetworkLayout;
using diagram::Numbers;
using diagram::Spot;
using diagram::UnitRef;
using diagram::WeightRef;

namespace {

// Reading order on the stage: y from left to right, h from top to bottom, x.
std::vector<UnitRef> unitsOf(const Numbers& numbers, int step) {
  std::vector<UnitRef> units;
  for (int k = 0; k < numbers.shape.outputs; ++k) units.push_back({Layer::output, step, k});
  for (int i = 0; i < numbers.shape.hidden; ++i) units.push_back({Layer::hidden, step, i});
  for (int j = 0; j < numbers.shape.inputs; ++j) units.push_back({Layer::input, step, j});
  return units;
}

// What the net is for, what goes in and what should come out; empty: nobody wrote it for this task.
std::string aboutTask(const SceneContext& context) {
  const std::string task = "sequence.about." + context.snapshot.current.task;
  return context.ui.words().has(task) ? context.tr(task) : std::string();
}

// Words of several lines around the middle of a place, as they fit: all of them, or what is asked of y.
void aboutIn(const SceneContext& context, Rect place) {
  constexpr float leading = 6;  // of a line box, above and below its letters
  Ui& ui = context.ui;
  const std::string task = aboutTask(context);
  for (const std::string& words : {aboutNet(context), task}) {
    const TextSize size = ui.measureRich(words, Type::small, place.w);
    if (words.empty() || size.h > place.h + leading) continue;
    ui.richText({place.x, place.center().y - size.h / 2}, words, Type::small, ui.color().muted, place.w);
    return;
  }
}

// Title at the left as far as it fits, the switch between loop and columns at the right, whose width is returned. `low`: height is short,
// so the loop's cable runs where its title would stand, and over the columns stands what the net is for.
float header(const SceneContext& context, Rect row, SequenceView& view, bool low) {
  Ui& ui = context.ui;
  const std::array<std::string, 3> names{context.tr("sequence.loop"), context.tr("sequence.unfolded"),
                                         low ? std::string("∂L") : context.tr("sequence.backward")};
  int chosen = view.backward ? 2 : view.unfolded ? 1 : 0;
  const float width = ui::segmentedWidth(ui, names);
  if (ui::segmented(ui, row.cutRight(width, 14), "unfolded", context.tr("sequence.view"), names, chosen, true)) {
    if (chosen == 2)
      view.goBack();
    else
      view.fold(chosen == 1);
  }
  const std::string& title = context.tr(view.backward   ? "sequence.titleBackward"
                                        : view.unfolded ? "sequence.titleUnfolded"
                                                        : "sequence.titleLoop");
  if (low) {
    if (!tellPendingIn(context, row, view) && view.unfolded) aboutIn(context, row);
    return width;
  }
  if (ui.measure(title, Type::heading).w > row.w) return width;
  const float titleWidth = ui.textIn(row, title, Type::heading, ui.color().ink).w;
  if (!view.layout || !view.layout->windowed() || !view.unfolded) return width;
  const std::string range = context.tr("sequence.window", {{"from", std::to_string(view.layout->firstStep())},
                                                           {"to", std::to_string(view.layout->lastStep())},
                                                           {"last", std::to_string(view.steps - 1)}});
  row.cutLeft(titleWidth + 14);
  if (ui.measure(range, Type::small).w <= row.w) ui.textIn(row, range, Type::small, ui.color().muted);
  return width;
}

// What y should be, at the steps that count: above its box, in the loop at its left.
void targets(const SceneContext& context, const NetworkLayout& layout, float gliding) {
  Ui& ui = context.ui;
  const Passage& probe = context.snapshot.probe;
  const int present = layout.present();
  for (int step = std::min(present, layout.firstStep()); step <= std::max(present, layout.lastStep()); ++step) {
    const float opacity = layout.opacity(Layer::output, step);
    const bool loop = layout.unfolded() < 0.5f;
    if (!probe.counts[static_cast<std::size_t>(step)] || opacity < 0.25f ||
        (loop && (step != present || gliding < static_cast<float>(step) - 0.2f)))
      continue;
    std::string all;  // in the loop, side by side
    for (int k = 0; loop && k < layout.shape().outputs; ++k)
      all += (k > 0 ? " " : "") + diagram::fittedNumber(ui, probe.target.at(step, k), 60, !context.snapshot.bits);
    for (int k = 0; k < layout.shape().outputs; ++k) {
      const Rect y = layout.unit({Layer::output, step, k});
      const std::string number = diagram::fittedNumber(ui, probe.target.at(step, k), y.w - 2, !context.snapshot.bits);
      const std::string full = context.tr("sequence.about.target", {{"y", number}});
      const bool fits = layout.shape().outputs == 1 && ui.measure(full, Type::small).w <= layout.pitch() - 8;
      const Color color = fade(ui.color().ink, opacity);
      if (loop && k == 0)
        ui.text({y.x - 10, y.center().y + 12}, context.tr("sequence.about.target", {{"y", all}}), Type::small, color, Align::right);
      else if (!loop)
        ui.text({y.center().x, y.y - 20}, fits ? full : number, Type::small, color, Align::center);
    }
  }
}

constexpr float valueKeyWidth = 104;

}  // namespace

void drawValueKey(const SceneContext& context, Rect row) {
  Ui& ui = context.ui;
  const float words = ui.measure("−1", Type::small).w + 5;
  ui.textIn({row.x, row.y, words, row.h}, "−1", Type::small, ui.color().muted);
  constexpr int pieces = 10;
  const float width = (valueKeyWidth - 2 * words - 4) / pieces;
  const auto colorAt = [&](int i) { return valueColor(ui.theme(), static_cast<float>(2 * i) / pieces - 1); };
  for (int i = 0; i < pieces; ++i) {
    const Rect piece{row.x + words + width * static_cast<float>(i), row.center().y - 6, width, 12};
    ui.draw().AddRectFilledMultiColor(piece.min(), {piece.right(), piece.bottom()}, colorAt(i), colorAt(i + 1), colorAt(i + 1), colorAt(i));
  }
  ui.outline({row.x + words, row.center().y - 6, width * pieces, 12}, ui.color().lines, 0, 1);
  ui.textIn({row.x + words + width * pieces + 5, row.y, words + 4, row.h}, "+1", Type::small, ui.color().muted);
}

namespace {

void legend(const SceneContext& context, Rect row, const SequenceView& view) {
  Ui& ui = context.ui;
  const std::string matrices = "<xh>W_{xh}</>     <hh>W_{hh}</>     <hy>W_{hy}</>";
  const float width = ui.measureRich(matrices, Type::strong).w;
  const bool tied = isTied(context.snapshot);
  const std::string_view keys[] = {!view.unfolded ? "sequence.legendLoop"
                                   : tied         ? "sequence.legendTied"
                                                  : "sequence.legendUntied",
                                   "sequence.legendShort"};
  for (const std::string_view key : keys) {
    const std::string& words = context.tr(key);
    const float wordsWidth = ui.measure(words, Type::small).w;
    if (width + 22 + wordsWidth + 18 + valueKeyWidth > row.w) continue;
    drawValueKey(context, row);
    const float x = row.right() - wordsWidth;
    ui.textIn({x, row.y, wordsWidth, row.h}, words, Type::small, ui.color().muted);
    ui.richText({x - 22 - width, row.center().y - ui.lineHeight(Type::strong) / 2}, matrices, Type::strong, ui.color().ink);
    return;
  }
  drawValueKey(context, row);
  ui.richText({row.right() - width, row.center().y - ui.lineHeight(Type::strong) / 2}, matrices, Type::strong, ui.color().ink);
}

// Columns outside the window: how many there are on either side; pressing goes there.
void windowEnds(const SceneContext& context, const NetworkLayout& layout, SequenceView& view) {
  if (!layout.windowed() || layout.unfolded() < 0.99f) return;
  Ui& ui = context.ui;
  const float y = layout.labelY() - 2;
  const int before = layout.firstStep(), after = view.steps - 1 - layout.lastStep();
  if (before > 0 &&
      ui::textButton(ui, {layout.area().x + 2, y}, "stepsBefore", context.tr("sequence.before", {{"n", std::to_string(before)}})))
    view.goTo(view.placeOf(std::max(0, view.present - layout.visibleColumns())));
  if (after > 0 && ui::textButton(ui, {layout.area().right() - 2, y}, "stepsAfter",
                                  context.tr("sequence.after", {{"n", std::to_string(after)}}), Align::right))
    view.goTo(view.placeOf(std::min(view.steps - 1, view.present + layout.visibleColumns())));
}

// One drag of a weight is one step of undo, since it is one target.
class Pointer {
 public:
  Pointer(const SceneContext& context, const NetworkLayout& layout, const Numbers& numbers, SequenceView& view)
      : context_(context), ui_(context.ui), layout_(layout), numbers_(numbers), view_(view) {}

  void run(Rect area) {
    const Id id = ui_.id("diagram");
    const Touch touch = ui_.touch(id, area);
    const float reach = ui_.touchScreen() ? 16.f : 8.f;
    const bool busy = touch.held || touch.released;
    if (!busy) view_.hovered = touch.hovered && !ui_.touchScreen() ? pick(layout_, numbers_, touch.pos, reach, view_.selected) : Spot{};
    if (view_.hovered) {
      view_.anchor = touch.pos;
      ui_.cursor(ImGuiMouseCursor_Hand);
    }
    if (touch.pressed) press(touch, reach);
    if (touch.dragging) drag(touch);
    const Rect column = layout_.heatColumn(view_.present);
    zoomBy(context_, view_, touch.wheel, (touch.pos.y - column.y) / std::max(1.f, column.h));
    if (touch.clicked) click(touch, reach);
    if (touch.released) mode() = 0;
  }

 private:
  // What the held pointer does: 0 nothing, 1 scrubs over time, 2 changes the selected weight,
  // 3 a finger on a weight: its first movement decides, 4 changes a number of the first state.
  float& mode() { return ui_.memory(ui_.id("diagram.mode")); }
  float& start() { return ui_.memory(ui_.id("diagram.start")); }

  void press(const Touch& touch, float reach) {
    ui_.setFocus(0);
    view_.drag = SequenceView::Drag::open;
    const Spot spot = pick(layout_, numbers_, touch.pos, reach, view_.selected);
    // A finger on a weight may scrub as well, unless the weight was tapped before; a mouse takes the weight at once.
    const bool takes = spot.weight && (!ui_.touchScreen() || sameLine(*spot.weight));
    mode() = takes ? 2.f : spot.weight ? 3.f : 1.f;
    start() = static_cast<float>(view_.present);
    view_.touched = spot.weight;
    if (takes) take(*spot.weight, touch);
    if (!spot.unit || spot.unit->step >= 0) return;
    mode() = 4;
    start() = numbers_.value(*spot.unit);
    view_.selected = spot;
    view_.anchor = touch.pos;
  }

  void take(const WeightRef& weight, const Touch& touch) {
    const StoredWeight stored = storedWeight(context_.snapshot, weight);
    const bool cut = std::find(view_.cuts.begin(), view_.cuts.end(), WeightPlace{stored.name, stored.row, stored.col}) != view_.cuts.end();
    mode() = cut ? 0.f : 2.f;
    view_.selected = {{}, weight};
    view_.anchor = touch.pos;
    start() = stored.value;
  }

  bool sameLine(const WeightRef& w) const {
    const auto& s = view_.selected.weight;
    return s && s->matrix == w.matrix && s->row == w.row && s->col == w.col;
  }

  void drag(const Touch& touch) {
    if (mode() == 3) {
      const ImVec2 way = touch.pos - touch.origin;
      if (view_.touched && std::abs(way.y) > std::abs(way.x))
        take(*view_.touched, touch);
      else
        mode() = 1;
    }
    if (mode() == 2 && view_.selected.weight) {
      const double raw = static_cast<double>(start() - (touch.pos.y - touch.origin.y) * weightPerUnit);
      const double value = std::round(raw * 100) / 100;
      if (std::abs(value - static_cast<double>(storedWeight(context_.snapshot, *view_.selected.weight).value)) > 0.004)
        context_.commands.send(setWeight(context_.snapshot, *view_.selected.weight, value));
      ui_.cursor(ImGuiMouseCursor_ResizeNS);
    } else if (mode() == 4 && view_.selected.unit && view_.selected.unit->step < 0) {
      const float value = std::round((start() - (touch.pos.y - touch.origin.y) * weightPerUnit) * 100) / 100;
      if (std::abs(value - numbers_.value(*view_.selected.unit)) > 0.004f)
        context_.send("start", startText(context_.snapshot, {.unit = view_.selected.unit->index, .value = value}));
      ui_.cursor(ImGuiMouseCursor_ResizeNS);
    } else if (mode() == 1 && !dragUnits(context_, view_, touch)) {
      const float perStep = std::max(24.f, view_.unfolded ? layout_.pitch() : 48.f);
      const int to = static_cast<int>(std::lround(start() + (touch.pos.x - touch.origin.x) / perStep));
      view_.jumpTo(view_.placeOf(std::clamp(to, 0, view_.steps - 1)));
    }
  }

  void click(const Touch& touch, float reach) {
    const Spot spot = pick(layout_, numbers_, touch.pos, reach, view_.selected);
    view_.anchor = touch.pos;
    if (!spot && layout_.unfolded() > 0.9f) {  // beside the units: to that column
      for (int step = layout_.firstStep(); step <= layout_.lastStep(); ++step)
        if (std::abs(layout_.columnX(step) - touch.pos.x) < layout_.pitch() / 2 && step != view_.present) {
          view_.jumpTo(view_.placeOf(step));
          return;
        }
    }
    if (spot && spot.step() > view_.present && view_.back < 0) view_.jumpTo(view_.placeOf(spot.step()));
    view_.selected = spot;
  }

  const SceneContext& context_;
  Ui& ui_;
  const NetworkLayout& layout_;
  const Numbers& numbers_;
  SequenceView& view_;
};

// Units and weights as two stops of the Tab walk; arrows then move among them, left and right in time.
bool keyboard(const SceneContext& context, const NetworkLayout& layout, SequenceView& view, bool weights) {
  Ui& ui = context.ui;
  const std::string_view name = weights ? "weights" : "units";
  const Id id = ui.id(name);
  const bool kind = weights ? view.selected.weight.has_value() : view.selected.unit.has_value();
  const std::string value = kind ? spotInWords(context, view.selected) : std::string();
  const Rect place = layout.frame(static_cast<float>(layout.present()));
  if (!ui.control(id, name, "picture", context.tr(weights ? "sequence.weights" : "sequence.units"), value, place)) return false;
  if (!ui.showsFocus()) return false;
  if (!weights && !view.selected.unit)
    view.selected = {view.selected.weight ? receiver(*view.selected.weight) : UnitRef{Layer::hidden, view.present, 0}, {}};
  if (weights && !view.selected.weight) {
    if (!view.selected.unit) view.selected = {UnitRef{Layer::hidden, view.present, 0}, {}};
    if (view.selected.unit->layer == Layer::input) view.selected.unit = UnitRef{Layer::hidden, view.present, 0};
    enterSelection(context, view);
  }
  ControlKeys& keys = ui.keys(id);
  if (keys.x != 0) view.goTo(view.place() + keys.x);
  if (keys.home) view.goTo(0);
  if (keys.end) view.goTo(view.last());
  if (keys.y != 0) (void)moveSelection(context, view, -keys.y);
  if (keys.page != 0 && weights)
    context.commands.send(setWeight(
        context.snapshot, *view.selected.weight,
        std::round(100.0 * static_cast<double>(storedWeight(context.snapshot, *view.selected.weight).value) + 10 * keys.page) / 100));
  if (!weights) holdByKeys(context, view, keys.page, keys.typed == "\b");
  if (keys.enter || keys.activate) {
    enterSelection(context, view);
    if (!weights && view.selected.weight) ui.setFocus(ui.id("weights"));
  }
  keys = {};
  return true;
}

// On the loop's cable, right of its delay, and at the right end of h in the columns.
void gripOfStage(const SceneContext& context, Rect inside, const diagram::Shape& shape, NetworkLayout::View seen, float fold,
                 SequenceView& view) {
  seen.unfolded = 0;
  const NetworkLayout loop(inside, shape, seen);
  seen.unfolded = 1;
  const NetworkLayout columns(inside, shape, seen);
  const Rect delay = loop.delay(context.ui.measure(context.tr("sequence.delay"), Type::smallStrong).w + 28);
  foldGrip(context, {delay.right() + 18, delay.center().y}, {inside.right() - 8, columns.heatColumn(columns.present()).center().y}, fold,
           view);
}

}  // namespace

std::string aboutNet(const SceneContext& context) {
  if (const std::string overflow = overflowInWords(context); !overflow.empty()) return overflow;
  const std::int64_t update = context.snapshot.update;
  const std::string words =
      update == 0 ? context.tr("sequence.about.untrained") : context.tr("sequence.about.trained", {{"n", std::to_string(update)}});
  const std::string task = aboutTask(context);
  return task.empty() ? words : words + " " + task;
}

std::string spotInWords(const SceneContext& context, const Spot& spot) {
  if (spot.weight)
    return formula::withoutMarkup(weightSymbol(*spot.weight)) + " = " +
           signedNumber(static_cast<double>(storedWeight(context.snapshot, *spot.weight).value), 3);
  if (!spot.unit) return {};
  return formula::withoutMarkup(unitSymbol(*spot.unit)) + " = " +
         signedNumber(static_cast<double>(diagramNumbers(context.snapshot).value(*spot.unit)), 3);
}

bool moveSelection(const SceneContext& context, SequenceView& view, int by) {
  const Numbers numbers = diagramNumbers(context.snapshot);
  const Spot before = view.selected;
  const auto move = [&](auto list, const auto& present) {
    const auto found = std::find(list.begin(), list.end(), present);
    const int at = found == list.end() ? 0 : static_cast<int>(found - list.begin()) + by;
    return list[static_cast<std::size_t>(std::clamp(at, 0, static_cast<int>(list.size()) - 1))];
  };
  if (view.selected.weight) {
    const auto terms = termsOf(numbers.shape, receiver(*view.selected.weight));
    view.selected.weight = move(terms, *view.selected.weight);
  } else if (view.selected.unit) {
    const UnitRef u = *view.selected.unit;
    view.selected.unit = move(unitsOf(numbers, std::max(0, u.step)), u);
  } else {
    view.selected = {UnitRef{Layer::hidden, view.present, 0}, {}};
  }
  const Spot& s = view.selected;
  if (s.unit && s.unit->layer == Layer::hidden) showUnit(view, s.unit->index, numbers.shape.hidden);
  if (view.layout && s.unit) view.anchor = view.layout->unit(*s.unit).center();
  if (view.layout && s.weight) view.anchor = view.layout->unit(receiver(*s.weight)).center();
  return view.selected != before;
}

void enterSelection(const SceneContext& context, SequenceView& view) {
  if (view.selected.weight) {
    view.typeWeight = true;
    return;
  }
  if (!view.selected.unit) return;
  const auto terms = termsOf(diagramNumbers(context.snapshot).shape, *view.selected.unit);
  if (!terms.empty()) view.selected = {{}, terms.front()};
}

namespace {

// From the weight's own step through the hidden units to the loss.
std::vector<Rect> nodesOf(const NetworkLayout& layout, const Snapshot& s, const WeightPath& path, int loss) {
  std::vector<Rect> nodes;
  for (const WeightPath::Place& place : path.places) {
    const UnitRef unit{Layer::hidden, place.t, place.component % s.current.hiddenSize};
    Rect& node = nodes.emplace_back(layout.unit(unit));
    if (layout.shows(unit)) continue;
    const Rect column = layout.heatColumn(place.t);  // zoomed into: it lies above or below, and is a dot at that end
    node.y = std::clamp(node.y, column.y, column.bottom());
    node.h = 0;
  }
  nodes.push_back(layout.unit({Layer::output, loss, 0}));
  return nodes;
}

// The chosen one over the others.
void linesOfPaths(const SceneContext& context, const NetworkLayout& layout, const SequenceView& view) {
  const Snapshot& s = context.snapshot;
  if (!showsPaths(s, view)) return;
  const std::size_t chosen = chosenPath(s, view);
  for (std::size_t i = 0; i < s.shares.paths.size(); ++i)
    if (i != chosen) lightPathLines(context, nodesOf(layout, s, s.shares.paths[i], view.lossOfPiece), false);
  lightPathLines(context, nodesOf(layout, s, s.shares.paths[chosen], view.lossOfPiece), true);
}

void nodesOfPath(const SceneContext& context, const NetworkLayout& layout, const SequenceView& view) {
  const Snapshot& s = context.snapshot;
  if (!showsPaths(s, view)) return;
  const WeightPath& path = s.shares.paths[chosenPath(s, view)];
  lightPathNodes(context, path, nodesOf(layout, s, path, view.lossOfPiece));
}

}  // namespace

void drawSequenceStage(const SceneContext& context, Rect area, SequenceView& view) {
  Ui& ui = context.ui;
  const bool wide = context.layout == Layout::wide;
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, wide ? 20.f : 12.f);
  const Numbers numbers = diagramNumbers(context.snapshot);

  const float fold = shownFold(ui, view);
  const float pace = static_cast<float>(view.playing ? std::min(0.6, 0.8 * view.period()) : 0.6);
  const float gliding = ui.glide(ui.id("present"), static_cast<float>(view.present), view.unfolded ? std::min(0.35f, pace) : pace);

  const bool low = inside.h < 330;
  const Rect head = inside.cutTop(Theme::touch, wide ? 4.f : 2.f);
  const Rect foot = low ? Rect{} : inside.cutBottom(24, 2);
  const bool back = showsBack(context.snapshot, view);
  const Rect shares = back && inside.h > 380 ? inside.cutBottom(std::min(150.f, inside.h * 0.3f), 6) : Rect{};
  const float taken = header(context, head, view, low);  // at the right
  const std::string beyond = back ? backOverflow(context) : std::string();
  if (!beyond.empty() || (!low && !view.backward)) {
    const std::string about = !beyond.empty() ? beyond : !wide && view.pending() ? pendingInWords(context, view) : aboutNet(context);
    const Rect row = inside.cutTop(ui.measureRich(about, Type::small, inside.w).h, 2);
    ui.richText(row.min(), about, Type::small, ui.color().muted, row.w);
  }
  NetworkLayout::View seen{fold, view.present, gliding, ui.measure("−0.00", Type::smallStrong).w};
  seen.zoom = view.zoom.level, seen.firstUnit = view.zoom.first;
  const float loopWidth = 260 + 10 * static_cast<float>(NetworkLayout(inside, numbers.shape, seen).lanes());
  if (low && inside.w - taken > loopWidth) seen.headRoom = head.h, seen.headTaken = taken;
  const NetworkLayout layout(inside, numbers.shape, seen);
  view.layout = layout;
  view.low = low;
  view.shownUnits = layout.shownUnits(), view.shownSteps = layout.visibleColumns();

  const bool unitKeys = keyboard(context, layout, view, false);
  const bool weightKeys = keyboard(context, layout, view, true);
  Pointer(context, layout, numbers, view).run(inside);
  if (!view.backward) gripOfStage(context, inside, numbers.shape, seen, fold, view);

  diagram::Appearance look;
  look.selected = view.selected;
  look.hovered = view.hovered;
  if (back && !view.attention()) {  // the copies whose shares are stacked
    look.selected.weight = view.copied;
    look.selected.weight->step = view.present;
  }
  if (view.showsPending()) look.selected.unit = view.pendingUnit();
  if (view.fine()) {
    const auto there = [&](Layer layer) {
      return static_cast<float>(view.pass.thereOf(view.done, SequenceView::stepOf({layer, view.present, 0})));
    };
    look.hiddenThere = std::min(there(Layer::hidden), ui.glide(ui.id("hiddenThere"), there(Layer::hidden), 0.3f));
    look.outputsThere = there(Layer::output);
  }
  look.keyboard = unitKeys || weightKeys;
  look.delayWords = context.tr("sequence.delay");
  look.earlierWords = context.tr("sequence.earlier");
  const Rect drawn{inside.x - 4, head.y, inside.w + 8, inside.bottom() + 4 - head.y};
  ui.pushClip(drawn);
  look.allKnown = view.back >= 0;
  if (back)
    look.underUnits = [&] {
      drawRiver(context, layout, view);
      linesOfPaths(context, layout, view);
    };
  diagram::draw(ui, context.gpu, layout, numbers, look, gliding);
  if (back) drawGradients(context, layout, view);
  if (back) nodesOfPath(context, layout, view);
  markHeld(context, layout);
  markCuts(context, layout);
  if (layout.area().h >= NetworkLayout::leastForTargets) targets(context, layout, gliding);
  ui.popClip();

  if (seen.headTaken > 0 && fold < 0.01f) {  // beside the loop, below the switch
    const float left = inside.right() - taken;
    aboutIn(context, {left, inside.y + 8, taken, inside.h - 16});
  } else if (const float side = (inside.w - loopWidth) / 2; low && !view.unfolded && fold < 0.01f && side >= 96) {
    aboutIn(context, {inside.right() - side, inside.y + 8, side, inside.h - 16});  // or beside it, where the switch takes the header
  }
  if (shares.h > 0) drawShares(context, shares, columnsOf(layout), view);
  if (back) drawScissors(context, columnsOf(layout), layout.area().y, layout.labelY(), view);
  if (!low && back) drawRiverKey(context, foot);
  if (!low && !back) legend(context, foot, view);
  windowEnds(context, layout, view);
}

}  // namespace unroll
