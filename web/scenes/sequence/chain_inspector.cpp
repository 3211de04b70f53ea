// A unit of a chain's topmost layer, explained: as the sum of its terms, or as what its gates make.
#include <algorithm>
#include <cmath>

#include "core/order.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/cell_parts.h"
#include "scenes/sequence/chain.h"
#include "scenes/sequence/cuts.h"
#include "scenes/sequence/holds.h"
#include "scenes/sequence/own_input.h"
#include "scenes/sequence/shares.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

std::string valueWords(double v) { return std::abs(v) < 1000 ? signedNumber(v, 3) : compactNumber(v); }

bool findWeights(const Snapshot& s, std::string_view name) {
  for (const ParameterTable& p : s.parameters)
    if (p.name.compare(0, name.size(), name) == 0) return true;
  return false;
}

std::string targetOf(const Term& term) {
  const std::string row = term.parameter + "[" + std::to_string(term.row) + "]";
  const bool one = term.kind == Term::Kind::bias || term.kind == Term::Kind::peephole;  // number a row
  return one ? row : row + "[" + std::to_string(term.index) + "]";
}

// Where the weight of a term is, of all its copies.
WeightPlace placeOfTerm(const Term& term) {
  return {term.parameter.substr(0, term.parameter.find('@')), term.row, term.kind == Term::Kind::bias ? 0 : term.index};
}

// A line of a term is its weight: dragged to the right or turned with the arrows it grows.
void turnChainTerm(const SceneContext& context, SequenceView& view, const Explanation& why, int t, const formula::TermTouch& touch) {
  if (touch.term < 0 || static_cast<std::size_t>(touch.term) >= view.shownTerms.size()) return view.turnedTerm.clear();
  const Term& term = why.terms[view.shownTerms[static_cast<std::size_t>(touch.term)]];
  const std::string target = targetOf(term);
  const double now = static_cast<double>(term.weight);
  if (touch.down) view.turnedTerm = target, view.turnedFrom = term.weight;
  if (turnInput(context, view, term, t, touch)) return;
  if (touch.pressed) view.copiedPlace = placeOfTerm(term);
  double value = now;
  if (touch.dragging && view.turnedTerm == target)
    value = static_cast<double>(view.turnedFrom + touch.by * weightPerUnit);
  else if (touch.steps != 0)
    value += touch.steps * (touch.fine ? 0.01 : 0.05);
  value = std::round(value * 100) / 100;
  if (!(touch.dragging || touch.steps != 0) || std::abs(value - now) < 0.004) return;
  // Of two biases that are shown as one, the first is changed.
  for (const ParameterTable& p : context.snapshot.parameters)
    if (term.kind == Term::Kind::bias && p.name == term.parameter) value += static_cast<double>(p.values.at(term.row, 0)) - now;
  context.commands.send({target, printNumber(static_cast<double>(static_cast<float>(value)))});
}

}  // namespace

namespace {

std::string functionName(const std::string& activation) { return activation == "sigmoid" ? "σ" : activation; }

}  // namespace

std::string sumInNumbers(const Explanation& why, std::size_t most) {
  const std::string gap = "\u00A0";
  const auto plain = [](float v) { return v < 0 ? "(" + plainNumber(static_cast<double>(v)) + ")" : plainNumber(static_cast<double>(v)); };
  std::string sum;
  for (std::size_t i = 0; i < std::min(most, why.terms.size()); ++i) {
    const Term& term = why.terms[i];
    const std::string sign = term.weight < 0 ? i == 0 ? "−" : "−" + gap : i == 0 ? "" : "+" + gap;
    static constexpr const char* tags[] = {"<xh>", "<hh>", "<hy>", "<hy>", "<muted>", "<muted>"};
    sum += (i > 0 ? " " : "") + sign + tags[static_cast<int>(term.kind)] + plainNumber(std::abs(static_cast<double>(term.weight))) + "</>";
    if (term.kind != Term::Kind::bias) sum += "·" + plain(term.operand);
    if (term.factor != 1) sum += "·" + plain(term.factor);
  }
  if (why.terms.size() > most) sum += " …";
  return "=" + gap + (why.activation == "identity" ? sum : functionName(why.activation) + "(" + gap + sum + gap + ")");
}

