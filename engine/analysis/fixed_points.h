// Where a net with a constant input stays as it is: the fixed points s* = F(s*, x) of one chain, and their kind by the eigenvalues of ∂F/∂s
// there (Sussillo & Barak 2013): stable where all lie within the unit circle, unstable where all lie beyond, a saddle else.
#pragma once

#include <complex>
#include <vector>

#include "network/network.h"

namespace unroll {

struct StateFixedPoint {
  enum class Kind { stable, saddle, unstable };
  std::vector<double> state;  // what is remembered: h, for LSTM h and c, for Jordan what is fed back
  std::vector<std::complex<double>> eigenvalues;
  Kind kind = Kind::stable;
  double residual = 0;  // max |F(s) − s|
};

// Of a net of one layer in one direction with a memory, by Newton's method from a lattice of `perSide`ⁿ starts where the state is no more
// than two numbers, else from `perSide`² random ones; in pieces of some starts each. Points nearer than 1e-4 count as one.
class StateFixedPoints {
 public:
  // `network` must live, and stay as it is, until done; x [I]. `reach`: starts lie in [−reach, reach] in each number.
  StateFixedPoints(const Network<double>& network, const std::vector<double>& x, int copy = 0, int perSide = 12, double reach = 1);
  bool advance();
  void run() {
    while (!advance()) {
    }
  }
  const std::vector<StateFixedPoint>& found() const { return found_; }  // sorted by their numbers

  static constexpr double tolerance = 1e-9;  // of a residual
  int stateSize() const { return size_; }
  // s ← F(s, x).
  void step(std::vector<double>& state);

 private:
  void newton(std::vector<double> state);

  const Network<double>& network_;
  int copy_;
  int hidden_;   // H, where h is remembered, else 0
  int carried_;  // what is carried beside it
  int size_;
  Trace<double> trace_;
  std::vector<std::vector<double>> starts_;
  std::size_t next_ = 0;
  std::vector<StateFixedPoint> found_;
};

}  // namespace unroll
