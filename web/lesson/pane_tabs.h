// Where not all panes of a stage fit: buttons of equal width that choose one.
#pragma once

#include <span>
#include <string>

#include "widgets/controls.h"

namespace unroll {

struct PaneTab {
  std::string name;  // of the control, "pane-loss"
  std::string label;
};

// What the words need.
float tabsWidth(const Ui& ui, std::span<const PaneTab> tabs);

// Takes the row off the top of `area`. `chosen` is an index into the tabs.
void paneTabs(Ui& ui, Rect& area, std::span<const PaneTab> tabs, int& chosen);

}  // namespace unroll
