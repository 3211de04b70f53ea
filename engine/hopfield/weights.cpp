#include "hopfield/weights.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unroll {

namespace {

// A sum of products in an order that vectors of any width can keep.
double dot(const double* a, const double* b, std::size_t n) {
  double lanes[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4)
    for (std::size_t k = 0; k < 4; ++k) lanes[k] += a[i + k] * b[i + k];
  for (; i < n; ++i) lanes[0] += a[i] * b[i];
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

void addTo(double* to, const double* from, double factor, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) to[i] += factor * from[i];
}

void storkey(Weights& w, const std::vector<double>& spin) {
  const std::size_t n = spin.size();
  const double size = static_cast<double>(n);
  std::vector<double> others(n);                                                                     // Σ_{k≠i} w_ik ξ_k
  for (std::size_t j = 0; j < n; ++j) addTo(others.data(), w.row(static_cast<int>(j)), spin[j], n);  // w is symmetric
  for (std::size_t i = 0; i < n; ++i) others[i] -= w.row(static_cast<int>(i))[i] * spin[i];
  for (std::size_t i = 0; i < n; ++i) {
    double* const row = w.values.data() + i * n;
    const double si = spin[i], hi = others[i], own = row[i];
    for (std::size_t j = 0; j < n; ++j) {
      const double hij = hi - row[j] * spin[j], hji = others[j] - row[j] * si;
      row[j] += (si * spin[j] - (si * hji + hij * spin[j])) / size;
    }
    row[i] = own + (1 - (si * hi + hi * si)) / size;
  }
}

}  // namespace

void addPattern(Weights& hebb, const Spins& pattern, double amount, bool selfConnections) {
  const auto n = static_cast<std::size_t>(hebb.size);
  std::vector<double> spin(pattern.begin(), pattern.end());
  for (std::size_t i = 0; i < n; ++i) {
    double* row = hebb.values.data() + i * n;
    const double factor = amount * spin[i];
    for (std::size_t j = 0; j < n; ++j) row[j] += factor * spin[j];
    if (!selfConnections) row[i] = 0;
  }
}

WeightsBuild::WeightsBuild(std::string_view rule, int size, std::vector<Spins> patterns, bool selfConnections)
    : rule_(rule), patterns_(std::move(patterns)), selfConnections_(selfConnections) {
  weights_.size = size;
  weights_.scale = rule_ == "storkey" || rule_ == "projection" ? 1 : 1.0 / size;
  weights_.values.assign(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 0);
}

bool WeightsBuild::advance() {
  const auto n = static_cast<std::size_t>(weights_.size);
  if (done_ < goal()) {
    const Spins& pattern = patterns_[static_cast<std::size_t>(done_)];
    if (rule_ == "projection")
      project(pattern);
    else if (rule_ == "storkey")
      storkey(weights_, {pattern.begin(), pattern.end()});
    else
      addPattern(weights_, pattern, 1, true);
    ++done_;
  }
  if (done_ < goal()) return true;
  for (std::size_t i = 0; i < n && !selfConnections_; ++i) weights_.values[i * n + i] = 0;
  return false;
}

// One more of an orthonormal basis of what the patterns span (Gram–Schmidt, each vector twice: as exact as Householder's): w = Σ q qᵀ.
void WeightsBuild::project(const Spins& pattern) {
  const auto n = static_cast<std::size_t>(weights_.size);
  std::vector<double> q(pattern.begin(), pattern.end());
  for (int pass = 0; pass < 2; ++pass)
    for (const std::vector<double>& b : basis_) addTo(q.data(), b.data(), -dot(b.data(), q.data(), n), n);
  const double square = dot(q.data(), q.data(), n);
  if (square < 1e-9 * static_cast<double>(n)) return;  // the others say it already
  const double length = std::sqrt(square);
  for (double& v : q) v /= length;
  for (std::size_t i = 0; i < n; ++i) addTo(weights_.values.data() + i * n, q.data(), q[i], n);
  basis_.push_back(std::move(q));
}

double WeightsBuild::workPerPattern() const {
  const auto n = static_cast<double>(weights_.size);
  return rule_ == "hebb" ? n * n : rule_ == "storkey" ? 4 * n * n : n * n + 4 * n * static_cast<double>(patterns_.size());
}

Weights weightsOf(std::string_view rule, int size, std::span<const Spins> patterns, bool selfConnections) {
  WeightsBuild build(rule, size, {patterns.begin(), patterns.end()}, selfConnections);
  while (build.advance()) {
  }
  return build.take();
}

}  // namespace unroll
