// The graph pulled into copies along time: what feeds itself there feeds its next copy here, so no cycle is left, and there is an order
// again.
#include <cmath>
#include <utility>

#include "scenes/graph/stage.h"
#include "widgets/network_edges.h"

namespace unroll {

namespace {

struct Grid {
  Rect area;
  std::vector<int> rows;   // units, from below
  std::vector<int> rowOf;  // [units]
  int first = 0, columns = 1;
  float pitch = 100, rowHeight = 30, names = 34, unfolded = 1;

  Type nameType() const { return rowHeight > 22 ? Type::formula : Type::small; }
  float x(int t) const {
    const float place = area.x + names + pitch * (static_cast<float>(t - first) + 0.5f);
    return area.x + names + pitch / 2 + (place - area.x - names - pitch / 2) * unfolded;
  }
  float y(int unit) const { return area.bottom() - rowHeight * (static_cast<float>(rowOf[static_cast<std::size_t>(unit)]) + 0.5f); }
  Rect box(int unit, int t) const {
    const float w = std::min(56.f, pitch * 0.52f), h = std::min(25.f, rowHeight * 0.8f);
    return {x(t) - w / 2, y(unit) - h / 2, w, h};
  }
};

Grid gridOf(const GraphContext& context, Rect area, const GraphView& view) {
  const GraphSnapshot& s = context.snapshot;
  Grid g;
  g.area = area;
  g.rows = rowsOf(s);
  g.rowOf.assign(g.rows.size(), 0);
  for (std::size_t k = 0; k < g.rows.size(); ++k) g.rowOf[static_cast<std::size_t>(g.rows[k])] = static_cast<int>(k);
  g.rowHeight = std::min(38.f, area.h / static_cast<float>(g.rows.size()));
  g.names = rowNamesWidth(context, g.nameType(), g.names, std::min(106.f, area.w / 3));
  const float room = area.w - g.names, least = g.rowHeight > 17 ? 92.f : 44.f;
  g.columns = std::clamp(static_cast<int>(room / least), 1, s.graph.ticks);
  g.pitch = std::min(room / static_cast<float>(g.columns), 150.f);
  g.first = std::clamp(view.present - std::max(1, g.columns - 2), 0, s.graph.ticks - g.columns);
  return g;
}

diagram::Curve betweenCopies(const Grid& g, const GraphSnapshot& s, const GraphEdge& e, int t) {
  const Rect to = g.box(e.to, t);
  if (!s.verdict.acyclic) {
    const Rect from = g.box(e.from, t - 1);
    const ImVec2 p0{from.right(), from.center().y}, p3{to.x - 2, to.center().y};
    const float handle = 0.55f * (p3.x - p0.x);
    return {p0, p0 + ImVec2{handle, 0}, p3 - ImVec2{handle, 0}, p3};
  }
  const Rect from = g.box(e.from, t);
  const ImVec2 p0{from.right(), from.center().y}, p3{to.right() + 2, to.center().y};
  const float rows = std::fabs(p3.y - p0.y) / g.rowHeight, handle = std::min(0.42f * g.pitch, 8 + 7 * rows);
  return {p0, p0 + ImVec2{handle, 0}, p3 + ImVec2{handle, 0}, p3};
}

void edges(const GraphContext& context, const Grid& g, const GraphView& view) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const GraphSpot spot = view.attention();
  const int unit = unitOf(s, spot), edge = edgeOf(s, spot);
  const int drawn = static_cast<int>(s.graph.edges.size()) * g.columns;
  const float crowd = drawn > 150 ? 0.45f : 1.f;
  const int segments = drawn > 4000 ? 3 : drawn > 400 ? 8 : 18;
  for (int t = g.first; t < g.first + g.columns; ++t) {
    if (!s.verdict.acyclic && t == g.first) continue;
    for (int i = 0; i < static_cast<int>(s.graph.edges.size()); ++i) {
      const GraphEdge& e = s.graph.edges[static_cast<std::size_t>(i)];
      const bool mark = i == edge || (unit == e.to && t == view.present);
      const float presence = (t <= view.present ? 1.f : 0.28f) * (spot && !mark ? 0.5f : 1.f) * crowd * g.unfolded;
      const diagram::Curve curve = betweenCopies(g, s, e, t);
      const float width = edgeWidth(e) * 0.7f;
      if (mark) diagram::stroke(ui.draw(), curve, fade(edgeColor(ui.theme(), s, e), 0.22f * g.unfolded), width + 7, false, segments);
      const Color color = fade(edgeColor(ui.theme(), s, e), mark ? std::max(presence, t <= view.present ? 1.f : 0.5f) : presence);
      diagram::stroke(ui.draw(), curve, color, width, e.weight < 0, segments);
      if (drawn <= 400 && g.rowHeight > 12) drawArrow(ui.draw(), curve, color, width * 0.7f);
    }
  }
}

void units(const GraphContext& context, const Grid& g, const GraphView& view) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const int selected = unitOf(s, view.selected);
  for (int i = 0; i < s.graph.size(); ++i) {
    const bool input = s.graph.inputOf(i);
    if (g.rowHeight > 9) drawRowName(context, {g.area.x, g.y(i) - g.rowHeight / 2, g.names, g.rowHeight}, i, g.nameType());
    for (int t = g.first + g.columns - 1; t >= g.first; --t) {
      if (g.unfolded < 0.02f && t != g.first) continue;
      const bool here = t == view.present && i == selected, known = t < view.present || (t == view.present && view.isShown(s, i));
      const Rect box = g.box(i, t);
      if (known && box.h < 15) {
        ui.rounded(box, valueColor(ui.theme(), s.run.at(t, i)), 2);
        if (here) ui.outline(box, c.ink, 2, 2);
        continue;
      }
      drawUnitBox(ui, box, !input, s.run.at(t, i), known ? 1.f : 0.f, known ? here ? c.ink : c.unitLine : c.lines, here ? 2.6f : 1.1f);
    }
  }
}

