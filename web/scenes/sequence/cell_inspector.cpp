// What is pressed inside a cell, explained: a gate as the sum of its terms and the point on its curve, then what it does; a node by what
// it is made of.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

#include "scenes/sequence/cell.h"
#include "scenes/sequence/chain.h"
#include "scenes/sequence/cuts.h"
#include "scenes/sequence/holds.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

std::string figure(float v) { return std::abs(v) < 1000 ? signedNumber(static_cast<double>(v)) : compactNumber(static_cast<double>(v)); }

// "f_3[1] = σ( W_xf[1] x_3 + W_hf[1] h_2 + b_f[1] )": a line ends only after a plus.
std::string gateEquation(const SceneContext& context, CellPart part, const InsidePlace& place, const Explanation& why) {
  const Snapshot& s = context.snapshot;
  const std::string letter = gateLetter(part), unit = "[" + std::to_string(place.own()) + "]", gap = "\u00A0", plus = gap + "+ ";
  const std::string t = "_{" + std::to_string(place.t) + "}";
  const int layer = place.layer < 0 ? s.current.layers - 1 : place.layer;
  const std::string below = layer == 0 ? "x" : "h^{(" + std::to_string(layer - 1) + ")}";
  const std::string given = "<xh>W_{x" + letter + "}</>" + unit + gap + below + t;
  const std::string recurrent = "<hh>W_{h" + letter + "}</>" + unit + gap + partSymbol(CellPart::hBefore, place);
  std::string sum = given + plus + recurrent + plus + "b_{" + letter + "}" + unit;
  for (const Term& term : why.terms) {
    if (term.kind == Term::Kind::peephole)
      sum += plus + "w_{c" + letter + "}" + unit + gap + partSymbol(part == CellPart::o ? CellPart::c : CellPart::cBefore, place, true);
    if (term.factor != 1 || part == CellPart::n) {
      sum = given + plus + "b_{xn}" + unit + plus + "r" + t + unit + gap + "(" + gap + recurrent + plus + "b_{hn}" + unit + gap + ")";
      break;
    }
  }
  return partSymbol(part, place, true) + gap + "=" + gap + (why.activation == "tanh" ? "tanh" : "σ") + "(" + gap + sum + gap + ")";
}

void markupLine(const SceneContext& context, Column& column, const std::string& markup, Type type) {
  const TextSize size = context.ui.measureRich(markup, type, column.width());
  const Rect line = column.take(size.h);
  context.ui.richText(line.min(), markup, type, context.ui.color().ink, line.w);
}

// f · c₂ = f ∘ c₂ as chips with their numbers, their symbols below.
void drawEquationChips(const SceneContext& context, Column& column, const PartEquation& equation, const InsidePlace& place,
                       CellPart chosen) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  constexpr float chipHeight = 30, signWidth = 20;
  const Rect row = column.take(chipHeight + 22);
  const float width = std::min(70.f, (row.w - 2 * signWidth) / 3), space = (row.w - 3 * width) / 2;
  const CellPart parts[] = {equation.left, equation.right, equation.result};
  const char* signs[] = {equation.sign, "="};
  for (int i = 0; i < 3; ++i) {
    const bool made = i == 2;  // what the equation gives, even where something else is held
    const float v = made ? computedValue(context.snapshot, parts[i], place) : partValue(context.snapshot, parts[i], place);
    const Rect chip{row.x + (width + space) * static_cast<float>(i), row.y, width, chipHeight};
    const Color ground = valueColor(ui.theme(), v);
    ui.rounded(chip, ground, 7);
    ui.outline(chip, parts[i] == chosen ? c.control : c.lines, 7, parts[i] == chosen ? 2.4f : 1);
    ui.textIn(chip, parts[i] == CellPart::one ? "1" : diagram::fittedNumber(ui, v, width - 6), Type::smallStrong, inkOn(ui.theme(), ground),
              Align::center);
    std::string symbol = partSymbol(parts[i], place);
    if (made && parts[i] == CellPart::h && heldAt(context.snapshot, place.t, place.unit))
      symbol = context.tr("sequence.hold.computed");
    else if (isRecurrentState(parts[i]))
      symbol = "<hh>" + symbol + "</>";
    const float half = ui.measureRich(symbol, Type::small).w / 2;
    ui.richText(
        {std::clamp(chip.center().x, row.x + std::min(half, row.w / 2), row.right() - std::min(half, row.w / 2)), chip.bottom() + 3},
        "<i>" + symbol + "</>", Type::small, c.muted, 0, Align::center);
    if (i < 2) ui.textIn({chip.right(), row.y, space, chipHeight}, signs[i], Type::text, c.muted, Align::center);
  }
}