float runIn(Ui& ui, const SequenceView& view) {
  const float done = static_cast<float>(view.done), gliding = ui.glide(ui.id("runIn"), done, 0.9f);
  return view.showsPending() ? std::clamp(1 - std::abs(done - gliding), 0.f, 1.f) : 1.f;
}

std::vector<formula::TermBar> drawTerms(const SceneContext& context, Column& column, SequenceView& view, const Explanation& why, int t,
                                        std::size_t most, const std::string& bias) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  std::vector<std::size_t>& order = view.shownTerms;
  const bool stays =
      !view.turnedTerm.empty() && std::all_of(order.begin(), order.end(), [&](std::size_t i) { return i < why.terms.size(); });
  if (!stays) {
    order.resize(why.terms.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    sortShort(order, [&](std::size_t a, std::size_t b) { return std::abs(why.terms[a].product) > std::abs(why.terms[b].product); });
    if (order.size() > most) order.resize(most);
    std::sort(order.begin(), order.end());
  }
  const std::size_t left = why.terms.size() - order.size();
  float rest = 0;
  for (std::size_t i = 0; i < why.terms.size() && left > 0; ++i)
    if (!std::binary_search(order.begin(), order.end(), i)) rest += why.terms[i].product;
  std::vector<formula::TermBar> bars;
  for (const std::size_t i : order) {
    const Term& term = why.terms[i];
    formula::TermBar& bar = bars.emplace_back();
    bar.value = term.product;
    bar.spoken = targetOf(term);
    bar.marked = placeOfTerm(term) == view.copiedPlace;
    const std::string number = signedNumber(static_cast<double>(term.weight)), index = "[" + std::to_string(term.index) + "]";
    const std::string factor = term.factor == 1 ? std::string() : plainNumber(static_cast<double>(term.factor)) + " · ";
    switch (term.kind) {
      case Term::Kind::input:
        bar.color = c.wxh, bar.words = "<xh>" + number + "</> · " + signedNumber(static_cast<double>(term.operand));
        break;
      case Term::Kind::recurrent:
        bar.color = c.whh, bar.words = factor + "<hh>" + number + "</> · " + signedNumber(static_cast<double>(term.operand));
        break;
      case Term::Kind::peephole:
        bar.color = c.muted, bar.words = number + " · <i>c</> " + signedNumber(static_cast<double>(term.operand));
        break;
      case Term::Kind::feedback:
        bar.color = c.whh, bar.words = "<hh>" + number + "</> · <hy>y" + index + "</> " + signedNumber(static_cast<double>(term.operand));
        break;
      case Term::Kind::readout:
        bar.color = c.why, bar.words = "<hy>" + number + "</> · " + signedNumber(static_cast<double>(term.operand));
        break;
      case Term::Kind::bias: bar.color = c.bias, bar.words = factor + "<muted>" + bias + "</>  " + number; break;
    }
  }
  if (left > 0) {
    formula::TermBar& bar = bars.emplace_back();
    bar.words = "<muted>" + context.tr("sequence.inspector.more", {{"n", std::to_string(left)}}) + "</>";
    bar.value = rest;
    bar.color = c.muted;
    bar.pressable = false;
  }
  turnChainTerm(
      context, view, why, t,
      formula::sum(ui, column, "term", bars,
                   {"<b>" + context.tr("sequence.inspector.sum") + " " + signedNumber(static_cast<double>(why.sum)) + "</>", why.sum}));
  chooseTurned(context, column, view, why.terms);
  return bars;
}

