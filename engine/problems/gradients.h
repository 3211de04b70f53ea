// What the lesson on exploding and vanishing gradients shows, in two views. All in double, for showing; x ← w σ(x) + b is the unit of
// Pascanu, Mikolov & Bengio (2013), its error E = (σ(x_n) − .7)².
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/table.h"

namespace unroll {

struct Problems;

// ── view=norms ──

// How a gradient fares on its way back from the last step's loss, in one net and over one sequence (probing/gradient_flow.h).
struct FlowCurve {
  std::int64_t updates = 0;    // of training before it
  double radius = 0;           // spectral radius of the topmost layer's W_hh, of its first gate where it has several
  double loss = 0;             // of the last step
  std::vector<double> norms;   // [T] ‖∂L/∂h_t‖
  std::vector<double> shares;  // [T] the same beside that of the last step, which has share 1; NaN where that is 0
  // [T] greatest and least singular value of ∂s_T/∂s_t; empty where they weren't asked for or can't be had (more than 128 numbers, no
  // memory).
  std::vector<double> largest, smallest;

  // The states themselves did, on their way to the loss: there are no derivatives, and all of the above but the radius is NaN.
  bool leavesFloat() const { return !norms.empty() && !std::isfinite(norms.back()); }
};

struct NormsPicture {
  // What is smaller than this beside another number, float32 swallows when both are added: half the distance of 1 to the next float.
  static constexpr double swallowed = 5.9604644775390625e-8;  // 2⁻²⁴
  static constexpr double through = 0.1;                      // a share within [through, 1/through] at t = 0: it comes through

  FlowCurve fresh;
  std::optional<FlowCurve> trained;  // after as many updates as are done of them
  std::int64_t goal = 0;             // updates; 0: no training
  bool whole = false;                // all of it is computed
  bool diverged = false;             // the training
  bool between = false;              // the state is h_t alone, in one direction: then the shares lie between the singular values
  double first(const FlowCurve& curve) const { return curve.shares.empty() ? 0 : curve.shares.front(); }
};

// ── view=wall ──

struct WallMap {
  static constexpr double left = 3.5, right = 6.5, bottom = -3.2, top = -1.6;  // w, b
  static constexpr double width = right - left;

  bool whole = false;         // else it is coarser: a point stands for its square
  std::uint64_t version = 0;  // of the tables
  std::int64_t points = 0;    // that were computed
  Table loss, gradient;       // [rows, columns] E; log₁₀ of the norm of its gradient; row 0 is at the top
  struct Label {
    double w = 0, b = 0, level = 0;
  };
  std::vector<Label> labels;  // of lines of equal E: where such a line can be named. Only of a whole map
  static bool holds(double w, double b) { return w >= left && w <= right && b >= bottom && b <= top; }
};
// The lines of equal E, and how E counts them: a line stands wherever this is a whole number. They are denser where E is small.
double equalLine(double loss);
double lossOfEqualLine(int line);

struct WallPlace {
  double w = 0, b = 0, gradient = 0, thickness = 0;  // probing/wall.h
};

struct BallStep {
  double w = 0, b = 0, loss = 0;
  double gradient = 0;   // its norm there, before clipping
  bool clipped = false;  // on the way from there
  double move = 0;       // length of the step that leads on from there, over w and b; of the last one 0
};
struct BallWalk {
  std::vector<BallStep> steps;  // step 0 is the start
  bool beyond = false;          // it ended early: w or b would have grown beyond 10⁶
  const BallStep& end() const { return steps.back(); }
};

struct WallPicture {
  std::shared_ptr<const WallMap> map;
  double share = 1;             // of the computing of map and wall; below 1 the map is coarse, of the settings before, or not there
  std::vector<WallPlace> wall;  // w ascending from just above 4, where the wall begins
  BallWalk free, clipped;       // from the same start, without and with clipping
  int parted = -1;              // the step at which the two part: the first that is clipped; −1: none is
  // The step at which the free ball is thrown: the longest, where that is longer than the map is wide; −1: it isn't thrown.
  int thrown = -1;
  double maps = 0;  // so many maps' width that step is long
  // Down alive: clipping acted, no step of the clipped ball left the map, and it ended below this E.
  static constexpr double lowLoss = 0.01;
  bool alive = false;
};

// The wall without the rest of the problem, in slices of about so many milliseconds; true: done.
class WallPart;
class WallWork {
 public:
  explicit WallWork(const Problems& settings);
  ~WallWork();
  WallWork(WallWork&&) = delete;
  bool advance(double milliseconds);
  std::shared_ptr<const WallPicture> picture() const;

 private:
  std::unique_ptr<WallPart> part_;
};

struct WallHere {
  double loss = 0, gradient = 0;
};
WallHere wallHere(const Problems& settings, double w, double b);

// E over b at one w, around the wall where there is one on the map, and around b: as steep as it is.
struct WallCut {
  double w = 0, bottom = 0, top = 0;
  struct Point {
    double b = 0, loss = 0;
  };
  std::vector<Point> points;      // b ascending; denser across the wall
  std::optional<WallPlace> wall;  // within it
  double height = 0;              // of the jump: greatest minus least E across the wall
};
WallCut cutThroughWall(const Problems& settings, double w, double b);

struct GradientsPicture {
  std::shared_ptr<const NormsPicture> norms;
  std::shared_ptr<const WallPicture> wall;
};

}  // namespace unroll
