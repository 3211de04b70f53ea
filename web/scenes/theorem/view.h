// How the Theorem scene is looked at: the present time step, and what was measured while training went on. Nothing of it changes
// the model.
#pragma once

#include <vector>

#include "lesson/time_walk.h"
#include "recurrent/recurrent.h"
#include "scenes/recurrent/recovery.h"

namespace unroll {

struct TheoremView final : TimeWalk {
  int steps = 1;                                   // T, the layers of the feedforward twin
  int last() const override { return steps + 1; }  // the recurrent net goes on for two steps more

  Recovery recovery;
  int walked = 0;     // steps taken so far
  int pane = 1;       // of those shown one at a time, where not all fit
  int net = 1;        // 0 the loop, 1 the twin, where only one fits
  int selected = -1;  // a unit of the present column, from y down to x; −1: none

  // The greatest difference at updates at which the screen was drawn; thinned evenly.
  std::vector<CurvePoint> drift;
  static constexpr std::size_t mostDrift = 600;

  void moved() override { ++walked; }
  void measure(std::int64_t update, double difference);
};

}  // namespace unroll
