#include "scenes/theorem/stage.h"

#include <cmath>

#include "lesson/pane_tabs.h"
#include "scenes/recurrent/divergence_card.h"
#include "widgets/formula.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

// The panes from `first` on, one at a time.
void drawChosen(const SceneContext& context, Rect area, TheoremView& view, int first) {
  std::vector<PaneTab> tabs;
  for (const char* name : {"loop", "twin", "numbers", "drift"})
    tabs.push_back({std::string("pane-") + name, context.tr(std::string("theorem.pane.") + name)});
  tabs.erase(tabs.begin(), tabs.begin() + first);
  int chosen = std::max(0, view.pane - first);
  paneTabs(context.ui, area, tabs, chosen);
  view.pane = chosen + first;
  if (view.pane < 2)
    drawTheoremNets(context, area, view, view.pane);
  else if (view.pane == 2)
    drawTheoremTable(context, area, view);
  else
    drawTheoremDrift(context, area);
}

}  // namespace

std::string spoken(std::string_view markup) {
  std::string words = formula::withoutMarkup(markup);
  for (std::size_t at = words.find('\n'); at != std::string::npos; at = words.find('\n', at)) words.replace(at, 1, ", ");
  return words;
}

std::string differenceWords(double difference) { return difference == 0 ? "0" : compactNumber(difference); }

void drawTheoremDrift(const SceneContext& context, Rect area) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = context.snapshot;
  const bool wide = context.layout == Layout::wide;
  Rect inside = ui::card(ui, area, ui::CardStyle::outlined, wide ? 18.f : 12.f);
  const Rect head = inside.cutTop(ui.lineHeight(Type::heading), wide ? 4.f : 2.f);
  const std::string& title = context.tr("theorem.drift");
  ui.textIn(head, title, Type::heading, ui.color().ink);
  if (context.commands.running()) {
    const std::string speed = context.tr("theorem.speed", {{"n", ui.words().integer(std::llround(context.stepsPerSecond))}});
    if (ui.measure(title, Type::heading).w + ui.measure(speed, Type::small).w + 10 <= head.w)
      ui.textIn(head, speed, Type::small, ui.color().muted, Align::right);
  }
  plot::Plot p;
  plot::Curve curve;
  curve.name = context.tr("theorem.driftCurve");
  curve.labelled = false;
  curve.color = ui.color().bad;
  curve.width = 2.2f;
  for (const CurvePoint& each : snapshot.driftCurve)
    if (std::isfinite(each.value)) curve.points.push_back({static_cast<double>(each.update), static_cast<double>(each.value)});
  // Tied, there is nothing that could drift: the twin of now.
  if (snapshot.driftCurve.empty() && snapshot.twins.version == snapshot.version)
    curve.points.push_back({static_cast<double>(snapshot.update), snapshot.twins.maxAbsDifference});
  curve.dots = curve.points.size() < 8;  // what was measured
  p.curves.push_back(std::move(curve));
  const std::int64_t updates = snapshot.update;
  p.x.max = static_cast<double>(std::max<std::int64_t>(updates, 10));
  p.x.minLabel = "0";
  p.x.maxLabel = context.tr("theorem.updates", {{"n", ui.words().integer(static_cast<long long>(p.x.max))}});
  p.y = plot::fitLinear(p.curves, {}, {0, 1e-3});
  if (snapshot.twins.maxAbsDifference == 0 && p.y.max <= 1e-3) {
    p.y.max = 1;
    p.y.ticks = {0, 1};
  }
  p.xWords = [&context](double x) { return context.tr("theorem.updates", {{"n", context.ui.words().integer(std::llround(x))}}); };
  p.yWords = differenceWords;
  plot::draw(ui, inside, "driftPlot", context.tr("theorem.drift"), p);
}

void drawTheoremStage(const SceneContext& context, Rect area, TheoremView& view) {
  divergenceCard(context, area, view.recovery);
  const bool wide = context.layout == Layout::wide;
  const float gap = wide ? Theme::grid : 10.f, table = theoremTableHeight(context);
  if (area.w >= 640 && area.h >= table + gap + 190) {
    Rect bottom = area.cutBottom(table, gap);
    drawTheoremNets(context, area, view);
    drawTheoremDrift(context, bottom.cutRight(std::clamp(bottom.w * 0.3f, 200.f, 330.f), gap));
    drawTheoremTable(context, bottom, view);
  } else if (area.h >= table + Theme::touch + gap + 220) {
    const Rect nets = area.cutTop(area.h - table - Theme::touch - 8 - gap, gap);
    drawTheoremNets(context, nets, view);
    drawChosen(context, area, view, 2);
  } else {
    drawChosen(context, area, view, 0);
  }
}

}  // namespace unroll
