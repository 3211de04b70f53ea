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

// What was done to it in this frame.
struct Use {
  int step = -1;                    // pressed or dragged to; −1: none
  int setStep = -1, setFeature = 0;  // a bar that was given another value
  float value = 0;
};

// While a bar is held: it goes through time where it moves to the side first, and changes its value where it moves up or down first.
struct Hold {
  int step = -1, feature = 0;
  float from = 0, scale = 0;  // its value then, and value per unit of length
  bool decided = false, vertical = false, wasPresent = false;
};

// Of all rows and the gaps between them.
float height(const Sequence& sequence, float rowHeight = 34);
// Fills r. `hold` is kept between frames. `bits`: a click on a bar of the present step turns 0 into 1 and back.
Use draw(Ui& ui, Rect r, std::string_view name, std::string_view label, const Sequence& sequence, int present, Hold& hold, bool bits);

}  // namespace unroll::strip
