// What stands in the place of the hidden states while the net learns, each with the weights as they are now: the carpet of the fresh
// sequence, the eigenvalues of a step's Jacobian, the phase plane of two units; text.cpp has the sequence as text.
#include "scenes/recurrent/eigenvalues.h"
#include "scenes/training/stage.h"

namespace unroll {

namespace {

using Pane = TrainingView::Pane;

// Of the step that is pointed at in a neighbouring picture, else of the last.
int stepOf(const SceneContext& context, const TrainingView& view) {
  const int last = context.snapshot.probe.h.rows - 1;
  return view.pointedStep >= 0 ? std::min(view.pointedStep, last) : last;
}

}  // namespace

std::vector<TrainingView::Pane> looksOf(const Snapshot& snapshot, const TrainingView& view) {
  std::vector<Pane> panes{Pane::states, Pane::carpet, Pane::eigenvalues};
  if (hasPlane(snapshot) || view.shows(Pane::plane)) panes.push_back(Pane::plane);
  if (hasText(snapshot) || view.shows(Pane::text)) panes.push_back(Pane::text);
  return panes;
}

std::string lookSymbol(TrainingView::Pane pane) {
  return pane == Pane::carpet        ? "∂h/∂x"
         : pane == Pane::eigenvalues ? "λ"
         : pane == Pane::plane       ? "h[0], h[1]"
         : pane == Pane::text        ? "Aa"
                                     : "h";
}

float chooseLook(const SceneContext& context, Rect card, TrainingView& view) {
  if (!view.allFit) return 0;
  const std::vector<Pane> panes = looksOf(context.snapshot, view);
  std::vector<std::string> options;
  int chosen = 0;
  for (const Pane pane : panes) {
    if (view.shows(pane)) chosen = static_cast<int>(options.size());
    options.push_back(lookSymbol(pane));
  }
  const float padding = context.layout == Layout::wide ? 18.f : 12.f, width = ui::segmentedWidth(context.ui, options);
  if (ui::segmented(context.ui, {card.right() - padding - width, card.y + 8, width, Theme::touch}, "look", context.tr("training.look"),
                    options, chosen))
    view.pane = static_cast<int>(panes[static_cast<std::size_t>(chosen)]);
  return width + 16;
}

void drawCarpetCard(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const std::string& title = context.tr("carpet.title");
  const Rect inside = trainingCard(context, area, title);
  const float taken = ui.measureRich(title, Type::heading).w + 14;
  const Rect head{inside.x + taken, inside.y - ui.lineHeight(Type::heading) - 6, inside.w - taken - chooseLook(context, area, view),
                  ui.lineHeight(Type::heading)};
  if (context.snapshot.probe.h.empty()) return;
  if (const heatmap::Cell at = drawCarpet(context, inside, head, -1, view.carpet)) view.pointedNext = at.row;
}

void drawEigenvaluesCard(const SceneContext& context, Rect area, TrainingView& view) {
  const Rect inside = trainingCard(context, area, context.tr("eigenvalues.title"));
  (void)chooseLook(context, area, view);
  const Snapshot& s = context.snapshot;
  if (s.probe.h.empty()) return;
  // A large state takes its time: while it learns, twice a second.
  constexpr int small = 48;
  constexpr double pause = 0.5;
  const double now = context.ui.now();
  view.wantsSpectrum = s.spectrum.size <= small || !context.commands.running() || now >= view.spectrumAt + pause;
  if (view.wantsSpectrum) view.spectrumAt = now;
  view.spectrumStep = stepOf(context, view);
  drawEigenvalues(context, inside, s.spectrum.t >= 0 ? s.spectrum.t : view.spectrumStep);
}

void drawPlaneCard(const SceneContext& context, Rect area, TrainingView& view) {
  const Rect inside = trainingCard(context, area, context.tr("plane.title"));
  (void)chooseLook(context, area, view);
  if (!context.snapshot.probe.h.empty()) drawPlane(context, inside, stepOf(context, view), view.plane);
}

}  // namespace unroll
