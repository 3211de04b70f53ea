// A text that is typed.
#include <algorithm>

#include "scenes/training/maker.h"
#include "widgets/text_area.h"

namespace unroll {

namespace {

// Characters, not bytes.
std::ptrdiff_t lengthOf(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; });
}

// Whether it is one character again and again.
bool isOneCharacter(const std::string& text) {
  std::size_t first = 1;
  while (first < text.size() && (static_cast<unsigned char>(text[first]) & 0xC0u) == 0x80u) ++first;
  for (std::size_t i = first; i < text.size(); ++i)
    if (text[i] != text[i - first]) return false;
  return true;
}

}  // namespace

std::string whyNotText(const SceneContext& context, const Maker& maker) {
  const std::string& text = maker.typed;
  if (text.empty()) return {};
  if (text.size() > largestOwnData) return context.tr("training.make.typed.long");
  if (lengthOf(text) < OwnText::fewest)
    return context.tr(lengthOf(text) == 1 ? "training.make.typed.shortOne" : "training.make.typed.short",
                      {{"n", std::to_string(lengthOf(text))}, {"least", std::to_string(OwnText::fewest)}});
  return isOneCharacter(text) ? context.tr("training.make.typed.one") : std::string();
}

void drawTextMaker(const SceneContext& context, Rect area, Maker& maker) {
  Ui& ui = context.ui;
  const Rect buttons = makerRow(area);
  const Rect below = area.cutBottom(ui.lineHeight(Type::small), 4);
  if (ui::textArea(ui, area, "ownText", context.tr("training.make.typed.title"), maker.typed, maker.opens)) maker.awaited.clear();
  const std::string why = whyNotText(context, maker);
  const auto count = lengthOf(maker.typed);
  ui.textIn(below,
            !why.empty()
                ? why
                : context.tr(count == 1 ? "training.make.typed.countOne" : "training.make.typed.count", {{"n", ui.words().integer(count)}}),
            why.empty() ? Type::small : Type::smallStrong, why.empty() ? ui.color().muted : ui.color().ink, Align::right);
  const std::string pressed = makerButtons(context, buttons,
                                           {{"takeText", context.tr("training.make.take"), true, !maker.typed.empty() && why.empty()},
                                            {"clearText", context.tr("training.make.clear"), false, !maker.typed.empty()}},
                                           maker);
  if (pressed == "takeText") takeOver(context, maker, maker.typed);
  if (pressed == "clearText") maker.typed.clear();
}

}  // namespace unroll
