// Where everything inside a gated cell stands: gates as cards, nodes, states as columns, and the wires between them.
#pragma once

#include <array>
#include <vector>

#include "scenes/sequence/cell_parts.h"

namespace unroll {

constexpr float leastLane = 15;     // height of a unit's lane with a number in it
constexpr float symbolHeight = 20;  // over or under a column
constexpr float inputLeft = 34;

struct CellNode {
  enum class Form { card, ring, pill };
  CellPart part;
  Form form;
  Rect rect;
  const char* sign;  // "∘", "+", "1 −", "tanh"; of a card f
};

// A state, all its units one over the other.
struct CellColumn {
  CellPart part;
  Rect rect;
  bool symbolAbove;
};

struct CellWire {
  std::array<ImVec2, 4> points;
  int count;
  Color color;
  bool head = true;
};

// Where everything is.
struct CellPlan {
  bool numbers = true;  // there is room for a number a unit
  bool buses = true;
  float lane = 20;
  Rect belt{}, chain{}, input{};  // empty: no room
  float hiddenBus = 0, inputBus = 0;
  std::vector<CellNode> nodes;
  std::vector<CellColumn> columns;
  std::vector<CellWire> wires;
};

// `belt`: of a cell that has a cell state; else h itself is what rides on it.
CellPlan cellPlan(Rect area, int units, bool belt, bool wide, const Palette& c);

}  // namespace unroll
