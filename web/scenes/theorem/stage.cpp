#include "scenes/theorem/stage.h"

#include "lesson/pane_tabs.h"
#include "scenes/recurrent/divergence_card.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

// The panes from `first` on, one at a time.
void drawChosen(const SceneContext& context, Rect area, TheoremView& view, int first) {
  std::vector<PaneTab> tabs;
  for (const std::string_view name : {std::string_view(view.foldBack ? "fold" : "loop"), std::string_view("twin"),
                                      std::string_view("numbers"), theoremCard(context.snapshot)})
    tabs.push_back({"pane-" + std::string(name == "fold" ? "loop" : name), context.tr("theorem.pane." + std::string(name))});
  tabs.erase(tabs.begin(), tabs.begin() + first);
  int chosen = std::max(0, view.pane - first);
  paneTabs(context.ui, area, tabs, chosen);
  view.pane = chosen + first;
  if (view.pane < 2)
    drawTheoremNets(context, area, view, view.pane);
  else if (view.pane == 2)
    drawTheoremTable(context, area, view);
  else
    drawTheoremCard(context, area, view);
}

}  // namespace

std::string spoken(std::string_view markup) {
  std::string words = formula::withoutMarkup(markup);
  for (std::size_t at = words.find('\n'); at != std::string::npos; at = words.find('\n', at)) words.replace(at, 1, ", ");
  return words;
}

std::string differenceWords(double difference) { return difference == 0 ? "0" : compactNumber(difference); }

void drawTheoremStage(const SceneContext& context, Rect area, TheoremView& view) {
  divergenceCard(context, area, view.recovery);
  const bool wide = context.layout == Layout::wide;
  const float gap = wide ? Theme::grid : 10.f, table = theoremTableHeight(context);
  if (area.w >= 640 && area.h >= table + gap + 190) {
    const bool drift = theoremCard(context.snapshot) == "drift";
    Rect bottom = area.cutBottom(std::max(table, drift ? std::clamp(area.h * 0.34f, 170.f, 220.f) : 128.f), gap);
    drawTheoremNets(context, area, view);
    drawTheoremCard(context, bottom.cutRight(std::clamp(bottom.w * 0.35f, 220.f, 340.f), gap), view);
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
