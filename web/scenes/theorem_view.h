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

  int pane = 1;       // of those shown one at a time, where not all fit
  int net = 1;        // 0 the loop, 1 the twin, where only one fits
  int selected = -1;  // a unit of the present column, from y down to x; −1: none

  // The greatest difference at updates at which the screen was drawn; thinned evenly.
  std::vector<CurvePoint> drift;
  static constexpr std::size_t mostDrift = 600;

  int last() const { return steps + 1; }
  bool goTo(int step) {
    step = std::clamp(step, 0, last());
    if (step == present) return false;
    present = step;
    return true;
  }
  void measure(std::int64_t update, double difference);
};

}  // namespace unroll
