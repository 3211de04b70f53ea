#include "lesson/pane_tabs.h"

namespace unroll {

namespace {

constexpr float kGap = 6;
float widthOf(const Ui& ui, const PaneTab& tab) { return ui.measure(tab.label, Type::strong).w + 10; }

}  // namespace

float tabsWidth(const Ui& ui, std::span<const PaneTab> tabs) {
  float needed = kGap * static_cast<float>(tabs.size() - 1);
  for (const PaneTab& tab : tabs) needed += widthOf(ui, tab);
  return needed;
}

void paneTabs(Ui& ui, Rect& area, std::span<const PaneTab> tabs, int& chosen) {
  Rect row = area.cutTop(Theme::touch, 8);
  // As wide as the words need, what is left over shared equally.
  const float share = (row.w - tabsWidth(ui, tabs)) / static_cast<float>(tabs.size());
  chosen = std::clamp(chosen, 0, static_cast<int>(tabs.size()) - 1);
  for (std::size_t i = 0; i < tabs.size(); ++i) {
    const bool on = chosen == static_cast<int>(i);
    if (ui::button(ui, row.cutLeft(widthOf(ui, tabs[i]) + share, kGap), tabs[i].name, tabs[i].label,
                   on ? ui::ButtonStyle::primary : ui::ButtonStyle::soft))
      chosen = static_cast<int>(i);
  }
}

}  // namespace unroll
