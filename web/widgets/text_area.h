// Several lines of text that are typed. The platform may lay a field of its own over it (Ui::placeField); without one the keys go to it
// once it has been pressed, or Enter was on it: then arrows move the caret, Enter is a new line, Escape and Tab leave it.
#pragma once

#include <string>
#include <string_view>

#include "widgets/ui.h"

namespace unroll::ui {

// Fills r; returns true in the frames in which the text changes. `opens`: it takes the keyboard.
bool textArea(Ui& ui, Rect r, std::string_view name, std::string_view label, std::string& text, bool opens = false);

}  // namespace unroll::ui
