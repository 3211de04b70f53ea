#include "scenes/pane_tabs.h"

namespace unroll {

void paneTabs(Ui& ui, Rect& area, std::span<const PaneTab> tabs, int& chosen) {
  constexpr float kGap = 6;
  Rect row = area.cutTop(Theme::touch, 8);
  const auto count = static_cast<float>(tabs.size());
  const float width = (row.w - kGap * (count - 1)) / count;
  chosen = std::clamp(chosen, 0, static_cast<int>(tabs.size()) - 1);
  for (std::size_t i = 0; i < tabs.size(); ++i) {
    const bool on = chosen == static_cast<int>(i);
    if (ui::button(ui, row.cutLeft(width, kGap), tabs[i].name, tabs[i].label, on ? ui::ButtonStyle::primary : ui::ButtonStyle::soft)) chosen = static_cast<int>(i);
  }
}

}  // namespace unroll
