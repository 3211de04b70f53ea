// A line plot: one or several curves over a common axis, horizontal reference lines, the run before as a ghost. Curves are named
// right of their ends where there is room, else beside themselves where nothing else is; the pointer, a finger or the arrow keys
// read the values. Plain data.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/ui.h"

namespace unroll::plot {

struct Point {
  double x = 0;
  double y = 0;  // not finite: a gap
};

struct Curve {
  std::string name;  // beside the curve and when read; empty: no label
  Color color = 0;
  float width = 2;
  bool dashed = false;
  bool ghost = false;               // of the run before: thin and pale, read after the others
  bool dots = false;                // marks each point: few, separate measurements
  bool joined = true;               // by a line
  bool labelled = true;             // the name stands beside it
  std::vector<Point> points;        // x ascending
  std::vector<double> errors = {};  // of the points: bars of that length up and down; empty: none
  bool read = true;                 // its values are told where the plot is read
};

// "blind answer": a dashed line over the whole width, its label at the right end unless a curve is there.
struct Reference {
  double y = 0;
  std::string label;
};

// Something happened at x: a thin upright line, its label at the top where there is room; the latest ones come first.
struct Mark {
  double x = 0;
  std::string label;
};

struct Axis {
  bool log = false;
  double min = 0, max = 1;         // see fit() for an axis that follows its data
  std::vector<double> ticks;       // empty: chosen (decades, or steps of 1, 2, 5); of the x axis only those given are named
  std::string minLabel, maxLabel;  // of the x axis, at its ends, e.g. "0" and "1,500 updates"
};

struct Plot {
  Axis x;
  Axis y;
  std::vector<Curve> curves;
  std::vector<Reference> references;
  std::vector<Mark> marks;  // x ascending
  float labelRoom = 0;      // least width of the labels left of the y axis, so that plots below each other align
  double cursor = 0;        // an upright line at this x, e.g. the present time step
  bool hasCursor = false;
  bool integerX = true;                         // x is a count: reading goes in whole numbers
  std::function<std::string(double x)> xWords;  // "update 1,240"; empty: the number
  std::function<std::string(double y)> yWords;  // empty: three significant digits
};

// What is being read: x of the nearest point; values in the order of Plot::curves, NaN where a curve has none there.
struct Reading {
  bool active = false;
  double x = 0;
  std::vector<double> values;
};

// A log axis over whole decades that holds all finite y > 0 of the curves and the references, at most `decades` of them from the top
// (a training that reaches 1e-30 shall not flatten the rest), at least one.
Axis fitLog(const std::vector<Curve>& curves, const std::vector<Reference>& references, int decades = 12);
// A linear axis over round numbers, holding all finite y and `include`.
Axis fitLinear(const std::vector<Curve>& curves, const std::vector<Reference>& references, std::vector<double> include = {});

// The area of the axes inside r: room for the labels is taken off left and below.
Rect frame(const Ui& ui, Rect r, const Plot& plot);

// The share of the x axis that these names take right of their curves' ends, in a plot of this width: left free, they stand there.
float endRoom(const Ui& ui, std::span<const std::string> names, float width);

// A stop of the keyboard's walk named `name`. Draws into r, axis labels included, and the tooltip of what is read.
Reading draw(Ui& ui, Rect r, std::string_view name, std::string_view label, const Plot& plot);

// "10^{−4}" for powers of ten that need it, else the plain number; markup.
std::string tickLabel(double value, bool log);

}  // namespace unroll::plot
