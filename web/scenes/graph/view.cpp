#include "scenes/graph/view.h"

#include <cmath>
#include <utility>

#include "widgets/formula.h"

namespace unroll {

void GraphView::follow(const GraphSnapshot& now) {
  ticks = now.graph.ticks;
  present = std::clamp(present, 0, last());
  if (shape_ != now.shape) {
    if (passing) passing = false, pass = 1e9f;
    cycle = 0;
  }
  shape_ = now.shape;
  if (!now.verdict.cycles.empty()) cycle = std::min(cycle, static_cast<int>(now.verdict.cycles.size()) - 1);
  const auto there = [&](const GraphSpot& spot) { return unitOf(now, spot) >= 0 || edgeOf(now, spot) >= 0; };
  if (awaited) {
    if (there(awaited))
      selected = std::exchange(awaited, {});
    else if (++patience_ > 4)  // frames: it was refused
      awaited = {};
  } else {
    patience_ = 0;
  }
  if (!there(selected)) selected = {};
  if (!there(hovered)) hovered = {};
  if (now.graph.find(pulledFrom) < 0) pulledFrom.clear();
  if (now.graph.find(held) < 0) held.clear();
  if (now.verdict.acyclic) playing = false;
}

void GraphView::startPass(Ui& ui, bool on) {
  passing = on;
  pass = on ? 0 : 1e9f;
  passedAt_ = ui.now();
  if (on) ui.keepDrawing();
}

void GraphView::advancePass(const GraphSnapshot& now, Ui& ui) {
  if (!passing) return;
  constexpr float kSecondsPerUnit = 0.7f;
  pass += std::min(0.25f, static_cast<float>(ui.now() - passedAt_)) / kSecondsPerUnit;
  passedAt_ = ui.now();
  if (!ui.animates()) pass = std::floor(pass);
  if (pass >= static_cast<float>(now.graph.size())) {
    passing = false;
    pass = 1e9f;
    ++passes;
  }
  ui.keepDrawing();
}

bool GraphView::isShown(const GraphSnapshot& now, int unit) const {
  const int rank = now.verdict.rank[static_cast<std::size_t>(unit)];
  return !passing || rank < 0 || static_cast<float>(rank) + 0.6f < pass;
}

GraphSpot spotOfUnit(const GraphSnapshot& s, int unit) { return {s.graph.unit(unit).name, {}}; }
GraphSpot spotOfEdge(const GraphSnapshot& s, int edge) {
  const GraphEdge& e = s.graph.edges[static_cast<std::size_t>(edge)];
  return {s.graph.unit(e.from).name, s.graph.unit(e.to).name};
}

namespace {

enum class EdgeKind { input, cycle, output, other };
EdgeKind kindOf(const GraphSnapshot& s, const GraphEdge& e) {
  if (s.verdict.componentOf[static_cast<std::size_t>(e.from)] == s.verdict.componentOf[static_cast<std::size_t>(e.to)])
    return EdgeKind::cycle;
  if (s.graph.inputOf(e.from)) return EdgeKind::input;
  return s.graph.isOutput(e.to) ? EdgeKind::output : EdgeKind::other;
}

}  // namespace

Color edgeColor(const Theme& theme, const GraphSnapshot& s, const GraphEdge& edge) {
  switch (kindOf(s, edge)) {
    case EdgeKind::input: return theme.color.wxh;
    case EdgeKind::cycle: return theme.color.whh;
    case EdgeKind::output: return theme.color.why;
    case EdgeKind::other: break;
  }
  return theme.color.muted;
}

std::string_view edgeTag(const GraphSnapshot& s, const GraphEdge& edge) {
  switch (kindOf(s, edge)) {
    case EdgeKind::input: return "<xh>";
    case EdgeKind::cycle: return "<hh>";
    case EdgeKind::output: return "<hy>";
    case EdgeKind::other: break;
  }
  return "<muted>";
}

float edgeWidth(const GraphEdge& edge) { return 1.1f + 2.4f * std::min(1.f, static_cast<float>(std::fabs(edge.weight)) / 2.5f); }

std::string graphNumber(float v) {
  if (!std::isfinite(v) || std::fabs(v) < 100) return signedNumber(static_cast<double>(v));
  return (v > 0 ? "+" : "") + compactNumber(static_cast<double>(v));
}

namespace {

// Where the digits begin that are set below; the name's end: none are.
std::size_t digitsOf(const std::string& name) {
  std::size_t digits = name.size();
  while (digits > 0 && name[digits - 1] >= '0' && name[digits - 1] <= '9') --digits;
  return digits == 0 || name.find('_') != std::string::npos ? name.size() : digits;
}

}  // namespace

std::string setName(const std::string& name) {
  const std::size_t digits = digitsOf(name);
  return digits == name.size() ? formula::asTyped(name) : name.substr(0, digits) + "_{" + name.substr(digits) + "}";
}

std::string shortName(const std::string& name, std::size_t most) {
  return setName(name.size() <= most ? name : name.substr(0, most - 1) + "…");
}

std::string fittedName(const Ui& ui, const std::string& name, Type type, float width) {
  std::string words;
  for (std::size_t most = name.size(); most > 0; --most) {
    words = "<i>" + shortName(name, most) + "</>";
    if (ui.measureRich(words, type).w <= width) break;
  }
  return words;
}

std::string nameAt(const std::string& name, int t) {
  const std::size_t digits = digitsOf(name);
  const std::string tick = std::to_string(t) + "}";
  return digits == name.size() ? setName(name) + "_{" + tick : name.substr(0, digits) + "_{" + name.substr(digits) + "," + tick;
}

}  // namespace unroll
