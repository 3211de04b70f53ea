#include "scenes/latch/stage.h"

#include <cmath>

#include "lesson/pane_tabs.h"
#include "scenes/latch/equations.h"

namespace unroll {

namespace {

// The present step as an equation with its numbers, below the picture.
void presentStep(const LatchContext& context, Rect row, const LatchView& view) {
  const std::vector<std::string> lines = stepLines(context, view.present);
  Ui& ui = context.ui;
  std::string words = lines[0];
  if (view.present > 0) words += " " + lines[1];
  if (ui.measureRich(words, Type::formula).w > row.w && view.present > 0) words = lines[0] + lines[1].substr(lines[1].rfind(" = "));
  if (ui.measureRich(words, Type::formula).w > row.w) words = lines[0];
  ui.richText({row.x, row.center().y - ui.lineHeight(Type::formula) / 2}, words, Type::formula, ui.color().ink);
}

void beside(const LatchContext& context, Rect inside, LatchView& view) {
  const bool roomy = inside.h > 440;
  const float equation = roomy ? 34.f : 26.f, head = roomy ? 34.f : 24.f;
  const float side = std::min(inside.h - equation - head, inside.w * 0.54f);
  Rect left = inside.cutLeft(side + 20, roomy ? 26.f : 14.f);
  presentStep(context, {left.x, left.y + head + side + 2, left.w, equation}, view);
  drawCobweb(context, {left.x, left.y, left.w, head + side}, view);
  if (roomy) {
    Column below({inside.x, inside.bottom() - 74, inside.w, 74}, 4);
    latchLimits(context, below);
    inside.cutBottom(74, 14);
  }
  drawStates(context, inside.cutTop((inside.h - 10) / 2, 10), view);
  drawGradients(context, inside, view);
}

void below(const LatchContext& context, Rect inside, LatchView& view) {
  constexpr float kEquation = 28, kHead = 30;
  const float side = std::min(inside.w - 20, 0.46f * inside.h);
  drawCobweb(context, {inside.x + (inside.w - side - 20) / 2, inside.y, side + 20, kHead + side}, view);
  inside.cutTop(kHead + side);
  presentStep(context, inside.cutTop(kEquation, 4), view);
  drawStates(context, inside.cutTop((inside.h - 8) / 2, 8), view);
  drawGradients(context, inside, view);
}

// One at a time.
void panes(const LatchContext& context, Rect inside, LatchView& view) {
  const PaneTab tabs[] = {{"pane-cobweb", context.tr("latch.cobwebShort")},
                          {"pane-states", context.tr("latch.statesShort")},
                          {"pane-gradient", context.tr("latch.gradientShort")}};
  paneTabs(context.ui, inside, tabs, view.pane);
  if (view.pane == 0) {
    const float side = std::min(inside.w - 20, inside.h - 24);
    drawCobweb(context, {inside.x + (inside.w - side - 20) / 2, inside.y, side + 20, side + 24}, view);
  } else if (view.pane == 1) {
    drawStates(context, inside, view);
  } else {
    drawGradients(context, inside, view);
  }
}

}  // namespace

void latchLimits(const LatchContext& context, Column& column) {
  const LatchSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  if (!s.twoValleys) {
    ui::caption(ui, column, context.tr(s.latch.w > 1 ? "latch.limits.tooMuchInput" : "latch.limits.none"));
    return;
  }
  const double depth = std::fabs(s.fixedPoints[static_cast<std::size_t>(s.home)].at - s.watershed);
  ui::paragraph(ui, column, "<b>" + context.tr("latch.limits.title") + "</>");
  ui::caption(
      ui, column,
      context.tr("latch.limits.constant") + " |<xh>u</>| < √(<hh>w</>(<hh>w</>−1)) − arcosh √<hh>w</> = " + compactNumber(s.constantLimit));
  ui::caption(ui, column,
              context.tr("latch.limits.single") + " |<xh>d</>| < <hh>" + compactNumber(s.latch.w) + "</> · " + compactNumber(depth) +
                  " = " + compactNumber(s.singleLimit));
}

void drawLatchStage(const LatchContext& context, Rect area, LatchView& view) {
  view.pointedStep = std::exchange(view.pointedNext, -1);
  const Rect inside = ui::card(context.ui, area, ui::CardStyle::stage, context.layout == Layout::wide && !context.embedded ? 20.f : 12.f);
  if (inside.w > 1.2f * inside.h && inside.w > 440)
    beside(context, inside, view);
  else if (inside.h > 420)
    below(context, inside, view);
  else
    panes(context, inside, view);
}

}  // namespace unroll
