// How people in a room are drawn: where they sit, their faces, the lines of like and dislike.
#pragma once

#include "widgets/ui.h"

namespace unroll {

// Everybody has a seat of his own on either side, so that only who moves changes place.
ImVec2 seatOf(Rect half, int person, int people, bool left);
// A radius with which nobody touches anybody else, wherever they sit: half the least distance of two seats along x or y.
float roomAround(Rect half, int people);

struct FaceLook {
  bool unhappy = false;
  bool next = false;    // whose turn it is
  bool marked = false;  // is looked at
  float line = 1.6f;    // thickness
};
void drawFace(Ui& ui, ImVec2 at, float r, const FaceLook& look);

Color sympathyColor(const Ui& ui, double w);
// From a to b; dashed where it is a dislike. `scale`: of the dashes' length.
void drawSympathy(Ui& ui, ImVec2 a, ImVec2 b, bool likes, Color color, float width, float scale = 1);

}  // namespace unroll
