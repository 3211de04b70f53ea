// How the Latch scene is looked at: the present step, what is pointed at, the run before. Nothing of it changes the model.
#pragma once

#include <optional>

#include "latch/latch.h"
#include "lesson/time_walk.h"

namespace unroll {

using LatchContext = FrameOf<LatchSnapshot>;

// A thing in the cobweb picture that can be asked what it is.
struct LatchSpot {
  enum class Kind { none, start, step, fixedPoint, curve, disturbedCurve };
  Kind kind = Kind::none;
  int index = 0;  // t of a step, 1…T; which fixed point
  double a = 0;   // where on a curve

  explicit operator bool() const { return kind != Kind::none; }
  bool operator==(const LatchSpot&) const = default;
};

struct LatchView final : TimeWalk {
  int steps = 1;  // T
  int last() const override { return steps; }
  double period() const override { return 0.45; }

  int walked = 0;  // steps taken so far
  int pane = 0;    // of those shown one at a time, where not all fit
  LatchSpot hovered, selected;
  LatchSpot attention() const { return hovered ? hovered : selected; }
  int pointedStep = -1;  // t that is read in one of the plots, marked in all pictures; −1: none
  int pointedNext = -1;

  // The run before the last change, a ghost in the plots: changes that follow each other within a moment are one.
  void follow(const LatchSnapshot& now, Ui& ui);
  std::optional<LatchSnapshot> before;

 private:
  void moved() override {
    ++walked;
    selected = {};
  }
  std::optional<LatchSnapshot> seen_;
  double changedAt_ = -1e9;
};

}  // namespace unroll
