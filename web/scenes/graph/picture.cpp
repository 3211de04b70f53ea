// The graph itself: with an order it has numbers on its units, with a cycle a clock and a glow.
#include <cmath>

#include "scenes/graph/stage.h"
#include "widgets/network_edges.h"

namespace unroll {

namespace {

std::size_t asIndex(int i) { return static_cast<std::size_t>(i); }

Color nameColor(const Ui& ui, const GraphSnapshot& s, int unit) {
  return s.graph.inputOf(unit) ? ui.color().wxh : s.graph.isOutput(unit) ? ui.color().why : ui.color().ink;
}

class Painter {
 public:
  Painter(const GraphContext& context, const GraphLayout& layout, const GraphView& view)
      : context_(context), ui_(context.ui), s_(context.snapshot), layout_(layout), view_(view) {}

  void components();
  void clock();
  void edges();
  void pulled();
  void units();
  void weights();

 private:
  bool onShownCycle(const GraphEdge& e) const;
  bool isEmpty(const GraphRing& ring) const;
  void edge(int e);
  void unit(int i);
  Rect badgePlace(int i) const;
  bool meetsBadge(Rect words, const GraphEdge& e) const;
  void badge(int i);
  ImVec2 namePlace(int i, TextSize size) const;
  void name(int i);
  bool isFree(Rect words, int of) const;
  bool marked(int e) const;
  float known(int e) const;