// "+ 0.19", "− 0.19" instead of "+ +0.19".
std::string signedOperand(const std::string& sign, const std::string& number) {
  const std::string minus = "−";
  if (sign != "+") return sign + " " + number;
  if (number[0] == '+') return "+ " + number.substr(1);
  return number.compare(0, minus.size(), minus) == 0 ? minus + " " + number.substr(minus.size()) : sign + " " + number;
}

// The same as a line of numbers.
std::string equationInNumbers(const Snapshot& s, const PartEquation& e, const InsidePlace& place) {
  const auto number = [&](CellPart part) { return part == CellPart::one ? std::string("1") : figure(partValue(s, part, place)); };
  const bool held = e.result == CellPart::h && heldAt(s, place.t, place.unit);
  return (held ? std::string() : partSymbol(e.result, place, true) + " = ") + number(e.left) + " " +
         signedOperand(e.sign, number(e.right)) + " = " + (held ? figure(computedValue(s, e.result, place)) : number(e.result));
}

std::string inWords(const SceneContext& context, CellPart part, const InsidePlace& place) {
  const double v = static_cast<double>(partValue(context.snapshot, part, place));
  const std::string key = std::string("sequence.inside.effect.") + partName(part);
  if (!context.ui.words().has(key)) return {};
  return context.tr(key, {{"p", std::isfinite(v) ? std::to_string(std::lround(v * 100)) : "?"}});
}

}  // namespace

void drawInsideInspector(const SceneContext& context, Column& column, SequenceView& view) {
  Ui& ui = context.ui;
  column.setGap(8);
  const Snapshot& s = context.snapshot;
  const InsidePlace place = insidePlace(s, view);
  const CellPart part = insidePart(s, view);
  const bool belt = hasBelt(s), medium = context.layout == Layout::medium;
  const std::string unit = std::to_string(place.own());
  const auto equation = partEquation(part, belt);
  const auto own = stepOfPart(s, part, place);
  const bool pends = own && view.pending() == own;
  if (!pends && !partIsThere(s, view, part, place)) {
    ui::heading(ui, column, context.tr("sequence.inside.ofUnit", {{"what", partSymbol(part, place)}, {"i", unit}}));
    ui::caption(ui, column, context.tr("sequence.inspector.later", {{"t", std::to_string(place.t)}}));
    return;
  }
  if (gateLetter(part)) {
    const Explanation why = explainGate(s, place.t, place.unit, gateLetter(part), place.layer);
    ui::heading(ui, column, context.tr("sequence.inside.ofUnit", {{"what", partTitle(context, part)}, {"i", unit}}));
    markupLine(context, column, gateEquation(context, part, place, why), Type::formula);
    if (pends && !medium) markupLine(context, column, sumInNumbers(why, 8), Type::small);
    constexpr float termLine = 28, curveRoom = 110;
    const float effect = pends ? 10.f : 150.f;  // what it does with its number is still to come
    const float room = context.layout == Layout::phone ? 8 * termLine
                       : medium                        ? 3 * termLine
                                                       : column.remaining() - effect - curveRoom - 50;
    const auto bars = drawTerms(context, column, view, why, place.t, static_cast<std::size_t>(std::clamp(room / termLine, 3.f, 10.f)),
                                part == CellPart::n ? "b" : "b_{" + std::string(gateLetter(part)) + "}");
    if (!medium) {
      const float rest = context.layout == Layout::phone ? 110.f : column.remaining() - effect - 40;
      if (rest >= 60)
        formula::runIntoCurve(
            ui, column.take(std::min(pends ? 170.f : 132.f, rest)), [&](float x) { return activationValue(why.activation, x); }, bars,
            why.sum, runIn(ui, view));
    }
    markupLine(context, column, (why.activation == "tanh" ? "tanh(" : "σ(") + figure(why.sum) + ") = " + figure(why.value), Type::strong);
    if (pends) return;
    if (!medium) ui::heading(ui, column, context.tr(belt && part != CellPart::o ? "sequence.inside.toBelt" : "sequence.inside.does.title"));
  } else if (part == CellPart::tanhC) {
    const float c = partValue(s, CellPart::c, place);
    ui::heading(ui, column, context.tr("sequence.inside.ofUnit", {{"what", partSymbol(part, place)}, {"i", unit}}));
    if (!medium)
      formula::curve(
          ui, column.take(120), [](float x) { return activationValue("tanh", x); }, c);
    markupLine(context, column, "tanh(" + figure(c) + ") = " + figure(partValue(s, part, place)), Type::strong);
  } else {
    ui::heading(ui, column, context.tr("sequence.inside.ofUnit", {{"what", partSymbol(part, place)}, {"i", unit}}));
    if (part == CellPart::rm) {
      Explanation m = explainGate(s, place.t, place.unit, "n", place.layer);
      std::erase_if(m.terms, [](const Term& term) {
        return term.kind == Term::Kind::input || (term.kind == Term::Kind::bias && term.parameter.compare(0, 11, "rnn.bias_ih") == 0);
      });
      for (Term& term : m.terms) term.factor = 1, term.product = term.weight * term.operand;
      m.sum = partValue(s, CellPart::m, place);
      markupLine(context, column,
                 partSymbol(CellPart::m, place, true) + " = <hh>W_{hn}</>[" + unit + "] " + partSymbol(CellPart::hBefore, place) +
                     " + b_{hn}[" + unit + "]",
                 Type::formula);
      drawTerms(context, column, view, m, place.t, medium ? 3 : 8, "b_{hn}");
    } else if (equation && *equation->sign == '+') {
      std::vector<formula::TermBar> bars;
      for (const CellPart each : {equation->left, equation->right}) {
        formula::TermBar& bar = bars.emplace_back();
        bar.value = partValue(s, each, place);
        bar.words = "<i>" + partSymbol(each, place) + "</>  " + figure(bar.value);
        bar.color = valueColor(ui.theme(), bar.value < 0 ? -1.f : 1.f);
        bar.pressable = false;
      }
      const float sum = computedValue(s, part, place);
      (void)formula::sum(ui, column, "inside", bars,
                         {"<b>" +
                              (part == CellPart::h && heldAt(s, place.t, place.unit) ? context.tr("sequence.hold.computed")
                                                                                     : partSymbol(part, place, true)) +
                              " " + figure(sum) + "</>",
                          sum});
    }
  }
  if (equation) {
    drawEquationChips(context, column, *equation, place, part);
    if (!gateLetter(part)) markupLine(context, column, equationInNumbers(s, *equation, place), Type::small);
  }
  if (equation && equation->result == CellPart::h) heldWords(context, column, place.t, place.unit, computedValue(s, CellPart::h, place));
  if (const std::string words = inWords(context, part, place); !words.empty()) ui::caption(ui, column, words);
  if (gateLetter(part)) chooseCut(context, column, view);
  if (part == CellPart::h) holdControls(context, column, view, {diagram::Layer::hidden, place.t, place.unit});
}

