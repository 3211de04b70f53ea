#include "scenes/sequence/inspector.h"

#include <cmath>
#include <numeric>

#include "scenes/recurrent/numbers.h"
#include "widgets/formula.h"
#include "widgets/typed_value.h"

namespace unroll {

using diagram::Layer;
using diagram::Spot;
using diagram::UnitRef;
using diagram::WeightRef;

namespace {

constexpr float termHeight = 28;  // of a line in formula::sum
constexpr float captionLine = 22;

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

// The terms as lines; where they are too many, the largest and the rest in one: of what comes through the loop as much as there is room.
// Pressing a line selects its weight.
void drawSum(const SceneContext& context, Column& column, SequenceView& view, const UnitRef& unit, const Explanation& explanation,
             int room) {
  std::vector<std::size_t> order(explanation.terms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t most = static_cast<std::size_t>(std::max(3, room));
  float rest = 0;
  std::size_t left = 0;
  if (order.size() > most) {
    const auto weight = [&](std::size_t i) {
      const bool marked = view.attention().weight == weightOfTerm(unit, explanation.terms[i]);
      const float size = std::min(1e6f, std::abs(explanation.terms[i].product));
      return marked ? INFINITY : explanation.terms[i].kind == Term::Kind::recurrent ? 2e6f + size : size;
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return weight(a) > weight(b); });
    for (std::size_t i = most - 1; i < order.size(); ++i) rest += explanation.terms[order[i]].product;
    left = order.size() - (most - 1);
    order.resize(most - 1);
    std::sort(order.begin(), order.end());  // what is shown stays in the order of the sum
  }
  std::vector<formula::TermBar> bars;
  for (const std::size_t i : order) bars.push_back(barOf(context, unit, explanation.terms[i], view.attention()));
  if (left > 0) {
    formula::TermBar more;
    more.words = "<muted>" + context.tr("sequence.inspector.more", {{"n", std::to_string(left)}}) + "</>";
    more.value = rest;
    more.color = context.ui.color().muted;
    more.pressable = false;
    bars.push_back(more);
  }
  const std::string total = "<b>" + context.tr("sequence.inspector.sum") + " " + number(explanation.sum) + "</>";
  const int pressed = formula::sum(context.ui, column, "term", bars, {total, explanation.sum});
  if (pressed >= 0 && pressed < static_cast<int>(order.size()))
    view.selected = {{}, weightOfTerm(unit, explanation.terms[order[static_cast<std::size_t>(pressed)]])};
}

// A line ends only after a plus: what is multiplied stays together.
std::string equation(const UnitRef& unit, const std::string& activation) {
  const std::string i = "[" + std::to_string(unit.index) + "]", t = std::to_string(unit.step), gap = "\u00A0", plus = gap + "+ ";
  const std::string left = unitSymbol(unit) + gap + "=" + gap;
  if (unit.layer == Layer::output) return left + "<hy>W_{hy}</>" + i + gap + "h_{" + t + "}" + plus + "b_{y}" + i;
  const std::string before = unit.step > 0 ? std::to_string(unit.step - 1) : "−1";
  const std::string sum =
      "<xh>W_{xh}</>" + i + gap + "x_{" + t + "}" + plus + "<hh>W_{hh}</>" + i + gap + "h_{" + before + "}" + plus + "b_{h}" + i;
  return left + (activation == "identity" ? sum : activation + "(" + gap + sum + gap + ")");
}

std::string unitTitle(const SceneContext& context, const UnitRef& u) {
  const std::string i = std::to_string(u.index), t = u.step < 0 ? "−1" : std::to_string(u.step);
  const std::string_view key = u.layer == Layer::input    ? "sequence.inspector.input"
                               : u.layer == Layer::hidden ? "sequence.inspector.hidden"
                                                          : "sequence.inspector.output";
  return context.tr(key, {{"i", i}, {"t", t}});
}

// Equation, sum, curve and result of a hidden unit or an output.
void drawUnit(const SceneContext& context, Column& column, SequenceView& view, const UnitRef& unit, int linesBelow) {
  Ui& ui = context.ui;
  const std::string& activation = context.snapshot.current.activation;
  const TextSize size = ui.measureRich(equation(unit, activation), Type::formula, column.width());
  const Rect place = column.take(size.h);
  ui.richText(place.min(), equation(unit, activation), Type::formula, ui.color().ink, place.w);
  if (unit.step > view.present) {
    ui::caption(ui, column, context.tr("sequence.inspector.later", {{"t", std::to_string(unit.step)}}));
    return;
  }
  const Explanation explanation = explain(context.snapshot, unit);
  const bool curved = unit.layer == Layer::hidden && context.layout != Layout::medium;
  const float below = 46 + 34 + captionLine * static_cast<float>(linesBelow);  // the curve gives way to the terms
  const float room = context.layout == Layout::phone    ? 12 * termHeight
                     : context.layout == Layout::medium ? 5 * termHeight
                                                        : column.remaining() - below;
  drawSum(context, column, view, unit, explanation, static_cast<int>(room / termHeight));

  if (curved) {
    const float rest = context.layout == Layout::phone ? 140.f : column.remaining() - 50 - captionLine * static_cast<float>(linesBelow);
    if (rest >= 70) {
      column.space(6);
      formula::curve(
          ui, column.take(std::min(150.f, rest)), [&](float v) { return activationValue(activation, v); }, explanation.sum);
    }
  }
  const std::string result = unit.layer == Layer::hidden && activation != "identity"
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
  drawUnit(context, column, view, receiver(weight), 5);
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
  if (ui::slider(ui, column, "weight", context.tr("sequence.inspector.weight"), value,
                 {.min = -3, .max = 3, .step = 0.05, .decimals = 2, .typedMin = -1000, .typedMax = 1000})) {
    view.selected = {{}, weight};
    if (static_cast<float>(value) != stored.value) context.commands.send(setWeight(context.snapshot, weight, value));
  }
  ui::caption(ui, column, way + "\n" + where);
}

}  // namespace

void drawSequenceInspector(const SceneContext& context, Column& column, SequenceView& view) {
  Ui& ui = context.ui;
  column.setGap(8);
  const Spot spot = view.attention() ? view.attention() : Spot{UnitRef{Layer::hidden, view.present, 0}, {}};
  if (spot.weight) return drawWeight(context, column, view, *spot.weight);

  const UnitRef unit = *spot.unit;
  ui::heading(ui, column, unitTitle(context, unit));
  if (unit.layer == Layer::input || unit.step < 0) {
    const diagram::Numbers numbers = diagramNumbers(context.snapshot);
    const Rect line = column.take(ui.lineHeight(Type::formula));
    ui.richText(line.min(), unitSymbol(unit) + " = " + plainNumber(static_cast<double>(numbers.value(unit)), 4), Type::formula,
                ui.color().ink);
    const std::string feature = "choice.task." + context.snapshot.current.task + ".input." + std::to_string(unit.index);
    ui::caption(ui, column,
                unit.layer == Layer::hidden ? context.tr("sequence.inspector.start")
                : ui.words().has(feature)   ? context.tr(feature)
                                            : context.tr("sequence.inspector.given"));
    return;
  }
  const bool output = unit.layer == Layer::output;
  const bool known = unit.step <= view.present;
  drawUnit(context, column, view, unit, output ? 3 : 2);
  if (output && known) {
    const bool counts = context.snapshot.probe.counts[static_cast<std::size_t>(unit.step)];
    const float target = context.snapshot.probe.target.at(unit.step, unit.index);
    ui::caption(ui, column,
                counts ? context.tr("sequence.inspector.target", {{"target", number(target)}}) : context.tr("sequence.inspector.noTarget"));
  }
  ui::caption(ui, column, context.tr("sequence.inspector.hint"));
}

}  // namespace unroll
