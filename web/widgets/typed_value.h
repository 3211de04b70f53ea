// A line of characters typed into a control while it has the keyboard to itself. Used by sliders (a number) and fields.
#pragma once

#include <string>
#include <string_view>

#include "widgets/ui.h"

namespace unroll::ui {

enum class Typing { idle, goesOn, committed, cancelled };

// Starts with `initial`, all of it marked: the first character replaces it. `isReaders`: it is typed into a reader's own element, nothing
// is marked and no field of the platform's is wanted.
void startTyping(Ui& ui, Id id, std::string_view initial, bool isReaders = false);
// Feeds this frame's keys, or what was typed into the platform's field. `allowed`: the characters that are taken; all where it is empty.
// Enter or Tab commits, Escape cancels, so does a press elsewhere.
Typing typing(Ui& ui, Id id, std::string_view allowed, std::string& text);
// The characters with a caret, in a small outlined box; the platform may lay its field over it. `number`: as Ui::TypedField::isNumber.
void drawTyped(Ui& ui, Id id, Rect r, std::string_view label, std::string_view text, Align align, bool number);

// The number as it is typed: no longer than it must be to read back to the same, at least as a float.
std::string typedForm(double number);

// "0.5", "0,5", "−1e-3" → the number; false: it is none ("0x10", "inf").
bool readNumber(std::string_view text, double& number);

}  // namespace unroll::ui
