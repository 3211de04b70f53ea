// A plane through the states of a net of pairs as a picture: the height is the graded net's energy (Hopfield 1984) where the plane passes,
// the tint is where a descent from there really ends. A plane hides N − 2 directions: place() says how much of a state lies in it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "hopfield/graded_descent.h"
#include "hopfield/recall.h"

namespace unroll {

// u(x, y) = origin + x · right + y · up, all [N]; the state there is V = tanh(β u).
struct LandscapePlane {
  std::vector<double> origin, right, up;

  // What a binary state has there, by least squares, and the share 0…1 of it that the three vectors span.
  struct Place {
    double x = 0, y = 0, share = 0;
  };
  Place place(std::span<const double> state) const;
  // place() is x = Σ_i rows()[0][i] (s_i − origin_i), y = Σ_i rows()[1][i] (s_i − origin_i): what one unit moves it by.
  std::array<std::vector<double>, 2> rows() const;
};

// Through three states, which lie at the corners of a triangle with sides of 2 around (0, 0): the first at the left below, the second at
// the right below, the third above. Each point is aA + bB + cC with a + b + c = 1.
constexpr std::array<std::array<double, 2>, 3> landscapeCorners = {
    {{-1, -0.57735026918962576}, {1, -0.57735026918962576}, {0, 1.1547005383792515}}};
LandscapePlane planeThrough(std::span<const double> a, std::span<const double> b, std::span<const double> c);

// Through the mean of the states [n][N], along the two directions in which they differ most; 1 there is the root mean square of what they
// differ by. Two or more states; where they lie on a line, `up` is 0. Of more than 128 every so many-th is taken.
LandscapePlane principalPlane(std::span<const std::vector<double>> states);

struct LandscapeView {
  int columns = 256, rows = 256;                                // at most 1024 each
  double left = -1.75, right = 1.75, bottom = -1.5, top = 2.0;  // in the plane; row 0 is at the top
  double gain = 1.8;                                            // β, of the height and of the graded descents
  bool graded = true;                                           // descents of the graded net; false: of the binary one from the signs of V
};

// How a descent goes: units in order of their number, again and again, until none moves. Graded as GradedDescents says; binary, s_i ← sign
// h_i from the signs of V. Both are named by nameState() of their signs.
class Landscape {
 public:
  // Weights and patterns outlive it.
  Landscape(const Weights& weights, double threshold, std::span<const Spins> patterns, LandscapePlane plane, const LandscapeView& view);

  // So many points more; false: all are done. From coarse to fine: each point stands for its square until the finer ones are there.
  bool advance(int points);
  bool done() const { return stride_ == 0; }
  std::int64_t doneCount() const { return done_; }
  std::int64_t goal() const { return static_cast<std::int64_t>(view_.columns) * view_.rows; }
  int stride() const { return stride_; }  // of the squares that are being filled: 16, 8, 4, 2, 1; 0 at the end

  const LandscapePlane& plane() const { return plane_; }
  const LandscapeView& view() const { return view_; }
  const std::vector<double>& energy() const { return energy_; }    // [rows, columns]
  const std::vector<std::int16_t>& ends() const { return ends_; }  // [rows, columns]: places in names(); −1: not yet
  const std::vector<End>& names() const { return names_; }         // different ones, in the order found
  double energyOf(double x, double y);                             // of the graded net anywhere in the plane
  End endOf(double x, double y);                                   // and where a descent from there ends

 private:
  void place(double x, double y);  // the groups' V there
  double energyHere() const;
  void startHere(int lane);  // the graded descent from there
  int endOfBinary();
  void descendBinary();
  void endGraded();  // of all points that wait for it
  int nameOfSigns();
  void fillSquare(int row, int column, int stride, int end);

  const Weights& weights_;
  double threshold_;
  std::span<const Spins> patterns_;
  LandscapePlane plane_;
  LandscapeView view_;
  std::size_t n_ = 0;

  // Units with the same three numbers in the plane have the same V all over it: one group. Three patterns make at most eight.
  std::vector<int> groupOf_;                         // [N]
  std::vector<double> origin_, right_, up_, count_;  // [K]
  std::vector<double> pairs_;                        // [K, K]: Σ w_ij over the units of both
  std::vector<double> toUnits_;                      // [K, N]: Σ over the group's units j of w_ji / scale
  std::vector<double> u_, v_, lnCosh_;               // [K], at the present point: V = tanh(βu), ln cosh(βu)
  std::vector<float> rows_;                          // [N, N]: w / scale
  std::vector<float> state_, sums_;                  // [N]: of a binary descent, and Σ_j w_ij s_j / scale
  std::vector<double> wide_, wideSums_;              // [N]
  GradedDescents descents_;
  struct Waiting {
    int row = 0, column = 0, stride = 1;
  };
  std::vector<Waiting> waiting_;  // for their graded descents: at most as many as go at once
  std::vector<std::uint64_t> bits_, lastStart_, lastEnd_;
  int lastStartName_ = -1, lastEndName_ = -1;

  std::vector<double> energy_;
  std::vector<std::int16_t> ends_;
  std::vector<End> names_;
  int stride_ = 0, firstStride_ = 0, row_ = 0, column_ = 0;
  std::int64_t done_ = 0;
};

}  // namespace unroll
