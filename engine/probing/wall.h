// The wall in the error of one unit that is left to itself (Pascanu, Mikolov & Bengio 2013, figure 6):
//   x ← w σ(x) + b,   E = (σ(x_n) − target)²,   over w and b
// For w > 4 two states can be stable. Where x_0 stands on the border between their basins, a hair's breadth of b decides which one x_n ends
// in: there E is a wall, and its gradient grows with n without bound. In double, for showing: the last bits may differ between targets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/table.h"
#include "training/optimizer.h"

namespace unroll {

struct WallNet {
  int steps = 50;  // n
  double start = 0.5;
  double target = 0.7;
};

// At one w and b, with the exact gradient.
struct WallPoint {
  double x = 0;     // x_n
  double loss = 0;  // E
  double dw = 0, db = 0;
  double norm() const;  // of the gradient
};
WallPoint wallPoint(const WallNet& net, double w, double b);
std::vector<double> wallStates(const WallNet& net, double w, double b);  // [n + 1] x_0 … x_n

// Where the wall is at one w. x_n grows with b, so each value of x_n belongs to one b, which is found by bisection; the wall is the b at
// which, of all values of x_n in between the two stable states, the gradient is greatest. However thin it is, it can't be missed.
struct Wall {
  double b = 0;
  double gradient = 0;  // its norm there
  // In b: over which x_n goes from a tenth to nine tenths of the way between the stable states; 0: there is no number in between, and the
  // gradient is what it is on one side (w > 9 with n = 50).
  double thickness = 0;
  double limit = 0;  // where the wall stands for n → ∞: x_0 is then a fixed point, or else one that has just come about or gone
  double below = 0, above = 0;  // x_n in the limit on both sides of it: the lower and the upper stable state
};
// None where w ≤ 4, since then each b has one stable state. w up to 20.
std::optional<Wall> wallAt(const WallNet& net, double w);

// The relief E(w, b) as a grid, from coarse to fine; each point stands for its square until the finer ones are there.
struct WallView {
  int columns = 128, rows = 128;     // 1 … 1024
  double left = 3, right = 7;        // w
  double bottom = -3.5, top = -1.5;  // b; row 0 is at the top
  double w(int column) const { return left + (right - left) * (column + 0.5) / columns; }
  double b(int row) const { return top - (top - bottom) * (row + 0.5) / rows; }
};
class WallRelief {
 public:
  WallRelief(const WallNet& net, const WallView& view);

  bool advance(double milliseconds);  // true when done
  double share() const;               // of the points, 0…1

  const WallView& view() const { return view_; }
  const Table& loss() const { return loss_; }          // [rows, columns] E in the middle of each cell
  const Table& gradient() const { return gradient_; }  // [rows, columns] log₁₀ of the norm of its gradient there; −30 where that is 0
  // [columns] the wall at each column's w, at once: the grid's points may lie on both sides of it and none upon it.
  const std::vector<std::optional<Wall>>& walls() const { return walls_; }

 private:
  void place(int row, int column);

  WallNet net_;
  WallView view_;
  Table loss_, gradient_;
  std::vector<std::optional<Wall>> walls_;
  int stride_, row_ = 0, column_ = 0;
  std::int64_t done_ = 0;
};

// E over b at one w, at `count` evenly spaced points and, where the wall lies between them, so many more across it: the jump is drawn as
// steep as it is. In the order of b.
struct WallCutPoint {
  double b = 0, loss = 0, gradient = 0;  // the gradient's norm
};
std::vector<WallCutPoint> wallCut(const WallNet& net, double w, double bottom, double top, int count);

// A ball that goes down: gradient descent on w and b with one of the engine's optimisers, which hold weights in single precision as
// everywhere; the gradient is computed in double.
struct WallDescentSettings {
  double w = 5, b = -2.3;
  std::string_view optimizer = "sgd";  // one of optimizers.inc
  double learningRate = 0.05;
  double momentum = 0.9;
  double clipNorm = 0;  // 0: no clipping
};
struct WallStep {
  double w = 0, b = 0, loss = 0;
  double gradientNorm = 0;  // there, before clipping
  bool clipped = false;     // on the way from there
};
class WallDescent {
 public:
  WallDescent(const WallNet& net, const WallDescentSettings& settings);
  // One step on. False: w or b has grown beyond every bound (10⁶), or isn't a number; it stays where it was.
  bool step();
  const std::vector<WallStep>& path() const { return path_; }  // where it began and where each step led; the last one's `clipped` is false

 private:
  WallStep here();

  WallNet net_;
  WallDescentSettings settings_;
  const Optimizer* optimizer_;
  OptimizerState memory_;
  Buffer<float> values_, gradients_;  // w, b
  WallPoint point_;
  std::vector<WallStep> path_;
};

}  // namespace unroll
