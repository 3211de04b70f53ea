// Two hidden units of one simple layer under one constant input: h ← f(W h + d) as a map of the plane (h[0], h[1]). Its fixed points, where
// each unit stays as it is (nullclines), where a step leads.
#pragma once

#include <array>
#include <complex>
#include <string>
#include <vector>

namespace unroll {

enum class Activation;  // core/activation.h

struct UnitPlane {
  using Point = std::array<double, 2>;

  Activation activation{};
  std::array<Point, 2> w{};  // W_hh
  Point drive{};             // W_xh x + b

  Point next(Point h) const;

  struct FixedPoint {
    enum class Kind { stable, saddle, unstable };  // both |λ| < 1, one, none
    Point at{};
    Kind kind = Kind::stable;
    std::array<std::complex<double>, 2> eigenvalues{};  // of ∂next/∂h there
  };
  // By Newton's method from a lattice over [low, high]²; by h[0], then h[1]. Points nearer than 1e-4 count as one.
  std::vector<FixedPoint> fixedPoints(double low, double high) const;

  struct Segment {
    Point from{}, to{};
  };
  // Pieces of the line on which next(h)[unit] = h[unit], within [low, high]²: linear within each of the lattice's `cells`² cells.
  std::vector<Segment> nullcline(int unit, double low, double high, int cells = 80) const;
};

}  // namespace unroll
