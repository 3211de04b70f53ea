// How the Theorem scene is looked at. Nothing of it changes the model.
#pragma once

#include "lesson/time_walk.h"
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

  void moved() override { ++walked; }
};

}  // namespace unroll
