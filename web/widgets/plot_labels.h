// Finds a place for each curve's name, where no other curve and no other label is: right of its end, else beside it. Geometry only; part of
// plot.h.
#pragma once

#include <vector>

#include "base/rect.h"

namespace unroll::plot {

// A drawn line as what it covers: lowest and highest y in columns of `step` units across the frame.
class Coverage {
 public:
  static constexpr float step = 4;

  explicit Coverage(Rect frame);
  void add(ImVec2 from, ImVec2 to);
  // Units of the box' width that the line runs through, when the box is `margin` bigger all round.
  float overlap(const Rect& box, float margin) const;
  bool spans(float x, float& top, float& bottom) const;  // false: no line at x
  float endY() const;                                    // where it ends, averaged over its last columns
  float right() const { return right_; }                 // where the line ends
  float left() const { return left_; }

 private:
  int column(float x) const { return static_cast<int>((x - frame_.x) / step); }

  struct Column {
    float top = 1e9f, bottom = -1e9f;
  };
  Rect frame_;
  std::vector<Column> columns_;
  float left_ = 1e9f, right_ = -1e9f;
};

struct LabelWish {
  int line = 0;  // index into the lines: the one that it names
  float w = 0, h = 0;
  float endW = 0, endH = 0;  // as set right of the line's end, maybe in several lines; 0: not there
  int before = -1;           // the choice of the frame before, so that labels don't jump while a curve grows; −1: none
};
struct LabelPlace {
  Rect box;
  int choice = -1;
  bool atEnd = false;  // right of the line's end, in the extent endW, endH
  bool found = false;  // false: no place without running over something; better left out
};

// In the order of importance: the first gets its place first.
std::vector<LabelPlace> placeLabels(Rect frame, const std::vector<Coverage>& lines, const std::vector<LabelWish>& wishes);

}  // namespace unroll::plot
