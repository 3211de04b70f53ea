#include "scenes/sequence/cell_parts.h"

#include "scenes/sequence/chain.h"

namespace unroll {

namespace {

const Gate* gateOf(const Snapshot& s, std::string_view letter, int layer = -1) {
  for (const Gate& gate : statesOf(s, layer).gates)
    if (gate.name == letter) return &gate;
  return nullptr;
}

constexpr CellPart beltParts[] = {CellPart::f,  CellPart::i, CellPart::g,     CellPart::o, CellPart::fc,
                                  CellPart::ig, CellPart::c, CellPart::tanhC, CellPart::h, CellPart::cBefore};

std::string indexed(const char* letter, int step) { return std::string(letter) + "_{" + (step < 0 ? "−1" : std::to_string(step)) + "}"; }

// W_hn h_{t−1} + b_hn of a GRU, in the order in which the engine adds it up.
float recurrentPart(const Snapshot& s, const InsidePlace& place) {
  const Explanation n = explainGate(s, place.t, place.unit, "n", place.layer);
  float sum = 0;
  bool begun = false;
  for (const Term& term : n.terms) {
    begun = begun || term.parameter.compare(0, 11, "rnn.bias_hh") == 0;
    if (begun) sum = sum + term.weight * term.operand;
  }
  return sum;
}

}  // namespace

bool hasBelt(const Snapshot& s) { return gateOf(s, "c") != nullptr; }

bool hasInside(const Snapshot& s) {
  if (s.probe.gates.empty() || s.parameters.empty() || !hasPassage(s)) return false;
  const std::size_t units = static_cast<std::size_t>(s.probe.h.cols);
  if (s.probe.h0.size() != units || s.parameters.front().values.rows % s.current.hiddenSize != 0) return false;
  if (hasBelt(s)) return gateOf(s, "f") && gateOf(s, "i") && gateOf(s, "g") && gateOf(s, "o") && s.probe.c0.size() == units;
  return gateOf(s, "r") && gateOf(s, "z") && gateOf(s, "n");
}

InsidePlace insidePlace(const Snapshot& s, const SequenceView& view) {
  if (const auto next = view.pending(); next && !view.selected && !view.pointedPart && next->kind != ForwardStep::Kind::output)
    return {next->t, next->direction * s.current.hiddenSize + next->index, s.current.hiddenSize, next->layer};
  const int unit = view.pointedPart && view.pointedUnit >= 0 ? view.pointedUnit : view.selected.unit ? view.selected.unit->index : 0;
  return {std::clamp(view.present, 0, s.probe.h.rows - 1), std::clamp(unit, 0, s.probe.h.cols - 1), s.current.hiddenSize};
}

CellPart insidePart(const Snapshot& s, const SequenceView& view) {
  if (const auto next = view.pending(); next && !view.selected && !view.pointedPart) {
    if (next->kind != ForwardStep::Kind::gate) return CellPart::h;
    for (int i = 0; i <= static_cast<int>(CellPart::n); ++i)
      if (partName(static_cast<CellPart>(i)) == s.probe.gates[static_cast<std::size_t>(next->gate)].name) return static_cast<CellPart>(i);
  }
  const CellPart part = view.pointedPart.value_or(view.part);
  const bool belt = hasBelt(s), ofBelt = std::find(std::begin(beltParts), std::end(beltParts), part) != std::end(beltParts);
  if (part == CellPart::h) return part;
  return belt == ofBelt ? part : belt ? CellPart::f : CellPart::z;
}

std::optional<ForwardStep> stepOfPart(const Snapshot& s, CellPart part, const InsidePlace& place) {
  const int layer = place.layer < 0 ? s.current.layers - 1 : place.layer;
  ForwardStep step{ForwardStep::Kind::hidden, place.t, layer, place.reverse() ? 1 : 0, place.own(), -1};
  if (part == CellPart::h) return step;
  step.kind = ForwardStep::Kind::gate;
  for (std::size_t g = 0; g < s.probe.gates.size(); ++g)
    if (s.probe.gates[g].name == partName(part)) step.gate = static_cast<int>(g);
  return step.gate < 0 ? std::nullopt : std::optional<ForwardStep>(step);
}

bool partIsThere(const Snapshot& s, const SequenceView& view, CellPart part, const InsidePlace& place) {
  if (!view.fine()) return true;
  const auto both = [&](CellPart a, CellPart b) { return partIsThere(s, view, a, place) && partIsThere(s, view, b, place); };
  switch (part) {
    case CellPart::fc: return both(CellPart::f, CellPart::f);
    case CellPart::ig: return both(CellPart::i, CellPart::g);
    case CellPart::tanhC: return both(CellPart::c, CellPart::c);
    case CellPart::rest:
    case CellPart::zh: return both(CellPart::z, CellPart::z);
    case CellPart::restN: return both(CellPart::z, CellPart::n);
    case CellPart::rm: return both(CellPart::r, CellPart::r);
    default: break;
  }
  const auto step = stepOfPart(s, part, place);
  return !step || step->index < view.pass.thereOf(view.done, *step);
}

float partValue(const Snapshot& s, CellPart part, const InsidePlace& p) {
  const auto value = [&](CellPart of) { return partValue(s, of, p); };
  if (const char* letter = gateLetter(part)) return gateOf(s, letter, p.layer)->values.at(p.t, p.unit);
  switch (part) {
    case CellPart::c: return gateOf(s, "c", p.layer)->values.at(p.t, p.unit);
    case CellPart::h: return hiddenOf(s, p.layer).at(p.t, p.unit);
    case CellPart::tanhC: return activationValue("tanh", value(CellPart::c));
    case CellPart::fc: return value(CellPart::f) * value(CellPart::cBefore);
    case CellPart::ig: return value(CellPart::i) * value(CellPart::g);
    case CellPart::m: return recurrentPart(s, p);
    case CellPart::rm: return value(CellPart::r) * value(CellPart::m);
    case CellPart::one: return 1;
    case CellPart::rest: return 1 - value(CellPart::z);
    case CellPart::restN: return value(CellPart::rest) * value(CellPart::n);
    case CellPart::zh: return value(CellPart::z) * value(CellPart::hBefore);
    case CellPart::cBefore: return stateBefore(s, p.t, p.unit, true, p.layer);
    case CellPart::hBefore: return stateBefore(s, p.t, p.unit, false, p.layer);
    default: return 0;
  }
}

float computedValue(const Snapshot& s, CellPart part, const InsidePlace& p) {
  if (part != CellPart::h) return partValue(s, part, p);
  if (hasBelt(s)) return partValue(s, CellPart::o, p) * partValue(s, CellPart::tanhC, p);
  return partValue(s, CellPart::restN, p) + partValue(s, CellPart::zh, p);
}

const char* partName(CellPart part) {
  switch (part) {
    case CellPart::fc: return "fc";
    case CellPart::ig: return "ig";
    case CellPart::c: return "c";
    case CellPart::tanhC: return "tanh";
    case CellPart::h: return "h";
    case CellPart::rm: return "rm";
    case CellPart::rest: return "1z";
    case CellPart::restN: return "1zn";
    case CellPart::zh: return "zh";
    case CellPart::m: return "m";
    case CellPart::one: return "1";
    case CellPart::cBefore: return "cBefore";
    case CellPart::hBefore: return "hBefore";
    default: return gateLetter(part);
  }
}

const char* gateLetter(CellPart part) {
  switch (part) {
    case CellPart::f: return "f";
    case CellPart::i: return "i";
    case CellPart::g: return "g";
    case CellPart::o: return "o";
    case CellPart::r: return "r";
    case CellPart::z: return "z";
    case CellPart::n: return "n";
    default: return nullptr;
  }
}

bool isRecurrentState(CellPart part) { return part == CellPart::h || part == CellPart::hBefore; }

std::string partSymbol(CellPart part, const InsidePlace& place, bool ofUnit) {
  const std::string unit = ofUnit ? "[" + std::to_string(place.own()) + "]" : "";
  const auto of = [&](CellPart p) { return partSymbol(p, place, ofUnit); };
  const std::string times = ofUnit ? " · " : " ∘ ";
  switch (part) {
    case CellPart::c: return indexed("c", place.t) + unit;
    case CellPart::cBefore: return indexed("c", place.before()) + unit;
    case CellPart::h: return indexed("h", place.t) + unit;
    case CellPart::hBefore: return indexed("h", place.before()) + unit;
    case CellPart::m: return indexed("m", place.t) + unit;
    case CellPart::tanhC: return "tanh(" + indexed("c", place.t) + unit + ")";
    case CellPart::fc: return of(CellPart::f) + times + of(CellPart::cBefore);
    case CellPart::ig: return of(CellPart::i) + times + of(CellPart::g);
    case CellPart::rm: return of(CellPart::r) + times + of(CellPart::m);
    case CellPart::one: return "1";
    case CellPart::rest: return "1 − " + of(CellPart::z);
    case CellPart::restN: return "(1 − " + of(CellPart::z) + ")" + times + of(CellPart::n);
    case CellPart::zh: return of(CellPart::z) + times + of(CellPart::hBefore);
    default: return indexed(gateLetter(part), place.t) + unit;
  }
}

std::string partTitle(const SceneContext& context, CellPart part) {
  return gateLetter(part) ? context.tr(std::string("sequence.inside.gate.") + gateLetter(part)) : std::string();
}

std::optional<PartEquation> partEquation(CellPart part, bool belt) {
  switch (part) {
    case CellPart::f:
    case CellPart::fc: return PartEquation{CellPart::f, CellPart::cBefore, CellPart::fc, "·"};
    case CellPart::i:
    case CellPart::g:
    case CellPart::ig: return PartEquation{CellPart::i, CellPart::g, CellPart::ig, "·"};
    case CellPart::c: return PartEquation{CellPart::fc, CellPart::ig, CellPart::c, "+"};
    case CellPart::o: return PartEquation{CellPart::o, CellPart::tanhC, CellPart::h, "·"};
    case CellPart::h:
      return belt ? PartEquation{CellPart::o, CellPart::tanhC, CellPart::h, "·"}
                  : PartEquation{CellPart::restN, CellPart::zh, CellPart::h, "+"};
    case CellPart::r:
    case CellPart::rm: return PartEquation{CellPart::r, CellPart::m, CellPart::rm, "·"};
    case CellPart::z:
    case CellPart::zh: return PartEquation{CellPart::z, CellPart::hBefore, CellPart::zh, "·"};
    case CellPart::rest: return PartEquation{CellPart::one, CellPart::z, CellPart::rest, "−"};
    case CellPart::n:
    case CellPart::restN: return PartEquation{CellPart::rest, CellPart::n, CellPart::restN, "·"};
    default: return std::nullopt;
  }
}

}  // namespace unroll
