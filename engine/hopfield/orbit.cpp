#include "hopfield/orbit.h"

#include <cmath>

namespace unroll {

namespace {

double cubeOfDistance(double x, double y) {
  const double r = std::sqrt(x * x + y * y);
  return r * r * r;
}

}  // namespace

void Planet::step(double dt) {
  double cube = cubeOfDistance(x, y);
  vx -= 0.5 * dt * x / cube;
  vy -= 0.5 * dt * y / cube;
  x += dt * vx;
  y += dt * vy;
  cube = cubeOfDistance(x, y);
  vx -= 0.5 * dt * x / cube;
  vy -= 0.5 * dt * y / cube;
}

void Planet::push(double by) {
  const double speed = std::sqrt(vx * vx + vy * vy);
  vx += by * vx / speed;
  vy += by * vy / speed;
}

double Planet::energy() const { return 0.5 * (vx * vx + vy * vy) - 1 / std::sqrt(x * x + y * y); }
double Planet::semiMajorAxis() const { return -0.5 / energy(); }

void RollingBall::step(double dt) {
  vx += dt * (-stiffness * x - friction * vx);
  vy += dt * (-stiffness * y - friction * vy);
  x += dt * vx;
  y += dt * vy;
}

void RollingBall::push(double by) {
  vx += by;
  vy += 0.4 * by;
}

double RollingBall::energy() const { return 0.5 * (vx * vx + vy * vy) + 0.5 * stiffness * (x * x + y * y); }

}  // namespace unroll
