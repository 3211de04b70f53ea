// A curve drawn by hand for the task series: one function of time, from left to right, which becomes own data as a CSV of one column.
#pragma once

#include <array>
#include <limits>
#include <string>

namespace unroll {

// Its times are 0 … points − 1. As many points as a window of the task's own length (30) needs to lie in each part: 150 for training, 50
// for fresh data. Values −1 … 1, to a thousandth: finer than a finger draws.
class DrawnCurve {
 public:
  static constexpr int points = 200;
  static constexpr int keyStep = 4;  // a cursor moved by keys goes on by so many

  DrawnCurve() { clear(); }
  void clear() { values_.fill(notDrawn); }
  bool empty() const { return first() < 0; }
  bool drawnAt(int point) const { return at(point) == at(point); }
  float at(int point) const { return values_[static_cast<std::size_t>(point)]; }  // NaN: nothing is drawn there

  int first() const;  // −1: nothing is drawn
  int last() const;
  int count() const;    // of numbers that it becomes
  bool isFlat() const;  // all of them are the same

  // A straight piece between two places, over what was there: time 0 … 1 from the left to the right end, in either direction. What is
  // beyond the ends is taken as at them.
  void stroke(float fromTime, float fromValue, float toTime, float toValue);
  // The value at one point; drawn pieces beside it, up to the next places of the cursor, bend along.
  void bend(int point, float value);

  // From the first place drawn to the last, gaps bridged by straight lines, stretched to `points` numbers; a piece shorter than an eighth
  // of the time is not stretched, and too short to be learned from. A header, then a number a line; empty: nothing is drawn.
  std::string csv() const;

 private:
  static constexpr float notDrawn = std::numeric_limits<float>::quiet_NaN();
  void put(int point, float value);
  double between(double point) const;  // on straight lines between the points that are drawn

  std::array<float, points> values_{};
};

}  // namespace unroll
