// The lecture's planets beside a ball that rolls with friction: both settle into something that lasts, but only the ball forgets where it
// came from, since only it loses energy.
#pragma once

namespace unroll {

// Kepler's problem in the plane, GM = 1, by the leapfrog (kick – drift – kick): energy and angular momentum stay within some 1e-4.
struct Planet {
  double x = 1, y = 0, vx = 0, vy = 1;
  void step(double dt);
  void push(double by);          // along its way
  double energy() const;         // ½ v² − 1/r, negative on an orbit that closes
  double semiMajorAxis() const;  // −1/(2E)
};

// A ball in two dimensions on a bowl of height ½ k r² with friction: its energy can only fall.
struct RollingBall {
  static constexpr double stiffness = 1, friction = 0.5;
  double x = 0, y = 0, vx = 0, vy = 0;
  void step(double dt);
  void push(double by);
  double energy() const;  // ½ v² + ½ k r²
  bool rests() const { return energy() < 1e-4; }
};

}  // namespace unroll
