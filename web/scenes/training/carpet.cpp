// The carpet while the net learns: of the fresh sequence, with the weights as they are now.
#include "scenes/training/stage.h"

namespace unroll {

float statesOrCarpet(const SceneContext& context, Rect card, TrainingView& view) {
  if (!view.allFit) return 0;
  const std::string options[] = {"h", "∂h/∂x"};
  const float padding = context.layout == Layout::wide ? 18.f : 12.f, width = ui::segmentedWidth(context.ui, options);
  int chosen = view.showsCarpet() ? 1 : 0;
  if (ui::segmented(context.ui, {card.right() - padding - width, card.y + 8, width, Theme::touch}, "statesOrCarpet",
                    context.tr("training.statesOrCarpet"), options, chosen))
    view.pane = static_cast<int>(chosen == 1 ? TrainingView::Pane::carpet : TrainingView::Pane::states);
  return width + 16;
}

void drawCarpetCard(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const std::string& title = context.tr("carpet.title");
  const Rect inside = trainingCard(context, area, title);
  const float taken = ui.measureRich(title, Type::heading).w + 14;
  const Rect head{inside.x + taken, inside.y - ui.lineHeight(Type::heading) - 6, inside.w - taken - statesOrCarpet(context, area, view),
                  ui.lineHeight(Type::heading)};
  if (context.snapshot.probe.h.empty()) return;
  if (const heatmap::Cell at = drawCarpet(context, inside, head, -1, view.carpet)) view.pointedNext = at.row;
}

}  // namespace unroll
