#include "lesson/pane_tabs.h"

#include <vector>

namespace unroll {

void paneTabs(Ui& ui, Rect& area, std::span<const PaneTab> tabs, int& chosen) {
  constexpr float kGap = 6;
  Rect row = area.cutTop(Theme::touch, 8);
  // As wide as the words need, what is left over shared equally.
  std::vector<float> widths;
  float needed = kGap * static_cast<float>(tabs.size() - 1);
  for (const PaneTab& tab : tabs) needed += widths.emplace_back(ui.measure(tab.label, Type::strong).w + 10);
  const float share = (row.w - needed) / static_cast<float>(tabs.size());
  chosen = std::clamp(chosen, 0, static_cast<int>(tabs.size()) - 1);
  for (std::size_t i = 0; i < tabs.size(); ++i) {
    const bool on = chosen == static_cast<int>(i);
    if (ui::button(ui, row.cutLeft(widths[i] + share, kGap), tabs[i].name, tabs[i].label,
                   on ? ui::ButtonStyle::primary : ui::ButtonStyle::soft))
      chosen = static_cast<int>(i);
  }
}

}  // namespace unroll
