#include "scenes/recurrent/divergence_card.h"

namespace unroll {

void divergenceCard(const SceneContext& context, Rect& area, Recovery& recovery) {
  recovery.follow(context);
  if (!context.snapshot.divergence) return;
  const Divergence& d = *context.snapshot.divergence;
  Ui& ui = context.ui;
  static constexpr const char* places[] = {"hiddenState", "loss", "gradient", "weights"};
  const bool timeless = d.step < 0 && (d.where == Divergence::Where::hiddenState || d.where == Divergence::Where::gradient);
  const std::string key = std::string("training.diverged.") + places[static_cast<int>(d.where)] + (timeless ? "Anywhere" : "");
  const std::string where = context.tr(key, {{"t", std::to_string(d.step)}});
  const bool low = context.layout == Layout::medium;  // the stage needs the room, and the button says what it does
  const std::string words = "<b>" + context.tr("training.diverged.title", {{"n", ui.words().integer(d.update)}}) + "</> " + where +
                            (low ? std::string() : " " + context.tr("training.diverged.advice"));
  const std::string back = Recovery::words(context);

  const Type type = low ? Type::small : Type::text;
  const bool beside = area.w > (low ? 440 : 560);
  const float buttonWidth = ui::buttonWidth(ui, back, true), padding = 14;
  const float textWidth = area.w - 2 * padding - 8 - (beside ? buttonWidth + 16 : 0);
  const TextSize size = ui.measureRich(words, type, textWidth);
  const float height = std::max(size.h, beside ? 36.f : 0.f) + 20 + (beside ? 0.f : 44.f);
  const Rect card = area.cutTop(height, 12);
  ui.rounded(card, mixColors(ui.color().card, ui.color().bad, 0.1f));
  ui.outline(card, ui.color().bad, Theme::corner, 1.2f);
  ui.richText({card.x + padding, card.y + (beside ? (height - size.h) / 2 : 10.f)}, words, type, ui.color().ink, textWidth);
  const Rect button = beside ? Rect{card.right() - padding - buttonWidth, card.center().y - 18, buttonWidth, 36}
                             : Rect{card.x + padding, card.bottom() - 46, std::min(buttonWidth, card.w - 2 * padding), 36};
  if (ui::button(ui, button, "restoreGood", ui::Icon::backward, back, ui::ButtonStyle::primary)) recovery.begin(context);
}

}  // namespace unroll