  const GraphContext& context_;
  Ui& ui_;
  const GraphSnapshot& s_;
  const GraphLayout& layout_;
  const GraphView& view_;
  std::vector<Rect> names_;  // where they stand already
};

// The ground under units that can reach each other.
void Painter::components() {
  const Color ground = mixColors(ui_.color().stage, ui_.color().whh, ui_.theme().dark ? 0.16f : 0.07f);
  const float wide = layout_.radius() + 16;
  for (std::size_t k = 0; k < s_.verdict.components.size(); ++k) {
    if (!s_.verdict.cyclic[k]) continue;
    const std::vector<int>& members = s_.verdict.components[k];
    const GraphRing* ring = layout_.ringOf(members.front());
    if (ring) {
      ui_.draw().AddCircleFilled(ring->center, ring->radius + wide, ground, 64);
      continue;
    }
    for (const int i : members) ui_.draw().AddCircleFilled(layout_.at(i), wide, ground, 32);
    for (const GraphEdge& e : s_.graph.edges)
      if (s_.verdict.componentOf[asIndex(e.from)] == static_cast<int>(k) && s_.verdict.componentOf[asIndex(e.to)] == static_cast<int>(k))
        ui_.draw().AddLine(layout_.at(e.from), layout_.at(e.to), ground, 2 * wide);
  }
}

// No edge leads through its middle.
bool Painter::isEmpty(const GraphRing& ring) const {
  for (int e = 0; e < static_cast<int>(s_.graph.edges.size()); ++e) {
    if (layout_.isSelfLoop(e)) continue;
    const diagram::Curve& curve = layout_.edge(e);
    if (curve.distance(ring.center) < 0.6f * ring.radius) return false;
  }
  return true;
}

// In the middle of the largest ring, else in the corner: a cycle needs time.
void Painter::clock() {
  if (s_.verdict.acyclic) return;
  const Palette& c = ui_.color();
  const GraphRing* largest = nullptr;
  for (const GraphRing& ring : layout_.rings())
    if (isEmpty(ring) && (!largest || ring.radius > largest->radius)) largest = &ring;
  const float room = largest ? largest->radius - layout_.radius() - 6 : 0;
  const bool inRing = room > 22;
  const float r = inRing ? std::min(44.f, room) : 25.f;
  const ImVec2 at = inRing ? largest->center : ImVec2{layout_.area().right() - r - 2, layout_.area().y + r - 8};
  ui_.draw().AddCircleFilled(at, r, c.background, 48);
  ui_.draw().AddCircle(at, r, c.lines, 48, 1);
  // As many marks as the period has ticks, else twelve.
  const int marks = s_.run.behaviour == Behaviour::period && s_.run.period <= 24 ? s_.run.period : 12;
  const float turn = 6.2831853f / static_cast<float>(marks), gap = std::min(0.16f, turn * 0.3f);
  const int phase = ((view_.present - std::max(0, s_.run.after)) % marks + marks) % marks;
  for (int k = 0; k < marks; ++k) {
    const float a = -1.5707963f + turn * static_cast<float>(k);
    ui_.draw().PathArcTo(at, r - 6, a + gap / 2, a + turn - gap / 2, std::max(3, 48 / marks));
    ui_.draw().PathStroke(k <= phase ? c.control : c.lines, 0, r > 34 ? 4.f : 3.f);
  }
  const std::string tick = std::to_string(view_.present);
  const bool large = r > 34;
  const Type type = large ? Type::title : Type::strong;
  if (large) ui_.text({at.x, at.y - 19}, context_.tr("graph.tick"), Type::small, c.muted, Align::center);
  ui_.text({at.x, at.y - ui_.lineHeight(type) / 2 + (large ? 8.f : 0.f)}, tick, type, c.control, Align::center);
}

bool Painter::onShownCycle(const GraphEdge& e) const {
  if (s_.verdict.cycles.empty()) return false;
  const std::vector<int>& cycle = s_.verdict.cycles[asIndex(view_.cycle)];
  const auto from = std::find(cycle.begin(), cycle.end(), e.from);
  return from != cycle.end() && (from + 1 == cycle.end() ? cycle.front() : *(from + 1)) == e.to;
}

// What is looked at: the edge, or those that a unit hears.
bool Painter::marked(int e) const {
  const GraphSpot spot = view_.attention();
  if (!spot) return false;
  const GraphEdge& edge = s_.graph.edges[asIndex(e)];
  return spot.isEdge() ? edgeOf(s_, spot) == e : edge.to == unitOf(s_, spot);
}

// How far a running pass has come along it: 0 not begun, 1 through.
float Painter::known(int e) const {
  if (!view_.passing) return 1;
  const int rank = s_.verdict.rank[asIndex(s_.graph.edges[asIndex(e)].to)];
  return std::clamp((view_.pass - static_cast<float>(rank)) / 0.6f, 0.f, 1.f);
}

void Painter::edge(int index) {
  const GraphEdge& e = s_.graph.edges[asIndex(index)];
  const diagram::Curve& curve = layout_.edge(index);
  const Color color = edgeColor(ui_.theme(), s_, e);
  const float width = edgeWidth(e) * (layout_.crowded() ? 0.6f : 1.f), passed = known(index);
  const bool mark = marked(index), quiet = (view_.attention() && !mark) || s_.graph.edges.size() > 120;
  if (onShownCycle(e))
    for (const float glow : {14.f, 9.f, 5.f}) diagram::stroke(ui_.draw(), curve, fade(color, 0.1f), width + glow, false, 24);
  if (mark && view_.attention().isEdge()) diagram::stroke(ui_.draw(), curve, fade(color, 0.25f), width + 8, false, 24);
  const Color line = fade(color, (0.25f + 0.75f * passed) * (quiet ? 0.55f : 1.f));
  diagram::stroke(ui_.draw(), curve, line, width * ui_.theme().stroke, e.weight<0, s_.graph.edges.size()> 400 ? 8 : 24);
  drawArrow(ui_.draw(), curve, line, width);
  if (passed > 0 && passed < 1) {  // the value on its way
    const float v = s_.run.at(view_.present, e.from);
    const ImVec2 at = curve.at(passed);
    ui_.draw().AddCircleFilled(at, 7, valueColor(ui_.theme(), v), 20);
    ui_.draw().AddCircle(at, 7, ui_.color().ink, 20, 1.3f);
  }
}

void Painter::edges() {
  for (int pass = 0; pass < 2; ++pass)
    for (int e = 0; e < static_cast<int>(s_.graph.edges.size()); ++e)
      if (marked(e) == (pass == 1)) edge(e);
}

void Painter::pulled() {
  const int from = s_.graph.find(view_.pulledFrom);
  if (from < 0) return;
  const ImVec2 a = layout_.border(from, view_.pulledTo);
  ui_.draw().AddLine(a, view_.pulledTo, ui_.color().control, 2.5f);
  ui_.draw().AddCircleFilled(view_.pulledTo, 5, ui_.color().control, 20);
}

void Painter::weights() {
  const int few = 12;
  for (int e = 0; e < static_cast<int>(s_.graph.edges.size()); ++e) {
    const bool mark = marked(e);
    if (!mark && (static_cast<int>(s_.graph.edges.size()) > few || layout_.crowded() || view_.passing)) continue;
    if (mark && view_.attention() && !view_.attention().isEdge() && layout_.crowded()) continue;
    const GraphEdge& edge = s_.graph.edges[asIndex(e)];
    const std::string words = compactNumber(edge.weight);
    const diagram::Curve& curve = layout_.edge(e);
    // On a chord of a ring not in the middle, where they cross.
    const float where = layout_.isChord(edge) ? 0.3f : 0.5f;
    const ImVec2 c = curve.at(where), along = curve.at(where + 0.06f) - curve.at(where - 0.06f);
    const float width = ui_.measureRich(words, Type::smallStrong).w;
    const bool pill = mark && view_.attention().isEdge();
    ImVec2 at = c;
    if (!pill && !layout_.isSelfLoop(e)) {  // beside the line
      const float l = std::max(1e-3f, std::hypot(along.x, along.y)), away = 11 + 0.3f * width * std::fabs(along.y) / l;
      at = c + ImVec2{along.y, -along.x} * (away / l);
      // On a short edge at its other side, if its number would meet a place in the order; and left out if it does there, too.
      const auto place = [&](ImVec2 p) { return Rect{p.x - width / 2, p.y - 9, width, 18}; };
      if (meetsBadge(place(at), edge)) at = c - ImVec2{along.y, -along.x} * (away / l);
      if (meetsBadge(place(at), edge) && !mark) continue;
    }
    if (layout_.isSelfLoop(e) && !pill)
      at = c + (c - layout_.at(edge.from)) * (12 / std::max(1.f, std::hypot(c.x - layout_.at(edge.from).x, c.y - layout_.at(edge.from).y)));
    const Rect r{at.x - width / 2 - 6, at.y - 10, width + 12, 20};
    const Color color = edgeColor(ui_.theme(), s_, edge);
    ui_.rounded(r, pill ? ui_.color().background : fade(ui_.color().stage, 0.7f), 10);
    if (pill) ui_.outline(r, color, 10, 1.6f);
    ui_.richText({at.x - width / 2, at.y - ui_.lineHeight(Type::smallStrong) / 2}, words, Type::smallStrong, color);
  }
}

// Above it, right of its number; on a ring at the side where no edge leads along.
ImVec2 Painter::namePlace(int i, TextSize size) const {
  const Rect box = layout_.box(i);
  const ImVec2 at = layout_.at(i);
  const GraphRing* ring = layout_.ringOf(i);
  if (ring && at.x > ring->center.x + 0.3f * ring->radius) return {box.right() + 8, at.y - size.h / 2};
  if (ring && at.x > ring->center.x - 0.7f * ring->radius)
    return {box.x - size.w - 6, at.y - size.h / 2 + (at.y < ring->center.y ? -9.f : 9.f)};
  const bool numbered = !layout_.crowded() && s_.verdict.rank[asIndex(i)] >= 0;
  const float above = box.y - size.h - 1;
  return {numbered ? at.x - 4 : at.x - size.w / 2, above < layout_.area().y - 24 ? box.bottom() + 1 : above};
}

void Painter::name(int i) {
  const Rect box = layout_.box(i);
  const std::string& name = s_.graph.unit(i).name;
  const Type type = layout_.radius() > 18 ? Type::formula : Type::small;
  std::string words;
  Rect r;
  // Where it would lie on something else, at a corner of its own unit, below or above it; else shorter.
  for (const float most : {84.f, 56.f, 34.f}) {
    words = fittedName(ui_, name, type, most);
    const TextSize size = ui_.measureRich(words, type);
    const float middle = layout_.at(i).x - size.w / 2;
    const ImVec2 places[] = {namePlace(i, size),
                             {box.right() - 2, box.y - size.h + 4},
                             {box.right() - 2, box.bottom() - 4},
                             {middle, box.bottom() + 1},
                             {middle, box.y - size.h - 1}};
    const auto at = [&](ImVec2 p) {
      return Rect{std::max(layout_.area().x - 8, std::min(p.x, layout_.area().right() + 8 - size.w)), p.y, size.w, size.h};
    };
    const auto free = std::find_if(std::begin(places), std::end(places), [&](ImVec2 p) { return isFree(at(p).inset(2), i); });
    r = at(free == std::end(places) ? places[0] : *free);
    if (free != std::end(places)) break;
  }
  names_.push_back(r);
  ui_.richText(r.min(), words, type, nameColor(ui_, s_, i));
  if (view_.hovered == spotOfUnit(s_, i) && words.find("…") != std::string::npos) ui_.tip(box, setName(name));
}

// No other unit is there, no place in the order, no name.
bool Painter::isFree(Rect words, int of) const {
  for (int i = 0; i < s_.graph.size(); ++i)
    if ((i != of && words.overlaps(layout_.box(i))) || (!layout_.crowded() && words.overlaps(badgePlace(i)))) return false;
  return std::none_of(names_.begin(), names_.end(), [&](const Rect& name) { return words.overlaps(name); });
}

Rect Painter::badgePlace(int i) const {
  const GraphRing* ring = layout_.ringOf(i);
  const float r = layout_.radius() > 19 ? 10.f : 8.f;
  ImVec2 at = layout_.isRound(i) ? layout_.at(i) - ImVec2{0.84f, 0.84f} * layout_.radius() : layout_.box(i).min();
  if (ring) {  // outwards, on the left below the edge that comes in
    const ImVec2 from = layout_.at(i) - ring->center;
    const float side = from.x >= 0 ? 1.f : -1.f, down = from.y > -0.2f * ring->radius ? 1.f : -1.f;
    at = layout_.at(i) + ImVec2{0.8f * side, 0.8f * down} * layout_.radius();
  }
  return {at.x - r, at.y - r, 2 * r, 2 * r};
}

bool Painter::meetsBadge(Rect words, const GraphEdge& e) const {
  return !layout_.crowded() && (words.overlaps(badgePlace(e.from)) || words.overlaps(badgePlace(e.to)));
}

// Its place in the order; with none an empty, dotted ring.
void Painter::badge(int i) {
  if (layout_.crowded()) return;
  const Palette& c = ui_.color();
  const Rect place = badgePlace(i);
  const ImVec2 at = place.center();
  const float r = place.w / 2;
  const int rank = s_.verdict.rank[asIndex(i)];
  ui_.draw().AddCircleFilled(at, r, c.background, 24);
  if (rank < 0) {
    for (int k = 0; k < 10; ++k) {
      const float a = 0.6283185f * static_cast<float>(k);
      ui_.draw().PathArcTo(at, r, a, a + 0.34f, 3);
      ui_.draw().PathStroke(c.muted, 0, 1.3f);
    }
    return;
  }
  ui_.draw().AddCircle(at, r, c.ink, 24, 1.3f);
  const std::string number = std::to_string(rank + 1);
  ui_.text({at.x, at.y - ui_.lineHeight(Type::smallStrong) / 2}, number, Type::smallStrong, c.ink, Align::center);
}

void Painter::unit(int i) {
  const Palette& c = ui_.color();
  const GraphSpot spot = spotOfUnit(s_, i);
  const bool selected = view_.selected == spot,
             at = view_.passing && view_.passAt() < s_.graph.size() && s_.verdict.rank[asIndex(i)] == view_.passAt();
  const bool target = view_.hovered == spot && !view_.pulledFrom.empty();
  drawUnitBox(ui_, layout_.box(i), layout_.isRound(i), s_.run.at(view_.present, i), view_.isShown(s_, i) ? 1.f : 0.f,
              target || at ? c.control
              : selected   ? c.ink
                           : c.unitLine,
              selected || at || target ? 3.f
              : view_.hovered == spot  ? 2.2f
                                       : 1.3f);
  if (at && s_.hasSum(i, view_.present)) {  // the sum that is just being made
    const std::string words = "Σ " + graphNumber(s_.sum(i, view_.present));
    const float width = ui_.measureRich(words, Type::smallStrong).w;
    const Rect box = layout_.box(i), r{box.center().x - width / 2 - 8, box.bottom() + 4, width + 16, 22};
    ui_.rounded(r, c.control, 11);
    ui_.richText({r.x + 8, r.center().y - ui_.lineHeight(Type::smallStrong) / 2}, words, Type::smallStrong, c.onControl);
  }
}

void Painter::units() {
  for (int i = 0; i < s_.graph.size(); ++i) unit(i);
  for (int i = 0; i < s_.graph.size(); ++i) badge(i);
  for (int i = 0; i < s_.graph.size(); ++i)
    if (layout_.radius() > 8.5f) name(i);
}

}  // namespace

void drawArrow(ImDrawList& list, const diagram::Curve& curve, Color color, float width) {
  const ImVec2 tip = curve.p3, back = tip - curve.at(0.93f);
  const float l = std::max(1e-3f, std::hypot(back.x, back.y)), size = 5 + 1.5f * width;
  const ImVec2 d = back * (1 / l), side{-d.y, d.x};
  list.AddTriangleFilled(tip + d * 2, tip - d * size + side * (size * 0.55f), tip - d * size - side * (size * 0.55f), color);
}

float rowNamesWidth(const GraphContext& context, Type type, float least, float most, bool ofInputs) {
  constexpr float kGap = 10;
  const Graph& g = context.snapshot.graph;
  for (int i = 0; i < g.size(); ++i)
    if (!ofInputs || g.inputOf(i))
      least = std::max(least, std::min(most, context.ui.measureRich("<i>" + setName(g.unit(i).name) + "</>", type).w + kGap));
  return least;
}

void drawRowName(const GraphContext& context, Rect room, int unit, Type type) {
  Ui& ui = context.ui;
  const std::string& name = context.snapshot.graph.unit(unit).name;
  const std::string words = fittedName(ui, name, type, room.w - 8);
  ui.richText({room.x, room.center().y - ui.lineHeight(type) / 2}, words, type, nameColor(ui, context.snapshot, unit));
  if (words.find("…") != std::string::npos && !ui.touchScreen() && ui.hovers(room)) ui.tip(room, setName(name));
}

void drawUnitBox(Ui& ui, Rect box, bool round, float value, float presence, Color line, float width) {
  const Color fill = presence > 0 ? mixColors(ui.color().stage, valueColor(ui.theme(), value), presence) : ui.color().background;
  const float corner = round ? box.h / 2 : std::min(8.f, box.h / 3);
  ui.rounded(box.inset(width / 2), fill, corner);
  ui.outline(box, presence > 0 ? line : fade(line, 0.5f), corner, width);
  if (presence < 0.05f || box.h < 15) return;
  // Rounded to a whole number it would say something else, so rather nothing.
  std::string words;
  for (const std::string& each :
       {graphNumber(value), signedNumber(static_cast<double>(value), 1), plainNumber(static_cast<double>(value), 1)})
    if (words.empty() && ui.measure(each, Type::smallStrong).w <= box.w - 3) words = each;
  if (words.empty() && value == std::round(value)) words = diagram::fittedNumber(ui, value, box.w - 3, true);
  if (words.empty()) return;
  ui.text({box.center().x, box.center().y - ui.lineHeight(Type::smallStrong) / 2}, words, Type::smallStrong,
          fade(inkOn(ui.theme(), valueColor(ui.theme(), value)), presence), Align::center);
}

void paintGraph(const GraphContext& context, const GraphLayout& layout, const GraphView& view) {
  Painter painter(context, layout, view);
  painter.components();
  painter.clock();
  painter.edges();
  painter.pulled();
  painter.weights();
  painter.units();
}

}  // namespace unroll
