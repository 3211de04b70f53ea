// How the Theorem scene is looked at: the present time step, and what was measured while training went on. Nothing of it changes
// the model.
#pragma once

#include <algorithm>
#include <vector>

#include "unroll.h"

namespace unroll {

struct TheoremView {
  int steps = 1;    // T, the layers of the feedforward twin
  int present = 0;  // t, 0 … T + 1: the recurrent net goes on for two steps more
  bool playing = false;
  double nextStepAt = 0;  // seconds of Ui::now
  static constexpr double period = 1.0;

  // The greatest difference at the updates at which the screen was drawn.
  std::vector<CurvePoint> drift;

  int last() const { return steps + 1; }
  bool goTo(int step) {
    step = std::clamp(step, 0, last());
    if (step == present) return false;
    present = step;
    return true;
  }
};

}  // namespace unroll
