// Two graded units (Hopfield 1984), τ du_i/dt = −u_i + Σ_j w_ij V_j − θ_i with V = tanh(βu), as a phase portrait over V₁ and V₂ in −1…1:
// flow, nullclines, fixed points, and where each pixel's motion ends.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace unroll {

struct TwoUnits {
  double w = 1;                              // w₁₂ = w₂₁
  std::array<double, 2> self = {0, 0};       // w₁₁, w₂₂
  std::array<double, 2> threshold = {0, 0};  // θ
  double gain = 2;                           // β > 0
  static constexpr double step = 0.05;       // of the integration (Euler), in units of τ

  using Point = std::array<double, 2>;  // (V₁, V₂)

  Point flow(Point v) const;     // dV/dt · τ; V inside −1…1
  double energy(Point v) const;  // −½ VᵀWV + θ·V + 1/β Σ ∫₀^V artanh; finite at ±1, too
  Point next(Point v) const;     // a step of the integration, in u
};

enum class FixedPointKind { stable, saddle, unstable };

struct PhasePortrait {
  struct FixedPoint {
    TwoUnits::Point at{};
    FixedPointKind kind = FixedPointKind::stable;
    double energy = 0;
  };
  std::vector<FixedPoint> fixedPoints;  // by V₁, then V₂
  // Where dV_i/dt = 0: pieces that don't meet the border, as lines through at most 512 points each.
  std::array<std::vector<std::vector<TwoUnits::Point>>, 2> nullclines;
};
PhasePortrait portraitOf(const TwoUnits& units);

// Where the motion from each pixel's middle ends: the place of a stable one in fixedPoints; −1: at none of them (on a ridge). Row 0 is at
// V₂ = 1. [side, side]. In single precision; a motion is over within
// 0.005 of a stable point.
std::vector<std::int16_t> phaseBasins(const TwoUnits& units, const PhasePortrait& portrait, int side);

}  // namespace unroll
