#include "scenes/training/stage.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "lesson/pane_tabs.h"
#include "scenes/recurrent/divergence_card.h"

namespace unroll {

namespace {

using Pane = TrainingView::Pane;

void drawPane(const SceneContext& context, Pane pane, Rect area, TrainingView& view) {
  switch (pane) {
    case Pane::loss: return drawLossCard(context, area, view);
    case Pane::sequence: return drawFreshSequenceCard(context, area, view);
    case Pane::states: return drawStatesCard(context, area, view);
    case Pane::gradient: return drawGradientCard(context, area, view);
    case Pane::carpet: return drawCarpetCard(context, area, view);
    case Pane::eigenvalues: return drawEigenvaluesCard(context, area, view);
    case Pane::plane: return drawPlaneCard(context, area, view);
    case Pane::text: return drawTextCard(context, area, view);
  }
}

// One of the panes from `first` on, chosen by tabs.
void drawChosen(const SceneContext& context, Rect area, TrainingView& view, int first) {
  static constexpr const char* names[] = {"loss", "sequence", "states", "gradient", "carpet", "eigenvalues", "plane", "text"};
  const std::vector<Pane> looks = looksOf(context.snapshot, view);
  std::vector<PaneTab> tabs;
  std::vector<int> panes;
  int chosen = 0;
  for (int pane = first; pane < static_cast<int>(std::size(names)); ++pane) {
    const bool closer = pane >= static_cast<int>(Pane::carpet);
    if (closer && std::find(looks.begin(), looks.end(), static_cast<Pane>(pane)) == looks.end()) continue;
    if (view.pane == pane) chosen = static_cast<int>(tabs.size());
    const std::string name = names[pane];
    tabs.push_back({"pane-" + name, closer ? lookSymbol(static_cast<Pane>(pane)) : context.tr("training.pane." + name)});
    panes.push_back(pane);
  }
  if (tabsWidth(context.ui, tabs) > area.w)  // symbols are shorter
    for (PaneTab& tab : tabs) {
      if (tab.name == "pane-states") tab.label = "h";
      if (tab.name == "pane-gradient") tab.label = "∂L/∂h";
    }
  if (tabsWidth(context.ui, tabs) > area.w)
    for (PaneTab& tab : tabs)
      for (const auto& [name, label] : {std::pair{"pane-sequence", "y"}, std::pair{"pane-gradient", "∂L"}, std::pair{"pane-carpet", "∂h"},
                                        std::pair{"pane-plane", "h²"}})
        if (tab.name == name) tab.label = label;
  paneTabs(context.ui, area, tabs, chosen);
  view.pane = panes[static_cast<std::size_t>(chosen)];
  drawPane(context, static_cast<Pane>(view.pane), area, view);
}

}  // namespace

std::int64_t learnedAt(const Snapshot& snapshot) {
  for (const CurvePoint& p : snapshot.metricCurve)
    if (p.update > 0 && (snapshot.higherIsBetter ? static_cast<double>(p.value) >= snapshot.learnedBound
                                                 : static_cast<double>(p.value) <= snapshot.learnedBound))
      return p.update;
  return snapshot.learned && snapshot.metricUpdate > 0 ? snapshot.metricUpdate : -1;
}

std::string percent(double share) {
  constexpr double near = 0.005;  // to nothing or to all: both of a pair that sums to 1 have the same digits
  std::string words = plainNumber(share * 100, share > 0 && share < 1 && std::min(share, 1 - share) < near ? 2 : 1);
  return words + "\xC2\xA0%";
}

std::string metricWords(const Snapshot& snapshot, double metric) {
  return snapshot.higherIsBetter && std::isfinite(metric) ? percent(metric) : compactNumber(metric);
}

namespace {

bool isLong(double value) { return std::isfinite(value) && std::fabs(value) >= 1e5; }

}  // namespace

std::string answerWords(double value, int decimals) { return isLong(value) ? compactNumber(value) : plainNumber(value, decimals); }

std::string errorWords(double value, int decimals) {
  return isLong(value) ? (value > 0 ? "+" : "") + compactNumber(value) : signedNumber(value, decimals);
}

std::string seenWords(const SceneContext& context) {
  const Snapshot& s = context.snapshot;
  const auto& words = context.ui.words();
  if (!(s.seenShare >= 5e-4)) return {};  // or not known
  const long long seen = std::llround(1000 * s.seenShare);
  return context.tr("training.seen", {{"n", words.integer(seen)}, {"all", words.integer(std::llround(s.differentInputs))}});
}

std::vector<int> markedSteps(const Snapshot& snapshot) {
  std::vector<int> steps;
  const Table& x = snapshot.probe.x;
  const int marker = snapshot.marker;
  for (int t = 0; t < x.rows && marker >= 0; ++t)
    if (x.at(t, marker) > 0.5f) steps.push_back(t);
  return steps;
}

Rect trainingCard(const SceneContext& context, Rect area, std::string_view headingMarkup, std::string_view note, float* noteX) {
  Ui& ui = context.ui;
  const bool wide = context.layout == Layout::wide;
  Rect inside = ui::card(ui, area, ui::CardStyle::outlined, wide ? 18.f : 12.f);
  const Rect row = inside.cutTop(ui.lineHeight(Type::heading), wide ? 8.f : 4.f);
  const TextSize size = ui.measureRich(headingMarkup, Type::heading);
  ui.richText(row.min(), headingMarkup, Type::heading, ui.color().ink);
  float left = row.right();
  if (!note.empty()) {
    const TextSize noteSize = ui.measureRich(note, Type::text);
    if (size.w + 16 + noteSize.w <= row.w) {
      left = row.right() - noteSize.w;
      ui.richText({left, row.y + (row.h - noteSize.h) / 2}, note, Type::text, ui.color().muted);
    }
  }
  if (noteX) *noteX = left;
  return inside;
}

void drawTrainingStage(const SceneContext& context, Rect area, TrainingView& view) {
  view.pointedStep = std::exchange(view.pointedNext, -1);
  divergenceCard(context, area, view.recovery);
  if (isMaking(context.snapshot, view.maker)) return drawMaker(context, area, view.maker);
  const bool wide = context.layout == Layout::wide;
  const float gap = wide ? 16 : 10;
  view.allFit = area.w >= 640 && area.h >= 340;
  if (view.allFit) {
    const float right = std::clamp(std::round(area.w * 0.34f), 240.f, 420.f), top = std::round((area.h - gap) * 0.485f);
    Rect left = area;
    Rect side = left.cutRight(right, wide ? Theme::grid : gap);
    const Rect wider = left.cutTop(top, gap), narrower = side.cutTop(top, gap);
    const bool roll = !context.snapshot.notes.empty();  // which is long
    drawPane(context, Pane::loss, roll ? narrower : wider, view);
    drawPane(context, Pane::sequence, roll ? wider : narrower, view);
    drawPane(context, view.looksCloser() ? static_cast<Pane>(view.pane) : Pane::states, left, view);
    drawPane(context, Pane::gradient, side, view);
  } else if (!context.snapshot.notes.empty()) {
    drawChosen(context, area, view, 0);
  } else if (area.w >= 440) {
    const Rect left = area.cutLeft(std::round(area.w * 0.5f), gap);
    drawPane(context, Pane::loss, left, view);
    drawChosen(context, area, view, 1);
  } else if (area.h >= 430) {
    const Rect top = area.cutTop(std::round(area.h * 0.44f), gap);
    drawPane(context, Pane::loss, top, view);
    drawChosen(context, area, view, 1);
  } else {
    drawChosen(context, area, view, 0);
  }
}

}  // namespace unroll
