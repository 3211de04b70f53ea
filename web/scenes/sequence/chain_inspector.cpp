// A unit of a chain's topmost layer, explained: as the sum of its terms, or as what its gates make.
#include <algorithm>
#include <cmath>

#include "core/order.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/sequence/cell_parts.h"
#include "scenes/sequence/chain.h"
#include "scenes/sequence/cuts.h"
#include "scenes/sequence/holds.h"
#include "scenes/sequence/shares.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

std::string valueWords(double v) { return std::abs(v) < 1000 ? signedNumber(v, 3) : compactNumber(v); }

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
void turnChainTerm(const SceneContext& context, SequenceView& view, const Explanation& why, const formula::TermTouch& touch) {
  if (touch.term < 0 || static_cast<std::size_t>(touch.term) >= view.shownTerms.size()) return view.turnedTerm.clear();
  const Term& term = why.terms[view.shownTerms[static_cast<std::size_t>(touch.term)]];
  const std::string target = targetOf(term);
  const double now = static_cast<double>(term.weight);
  if (touch.down) view.turnedTerm = target, view.turnedFrom = term.weight;
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

void drawTerms(const SceneContext& context, Column& column, SequenceView& view, const Explanation& why, std::size_t most,
               const std::string& bias) {
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
      context, view, why,
      formula::sum(ui, column, "term", bars,
                   {"<b>" + context.tr("sequence.inspector.sum") + " " + signedNumber(static_cast<double>(why.sum)) + "</>", why.sum}));
}

void drawChainInspector(const SceneContext& context, Column& column, SequenceView& view) {
  Ui& ui = context.ui;
  column.setGap(8);
  const Snapshot& s = context.snapshot;
  const int t = view.present, unit = view.selected.unit ? std::min(view.selected.unit->index, s.probe.h.cols - 1) : 0;
  ui::heading(ui, column, context.tr("sequence.inspector.hidden", {{"i", std::to_string(unit)}, {"t", std::to_string(t)}}));
  const Explanation why = explainHidden(s, t, unit);
  const float made = hasInside(s) ? computedValue(s, CellPart::h, {t, unit, s.current.hiddenSize}) : why.value;  // by the cell itself
  std::string name = "h_{" + std::to_string(t) + "}[" + std::to_string(unit) + "]";
  const auto line = [&](const std::string& markup, Type type) {
    const TextSize size = ui.measureRich(markup, type, column.width());
    const Rect place = column.take(size.h);
    ui.richText(place.min(), markup, type, ui.color().ink, place.w);
  };
  if (!why.parts.empty()) {
    const bool reverse = unit >= s.current.hiddenSize;
    const std::string before = "h_{" + (reverse ? std::to_string(t + 1) : t > 0 ? std::to_string(t - 1) : "−1") + "}";
    std::string gated = why.gated;
    if (const auto at = gated.find("h_prev"); at != std::string::npos) gated.replace(at, 6, before);
    line(name + " = " + gated, Type::formula);
    if (heldAt(s, t, unit)) name = context.tr("sequence.hold.computed");
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
  } else if (!why.terms.empty()) {
    drawTerms(context, column, view, why, context.layout == Layout::wide ? 8 : 5, "b_{h}");
    line((why.activation == "identity" ? std::string() : why.activation + "(" + signedNumber(static_cast<double>(why.sum)) + ") = ") +
             valueWords(static_cast<double>(why.value)),
         Type::strong);
  } else {
    line(name + " = " + valueWords(static_cast<double>(why.value)), Type::formula);
  }
  if (hasInside(s) || !why.terms.empty()) heldWords(context, column, t, unit, made);
  holdControls(context, column, view, {diagram::Layer::hidden, t, unit});
  chooseCut(context, column, view);
  const std::string about = "sequence.chain." + s.current.cell;
  if (context.layout == Layout::medium) return;
  if (ui.words().has(about)) ui::caption(ui, column, context.tr(about));
  if (s.current.bidirectional) ui::caption(ui, column, context.tr("sequence.chain.both"));
}

}  // namespace unroll
