#include "hopfield/nets.h"

#include <algorithm>
#include <cmath>

#include "core/exact_math.h"

namespace unroll {

namespace {

double sign(double field, double present) { return field > tieBelow ? 1 : field < -tieBelow ? -1 : present; }

// sums_i = Σ_j w_ij s_j / scale. The matrix is symmetric: row by row added to all sums at once, so that vectors of any width add the same
// numbers in the same order.
void addUp(const Weights& w, std::span<const double> state, std::vector<double>& sums) {
  sums.assign(state.size(), 0);
  for (std::size_t j = 0; j < state.size(); ++j) {
    const double* const row = w.row(static_cast<int>(j));
    double* const to = sums.data();
    const double s = state[j];
    for (std::size_t i = 0; i < state.size(); ++i) to[i] += row[i] * s;
  }
}

class Pairs final : public AssociativeNet {
 public:
  Pairs(const Weights& weights, double threshold) : w_(weights), threshold_(threshold) {}

  void start(std::span<const double> state) override {
    state_.assign(state.begin(), state.end());
    for (double& s : state_) s = s < 0 ? -1 : 1;
    addUp(w_, state_, sums_);
  }
  double energy() const override {
    double pairs = 0, units = 0;
    for (std::size_t i = 0; i < state_.size(); ++i) {
      pairs += state_[i] * sums_[i];
      units += state_[i];
    }
    return -0.5 * w_.scale * pairs + threshold_ * units;
  }
  bool oneByOne() const override { return true; }
  double field(int unit) const override { return w_.scale * sums_[static_cast<std::size_t>(unit)] - threshold_; }
  bool update(int unit) override {
    const double s = state_[static_cast<std::size_t>(unit)], to = sign(field(unit), s);
    set(unit, to);
    return to != s;
  }
  void set(int unit, double s) override {
    double& present = state_[static_cast<std::size_t>(unit)];
    const double change = s - present;
    if (change == 0) return;
    present = s;
    const double* row = w_.row(unit);
    for (std::size_t j = 0; j < sums_.size(); ++j) sums_[j] += change * row[j];
  }
  int updateAll() override {
    std::vector<int> flips;
    for (int i = 0; i < w_.size; ++i)
      if (const double s = state_[static_cast<std::size_t>(i)]; sign(field(i), s) != s) flips.push_back(i);
    for (const int i : flips) set(i, -state_[static_cast<std::size_t>(i)]);
    return static_cast<int>(flips.size());
  }

 private:
  const Weights& w_;
  double threshold_;
  std::vector<double> sums_;  // [N]: Σ_j w_ij s_j / scale
};

class Graded final : public AssociativeNet {
 public:
  Graded(const Weights& weights, double threshold, double gain) : w_(weights), threshold_(threshold), gain_(gain) {}

  // Where V is ±1, u would be infinite: what V = ±0.96 stands for.
  void start(std::span<const double> state) override {
    u_.clear();
    for (const double s : state) {
      const double v = std::clamp(s, -0.96, 0.96);
      u_.push_back(0.5 * (exact::log(1 + v) - exact::log(1 - v)) / gain_);
    }
    follow();
  }
  double energy() const override {
    double e = 0;
    for (std::size_t i = 0; i < u_.size(); ++i) {
      const double x = gain_ * u_[i], magnitude = std::fabs(x);
      const double lnCosh = magnitude + exact::log((1 + boundedExp(-2 * magnitude)) / 2);
      e += -0.5 * state_[i] * w_.scale * sums_[i] + threshold_ * state_[i] + state_[i] * u_[i] - lnCosh / gain_;
    }
    return e;
  }
  double field(int unit) const override { return w_.scale * sums_[static_cast<std::size_t>(unit)] - threshold_; }
  int updateAll() override {
    constexpr double step = 0.05;
    int changed = 0;
    for (std::size_t i = 0; i < u_.size(); ++i) u_[i] += step * (w_.scale * sums_[i] - threshold_ - u_[i]);
    const std::vector<double> before = state_;
    follow();
    for (std::size_t i = 0; i < u_.size(); ++i) changed += std::fabs(state_[i] - before[i]) > 1e-9;
    return changed;
  }

 private:
  void follow() {
    const auto n = u_.size();
    state_.resize(n);
    for (std::size_t i = 0; i < n; ++i) state_[i] = exact::tanh(std::clamp(gain_ * u_[i], -300.0, 300.0));
    addUp(w_, state_, sums_);
  }

  const Weights& w_;
  double threshold_, gain_;
  std::vector<double> u_, sums_;  // [N]
};

class Dense final : public AssociativeNet {
 public:
  Dense(std::span<const Spins> patterns, int power) : patterns_(patterns), power_(power) {}

