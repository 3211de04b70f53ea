// What the pointer and the keys do with the picture of the graph: select, move, add, connect, remove.
#include <cmath>
#include <utility>

#include "scenes/graph/stage.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

GraphSpot pick(const GraphContext& context, const GraphLayout& layout, ImVec2 p, bool unitsOnly) {
  const GraphSnapshot& s = context.snapshot;
  const float reach = context.ui.touchScreen() ? 14.f : 4.f;
  int nearest = -1;
  float best = 1e9f;
  for (int i = 0; i < s.graph.size(); ++i) {
    const float away = std::hypot(p.x - layout.at(i).x, p.y - layout.at(i).y);
    if (away < best) best = away, nearest = i;
  }
  if (nearest >= 0 && best < std::max(layout.radius() + reach, 12.f)) return spotOfUnit(s, nearest);
  if (unitsOnly) return {};
  best = context.ui.touchScreen() ? 18.f : 9.f;
  GraphSpot found;
  for (int e = 0; e < static_cast<int>(s.graph.edges.size()); ++e)
    if (const float away = layout.edge(e).distance(p, 16); away < best) best = away, found = spotOfEdge(s, e);
  return found;
}

// The first letter that is free, then u1, u2, …
std::string freshName(const Graph& graph) {
  for (char c = 'a'; c <= 'z'; ++c)
    if (graph.find(std::string(1, c)) < 0) return std::string(1, c);
  int k = 1;
  while (graph.find("u" + std::to_string(k)) >= 0) ++k;
  return "u" + std::to_string(k);
}

std::string shares(const GraphLayout& layout, ImVec2 p) {
  const ImVec2 share = layout.share(p);
  const auto rounded = [](float v) { return printNumber(std::round(1000 * std::clamp(static_cast<double>(v), 0.0, 1.0)) / 1000); };
  return rounded(share.x) + ":" + rounded(share.y);
}

void addUnit(const GraphContext& context, const GraphLayout& layout, GraphView& view, ImVec2 at) {
  const std::string name = freshName(context.snapshot.graph);
  context.send(GraphModel::unit, name + ":tanh:0:" + shares(layout, at));
  view.awaited = {name, {}};
}

// Where no unit is near, for the keyboard.
ImVec2 freePlace(const GraphContext& context, const GraphLayout& layout) {
  ImVec2 best = layout.area().center();
  float most = -1;
  for (int k = 0; k < 63; ++k) {
    const ImVec2 p = layout.point({0.05f + 0.9f * static_cast<float>(k % 9) / 8, 0.1f + 0.8f * static_cast<float>(k / 9) / 6});
    float nearest = 1e9f;
    for (int i = 0; i < context.snapshot.graph.size(); ++i)
      nearest = std::min(nearest, std::hypot(p.x - layout.at(i).x, p.y - layout.at(i).y));
    if (nearest > most) most = nearest, best = p;
  }
  return best;
}

void connect(const GraphContext& context, GraphView& view, const std::string& from, const std::string& to) {
  const Graph& g = context.snapshot.graph;
  if (g.findEdge(g.find(from), g.find(to)) < 0) {
    if (g.inputOf(g.find(to))) {
      context.commands.showMessage(context.tr("graph.noEdgeToInput", {{"name", to}}));
      return;
    }
    context.send(GraphModel::edge, from + ">" + to + ":1");
  }
  view.awaited = {from, to};
}

void removeSpot(const GraphContext& context, GraphView& view, const GraphSpot& spot) {
  if (!spot) return;
  if (!spot.isEdge() && context.snapshot.graph.size() == 1) {
    context.commands.showMessage(context.tr("graph.lastUnit"));
    return;
  }
  context.send(GraphModel::remove, spot.isEdge() ? spot.from + ">" + spot.to : spot.from);
  view.selected = {};
}

void clicked(const GraphContext& context, const GraphLayout& layout, GraphView& view, const GraphSpot& spot, ImVec2 at) {
  switch (view.tool) {
    case GraphTool::move: view.selected = spot; break;
    case GraphTool::unit:
      if (spot)
        view.selected = spot;
      else
        addUnit(context, layout, view, at);
      break;
    case GraphTool::edge:
      if (!view.pulledFrom.empty() && spot && !spot.isEdge())
        connect(context, view, std::exchange(view.pulledFrom, {}), spot.from);
      else if (spot && !spot.isEdge())
        view.pulledFrom = spot.from, view.pulledTo = at, view.selected = spot;
      else
        view.pulledFrom.clear(), view.selected = spot;
      break;
    case GraphTool::remove: removeSpot(context, view, spot); break;
  }
}

