#include "scenes/sequence/inspector.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/order.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/chain.h"
#include "scenes/sequence/cuts.h"
#include "scenes/sequence/holds.h"
#include "scenes/sequence/own_input.h"
#include "scenes/sequence/stage.h"
#include "widgets/formula.h"
#include "widgets/typed_value.h"

namespace unroll {

using diagram::Layer;
using diagram::Spot;
using diagram::UnitRef;
using diagram::WeightRef;

namespace {

constexpr float termHeight = 28;  // of a line in formula::sum

// With sign; large ones, which relu and identity make, with fewer digits.
std::string number(float v) {
  if (!std::isfinite(v) || std::abs(v) < 1000) return signedNumber(static_cast<double>(v));
  return (v > 0 ? "+" : "") + compactNumber(static_cast<double>(v));
}

std::string_view colorTag(const Term& term) {
  switch (term.kind) {
    case Term::Kind::input: return "<xh>";
    case Term::Kind::recurrent: return "<hh>";
    case Term::Kind::readout: return "<hy>";
    default: return "<muted>";
  }
}

formula::TermBar barOf(const SceneContext& context, const UnitRef& unit, const Term& term, const Spot& spot) {
  const WeightRef weight = weightOfTerm(unit, term);
  formula::TermBar bar;
  bar.value = term.product;
  bar.color = diagram::matrixColor(context.ui.theme(), weight.matrix);
  bar.marked = spot.weight == weight;
  if (term.kind == Term::Kind::bias) {
    bar.words = std::string("<muted>") + (unit.layer == Layer::output ? "b_{y}" : "b_{h}") + "</>  " + number(term.weight);
    bar.spoken = weightSymbol(weight);
  } else {
    bar.words = weightSymbol(weight) + " " + std::string(colorTag(term)) + number(term.weight) + "</> · " + number(term.operand);
    bar.spoken = weightSymbol(weight) + " · " + unitSymbol(sender(weight));
  }
  return bar;
}

// The terms that are shown, in the order of the sum; where they are too many, the largest: what comes through the loop first, but input and
// bias before it where they take less than half of the room. A loop that carries nothing yet, at t = 0, gives way.
std::vector<std::size_t> largestTerms(const SequenceView& view, const UnitRef& unit, const Explanation& explanation, std::size_t most) {
  std::vector<std::size_t> order(explanation.terms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order.size() <= most) return order;
  const auto given = std::count_if(explanation.terms.begin(), explanation.terms.end(),
                                   [](const Term& term) { return term.kind == Term::Kind::input || term.kind == Term::Kind::bias; });
  const bool givenFirst = 2 * static_cast<std::size_t>(given) < most;
  const auto weight = [&](std::size_t i) {
    const bool marked = view.attention().weight == weightOfTerm(unit, explanation.terms[i]);
    const float size = std::min(1e6f, std::abs(explanation.terms[i].product));
    if (marked) return INFINITY;
    const Term::Kind kind = explanation.terms[i].kind;
    if (kind == Term::Kind::recurrent) return size > 0 ? 2e6f + size : size;
    return givenFirst && (kind == Term::Kind::input || kind == Term::Kind::bias) ? 4e6f + size : size;
  };
  sortShort(order, [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
  order.resize(most - 1);
  std::sort(order.begin(), order.end());
  return order;
}

// A line of a term is its weight: pressed it is selected, dragged to the right or turned with the arrows it grows.
void turnTerm(const SceneContext& context, SequenceView& view, const UnitRef& unit, const Explanation& explanation,
              const formula::TermTouch& touch) {
  if (touch.term < 0 || touch.term >= static_cast<int>(view.shownTerms.size())) {
    view.turned.reset();
    return;
  }
  const Term& term = explanation.terms[view.shownTerms[static_cast<std::size_t>(touch.term)]];
  const WeightRef weight = weightOfTerm(unit, term);
  const auto set = [&](const WeightRef& which, double value) {
    value = std::round(value * 100) / 100;
    if (std::abs(value - static_cast<double>(storedWeight(context.snapshot, which).value)) > 0.004)
      context.commands.send(setWeight(context.snapshot, which, value));
  };
  if (touch.down) view.turned = weight;
  if (turnInput(context, view, term, unit.step, touch)) return;
  if (touch.down) view.turnedFrom = storedWeight(context.snapshot, weight).value;
  if (touch.pressed || touch.dragging || touch.steps != 0) view.selected = {{}, view.turned && touch.dragging ? *view.turned : weight};
  if (touch.dragging && view.turned) set(*view.turned, static_cast<double>(view.turnedFrom + touch.by * weightPerUnit));
  if (touch.steps != 0)
    set(weight, static_cast<double>(storedWeight(context.snapshot, weight).value) + touch.steps * (touch.fine ? 0.01 : 0.05));
}

// The terms as lines, the rest in one. Returns them.
std::vector<formula::TermBar> drawSum(const SceneContext& context, Column& column, SequenceView& view, const UnitRef& unit,
                                      const Explanation& explanation, int room) {
  const std::size_t most = static_cast<std::size_t>(std::max(3, room)), count = explanation.terms.size();
  const bool stays = view.turned && receiver(*view.turned) == unit &&
                     std::all_of(view.shownTerms.begin(), view.shownTerms.end(), [&](std::size_t i) { return i < count; });
  if (!stays) view.shownTerms = largestTerms(view, unit, explanation, most);
  const auto& order = view.shownTerms;
  std::vector<formula::TermBar> bars;
  for (const std::size_t i : order) bars.push_back(barOf(context, unit, explanation.terms[i], view.attention()));
  if (order.size() < count) {
    formula::TermBar more;
    more.words = "<muted>" + context.tr("sequence.inspector.more", {{"n", std::to_string(count - order.size())}}) + "</>";
    for (std::size_t i = 0; i < count; ++i)
      if (!std::binary_search(order.begin(), order.end(), i)) more.value += explanation.terms[i].product;
    more.color = context.ui.color().muted;
    more.pressable = false;
    bars.push_back(more);
  }
  const std::string total = "<b>" + context.tr("sequence.inspector.sum") + " " + number(explanation.sum) + "</>";
  turnTerm(context, view, unit, explanation, formula::sum(context.ui, column, "term", bars, {total, explanation.sum}));
  chooseTurned(context, column, view, explanation.terms);
  return bars;
}

// A line ends only after a plus: what is multiplied stays together.
std::string equation(const UnitRef& unit, const std::string& activation) {
  const std::string i = "[" + std::to_string(unit.index) + "]", t = std::to_string(unit.step), gap = "\u00A0", plus = gap + "+ ";
  const std::string left = unitSymbol(unit) + gap + "=" + gap;
  const auto made = [&](const std::string& sum) { return left + (activation == "identity" ? sum : activation + "(" + gap + sum + gap + ")"); };
  if (unit.layer == Layer::output) return made("<hy>W_{hy}</>" + i + gap + "h_{" + t + "}" + plus + "b_{y}" + i);
  const std::string before = unit.step > 0 ? std::to_string(unit.step - 1) : "−1";
  const std::string sum =
      "<xh>W_{xh}</>" + i + gap + "x_{" + t + "}" + plus + "<hh>W_{hh}</>" + i + gap + "h_{" + before + "}" + plus + "b_{h}" + i;
  return made(sum);
}

std::string unitTitle(const SceneContext& context, const UnitRef& u) {
  const std::string i = std::to_string(u.index), t = u.step < 0 ? "−1" : std::to_string(u.step);
  const std::string_view key = u.layer == Layer::input    ? "sequence.inspector.input"
                               : u.layer == Layer::hidden ? "sequence.inspector.hidden"
                                                          : "sequence.inspector.output";
  return context.tr(key, {{"i", i}, {"t", t}});
}

// Equation, sum, curve and result of a hidden unit or an output. Below them is room for what belongs to a weight, whether one is selected
// or not: nothing jumps when a term is pressed.
void drawUnit(const SceneContext& context, Column& column, SequenceView& view, const UnitRef& unit) {
  Ui& ui = context.ui;
  const bool pends = view.pendingUnit() == unit && !view.attention().weight;
  const float weightRoom = pends ? 0.f : isTied(context.snapshot) ? 100.f : 190.f;  // its slider and two lines of words, what cuts it
  const std::string& activation = unit.layer == Layer::output ? context.snapshot.outputActivation : context.snapshot.current.activation;
  const TextSize size = ui.measureRich(equation(unit, activation), Type::formula, column.width());
  const Rect place = column.take(size.h);
  ui.richText(place.min(), equation(unit, activation), Type::formula, ui.color().ink, place.w);
  if (!view.isThere(unit) && !pends) {
    ui::caption(ui, column, context.tr("sequence.inspector.later", {{"t", std::to_string(unit.step)}}));
    return;
  }
  const Explanation explanation = explain(context.snapshot, unit);
  const bool curved = (unit.layer == Layer::hidden || activation != "identity") && context.layout != Layout::medium;
  if (pends && context.layout != Layout::medium) {
    const std::string numbers = sumInNumbers(explanation, 10);
    const Rect line = column.take(ui.measureRich(numbers, Type::small, column.width()).h);
    ui.richText(line.min(), numbers, Type::small, ui.color().ink, line.w);
  }
  const float below = 42 + 30 + weightRoom;  // the curve gives way to the terms
  const float room = context.layout == Layout::phone    ? 12 * termHeight
                     : context.layout == Layout::medium ? 5 * termHeight
                                                        : column.remaining() - below;
  const auto bars = drawSum(context, column, view, unit, explanation, static_cast<int>((room - (curved && pends ? 110 : 0)) / termHeight));

  if (curved) {
    const float rest = context.layout == Layout::phone ? 140.f : column.remaining() - 50 - weightRoom;
    if (rest >= 70) {
      column.space(6);
      formula::runIntoCurve(
          ui, column.take(std::min(190.f, rest)), [&](float v) { return activationValue(activation, v, explanation.others); }, bars, explanation.sum,
          runIn(ui, view));
    }
  }
  const std::string result = activation != "identity"
                                 ? activation + "(" + number(explanation.sum) + ") = " + number(explanation.value)
                                 : unitSymbol(unit) + " = " + number(explanation.value);
  const Rect line = column.take(ui.lineHeight(Type::strong));
  ui.richText(line.min(), result, Type::strong, ui.color().ink);
}

// The unit's terms stay where they are when one of them is pressed: what belongs to the weight stands below them.
void drawWeight(const SceneContext& context, Column& column, SequenceView& view, const WeightRef& weight) {
  Ui& ui = context.ui;
  const StoredWeight stored = storedWeight(context.snapshot, weight);
  ui::heading(ui, column, weightSymbol(weight));
  const bool bias = weight.matrix == WeightRef::Matrix::hiddenBias || weight.matrix == WeightRef::Matrix::outputBias;
  const std::string to = unitSymbol(receiver(weight));
  drawUnit(context, column, view, receiver(weight));
  const std::string way = bias ? context.tr("sequence.inspector.biasOf", {{"to", to}})
                               : context.tr("sequence.inspector.fromTo", {{"from", unitSymbol(sender(weight))}, {"to", to}});
  const std::string where = isTied(context.snapshot) ? context.tr("sequence.inspector.everywhere", {{"T", std::to_string(view.steps)}})
                                                     : context.tr("sequence.inspector.onlyHere", {{"t", std::to_string(weight.step)}});
  double value = static_cast<double>(stored.value);
  const Id id = ui.id("weight");
  if (view.typeWeight) {
    ui.setFocus(id);
    ui::startTyping(ui, id, ui::typedForm(value));  // the number itself: Enter alone changes nothing
    view.typeWeight = false;
  }
  const bool small = context.layout == Layout::medium;  // no room for a line of words below
  const std::string_view label = !small ? "weight" : isTied(context.snapshot) ? "weightTied" : "weightHere";
  const std::string title = context.tr("sequence.inspector." + std::string(label), {{"t", std::to_string(weight.step)}});
  const bool isCut = std::find(view.cuts.begin(), view.cuts.end(), WeightPlace{stored.name, stored.row, stored.col}) != view.cuts.end();
  if (!isCut && ui::slider(ui, column, "weight", title, value,
                           {.min = -3, .max = 3, .step = 0.05, .decimals = 2, .typedMin = -1000, .typedMax = 1000})) {
    view.selected = {{}, weight};
    if (static_cast<float>(value) != stored.value) context.commands.send(setWeight(context.snapshot, weight, value));
  }
  if (!small) ui::caption(ui, column, way + "\n" + where);
  cutControl(context, column, view, {stored.name, stored.row, stored.col});
}

}  // namespace

void drawSequenceInspector(const SceneContext& context, Column& column, SequenceView& view) {
  Ui& ui = context.ui;
  column.setGap(8);
  const bool pends = view.showsPending();
  const Spot spot = view.attention() ? view.attention() : Spot{view.pendingUnit().value_or(UnitRef{Layer::hidden, view.present, 0}), {}};
  if (spot.weight) return drawWeight(context, column, view, *spot.weight);

  const UnitRef unit = *spot.unit;
  ui::heading(ui, column, unitTitle(context, unit));
  if (unit.layer == Layer::input || unit.step < 0) {
    const diagram::Numbers numbers = diagramNumbers(context.snapshot);
    const Rect line = column.take(ui.lineHeight(Type::formula));
    ui.richText(line.min(), unitSymbol(unit) + " = " + plainNumber(static_cast<double>(numbers.value(unit)), 4), Type::formula,
                ui.color().ink);
    if (unit.layer == Layer::hidden) {
      double value = static_cast<double>(numbers.value(unit));
      if (ui::slider(ui, column, "startAt", unitSymbol(unit), value,
                     {.min = -1, .max = 1, .step = 0.05, .decimals = 2, .typedMin = -1000, .typedMax = 1000})) {
        view.selected = {unit, {}};
        context.send("start", startText(context.snapshot, {.unit = unit.index, .value = static_cast<float>(value)}));
      }
    }
    const std::string feature = "choice.task." + context.snapshot.current.task + ".input." + std::to_string(unit.index);
    ui::caption(ui, column,
                unit.layer == Layer::hidden ? context.tr("sequence.inspector.start")
                : ui.words().has(feature)   ? context.tr(feature)
                                            : context.tr("sequence.inspector.given"));
    return;
  }
  const bool output = unit.layer == Layer::output;
  const bool known = view.isThere(unit);
  drawUnit(context, column, view, unit);
  std::string target;
  if (output && known) {
    const bool counts = context.snapshot.probe.counts[static_cast<std::size_t>(unit.step)];
    const float wanted = context.snapshot.probe.target.at(unit.step, unit.index);
    target = counts ? context.tr("sequence.inspector.target", {{"target", number(wanted)}}) : context.tr("sequence.inspector.noTarget");
  }
  if (unit.layer == Layer::hidden && known) return holdControls(context, column, view, unit);
  const std::string& hint = context.tr("sequence.inspector.hint");
  if (pends && context.layout == Layout::wide) return;
  if (context.layout == Layout::medium && known) {  // as high as a weight's slider: the overlay stays where it is
    const Rect place = column.take(46);
    ui.richText(place.min(), target.empty() ? hint : target, Type::small, ui.color().muted, place.w);
    return;
  }
  if (!target.empty()) ui::caption(ui, column, target);
  ui::caption(ui, column, hint);
}

}  // namespace unroll
