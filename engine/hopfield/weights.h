// The three rules that make weights of patterns: Hebb's (Hopfield 1982), Storkey's (1997) and the projection (Personnaz, Guyon & Dreyfus
// 1985, the pseudo-inverse).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hopfield/patterns.h"

namespace unroll {

// w_ij = scale · at(i, j), symmetric. Hebb's sums are whole numbers, so that fields are exact and a tie is a tie.
struct Weights {
  int size = 0;
  double scale = 1;
  std::vector<double> values;  // [N, N]

  double operator()(int i, int j) const {
    return scale * values[static_cast<std::size_t>(i) * static_cast<std::size_t>(size) + static_cast<std::size_t>(j)];
  }
  const double* row(int i) const { return values.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(size); }
};

// rule: hebb, storkey, projection. Without selfConnections the diagonal is 0.
// hebb        w = 1/N Σ ξ ξᵀ
// storkey     one pattern after the other: Δw_ij = 1/N (ξ_i ξ_j − ξ_i h_ji − h_ij ξ_j), h_ij = Σ_{k≠i,j} w_ik ξ_k
// projection  w = Ξ (ΞᵀΞ)⁺ Ξᵀ, onto the space that the patterns span
//
// Pattern by pattern, because many of them in a large net take seconds.
class WeightsBuild {
 public:
  WeightsBuild(std::string_view rule, int size, std::vector<Spins> patterns, bool selfConnections);
  bool advance();  // one pattern more; whether there is one left
  int done() const { return done_; }
  int goal() const { return static_cast<int>(patterns_.size()); }
  double workPerPattern() const;  // multiplications and additions, about
  Weights take() { return std::move(weights_); }

 private:
  void project(const Spins& pattern);

  std::string rule_;
  std::vector<Spins> patterns_;
  bool selfConnections_;
  Weights weights_;
  int done_ = 0;
  std::vector<std::vector<double>> basis_;  // projection
};
Weights weightsOf(std::string_view rule, int size, std::span<const Spins> patterns, bool selfConnections);

// Hebb's rule, a pattern more (+1), forgotten again (−1), or unlearned a little (−0.01: Hopfield, Feinstein & Palmer 1983).
void addPattern(Weights& hebb, const Spins& pattern, double amount, bool selfConnections);

}  // namespace unroll
