// The memories on the same patterns, as one kind of thing: a state, an energy, units that follow their fields.
//   pairs    binary units, E = −½ Σ w_ij s_i s_j + θ Σ s_i (Hopfield 1982)
//   graded   V = tanh(βu), du/dτ = −u + W V − θ in steps of 1/20; E = −½ VᵀWV + θ Σ V + 1/β Σ ∫₀^V artanh (Hopfield 1984)
//   dense    binary units, E = −N Σ_μ m_μⁿ with the overlaps m_μ = ξ_μ·s / N (Krotov & Hopfield 2016)
//   softmax  real units, ξ ← X softmax(β Xᵀξ); E = −1/β ln Σ exp(β x_μ·ξ) + ½ ξ·ξ + 1/β ln P + ½ N (Ramsauer et al. 2020)
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "hopfield/weights.h"

namespace unroll {

// Below this a field of pairs is a tie, and the unit stays as it is (dense: exactly 0).
constexpr double tieBelow = 1e-12;

class AssociativeNet {
 public:
  virtual ~AssociativeNet() = default;

  virtual void start(std::span<const double> state) = 0;       // [N] of −1…1
  const std::vector<double>& state() const { return state_; }  // [N]
  virtual double energy() const = 0;

  // Where units follow one after the other (pairs, dense): the field whose sign the unit takes, with ΔE = −Δs_i h_i − ½ w_ii Δs_i².
  virtual bool oneByOne() const { return false; }
  virtual double field(int) const { return 0; }
  virtual bool update(int) { return false; }       // whether it changed
  virtual void set(int /*unit*/, double /*s*/) {}  // at a temperature
  // All units at once; how many changed (of real ones: by more than 1e-9).
  virtual int updateAll() = 0;

 protected:
  std::vector<double> state_;
};

std::unique_ptr<AssociativeNet> makePairs(const Weights& weights, double threshold);  // `weights` outlive it
std::unique_ptr<AssociativeNet> makeGraded(const Weights& weights, double threshold, double gain);
std::unique_ptr<AssociativeNet> makeDense(std::span<const Spins> patterns, int power);
std::unique_ptr<AssociativeNet> makeSoftmax(std::span<const Spins> patterns, double beta);

// Softmax: what share each pattern has in the next state, softmax(β Xᵀξ) [P].
std::vector<double> attentionOf(std::span<const Spins> patterns, double beta, std::span<const double> state);

// The overlap m to the power n ≥ 1, by multiplications.
double powerOf(double m, int n);

// exp of any x: 0 where it is too small for a number.
double boundedExp(double x);

}  // namespace unroll
