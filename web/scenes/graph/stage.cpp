#include "scenes/graph/stage.h"

#include <cmath>
#include <numeric>

#include "core/order.h"
#include "lesson/pane_tabs.h"
#include "widgets/scroll.h"

namespace unroll {

namespace {

std::string count(const GraphContext& context, const char* key, std::size_t n) {
  return context.tr(std::string("graph.") + key + (n == 1 ? "One" : "Many"), {{"n", std::to_string(n)}});
}

// "1, 2, 3. Then a waits for c, c for b, b for a." Or nothing, where there is an order.
std::string waitingWords(const GraphContext& context, const GraphView& view, std::size_t longestName) {
  const GraphSnapshot& s = context.snapshot;
  if (s.verdict.acyclic) return {};
  const std::vector<int>& cycle = s.verdict.cycles[static_cast<std::size_t>(view.cycle)];
  const auto name = [&](std::size_t k) { return shortName(s.graph.unit(cycle[k % cycle.size()]).name, longestName); };
  if (cycle.size() == 1) return context.tr("graph.waitsForItself", {{"a", name(0)}});
  std::string words = context.tr("graph.waits", {{"a", name(0)}, {"b", name(cycle.size() - 1)}});
  for (std::size_t k = cycle.size() - 1; k > 0; --k) {
    if (cycle.size() > 5 && k + 2 < cycle.size() && k > 1) {
      if (k + 3 == cycle.size()) words += ", …";
      continue;
    }
    words += ", " + context.tr("graph.waitsAlso", {{"a", name(k)}, {"b", name(k - 1)}});
  }
  return words + ".";
}

// Below the picture: which cycle is shown, and who waits for whom.
void foot(const GraphContext& context, Rect row, GraphView& view) {
  const GraphSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  float left = row.x;
  const std::size_t cycles = s.verdict.cycles.size();
  if (cycles > 1) {
    const std::string label = context.tr("graph.cycleOf", {{"n", std::to_string(view.cycle + 1)}, {"of", std::to_string(cycles)}});
    if (ui::textButton(ui, {row.x, row.y}, "nextCycle", label)) view.cycle = (view.cycle + 1) % static_cast<int>(cycles);
    left += ui.measure(label, Type::text).w + 16;
  }
  std::string words = waitingWords(context, view, Graph::maxName);
  if (ui.measureRich(words, Type::small).w > row.right() - left) words = waitingWords(context, view, 8);
  if (s.verdict.acyclic) words = count(context, "layers", static_cast<std::size_t>(s.verdict.layers));
  const TextSize size = ui.measureRich(words, Type::small);
  if (size.w <= row.right() - left) ui.richText({row.right() - size.w, row.y + 2}, words, Type::small, ui.color().muted);
}

void inspectorCard(const GraphContext& context, Rect area, const std::function<void(Column&)>& content) {
  const Rect inside = ui::card(context.ui, area, ui::CardStyle::outlined, 18);
  ui::scrolled(context.ui, "unit", inside, 8, content);
}

// What the graph is, and what it does. Returns the height that it takes.
float verdict(const GraphContext& context, Rect row, bool paints) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const GraphSnapshot& s = context.snapshot;
  const std::string title = verdictWords(context), note = behaviourWords(context);
  row.h = ui.lineHeight(Type::heading);
  const float titleWidth = ui.measureRich("<b>" + title + "</>", Type::heading).w + 24, noteWidth = ui.measureRich(note, Type::small).w;
  const bool beside = titleWidth + noteWidth + 16 < row.w;
  const float height = row.h + (beside ? 0 : ui.lineHeight(Type::small));
  if (!paints) return height;
  // Without a cycle an arrow, with one a ring.
  const ImVec2 sign{row.x + 8, row.center().y};
  const Color signColor = s.verdict.acyclic ? c.good : c.whh;
  if (s.verdict.acyclic) {
    ui.draw().AddLine(sign - ImVec2{7, 0}, sign + ImVec2{5, 0}, signColor, 2.2f);
    ui.draw().AddTriangleFilled(sign + ImVec2{8, 0}, sign + ImVec2{2, -4.5f}, sign + ImVec2{2, 4.5f}, signColor);
  } else {
    ui.draw().PathArcTo(sign, 7, -1.2f, 4.2f, 24);
    ui.draw().PathStroke(signColor, 0, 2.2f);
    ui.draw().AddTriangleFilled(sign + ImVec2{-8, -7.5f}, sign + ImVec2{0.5f, -6.5f}, sign + ImVec2{-4.5f, -0.5f}, signColor);
  }
  ui.richText({row.x + 24, row.y}, "<b>" + title + "</>", Type::heading, c.ink);
  if (beside)
    ui.richText({row.right() - noteWidth, row.center().y - ui.lineHeight(Type::small) / 2}, note, Type::small, c.muted);
  else
    ui.richText({row.x, row.bottom()}, note, Type::small, c.muted, row.w);
  return height;
}

}  // namespace

