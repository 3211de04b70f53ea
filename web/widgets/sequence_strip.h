// A sequence in small: one row of bars per feature over time, the present step framed. Pressing a bar goes to its step.
#pragma once

#include <string_view>

#include "widgets/ui.h"

namespace unroll::strip {

struct Sequence {
  const float* values = nullptr;  // [steps, features], row-major
  int steps = 0;
  int features = 0;
};

// Of all rows and the gaps between them.
float height(const Sequence& sequence, float rowHeight = 34);
// Fills r. Returns the step pressed or dragged to, −1 if none.
int draw(Ui& ui, Rect r, std::string_view name, std::string_view label, const Sequence& sequence, int present);

}  // namespace unroll::strip