  void start(std::span<const double> state) override {
    state_.assign(state.begin(), state.end());
    for (double& s : state_) s = s < 0 ? -1 : 1;
    dots_.assign(patterns_.size(), 0);
    for (std::size_t p = 0; p < patterns_.size(); ++p)
      for (std::size_t i = 0; i < state_.size(); ++i) dots_[p] += patterns_[p][i] * state_[i];
  }
  double energy() const override {
    double sum = 0;
    for (const double dot : dots_) sum += power(dot);
    return -n() * sum;
  }
  bool oneByOne() const override { return true; }
  // Half of what the energy falls from s_i = −1 to s_i = +1.
  double field(int unit) const override {
    const auto i = static_cast<std::size_t>(unit);
    double sum = 0, all = 0;
    for (std::size_t p = 0; p < patterns_.size(); ++p) {
      const double x = patterns_[p][i], others = dots_[p] - x * state_[i];
      const double up = power(others + x), down = power(others - x);
      sum += up - down;
      all += std::fabs(up) + std::fabs(down);
    }
    return std::fabs(sum) <= 1e-13 * all ? 0 : 0.5 * n() * sum;  // what is left of a tie is rounding
  }
  bool update(int unit) override {
    const double s = state_[static_cast<std::size_t>(unit)], to = sideOf(field(unit), s);
    set(unit, to);
    return to != s;
  }
  void set(int unit, double s) override {
    const auto i = static_cast<std::size_t>(unit);
    const double change = s - state_[i];
    if (change == 0) return;
    state_[i] = s;
    for (std::size_t p = 0; p < patterns_.size(); ++p) dots_[p] += change * patterns_[p][i];
  }
  int updateAll() override {
    std::vector<int> flips;
    for (int i = 0; i < static_cast<int>(state_.size()); ++i)
      if (const double s = state_[static_cast<std::size_t>(i)]; sideOf(field(i), s) != s) flips.push_back(i);
    for (const int i : flips) set(i, -state_[static_cast<std::size_t>(i)]);
    return static_cast<int>(flips.size());
  }

 private:
  static double sideOf(double field, double present) { return field > 0 ? 1 : field < 0 ? -1 : present; }
  double n() const { return static_cast<double>(state_.size()); }
  double power(double dot) const { return powerOf(dot / n(), power_); }

  std::span<const Spins> patterns_;
  int power_;
  std::vector<double> dots_;  // [P]: ξ_μ·s, whole numbers
};

// exp(β x_μ·ξ − greatest) of each pattern, and their sum.
double exponentials(std::span<const Spins> patterns, double beta, std::span<const double> state, std::vector<double>* all, double* most) {
  std::vector<double> exponents(patterns.size());
  for (std::size_t p = 0; p < patterns.size(); ++p) {
    double dot = 0;
    for (std::size_t i = 0; i < state.size(); ++i) dot += patterns[p][i] * state[i];
    exponents[p] = beta * dot;
  }
  const double greatest = *std::max_element(exponents.begin(), exponents.end());
  double sum = 0;
  for (double& e : exponents) {
    e = boundedExp(e - greatest);
    sum += e;
  }
  if (all) *all = std::move(exponents);
  if (most) *most = greatest;
  return sum;
}

class Softmax final : public AssociativeNet {
 public:
  Softmax(std::span<const Spins> patterns, double beta) : patterns_(patterns), beta_(beta) {}

  void start(std::span<const double> state) override { state_.assign(state.begin(), state.end()); }
  double energy() const override {
    if (patterns_.empty()) return 0;
    double square = 0;
    for (const double s : state_) square += s * s;
    double greatest = 0;
    const double sum = exponentials(patterns_, beta_, state_, nullptr, &greatest);
    const double count = static_cast<double>(patterns_.size()), n = static_cast<double>(state_.size());
    return -(greatest + exact::log(sum)) / beta_ + 0.5 * square + exact::log(count) / beta_ + 0.5 * n;
  }
  int updateAll() override {
    if (patterns_.empty()) return 0;
    const std::vector<double> shares = attentionOf(patterns_, beta_, state_);
    std::vector<double> next(state_.size(), 0);
    for (std::size_t p = 0; p < patterns_.size(); ++p) {
      const double weight = shares[p];
      if (weight == 0) continue;
      for (std::size_t i = 0; i < next.size(); ++i) next[i] += weight * patterns_[p][i];
    }
    int changed = 0;
    for (std::size_t i = 0; i < next.size(); ++i) changed += std::fabs(next[i] - state_[i]) > 1e-9;
    state_ = std::move(next);
    return changed;
  }

 private:
  std::span<const Spins> patterns_;
  double beta_;
};

}  // namespace

std::vector<double> attentionOf(std::span<const Spins> patterns, double beta, std::span<const double> state) {
  std::vector<double> shares;
  if (patterns.empty()) return shares;
  const double sum = exponentials(patterns, beta, state, &shares, nullptr);
  for (double& share : shares) share /= sum;
  return shares;
}

double powerOf(double m, int n) {
  double result = m;
  for (int k = 1; k < n; ++k) result *= m;
  return result;
}

double boundedExp(double x) { return x < -600 ? 0 : exact::exp(std::min(x, 600.0)); }

std::unique_ptr<AssociativeNet> makePairs(const Weights& weights, double threshold) { return std::make_unique<Pairs>(weights, threshold); }
std::unique_ptr<AssociativeNet> makeGraded(const Weights& weights, double threshold, double gain) {
  return std::make_unique<Graded>(weights, threshold, gain);
}
std::unique_ptr<AssociativeNet> makeDense(std::span<const Spins> patterns, int power) { return std::make_unique<Dense>(patterns, power); }
std::unique_ptr<AssociativeNet> makeSoftmax(std::span<const Spins> patterns, double beta) {
  return std::make_unique<Softmax>(patterns, beta);
}

}  // namespace unroll