std::string verdictWords(const GraphContext& context) {
  const Verdict& v = context.snapshot.verdict;
  if (v.acyclic) return context.tr("graph.acyclic");
  const std::size_t shortest = v.cycles.front().size();
  if (v.cycles.size() == 1)
    return shortest == 1 ? context.tr("graph.oneSelfLoop") : context.tr("graph.oneCycle", {{"n", std::to_string(shortest)}});
  return context.tr("graph.manyCycles", {{"n", std::to_string(shortest)}});
}

std::string behaviourWords(const GraphContext& context) {
  if (context.snapshot.verdict.acyclic) return context.tr("graph.noState");
  const GraphRun& run = context.snapshot.run;
  const std::string ticks = std::to_string(run.ticks), after = std::to_string(run.after);
  if (run.overflowAt >= 0) return context.tr("graph.overflows", {{"t", std::to_string(run.overflowAt)}});
  switch (run.behaviour) {
    case Behaviour::settled: return context.tr("graph.settles", {{"t", after}});
    case Behaviour::period: return context.tr("graph.oscillates", {{"p", std::to_string(run.period)}, {"t", after}});
    case Behaviour::open: break;
  }
  return context.tr("graph.open", {{"n", ticks}});
}

std::vector<int> rowsOf(const GraphSnapshot& s) {
  std::vector<int> rows(s.graph.units.size());
  std::iota(rows.begin(), rows.end(), 0);
  const auto key = [&](int i) { return s.graph.inputOf(i) ? -1 : s.verdict.layer[static_cast<std::size_t>(i)]; };
  sortShort(rows, [&](int a, int b) { return key(a) < key(b); });
  return rows;
}

void drawGraph(const GraphContext& context, Rect area, GraphView& view) {
  Ui& ui = context.ui;
  const GraphSnapshot& s = context.snapshot;
  const bool roomy = area.w > 420;
  const Rect head = area;
  area.cutTop(verdict(context, head, false));
  foot(context, area.cutBottom(22, 0), view);
  const Rect inner = area.inset(roomy ? 30.f : 26.f, 8);
  GraphLayout layout(s, inner);
  // Units glide to their places, except the one that is dragged.
  for (int i = 0; i < s.graph.size(); ++i) {
    const std::string& name = s.graph.unit(i).name;
    const ImVec2 share = layout.share(layout.at(i));
    const float seconds = name == view.held || !ui.animates() ? 0.f : 0.4f;
    layout.moveTo(i, layout.point({ui.glide(ui.id("x:" + name), share.x, seconds), ui.glide(ui.id("y:" + name), share.y, seconds)}));
  }
  layout.route(s);
  ui.pushClip(area.inset(-18, -8));
  editGraphByHand(context, layout, view);
  paintGraph(context, layout, view);
  ui.popClip();
  verdict(context, head, true);
}

void drawGraphStage(const GraphContext& context, Rect area, GraphView& view, const std::function<void(Column&)>& inspector) {
  Ui& ui = context.ui;
  const bool wide = area.w > 760 && area.h > 420;
  if (wide) {
    Rect right = area.cutRight(std::min(320.f, area.w * 0.35f), Theme::grid);
    const float top = std::round((area.h - Theme::grid) * 0.49f);
    drawGraph(context, ui::card(ui, area.cutTop(top, Theme::grid), ui::CardStyle::stage, 16), view);
    drawUnrolled(context, ui::card(ui, area, ui::CardStyle::stage, 16), view);
    drawTraces(context, ui::card(ui, right.cutTop(top, Theme::grid), ui::CardStyle::outlined, 16), view);
    inspectorCard(context, right, inspector);
    return;
  }
  const bool tall = area.h > 430 && area.h > 0.8f * area.w;
  const bool embedded = context.embedded && (area.h < 260 || area.w < 320);
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, 10);
  if (embedded) return drawGraph(context, inside, view);
  if (tall) {
    drawGraph(context, inside.cutTop(std::round(inside.h * 0.52f), 10), view);
    const PaneTab tabs[] = {{"pane-unrolled", context.tr("graph.unrolledShort")}, {"pane-traces", context.tr("graph.tracesShort")}};
    paneTabs(ui, inside, tabs, view.paneBelow);
    if (view.paneBelow == 0)
      drawUnrolled(context, inside, view);
    else
      drawTraces(context, inside, view);
    return;
  }
  const PaneTab tabs[] = {{"pane-graph", context.tr("graph.graphShort")},
                          {"pane-unrolled", context.tr("graph.unrolledShort")},
                          {"pane-traces", context.tr("graph.tracesShort")}};
  paneTabs(ui, inside, tabs, view.pane);
  if (view.pane == 0)
    drawGraph(context, inside, view);
  else if (view.pane == 1)
    drawUnrolled(context, inside, view);
  else
    drawTraces(context, inside, view);
}

}  // namespace unroll
