#include "widgets/readout.h"

#include <string>

namespace unroll {

void readout(Ui& ui, ImVec2 at, Rect within, std::string_view markup) {
  constexpr float kAway = 14, kPaddingX = 10, kPaddingY = 6;
  const TextSize size = ui.measureRich(markup, Type::small);
  Rect box{at.x + kAway, at.y - size.h - 2 * kPaddingY - kAway, size.w + 2 * kPaddingX, size.h + 2 * kPaddingY};
  if (box.right() > within.right()) box.x = at.x - kAway - box.w;
  if (box.x < within.x) box.x = std::max(4.f, std::min(within.x, ui.window().right() - box.w - 4));
  if (box.y < within.y) box.y = at.y + kAway;
  ui.overlay(box, [box, words = std::string(markup)](Ui& above) {
    const Palette& c = above.color();
    above.draw().AddRectFilled(box.min() + ImVec2{0, 2}, box.max() + ImVec2{0, 4}, c.shadow, 8);
    above.rounded(box, c.card, 8);
    above.outline(box, c.lines, 8);
    above.richText({box.x + kPaddingX, box.y + kPaddingY}, words, Type::small, c.ink);
  });
}

}  // namespace unroll
