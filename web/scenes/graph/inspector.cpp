// One unit at the present tick: its equation, its sum as bars, the point on its curve. Or one edge: its weight and what it carries.
#include <cmath>

#include "scenes/graph/stage.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

void setWeight(const GraphContext& context, const GraphEdge& e, double weight) {
  const Graph& g = context.snapshot.graph;
  weight = std::round(100 * std::clamp(weight, -Graph::maxNumber, Graph::maxNumber)) / 100 + 0.0;
  context.send(GraphModel::edge, g.unit(e.from).name + ">" + g.unit(e.to).name + ":" + printNumber(weight));
}

// a_3 = tanh( 0.9 d_2 − 2.6 c_2 )
std::string equation(const GraphContext& context, int unit, int t, const std::vector<GraphTerm>& terms) {
  const GraphSnapshot& s = context.snapshot;
  const Graph& g = s.graph;
  const GraphUnit& u = g.unit(unit);
  std::string sum;
  const auto add = [&](double factor, std::string_view tag, const std::string& of) {
    const std::string size = compactNumber(std::fabs(factor)) + (of.empty() ? "" : "\u00A0" + of);
    const std::string sign = factor < 0 ? sum.empty() ? "−" : " − " : sum.empty() ? "" : " + ";
    sum += sign + std::string(tag) + size + "</>";
  };
  if (u.bias != 0 || terms.empty()) add(u.bias, "<muted>", "");
  constexpr std::size_t kMost = 5;
  for (std::size_t k = 0; k < std::min(kMost, terms.size()); ++k) {
    const GraphEdge& e = g.edges[static_cast<std::size_t>(terms[k].edge)];
    add(e.weight, edgeTag(s, e), nameAt(g.unit(e.from).name, s.heardAt(t)));
  }
  if (terms.size() > kMost) sum += " + …";
  const std::string left = nameAt(u.name, t) + "\u00A0= ";
  return u.f == UnitFunction::identity ? left + sum : left + std::string(unitFunctionNames[static_cast<int>(u.f)]) + "(" + sum + ")";
}

void drawTerms(const GraphContext& context, Column& column, GraphView& view, int unit, int t, const std::vector<GraphTerm>& terms) {
  const GraphSnapshot& s = context.snapshot;
  std::vector<formula::TermBar> bars;
  const double bias = s.graph.unit(unit).bias;
  constexpr std::size_t kMost = 14;
  for (std::size_t k = 0; k < std::min(kMost, terms.size()); ++k) {
    const GraphTerm& term = terms[k];
    const GraphEdge& e = s.graph.edges[static_cast<std::size_t>(term.edge)];
    formula::TermBar bar;
    bar.words = fittedName(context.ui, s.graph.unit(e.from).name, Type::small, column.width() * 0.28f) + "  " + std::string(edgeTag(s, e)) +
                graphNumber(term.weight) + "</> · " + graphNumber(term.value);
    bar.spoken = setName(s.graph.unit(e.from).name) + " → " + setName(s.graph.unit(e.to).name);
    bar.value = term.weight * term.value;
    bar.color = edgeColor(context.ui.theme(), s, e);
    bar.marked = view.attention() == spotOfEdge(s, term.edge);
    bars.push_back(bar);
  }
  if (bias != 0) {
    formula::TermBar bar;
    bar.words = "<muted>" + context.tr("graph.bias") + "</>  " + graphNumber(static_cast<float>(bias));
    bar.value = static_cast<float>(bias);
    bar.color = context.ui.color().bias;
    bar.pressable = false;
    bars.push_back(bar);
  }
  if (terms.size() > kMost) {
    formula::TermBar bar;
    bar.words = "<muted>" + context.tr("graph.more", {{"n", std::to_string(terms.size() - kMost)}}) + "</>";
    for (std::size_t k = kMost; k < terms.size(); ++k) bar.value += terms[k].weight * terms[k].value;
    bar.color = context.ui.color().muted;
    bar.pressable = false;
    bars.push_back(bar);
  }
  const float sum = s.sum(unit, t);
  const formula::TermTouch touch =
      formula::sum(context.ui, column, "term", bars, {"<b>" + context.tr("graph.sum") + " " + graphNumber(sum) + "</>", sum});
  if (touch.term < 0 || touch.term >= static_cast<int>(std::min(kMost, terms.size()))) return;
  const GraphEdge& e = s.graph.edges[static_cast<std::size_t>(terms[static_cast<std::size_t>(touch.term)].edge)];
  float& from = context.ui.memory(context.ui.id("turnedFrom"));
  if (touch.down) from = static_cast<float>(e.weight);
  if (touch.pressed && !touch.dragging) view.selected = spotOfEdge(s, terms[static_cast<std::size_t>(touch.term)].edge);
  if (touch.dragging) setWeight(context, e, static_cast<double>(from) + static_cast<double>(touch.by) * 0.02);
  if (touch.steps != 0) setWeight(context, e, e.weight + touch.steps * (touch.fine ? 0.01 : 0.1));
}

