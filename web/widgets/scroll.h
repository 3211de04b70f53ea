// A column that may be longer than its area: the wheel, a finger and the keyboard's focus move it; a thin bar shows where it is.
#pragma once

#include <functional>

#include "widgets/ui.h"

namespace unroll::ui {

void scrolled(Ui& ui, std::string_view name, Rect area, float gap, const std::function<void(Column&)>& content);

}  // namespace unroll::ui