namespace {

// "h^{(1)}_{3}[0] = tanh( W_{xh}[0] h^{(0)}_{3} + W_{hh}[0] h^{(1)}_{2} + b_{h}[0] )": a line ends only after a plus.
std::string stepEquation(const Snapshot& s, const ForwardStep& step, const std::string& name, const std::string& activation) {
  const std::string i = "[" + std::to_string(step.index) + "]", gap = "\u00A0", plus = gap + "+ ";
  const auto hidden = [&](int layer, int t) {
    return "h" + (s.current.layers > 1 ? "^{(" + std::to_string(layer) + ")}" : std::string()) + "_{" + (t < 0 ? "−1" : std::to_string(t)) +
           "}";
  };
  if (step.kind == ForwardStep::Kind::output || step.kind == ForwardStep::Kind::fed) {
    const int layer = step.kind == ForwardStep::Kind::fed ? step.layer : s.current.layers - 1;
    const std::string sum = "<hy>W_{hy}</>" + i + gap + hidden(layer, step.t) + plus + "b_{y}" + i;
    return name + gap + "=" + gap + (activation == "identity" ? sum : functionName(activation) + "(" + gap + sum + gap + ")");
  }
  const int before = step.direction == 1 ? step.t + 1 : step.t - 1;
  const std::string below = step.layer == 0 ? "x_{" + std::to_string(step.t) + "}" : hidden(step.layer - 1, step.t);
  std::string sum = "<xh>W_{xh}</>" + i + gap + below;
  if (findWeights(s, "rnn.weight_hh")) sum += plus + "<hh>W_{hh}</>" + i + gap + hidden(step.layer, before);
  if (findWeights(s, "rnn.weight_yh")) sum += plus + "<hh>W_{yh}</>" + i + gap + "y_{" + (before < 0 ? "−1" : std::to_string(before)) + "}";
  if (!s.memory) sum += plus + "…";  // the inputs before it, in its window
  sum += plus + "b_{h}" + i;
  return name + gap + "=" + gap + (activation == "identity" ? sum : activation + "(" + gap + sum + gap + ")");
}

}  // namespace

std::string stepSymbol(const Snapshot& s, const ForwardStep& step) {
  const std::string index = "[" + std::to_string(step.index) + "]", t = "_{" + std::to_string(step.t) + "}";
  const bool several = s.current.layers > 1;
  const std::string layer = several ? "^{(" + std::to_string(step.layer) + ")}" : "";
  const std::string way = s.current.bidirectional ? step.direction == 1 ? " ←" : " →" : "";
  switch (step.kind) {
    case ForwardStep::Kind::gate: return statesOf(s, step.layer).gates[static_cast<std::size_t>(step.gate)].name + layer + t + index + way;
    case ForwardStep::Kind::hidden: return "h" + layer + t + index + way;
    case ForwardStep::Kind::fed: return "y" + layer + t + index + way;
    case ForwardStep::Kind::output: break;
  }
  return "y" + t + index;
}

