// Basins of two hidden units under one constant input: for each point of a lattice, what the state that begins there comes to in the end.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/unit_plane.h"

namespace unroll {

class PlaneBasins {
 public:
  struct Attractor {
    enum class Kind { point, cycle, curve };  // a stable fixed point; states that are walked through in turn; never the same state again
    Kind kind = Kind::point;
    std::vector<UnitPlane::Point> states;  // one; all of a cycle; some of a curve
  };

  // Of [low, high]², `side` points a row at the middles of as many cells; the stable ones of `fixedPoints` are the first attractors.
  PlaneBasins(const UnitPlane& plane, double low, double high, int side, const std::vector<UnitPlane::FixedPoint>& fixedPoints);

  // Goes on for about so many steps of the map; true when done.
  bool advance(int steps);
  bool done() const { return next_ == ends_.size(); }
  int side() const { return side_; }
  // Row 0 has the greatest h[1]. Indices of attractors(); −1: it leaves every bound, or isn't known yet.
  const std::vector<float>& ends() const { return ends_; }
  const std::vector<Attractor>& attractors() const { return attractors_; }
  // Where this state ends.
  int endOf(UnitPlane::Point h) { return walk(h).end; }

  static constexpr std::size_t mostAttractors = 8;

 private:
  struct Walk {
    int end = -1, steps = 0;
  };
  Walk walk(UnitPlane::Point h);
  int near(const UnitPlane::Point& h, double distance) const;
  int addAttractor(UnitPlane::Point h);

  UnitPlane plane_;
  double low_, high_;
  int side_;
  std::size_t next_ = 0;
  std::vector<float> ends_;
  std::vector<Attractor> attractors_;
};

}  // namespace unroll
