// Planes for the landscape: through three states, or along the directions in which many differ most.
#include <algorithm>
#include <array>
#include <cmath>

#include "core/check.h"
#include "hopfield/landscape.h"

namespace unroll {

namespace {

constexpr std::size_t mostStates = 128;

double product(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// The unit vector along v where it isn't what the others of the basis span already.
void addDirection(std::vector<std::vector<double>>& basis, std::span<const double> v) {
  std::vector<double> q(v.begin(), v.end());
  for (int pass = 0; pass < 2; ++pass)
    for (const std::vector<double>& b : basis) {
      const double along = product(b, q);
      for (std::size_t i = 0; i < q.size(); ++i) q[i] -= along * b[i];
    }
  const double square = product(q, q);
  if (square <= 1e-18 * std::max(1.0, product(v, v))) return;
  for (double& x : q) x /= std::sqrt(square);
  basis.push_back(std::move(q));
}

// The eigenvectors of a symmetric matrix [m, m] to its two greatest eigenvalues, by Jacobi's rotations in a fixed order.
struct Greatest {
  std::array<double, 2> values{};
  std::array<std::vector<double>, 2> vectors;
};
Greatest greatestOf(std::vector<double> a, std::size_t m) {
  std::vector<double> v(m * m, 0);
  for (std::size_t i = 0; i < m; ++i) v[i * m + i] = 1;
  for (int sweep = 0; sweep < 30; ++sweep) {
    double off = 0, all = 0;
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < m; ++j) {
        all += a[i * m + j] * a[i * m + j];
        if (i != j) off += a[i * m + j] * a[i * m + j];
      }
    if (off <= 1e-24 * all) break;
    for (std::size_t p = 0; p < m; ++p)
      for (std::size_t q = p + 1; q < m; ++q) {
        if (a[p * m + q] == 0) continue;
        const double theta = (a[q * m + q] - a[p * m + p]) / (2 * a[p * m + q]);
        const double t = (theta < 0 ? -1 : 1) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
        const double c = 1 / std::sqrt(t * t + 1), s = t * c;
        for (std::size_t k = 0; k < m; ++k) {
          const double kp = a[k * m + p], kq = a[k * m + q];
          a[k * m + p] = c * kp - s * kq;
          a[k * m + q] = s * kp + c * kq;
        }
        for (std::size_t k = 0; k < m; ++k) {
          const double pk = a[p * m + k], qk = a[q * m + k];
          a[p * m + k] = c * pk - s * qk;
          a[q * m + k] = s * pk + c * qk;
          const double vp = v[k * m + p], vq = v[k * m + q];
          v[k * m + p] = c * vp - s * vq;
          v[k * m + q] = s * vp + c * vq;
        }
      }
  }
  Greatest greatest;
  std::size_t first = 0;
  for (std::size_t i = 1; i < m; ++i)
    if (a[i * m + i] > a[first * m + first]) first = i;
  std::size_t second = first == 0 ? 1 : 0;
  for (std::size_t i = 0; i < m; ++i)
    if (i != first && a[i * m + i] > a[second * m + second]) second = i;
  const std::array<std::size_t, 2> which = {first, second};
  for (std::size_t d = 0; d < 2; ++d) {
    greatest.values[d] = a[which[d] * m + which[d]];
    for (std::size_t k = 0; k < m; ++k) greatest.vectors[d].push_back(v[k * m + which[d]]);
  }
  return greatest;
}

}  // namespace

LandscapePlane planeThrough(std::span<const double> a, std::span<const double> b, std::span<const double> c) {
  UNROLL_CHECK(a.size() == b.size() && a.size() == c.size());
  LandscapePlane plane;
  const double height = landscapeCorners[2][1] - landscapeCorners[0][1];
  for (std::size_t i = 0; i < a.size(); ++i) {
    plane.origin.push_back((a[i] + b[i] + c[i]) / 3);
    plane.right.push_back((b[i] - a[i]) / 2);
    plane.up.push_back((c[i] - (a[i] + b[i]) / 2) / height);
  }
  return plane;
}

LandscapePlane principalPlane(std::span<const std::vector<double>> states) {
  UNROLL_CHECK(states.size() >= 2);
  const std::size_t n = states[0].size(), every = (states.size() + mostStates - 1) / mostStates;
  std::vector<std::vector<double>> taken;
  for (std::size_t k = 0; k < states.size(); k += every) taken.push_back(states[k]);
  const std::size_t m = taken.size();
  LandscapePlane plane{std::vector<double>(n, 0), std::vector<double>(n, 0), std::vector<double>(n, 0)};
  for (const std::vector<double>& state : taken)
    for (std::size_t i = 0; i < n; ++i) plane.origin[i] += state[i] / static_cast<double>(m);
  for (std::vector<double>& state : taken)
    for (std::size_t i = 0; i < n; ++i) state[i] -= plane.origin[i];
  std::vector<double> gram(m * m);
  for (std::size_t p = 0; p < m; ++p)
    for (std::size_t q = 0; q <= p; ++q) gram[p * m + q] = gram[q * m + p] = product(taken[p], taken[q]);
  const Greatest greatest = greatestOf(gram, m);
  std::array<std::vector<double>*, 2> to = {&plane.right, &plane.up};
  for (std::size_t d = 0; d < 2; ++d) {
    if (greatest.values[d] <= 1e-12 * std::max(greatest.values[0], 1e-300)) continue;
    // Xᵀe has the length √λ; the root mean square along it is √(λ/m).
    const double scale = 1 / std::sqrt(static_cast<double>(m));
    for (std::size_t p = 0; p < m; ++p)
      for (std::size_t i = 0; i < n; ++i) (*to[d])[i] += scale * greatest.vectors[d][p] * taken[p][i];
  }
  return plane;
}

std::array<std::vector<double>, 2> LandscapePlane::rows() const {
  const std::size_t n = origin.size();
  std::array<std::vector<double>, 2> rows = {std::vector<double>(n, 0), std::vector<double>(n, 0)};
  const double rr = product(right, right), uu = product(up, up), ru = product(right, up), determinant = rr * uu - ru * ru;
  if (determinant > 1e-12 * rr * uu) {
    for (std::size_t i = 0; i < n; ++i) {
      rows[0][i] = (right[i] * uu - up[i] * ru) / determinant;
      rows[1][i] = (up[i] * rr - right[i] * ru) / determinant;
    }
  } else if (rr > 0 || uu > 0) {  // a line
    for (std::size_t i = 0; i < n; ++i) rows[rr >= uu ? 0 : 1][i] = rr >= uu ? right[i] / rr : up[i] / uu;
  }
  return rows;
}

LandscapePlane::Place LandscapePlane::place(std::span<const double> state) const {
  UNROLL_CHECK(state.size() == origin.size());
  std::vector<double> off(state.begin(), state.end());
  for (std::size_t i = 0; i < off.size(); ++i) off[i] -= origin[i];
  const auto to = rows();
  Place place;
  place.x = product(to[0], off);
  place.y = product(to[1], off);
  std::vector<std::vector<double>> basis;
  for (const std::vector<double>* v : {&origin, &right, &up}) addDirection(basis, *v);
  double within = 0;
  for (const std::vector<double>& b : basis) {
    const double along = product(b, state);
    within += along * along;
  }
  const double all = product(state, state);
  place.share = all > 0 ? within / all : 0;
  return place;
}

}  // namespace unroll
