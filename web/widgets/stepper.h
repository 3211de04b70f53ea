// − words +: one of some values to be stepped through, by pointer at its ends, by the arrows.
#pragma once

#include <string>

#include "widgets/ui.h"

namespace unroll::ui {

// `value` goes from `least` to `most`; returns whether it changed.
bool stepper(Ui& ui, Rect r, std::string_view name, const std::string& label, const std::string& words, int& value, int least, int most);

}  // namespace unroll::ui
