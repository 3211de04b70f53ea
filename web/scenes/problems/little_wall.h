// LittleWall: what the thumbnail shows. The wall in the error of one unit (problems/gradients.h) with its ball, from the same part of the
// model as in the scene, as few numbers.
#pragma once

#include <optional>
#include <vector>

#include "base/rect.h"
#include "problems/gradients.h"
#include "problems/problems.h"

namespace unroll {

class LittleWall {
 public:
  // E over w and b as a mesh whose columns stand at one w each, with lines of points along the wall: what is above and what is below it
  // never share a square.
  struct Point {
    double w = 0, b = 0, loss = 0;
    ImVec2 place;     // in the map: 0 … 1 from its left, from its top
    float shade = 0;  // 0 … 1
  };
  struct Line {
    ImVec2 from, to;  // in the map
  };

  // For about so many milliseconds; false: all is there.
  bool advance(double milliseconds);
  bool isThere() const { return !points_.empty(); }

  int columns() const { return columns_; }
  int rows() const { return columns_ > 0 ? static_cast<int>(points_.size()) / columns_ : 0; }
  const std::vector<Point>& points() const { return points_; }  // column by column, each from above
  const std::vector<Line>& levels() const { return levels_; }   // of equal E
  const std::vector<ImVec2>& wall() const { return wall_; }     // in the map, from its beginning
  const BallWalk& free() const { return free_; }                // from the same start, without and with clipping
  const BallWalk& clipped() const { return clipped_; }
  int thrown() const { return thrown_; }  // the free ball's step over the wall; −1: nothing throws it

  static ImVec2 placeOf(double w, double b);

 private:
  void takeColumn(double w, double wall, double thickness);
  void takeLevels();

  std::optional<WallWork> work_;  // until the wall is found
  Problems settings_;
  std::vector<Point> points_;
  std::vector<Line> levels_;
  std::vector<ImVec2> wall_;
  BallWalk free_, clipped_;
  int columns_ = 0, thrown_ = -1;
};

}  // namespace unroll
