// Thumbnail: a scene in little, on the start page. What it shows is computed while it is watched, by the engine that the scene itself
// uses: nothing is a recording. It takes no input and has no words but a mark or two ("w = 2"); what it means, the sentence below it says.
#pragma once

#include "widgets/ui.h"

namespace unroll {

class Thumbnail {
 public:
  virtual ~Thumbnail() = default;

  // Computes on for about so many milliseconds at most; false: all that it needs is there.
  virtual bool advance(double milliseconds) = 0;
  // Draws itself on the stage's colour, in `place` (some 275×160 units on a wide page, 120×84 on a phone). `time`: 0…1, how far its course
  // is; at 1 it stands still for good, and that picture must say by itself what the scene is about. What is not computed yet is left out.
  virtual void draw(Ui& ui, Rect place, float time) = 0;
};

}  // namespace unroll