void drawUnit(const GraphContext& context, Column& column, GraphView& view, int unit) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const int t = view.present;
  const GraphUnit& u = s.graph.unit(unit);
  ui::heading(ui, column, context.tr("graph.unitAt", {{"unit", "<i>" + setName(u.name) + "</>"}, {"t", std::to_string(t)}}));
  const float value = s.run.at(t, unit);
  if (!s.hasSum(unit, t)) {
    ui::paragraph(ui, column, nameAt(u.name, t) + " = <b>" + graphNumber(value) + "</>");
    ui::caption(ui, column, context.tr(s.graph.inputOf(unit) ? "graph.given" : "graph.startsAtZero"));
    return;
  }
  if (!view.isShown(s, unit) && s.verdict.rank[static_cast<std::size_t>(unit)] != view.passAt()) {
    ui::caption(ui, column, context.tr("graph.notYet"));
    return;
  }
  const std::vector<GraphTerm> terms = s.terms(unit, t);
  const std::string words = equation(context, unit, t, terms);
  const TextSize size = ui.measureRich(words, Type::formula, column.width());
  ui.richText(column.take(size.h).min(), words, Type::formula, ui.color().ink, column.width());
  drawTerms(context, column, view, unit, t, terms);
  const Rect below = column.take(96);
  const float sum = s.sum(unit, t);
  Rect right = below;
  const Rect curve = right.cutLeft(below.w * 0.47f, 14);
  formula::curve(
      ui, curve, [&](float x) { return unitFunction(u.f, x); }, sum);
  const std::string name(unitFunctionNames[static_cast<int>(u.f)]);
  ui.richText({right.x, right.y + 6}, u.f == UnitFunction::identity ? "Σ" : name + "(" + plainNumber(static_cast<double>(sum)) + ")",
              Type::text, ui.color().ink);
  ui.richText({right.x, right.y + 26}, "<b>= " + graphNumber(value) + "</>", Type::heading, ui.color().ink);
  const std::string from = context.tr(s.verdict.acyclic ? "graph.fromSameTick" : "graph.fromTick", {{"t", std::to_string(s.heardAt(t))}});
  ui.richText({right.x, right.y + 54}, from, Type::small, ui.color().muted, right.w);
}

void drawEdge(const GraphContext& context, Column& column, const GraphView& view, int edge) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const GraphEdge& e = s.graph.edges[static_cast<std::size_t>(edge)];
  const std::string from = s.graph.unit(e.from).name, to = s.graph.unit(e.to).name;
  ui::heading(ui, column, context.tr("graph.edgeTitle", {{"from", "<i>" + setName(from) + "</>"}, {"to", "<i>" + setName(to) + "</>"}}));
  const int t = view.present;
  if (s.hasSum(e.to, t)) {
    const float w = static_cast<float>(e.weight), v = s.run.at(s.heardAt(t), e.from);
    ui::paragraph(ui, column,
                  std::string(edgeTag(s, e)) + graphNumber(w) + "</> · " + nameAt(from, s.heardAt(t)) + " = " + std::string(edgeTag(s, e)) +
                      graphNumber(w) + "</> · " + graphNumber(v) + " = <b>" + graphNumber(w * v) + "</>");
    ui::caption(ui, column, context.tr("graph.partOfSum", {{"unit", nameAt(to, t)}, {"sum", graphNumber(s.sum(e.to, t))}}));
  } else {
    ui::caption(ui, column, context.tr("graph.carriesNothing"));
  }
  const bool inside = s.verdict.componentOf[static_cast<std::size_t>(e.from)] == s.verdict.componentOf[static_cast<std::size_t>(e.to)];
  ui::caption(ui, column, context.tr(inside ? "graph.onCycle" : "graph.onNoCycle"));
}

}  // namespace

void graphInspector(const GraphContext& context, Column& column, GraphView& view) {
  const GraphSnapshot& s = context.snapshot;
  const GraphSpot spot = view.selected;
  if (const int edge = edgeOf(s, spot); edge >= 0) return drawEdge(context, column, view, edge);
  int unit = unitOf(s, spot);
  // During a pass the unit that is being added up.
  if (view.passing && view.passAt() < s.graph.size()) unit = s.verdict.order[static_cast<std::size_t>(view.passAt())];
  for (int i = 0; i < s.graph.size() && unit < 0; ++i)
    if (!s.graph.inputOf(i) && (s.verdict.acyclic || s.verdict.inCycle(i))) unit = i;
  drawUnit(context, column, view, std::max(0, unit));
}

}  // namespace unroll
