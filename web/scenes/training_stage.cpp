#include "scenes/training_stage.h"

#include <cmath>

namespace unroll {

namespace {

using Pane = TrainingView::Pane;

void drawPane(SceneContext& context, Pane pane, Rect area, TrainingView& view) {
  switch (pane) {
    case Pane::loss: return drawLossCard(context, area, view);
    case Pane::sequence: return drawFreshSequenceCard(context, area, view);
    case Pane::states: return drawStatesCard(context, area, view);
    case Pane::gradient: return drawGradientCard(context, area, view);
  }
}

// Buttons of equal width that choose one of the panes from `first` on; draws that pane below.
void drawChosen(SceneContext& context, Rect area, TrainingView& view, int first) {
  static constexpr const char* names[] = {"loss", "sequence", "states", "gradient"};
  Ui& ui = context.ui;
  Rect row = area.cutTop(Theme::touch, 8);
  const int count = 4 - first;
  const float gap = 6, width = (row.w - gap * static_cast<float>(count - 1)) / static_cast<float>(count);
  view.pane = std::max(view.pane, first);
  for (int i = first; i < 4; ++i) {
    const Rect place = row.cutLeft(width, gap);
    const bool on = view.pane == i;
    if (ui::button(ui, place, std::string("pane-") + names[i], context.tr(std::string("training.pane.") + names[i]), on ? ui::ButtonStyle::primary : ui::ButtonStyle::soft)) view.pane = i;
  }
  drawPane(context, static_cast<Pane>(view.pane), area, view);
}

// Says where training met the first number that isn't finite, and leads back; stands above the panes, hides nothing.
void drawDivergence(SceneContext& context, Rect& area) {
  const Divergence& d = *context.snapshot.divergence;
  Ui& ui = context.ui;
  static constexpr const char* places[] = {"hiddenState", "loss", "gradient", "weights"};
  const std::string key = std::string("training.diverged.") + places[static_cast<int>(d.where)];
  const std::string where = context.tr(key, {{"t", std::to_string(d.step)}});
  const std::string words = "<b>" + context.tr("training.diverged.title", {{"n", ui.words().integer(d.update)}}) + "</> " + where + " " + context.tr("training.diverged.advice");
  const std::string& back = context.tr("training.diverged.back");

  const bool beside = area.w > 560;
  const float buttonWidth = ui::buttonWidth(ui, back, true), padding = 14;
  const float textWidth = area.w - 2 * padding - 8 - (beside ? buttonWidth + 16 : 0);
  const TextSize size = ui.measureRich(words, Type::text, textWidth);
  const float height = std::max(size.h, beside ? 36.f : 0.f) + 20 + (beside ? 0.f : 44.f);
  const Rect card = area.cutTop(height, 12);
  ui.rounded(card, mixColors(ui.color().card, ui.color().bad, 0.1f));
  ui.outline(card, ui.color().bad, Theme::corner, 1.2f);
  ui.richText({card.x + padding, card.y + (beside ? (height - size.h) / 2 : 10.f)}, words, Type::text, ui.color().ink, textWidth);
  const Rect button = beside ? Rect{card.right() - padding - buttonWidth, card.center().y - 18, buttonWidth, 36} : Rect{card.x + padding, card.bottom() - 46, std::min(buttonWidth, card.w - 2 * padding), 36};
  if (ui::button(ui, button, "restoreLastFinite", ui::Icon::backward, back, ui::ButtonStyle::primary)) context.commands.send(RestoreLastFinite{});
}

}  // namespace

std::int64_t learnedAt(const Snapshot& snapshot) {
  for (const CurvePoint& p : snapshot.metricCurve)
    if (p.update > 0 && (snapshot.higherIsBetter ? static_cast<double>(p.value) >= snapshot.learnedBound : static_cast<double>(p.value) <= snapshot.learnedBound)) return p.update;
  return snapshot.learned && snapshot.metricUpdate > 0 ? snapshot.metricUpdate : -1;
}

std::string percent(double share) {
  std::string words = plainNumber(share * 100, share > 0.995 && share < 1 ? 2 : 1);
  return words + "\xC2\xA0%";
}

std::string metricWords(const Snapshot& snapshot, double metric) { return snapshot.higherIsBetter && std::isfinite(metric) ? percent(metric) : compactNumber(metric); }

std::vector<int> markedSteps(const Snapshot& snapshot) {
  std::vector<int> steps;
  const Table& x = snapshot.probe.x;
  if (snapshot.current.task != "adding" || x.cols < 2) return steps;
  for (int t = 0; t < x.rows; ++t)
    if (x.at(t, 1) > 0.5f) steps.push_back(t);
  return steps;
}

Rect trainingCard(SceneContext& context, Rect area, std::string_view headingMarkup, std::string_view note, float* noteX) {
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

void drawTrainingStage(SceneContext& context, Rect area, TrainingView& view) {
  view.pointedStep = std::exchange(view.pointedNext, -1);
  if (context.snapshot.divergence) drawDivergence(context, area);
  const bool wide = context.layout == Layout::wide;
  const float gap = wide ? 16 : 10;
  if (area.w >= 640 && area.h >= 340) {
    const float right = std::clamp(std::round(area.w * 0.34f), 240.f, 420.f), top = std::round((area.h - gap) * 0.485f);
    Rect left = area;
    Rect side = left.cutRight(right, wide ? Theme::grid : gap);
    drawPane(context, Pane::loss, left.cutTop(top, gap), view);
    drawPane(context, Pane::sequence, side.cutTop(top, gap), view);
    drawPane(context, Pane::states, left, view);
    drawPane(context, Pane::gradient, side, view);
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
