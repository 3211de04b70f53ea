// LittleNet: the net with which the page opens, as large as a stamp: for the start page. Its columns are those of the network diagram
// (widgets/network_diagram.h) without numbers: h_t as circles above x_t as squares, between two columns a line for each weight of W_hh.
#pragma once

#include "recurrent/recurrent.h"
#include "widgets/ui.h"

namespace unroll {

struct LittleNet {
  Table x;   // [T, I]
  Table h;   // [T, H]
  Table hh;  // [H, H] W_hh
};

// The page's opening net over `steps` time steps, before any training, computed at once.
Snapshot openingNet(int steps, bool twins = false);
// As it runs over its sequence.
LittleNet littleNet(const Snapshot& snapshot);
// Which of `steps` time steps it has come to, 0 … steps − 1, at `time` 0…1 of its course: it rests at each and glides to the next.
float littlePlace(float time, int steps);

// Where columns of it stand. All lengths of the picture are multiples of `unit`.
struct LittleColumns {
  static constexpr float radius = 10, row = 32, inputRow = 33, input = 16, frameWidth = 42, frameMargin = 22;  // in `unit`

  ImVec2 first{};  // centre of h_0[0]
  float unit = 1;
  float pitch = 40;  // from column to column
  int hidden = 3;

  ImVec2 place(float t, int i) const { return {first.x + pitch * t, first.y + row * unit * static_cast<float>(i)}; }
  float inputY() const { return first.y + (row * static_cast<float>(hidden - 1) + inputRow) * unit; }  // their middle
  Rect frame(float t) const;                                                                           // around a column
};

// `known`: 0 (still to come: pale outlines) … 1.
void drawLittleLinks(Ui& ui, const LittleColumns& at, const LittleNet& net, int t, float known);  // from h_{t−1} to h_t
void drawLittleColumn(Ui& ui, const LittleColumns& at, const LittleNet& net, int t, float known);
// The same at the place of another time step: of a loop.
void drawLittleColumn(Ui& ui, const LittleColumns& at, const LittleNet& net, int t, float known, float where);

}  // namespace unroll
