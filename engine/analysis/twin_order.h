// The feedforward twin as the layered net that it is: its groups of units in an order of evaluation. A group's row is the length of the
// longest path to it, so that every arrow climbs; that is why there is no cycle. (A window, which has no chain, keeps a row per time step.)
#pragma once

#include <string>
#include <vector>

namespace unroll {

struct TwinGroup {
  enum class Kind { input, start, hidden, output };
  Kind kind = Kind::input;
  int t = 0;  // −1: the state before the first step of a chain, T of one against time
  int layer = 0, direction = 0;
  int row = 0;  // inputs and start states stand right below whoever needs them first
};

struct TwinArrow {
  enum class Matrix { input, layer, hidden, feedback, output };  // W_xh, W_ih of a higher layer, W_hh, y_{t−1} of a Jordan cell, W_hy
  int from = 0, to = 0;                                          // indices into groups
  Matrix matrix = Matrix::input;
  int t = 0;  // the copy that it belongs to
};

struct TwinOrder {
  int steps = 0, layers = 1, directions = 1;
  std::vector<TwinGroup> groups;
  std::vector<TwinArrow> arrows;
  int rows = 0;         // 0…rows − 1
  bool single = false;  // every arrow climbs exactly one row
};

struct TwinShape {
  int steps = 1, layers = 1, directions = 1;
  int lags = 1;              // inputs that a step sees
  bool memory = true;        // there is a chain
  bool feedsOutput = false;  // through the output y_{t−1}, not through h_{t−1}
  bool operator==(const TwinShape&) const = default;
};

TwinOrder orderOfTwin(const TwinShape& shape);

}  // namespace unroll
