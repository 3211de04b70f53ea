// A text that is typed.
#include <algorithm>

#include "scenes/training/maker.h"
#include "widgets/text_area.h"

namespace unroll {

void drawTextMaker(const SceneContext& context, Rect area, Maker& maker) {
  Ui& ui = context.ui;
  const Rect buttons = makerRow(area);
  const Rect below = area.cutBottom(ui.lineHeight(Type::small), 4);
  if (ui::textArea(ui, area, "ownText", context.tr("training.make.typed.title"), maker.typed, maker.opens)) maker.awaited.clear();
  // Of characters, not of bytes.
  const auto count =
      std::count_if(maker.typed.begin(), maker.typed.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; });
  ui.textIn(below, context.tr("training.make.typed.count", {{"n", ui.words().integer(count)}}), Type::small, ui.color().muted, Align::right);
  const std::string pressed = makerButtons(
      context, buttons,
      {{"takeText", context.tr("training.make.take"), true}, {"clearText", context.tr("training.make.clear"), false, !maker.typed.empty()}},
      maker);
  if (pressed == "takeText") takeOver(context, maker, maker.typed);
  if (pressed == "clearText") maker.typed.clear();
}

}  // namespace unroll
