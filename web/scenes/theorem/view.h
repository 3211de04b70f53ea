// How the Theorem scene is looked at, and which copy of the twin is broken. Nothing of it changes the model: the broken twin is a
// computation of its own.
#pragma once

#include <string>
#include <vector>

#include "lesson/time_walk.h"
#include "scenes/recurrent/context.h"
#include "scenes/recurrent/recovery.h"

namespace unroll {

struct TheoremView final : TimeWalk {
  int steps = 1;  // T, the layers of the feedforward twin
  int beyond = 2;  // steps after T that are asked for
  bool toEnd = false;  // they have changed by hand: the walk goes there
  int after = 2;   // and are there: the recurrent net goes on
  int last() const override { return steps - 1 + after; }
  int marked() const override { return firstDifference; }

  Recovery recovery;
  int walked = 0;     // steps taken so far
  int built = 1;      // copies put on one after the other since the walk was last at t = 0
  int twins = 0;      // how often that was all of them
  int pane = 1;       // of those shown one at a time, where not all fit
  int net = 1;        // 0 the loop, 1 the twin, where only one fits
  int rowShift = 0;   // of the rows in sight, against those around the present step
  int selected = -1;  // a unit of the present column, from y down to x; −1: none

  // The weight that is looked at in all copies, and what is added to it in one of them. The name may be of another net: then `weight` of
  // weightOf(…) is what stands for it.
  WeightPlace weight{"rnn.weight_hh_l0", 1, 1};
  int breakStep = 3;
  float breakBy = 0;      // 0: no weight is changed
  int unit = -1;          // is taken out of that copy, and no weight is changed; −1: none
  bool foldBack = false;  // the twin is folded back, in the place of the loop
  int picked = 0, mended = 0, dragged = 0;
  // Where weights are to be pressed in the present copy, in design units; as drawn last.
  struct Spot {
    std::string name;
    ImVec2 at{};
  };
  std::vector<Spot> spots;
  int firstDifference = -1;
  // One copy is broken and to be found: what differs is seen only as far as the duel has got, nowhere while the story still moves.
  bool seeking = false, moving = false;
  bool hides(int t) const { return seeking && (moving || t > present); }
  bool isBroken() const { return breakBy != 0 || unit >= 0; }
  void makeWhole() {
    breakBy = 0;
    unit = -1;
  }
  void mend() {
    if (isBroken()) ++mended;
    makeWhole();
  }
  TwinBreak broken() const {
    if (!isBroken()) return {};
    return {breakStep, weight.name, weight.row, weight.col, breakBy, unit};
  }

  void moved() override {
    ++walked;
    rowShift = 0;
    if (present == 0) built = 1;
    if (present != built) return;
    ++built;
    if (built == steps) ++twins;
  }
};

}  // namespace unroll
