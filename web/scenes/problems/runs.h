// Runs as small multiples: the curve of each on the same axes, with the blind and the learned line.
#pragma once

#include <span>

#include "scenes/problems/lesson.h"

namespace unroll {

// From the metric to a place on an upright axis, the same for all runs of a study. Errors on a logarithmic scale, shares on a linear one.
class RunScale {
 public:
  explicit RunScale(const ProblemsSnapshot& snapshot);
  float y(Rect r, double metric) const;  // NaN: at the worse end

 private:
  bool log_;
  double low_, high_;
};

struct RunGrid {
  int selected = -1;  // index into the runs
  int hovered = -1;
  bool pressed = false;  // one was chosen in this frame
};

// Those runs, each named, in as many columns as fit; where there is no room for all, in a column that scrolls. Where a name is too long,
// its last word stands. A run can be chosen with the pointer and the keyboard.
void drawRuns(const ProblemsContext& context, Rect area, std::span<const int> runs, const std::function<std::string(int)>& nameOf,
              RunGrid& grid);

// One curve alone, without its name.
void drawRunCurve(const ProblemsContext& context, Rect r, const ProblemRun& run, const RunScale& scale, bool lines = true);

// Below a grid: what is chosen, and the button that opens it in Training.
void drawChosenRun(const ProblemsContext& context, Column& column, const ProblemRun* run, const std::string& name);

}  // namespace unroll
