// How the Seats scene is looked at: how many moves of the evening are made, who is pointed at. Nothing of it changes the model.
#pragma once

#include "lesson/time_walk.h"
#include "seats/seats.h"

namespace unroll {

using SeatsContext = FrameOf<SeatsSnapshot>;

struct SeatsView final : TimeWalk {
  int moves = 0;  // of the whole evening
  int last() const override { return moves; }
  double period() const override { return 0.8; }

  int walked = 0;
  int pane = 0;                     // of those shown one at a time
  int hovered = -1, selected = -1;  // person
  int pairA = -1, pairB = -1;       // whose sympathy is edited
  ImVec2 anchor{};                  // of the selected person, as drawn last
  int attention() const { return hovered >= 0 ? hovered : selected; }

 private:
  void moved() override { ++walked; }
};

// The seating after t moves, and its discomfort.
const Sides& sidesAt(const SeatsSnapshot& s, int t);
double discomfortAt(const SeatsSnapshot& s, int t);
// Who moves next after t moves; −1: nobody, or all the unhappy at once.
int nextAfter(const SeatsSnapshot& s, int t);
int unhappyAt(const SeatsSnapshot& s, int t);  // how many

}  // namespace unroll