void point(const GraphContext& context, GraphLayout& layout, GraphView& view, Id id, Rect area) {
  Ui& ui = context.ui;
  const Touch touch = ui.touch(id, area);
  const bool finger = ui.touchScreen(), pulling = view.tool == GraphTool::edge && !view.pulledFrom.empty();
  const GraphSpot under = touch.hovered || touch.held || touch.released ? pick(context, layout, touch.pos, pulling) : GraphSpot{};
  view.hovered = finger && !touch.held ? GraphSpot{} : under;
  if (touch.hovered && under) ui.cursor(ImGuiMouseCursor_Hand);
  if (touch.pressed) {
    ui.setFocus(0);
    view.passing = false;
    view.pass = 1e9f;
    const GraphSpot pressed = pick(context, layout, touch.pos, false);
    const bool unit = pressed && !pressed.isEdge();
    if (unit && view.tool != GraphTool::edge) view.held = pressed.from;
    if (unit && view.tool == GraphTool::edge && view.pulledFrom.empty()) view.held = pressed.from;
  }
  if (pulling && (touch.hovered || touch.held)) view.pulledTo = touch.pos;
  const int held = context.snapshot.graph.find(view.held);
  if (touch.dragging && held >= 0) {
    if (view.tool == GraphTool::edge) {
      view.pulledFrom = view.held;
      view.pulledTo = touch.pos;
    } else if (touch.delta.x != 0 || touch.delta.y != 0) {
      view.selected = {view.held, {}};
      context.send(GraphModel::place, view.held + ":" + shares(layout, touch.pos));
    }
  }
  if (touch.released) {
    if (view.tool == GraphTool::edge && !touch.clicked && !view.pulledFrom.empty()) {
      const std::string from = std::exchange(view.pulledFrom, {});
      if (under && !under.isEdge()) connect(context, view, from, under.from);
    }
    view.held.clear();
  }
  if (touch.clicked) clicked(context, layout, view, under, touch.pos);
}

// Units in the order in which they are listed, then edges.
void keys(const GraphContext& context, const GraphLayout& layout, GraphView& view, Id id) {
  Ui& ui = context.ui;
  const GraphSnapshot& s = context.snapshot;
  ControlKeys& k = ui.keys(id);
  std::vector<GraphSpot> spots;
  for (int i = 0; i < s.graph.size(); ++i) spots.push_back(spotOfUnit(s, i));
  for (int e = 0; e < static_cast<int>(s.graph.edges.size()); ++e) spots.push_back(spotOfEdge(s, e));
  const auto found = std::find(spots.begin(), spots.end(), view.selected);
  const int unit = unitOf(s, view.selected);
  if (k.shift && unit < 0) k.x = k.y = 0;
  if (k.shift && (k.x != 0 || k.y != 0)) {
    const ImVec2 by{static_cast<float>(std::exchange(k.x, 0)) * 12, static_cast<float>(-std::exchange(k.y, 0)) * 12};
    context.send(GraphModel::place, view.selected.from + ":" + shares(layout, layout.at(unit) + by));
    return;
  }
  const int by = std::exchange(k.x, 0) - std::exchange(k.y, 0), last = static_cast<int>(spots.size()) - 1;
  if (by != 0)
    view.selected =
        spots[static_cast<std::size_t>(found == spots.end() ? 0 : std::clamp(static_cast<int>(found - spots.begin()) + by, 0, last))];
  if (std::exchange(k.home, false)) view.selected = spots.front();
  if (std::exchange(k.end, false)) view.selected = spots.back();
  if (k.typed.find('\b') != std::string::npos) {
    k.typed.clear();
    removeSpot(context, view, view.selected);
  }
  if (std::exchange(k.activate, false)) {
    k.enter = false;
    if (view.tool == GraphTool::unit)
      addUnit(context, layout, view, freePlace(context, layout));
    else if (view.selected)
      clicked(context, layout, view, view.selected, unit >= 0 ? layout.at(unit) : ImVec2{});
  }
}

}  // namespace

void editGraphByHand(const GraphContext& context, GraphLayout& layout, GraphView& view) {
  Ui& ui = context.ui;
  const Id id = ui.id("graph");
  const Rect area = layout.area().inset(-30, -26);
  point(context, layout, view, id, area);
  std::string spoken;
  if (view.selected) spoken = view.selected.isEdge() ? view.selected.from + " → " + view.selected.to : view.selected.from;
  if (view.tool == GraphTool::edge && !view.pulledFrom.empty()) spoken += ", " + context.tr("graph.pulling", {{"name", view.pulledFrom}});
  if (ui.control(id, "graph", "picture", context.tr("graph.picture"), spoken, area)) {
    if (ui.showsFocus()) ui.focusRing(area, 10);
    keys(context, layout, view, id);
  }
  const GraphSnapshot& s = context.snapshot;
  const auto share = [&](ImVec2 p) { return ImVec2{(p.x - area.x) / area.w, (p.y - area.y) / area.h}; };
  view.places.clear();
  for (int i = 0; i < s.graph.size(); ++i) view.places.emplace_back(s.graph.unit(i).name, share(layout.at(i)));
  for (int e = 0; e < static_cast<int>(s.graph.edges.size()); ++e) {
    const GraphSpot spot = spotOfEdge(s, e);
    view.places.emplace_back(spot.from + ">" + spot.to, share(layout.edge(e).at(0.5f)));
  }
  const int unit = unitOf(context.snapshot, view.selected), edge = edgeOf(context.snapshot, view.selected);
  if (unit >= 0) view.anchor = layout.at(unit);
  if (edge >= 0) view.anchor = layout.edge(edge).at(0.5f);
}

}  // namespace unroll