void labels(const GraphContext& context, const Grid& g, const GraphView& view, Rect row, Rect order) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const int n = s.graph.size();
  const std::string longest = std::to_string((g.first + g.columns) * n);
  const bool fits = ui.measure(longest + "–" + longest, Type::small).w < g.pitch - 4;
  for (int t = g.first; t < g.first + g.columns; ++t) {
    if (g.unfolded < 0.6f && t != g.first) continue;
    const bool present = t == view.present;
    ui.text({g.x(t), row.y}, (g.pitch > 60 ? "t = " : "") + std::to_string(t), present ? Type::smallStrong : Type::small,
            present ? c.ink : c.muted, Align::center);
    if (order.h <= 0 || t >= s.unrolledTicks) continue;
    const std::string from = std::to_string(t * n + 1), to = std::to_string((t + 1) * n);
    const std::string range = n == 1 ? from : from + "–" + to;
    if (fits) ui.text({g.x(t), order.y}, range, Type::small, c.muted, Align::center);
  }
  if (order.h > 0 && fits && g.names > ui.measure(context.tr("graph.order"), Type::small).w - g.pitch * 0.2f)
    ui.text({g.area.x, order.y}, context.tr("graph.order"), Type::small, c.muted);
}

void point(const GraphContext& context, const Grid& g, GraphView& view) {
  Ui& ui = context.ui;
  const GraphSnapshot& s = context.snapshot;
  const Id id = ui.id("unrolled");
  const Touch touch = ui.touch(id, g.area);
  if (touch.clicked) {
    ui.setFocus(0);
    const int t = std::clamp(static_cast<int>(std::floor((touch.pos.x - g.area.x - g.names) / g.pitch)) + g.first, 0, view.last());
    view.jumpTo(t);
    const int row = std::clamp(static_cast<int>((g.area.bottom() - touch.pos.y) / g.rowHeight), 0, s.graph.size() - 1);
    view.selected = spotOfUnit(s, g.rows[static_cast<std::size_t>(row)]);
    view.anchor = touch.pos;
  }
  const std::string spoken = "t = " + std::to_string(view.present);
  if (!ui.control(id, "unrolled", "picture", context.tr("graph.unrolledWords"), spoken, g.area)) return;
  if (ui.showsFocus()) ui.focusRing(g.area, 8);
  ControlKeys& keys = ui.keys(id);
  if (const int by = std::exchange(keys.x, 0)) view.jumpTo(view.present + by);
  if (std::exchange(keys.home, false)) view.jumpTo(0);
  if (std::exchange(keys.end, false)) view.jumpTo(view.last());
}

}  // namespace

void drawUnrolled(const GraphContext& context, Rect area, GraphView& view) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Rect head = area.cutTop(ui.lineHeight(Type::heading), 6);
  const std::string title =
      "<b>" + context.tr(s.verdict.acyclic ? "graph.copies" : "graph.unrolled", {{"n", std::to_string(s.unrolledTicks)}}) + "</>";
  const std::string difference = "<b>" + context.tr("graph.difference", {{"d", compactNumber(s.unrolledDifference)}}) + "</>";
  const float titleWidth = ui.measureRich(title, Type::heading).w, differenceWidth = ui.measureRich(difference, Type::small).w;
  const std::string fold = context.tr(view.folded ? "graph.unrollIt" : "graph.foldIt");
  const float foldWidth = ui.measure(fold, Type::text).w;
  ui.richText(head.min(), title, Type::heading, c.ink);
  if (ui::textButton(ui, {head.right() - foldWidth, head.y + 1}, "fold", fold)) {
    view.folded = !view.folded;
    view.unrolls += !view.folded;
  }
  const float rest = head.right() - foldWidth - 16 - differenceWidth;
  const float half = ui.lineHeight(Type::small) / 2;
  if (rest > head.x + titleWidth + 12)
    ui.richText({rest, head.center().y - half}, difference, Type::small, s.unrolledDifference == 0 ? c.good : c.bad);
  else if (area.h > 190) {
    const Rect second = area.cutTop(ui.lineHeight(Type::small), 4);
    ui.richText(second.min(), difference, Type::small, s.unrolledDifference == 0 ? c.good : c.bad);
  }
  const Rect order = area.h > 170 ? area.cutBottom(18, 0) : Rect{};
  const Rect row = area.cutBottom(19, 2);
  Grid g = gridOf(context, area, view);
  g.unfolded = ui.glide(ui.id("unfolding"), view.folded ? 0.f : 1.f, 0.5f);
  if (view.present < g.first + g.columns && g.unfolded > 0.5f) {
    const float x = g.x(view.present), half_ = std::min(g.pitch * 0.42f, 46.f);
    const Rect frame{x - half_, area.y + std::max(0.f, area.h - g.rowHeight * static_cast<float>(g.rows.size())) - 4, 2 * half_,
                     std::min(area.h, g.rowHeight * static_cast<float>(g.rows.size())) + 8 + row.h + order.h};
    ui.rounded(frame, c.background, 8);
    ui.outline(frame, c.control, 8, 2);
  }
  ui.pushClip(Rect{area.x - 6, area.y - 6, area.w + 12, area.h + 12});
  edges(context, g, view);
  units(context, g, view);
  ui.popClip();
  labels(context, g, view, row, order);
  point(context, g, view);
}

}  // namespace unroll
