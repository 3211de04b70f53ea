#include <algorithm>

#include "scenes/sequence_numbers.h"
#include "scenes/theorem_stage.h"
#include "widgets/network_diagram.h"

namespace unroll {

using diagram::NetworkLayout;
using diagram::Numbers;

namespace {

// The recurrent net's numbers over T + 2 steps. While untied, its own weights aren't in the snapshot (those are the twin's), so
// the first copy's place is taken by no weights at all: lines are left out.
Numbers recurrentNumbers(const Snapshot& snapshot) {
  Numbers numbers = diagramNumbers(snapshot);
  const Twins& twins = snapshot.twins;
  numbers.shape.steps = twins.rnnHidden.rows;
  numbers.x = twins.x.values.data();
  numbers.h = twins.rnnHidden.values.data();
  numbers.y = twins.rnn.values.data();
  if (!numbers.tied()) numbers.weights.resize(1);
  return numbers;
}

Numbers feedforwardNumbers(const Snapshot& snapshot) {
  Numbers numbers = diagramNumbers(snapshot);
  const Twins& twins = snapshot.twins;
  numbers.shape.steps = twins.feedforwardHidden.rows;
  numbers.x = twins.x.values.data();
  numbers.h = twins.feedforwardHidden.values.data();
  numbers.y = twins.feedforward.values.data();
  return numbers;
}

void drawNet(SceneContext& context, Rect area, std::string_view name, const Numbers& numbers, bool unfolded, int present) {
  Ui& ui = context.ui;
  const float numberWidth = ui.measure("−0.00", Type::smallStrong).w;
  const float gliding = ui.glide(ui.id(name), static_cast<float>(present), 0.35f);
  const NetworkLayout layout(area, numbers.shape, unfolded ? 1.f : 0.f, present, gliding, numberWidth);
  diagram::Appearance look;
  look.delayWords = context.tr("sequence.delay");
  look.earlierWords = context.tr("sequence.earlier");
  if (ui.hovers(area) && !ui.touchScreen()) {
    look.hovered = pick(layout, numbers, ui.pointer(), 8.f, {});
    if (look.hovered.unit) {
      const diagram::UnitRef& u = *look.hovered.unit;
      const char* letter = u.layer == diagram::Layer::input ? "x" : u.layer == diagram::Layer::hidden ? "h" : "y";
      ui.tip(layout.unit(u), std::string(letter) + "_" + std::to_string(u.step) + "[" + std::to_string(u.index) + "] = " + signedNumber(static_cast<double>(numbers.value(u)), 6));
    }
  }
  ui.pushClip(area.inset(-4));
  diagram::draw(ui, context.gpu, layout, numbers, look, gliding);
  ui.popClip();
}

// After its last layer the twin has nothing to compute with: said where its next layer would stand.
void drawEnd(SceneContext& context, Rect area) {
  Ui& ui = context.ui;
  const Rect box = {area.center().x - std::min(area.w - 24, 300.f) / 2, area.center().y - 44, std::min(area.w - 24, 300.f), 88};
  ui.rounded(box, ui.color().tip);
  ui.outline(box, ui.color().lines);
  ui.richText({box.x + 16, box.y + 12}, context.tr("theorem.noLayer", {{"T", std::to_string(context.snapshot.twins.feedforward.rows)}}), Type::text, ui.color().ink, box.w - 32);
}

void netHeading(SceneContext& context, Rect row, std::string_view title, std::int64_t weights) {
  Ui& ui = context.ui;
  const std::string count = context.tr("theorem.weights", {{"n", ui.words().integer(weights)}});
  const float noteWidth = ui.measure(count, Type::small).w;
  const float titleWidth = ui.measure(title, Type::heading).w;
  if (titleWidth + noteWidth + 12 <= row.w) ui.textIn({row.right() - noteWidth, row.y, noteWidth, row.h}, count, Type::small, ui.color().muted);
  ui.textIn(row, title, Type::heading, ui.color().ink);
}

}  // namespace

void drawTheoremNets(SceneContext& context, Rect area, TheoremView& view) {
  Ui& ui = context.ui;
  const Twins& twins = context.snapshot.twins;
  const bool narrow = area.w < 640;
  const float padding = narrow ? 12.f : 18.f;
  const float headingHeight = ui.lineHeight(Type::heading);
  if (!narrow) {
    Rect loop = ui::card(ui, area.cutLeft(std::clamp(area.w * 0.34f, 250.f, 340.f), Theme::grid), ui::CardStyle::stage, padding);
    netHeading(context, loop.cutTop(headingHeight, 8), context.tr("theorem.loopTitle"), twins.tiedParameters);
    drawNet(context, loop, "theorem.loop", recurrentNumbers(context.snapshot), false, std::min(view.present, twins.rnnHidden.rows - 1));
  }
  Rect twin = ui::card(ui, area, ui::CardStyle::stage, padding);
  netHeading(context, twin.cutTop(headingHeight, 8), context.tr("theorem.twinTitle", {{"T", std::to_string(view.steps)}}), twins.untiedParameters);
  drawNet(context, twin, "theorem.twin", feedforwardNumbers(context.snapshot), true, std::min(view.present, view.steps - 1));
  if (view.present >= view.steps) drawEnd(context, twin);
}

}  // namespace unroll