// Of the step that is next, or of the unit that is pointed at.
void drawChainInspector(const SceneContext& context, Column& column, SequenceView& view) {
  Ui& ui = context.ui;
  column.setGap(8);
  const Snapshot& s = context.snapshot;
  const bool shown = view.showsPending();
  const int chosen = view.selected.unit ? std::min(view.selected.unit->index, s.probe.h.cols - 1) : 0;
  const ForwardStep step = shown ? *view.pending() : ForwardStep{ForwardStep::Kind::hidden,     view.present,
                                                                 s.current.layers - 1,          chosen / s.current.hiddenSize,
                                                                 chosen % s.current.hiddenSize, -1};
  const bool pends = view.pending() == step;
  const int t = step.t, unit = step.direction * s.current.hiddenSize + step.index;
  const bool output = step.kind == ForwardStep::Kind::output;
  ui::heading(ui, column,
              output ? context.tr("sequence.inspector.output", {{"i", std::to_string(step.index)}, {"t", std::to_string(t)}})
                     : context.tr("sequence.inspector.hidden", {{"i", std::to_string(unit)}, {"t", std::to_string(t)}}));
  const auto line = [&](const std::string& markup, Type type) {
    const TextSize size = ui.measureRich(markup, type, column.width());
    const Rect place = column.take(size.h);
    ui.richText(place.min(), markup, type, ui.color().ink, place.w);
  };
  std::string name = stepSymbol(s, step);
  if (!pends && view.thereOf(step, s.current.hiddenSize) <= step.index && !view.pass.bothWays()) {
    line(name, Type::formula);
    ui::caption(ui, column, context.tr("sequence.inspector.later", {{"t", std::to_string(t)}}));
    return;
  }
  const Explanation why = explainStep(s, step);
  // What can be held is h of the layer on top; made: by the cell itself, whatever it is held at.
  const bool holdable = step.kind == ForwardStep::Kind::hidden && step.layer == s.current.layers - 1;
  const float made = holdable && hasInside(s) ? computedValue(s, CellPart::h, {t, unit, s.current.hiddenSize}) : why.value;
  if (!why.parts.empty()) {
    const std::string before = "h_{" + (step.direction == 1 ? std::to_string(t + 1) : t > 0 ? std::to_string(t - 1) : "−1") + "}";
    std::string gated = why.gated;
    if (const auto at = gated.find("h_prev"); at != std::string::npos) gated.replace(at, 6, before);
    line(name + " = " + gated, Type::formula);
    if (holdable && heldAt(s, t, unit)) name = context.tr("sequence.hold.computed");
    std::vector<formula::TermBar> bars;
    for (const Explanation::Part& part : why.parts) {
      formula::TermBar& bar = bars.emplace_back();
      const std::string letter = part.name == "h_prev" ? before : part.name;
      bar.words = "<i>" + letter + "</>  " + valueWords(static_cast<double>(part.value));
      bar.value = part.value;
      bar.color = valueColor(ui.theme(), part.value < 0 ? -1.f : 1.f);
      bar.pressable = false;
    }
    (void)formula::sum(ui, column, "gate", bars, {"<b>" + name + " " + valueWords(static_cast<double>(made)) + "</>", made});
  } else {
    const bool wide = context.layout == Layout::wide, medium = context.layout == Layout::medium;
    line(stepEquation(s, step, name, why.activation), Type::formula);
    if (!medium) line(sumInNumbers(why, why.terms.size() > 8 ? 4 : 8), Type::small);
    const float lines = (column.remaining() - 270) / 28;  // beside the curve
    const std::size_t most = wide ? static_cast<std::size_t>(std::clamp(lines, 3.f, 8.f)) : 5;
    const auto bars = drawTerms(context, column, view, why, t, most, output || step.kind == ForwardStep::Kind::fed ? "b_{y}" : "b_{h}");
    const float rest = context.layout == Layout::phone ? 150.f : column.remaining() - 110;
    if (!medium && why.activation != "identity" && rest >= 90)
      formula::runIntoCurve(
          ui, column.take(std::min(190.f, rest)), [&](float v) { return activationValue(why.activation, v, why.others); }, bars, why.sum,
          runIn(ui, view));
    line((why.activation == "identity" ? name + " = " : why.activation + "(" + signedNumber(static_cast<double>(why.sum)) + ") = ") +
             valueWords(static_cast<double>(why.value)),
         Type::strong);
  }
  if (holdable) {
    if (hasInside(s) || !why.terms.empty()) heldWords(context, column, t, unit, made);
    holdControls(context, column, view, {diagram::Layer::hidden, t, unit});
  }
  chooseCut(context, column, view);
  const std::string about = "sequence.chain." + s.current.cell;
  if (context.layout == Layout::medium || pends) return;
  if (ui.words().has(about)) ui::caption(ui, column, context.tr(about));
  if (s.current.bidirectional) ui::caption(ui, column, context.tr("sequence.chain.both"));
}

}  // namespace unroll
