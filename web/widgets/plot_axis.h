// Axes of a plot: where a value stands, which ticks there are, what they are called. Part of plot.h.
#pragma once

#include <vector>

#include "widgets/plot.h"

namespace unroll::plot {

// A value's place along an axis, 0…1; outside of it for values beyond the ends. On a log axis numbers ≤ 0 stand at the low end.
double share(const Axis& axis, double value);
double valueAt(const Axis& axis, double share);

// The axis' own ticks, or chosen ones, at least `spacing` units apart on an axis of this length.
std::vector<double> ticksOf(const Axis& axis, float length, float spacing);

}  // namespace unroll::plot