std::string insideInWords(const SceneContext& context, const SequenceView& view) {
  const Snapshot& s = context.snapshot;
  const InsidePlace place = insidePlace(s, view);
  const CellPart part = insidePart(s, view);
  std::string words = context.tr("sequence.inside.title", {{"t", std::to_string(place.t)}}) + ", " +
                      context.tr("sequence.inside.unit", {{"i", std::to_string(place.own())}}) + ".";
  const auto tell = [&](CellPart each) {
    const std::string title = partTitle(context, each);
    words += " " + (title.empty() ? std::string() : title + " ") + formula::withoutMarkup(partSymbol(each, place)) + " = " +
             figure(partValue(s, each, place)) + ";";
  };
  if (hasBelt(s))
    for (const CellPart each : {CellPart::cBefore, CellPart::f, CellPart::i, CellPart::g, CellPart::o, CellPart::c, CellPart::h})
      tell(each);
  else
    for (const CellPart each : {CellPart::hBefore, CellPart::r, CellPart::z, CellPart::n, CellPart::h}) tell(each);
  words.back() = '.';
  if (const auto equation = partEquation(part, hasBelt(s)))
    words += " " + formula::withoutMarkup(equationInNumbers(s, *equation, place)) + ".";
  if (const std::string effect = inWords(context, part, place); !effect.empty()) words += " " + effect;
  return words;
}

void insideState(const Snapshot& s, const SequenceView& view, nlohmann::json& fields) {
  const InsidePlace place = insidePlace(s, view);
  const CellPart part = insidePart(s, view);
  fields["part"] = partName(part);
  fields["unit"] = place.unit;
  fields["value"] = partValue(s, part, place);
  std::vector<float> numbers;  // left, right, result of the equation that it stands in
  if (const auto equation = partEquation(part, hasBelt(s)))
    for (const CellPart each : {equation->left, equation->right, equation->result}) numbers.push_back(partValue(s, each, place));
  fields["equation"] = numbers;
  if (!gateLetter(part)) return;
  const Explanation why = explainGate(s, place.t, place.unit, gateLetter(part), place.layer);
  fields["sum"] = why.sum;
  std::vector<float> weights, operands, terms;
  for (const Term& term : why.terms) {
    weights.push_back(term.weight);
    operands.push_back(term.operand);
    terms.push_back(term.product);
  }
  fields["weights"] = weights;
  fields["operands"] = operands;
  fields["terms"] = terms;
}

}  // namespace unroll
