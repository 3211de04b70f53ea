#include "scenes/recurrent/simple_net_note.h"

#include "lesson/settings.h"

namespace unroll {

std::string netInWords(const SceneContext& context) {
  const Experiment& now = context.snapshot.current;
  std::string name = context.tr("choice.cell." + now.cell + ".title");
  if (now.layers > 1) name += ", " + context.tr("simpleNet.layers", {{"n", std::to_string(now.layers)}});
  if (now.bidirectional) name += ", " + context.tr("simpleNet.bidirectional");
  return name;
}

std::string simpleNetWords(const SceneContext& context) {
  return context.tr("simpleNet.title") + " " + context.tr("simpleNet.now", {{"net", netInWords(context)}});
}

void drawSimpleNetControls(const SceneContext& context, Column& column) {
  Settings settings;  // none of these is live: nothing waits in it
  for (const char* key : {"cell", "layers", "bidirectional"}) settings.control(context, column, key);
}

void drawSimpleNetTransport(const SceneContext& context, Rect bar) {
  Ui& ui = context.ui;
  const std::string& door = context.tr("simpleNet.door");
  const Rect slot = bar.cutRight(ui::buttonWidth(ui, door), 10);
  if (ui::button(ui, {slot.x, slot.center().y - 18, slot.w, 36}, "openTraining", door)) context.commands.openScene("training");
  ui.textIn(bar.inset(6, 0), context.tr("simpleNet.transport"), Type::text, ui.color().muted);
}

void drawSimpleNetNote(const SceneContext& context, Rect area) {
  Ui& ui = context.ui;
  const Rect stage = ui::card(ui, area, ui::CardStyle::stage);
  const float width = std::min(stage.w, 460.f);
  const std::string title = "<b>" + context.tr("simpleNet.title") + "</>",
                    now = context.tr("simpleNet.now", {{"net", netInWords(context)}});
  const TextSize titleSize = ui.measureRich(title, Type::text, width), nowSize = ui.measureRich(now, Type::text, width);
  constexpr float gap = 10, button = 38;
  float y = stage.y + std::max(0.f, (stage.h - titleSize.h - nowSize.h - 2 * gap - button) / 2.4f);
  const float x = stage.x + (stage.w - width) / 2;
  ui.richText({x, y}, title, Type::text, ui.color().ink, width);
  y += titleSize.h + gap;
  ui.richText({x, y}, now, Type::text, ui.color().ink, width);
  y += nowSize.h + gap;
  const std::string& words = context.tr("simpleNet.button");
  if (!ui::button(ui, {x, y, std::min(width, ui::buttonWidth(ui, words)), button}, "simpleNet", words, ui::ButtonStyle::primary)) return;
  context.commands.sendTogether({{"cell", Experiment{}.cell}, {"layers", "1"}, {"bidirectional", "false"}});
}

}  // namespace unroll
