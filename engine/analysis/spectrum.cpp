#include "analysis/spectrum.h"
#include "core/order.h"

#include <algorithm>
#include <cmath>

namespace unroll {

namespace {

using Matrix = Eigen::MatrixXd;
constexpr double smallest = 1e-16;  // of what counts beside its neighbours

// The reflection that turns a vector of up to three numbers onto its first axis: I − v vᵀ.
struct Reflection {
  double v[3] = {};
  Reflection(double x, double y, double z) {
    const double largest = std::max({std::fabs(x), std::fabs(y), std::fabs(z)});
    if (!(largest > 0)) return;
    const double part[3] = {x / largest, y / largest, z / largest};
    const double length = std::sqrt(part[0] * part[0] + part[1] * part[1] + part[2] * part[2]);
    const double first = part[0] + (part[0] < 0 ? -length : length), scale = 1 / std::sqrt(length * std::fabs(first));
    v[0] = first * scale;
    v[1] = part[1] * scale;
    v[2] = part[2] * scale;
  }
};

// To Hessenberg form: nothing but zeros below the first subdiagonal (Golub & Van Loan, Matrix Computations, §7.4).
void reduce(Matrix& a) {
  const Eigen::Index n = a.rows();
  Eigen::VectorXd v(n), sums(n);
  for (Eigen::Index k = 0; k + 2 < n; ++k) {
    const Eigen::Index rest = n - k - 1;
    v.head(rest) = a.col(k).tail(rest);
    const double length = v.head(rest).norm(), first = v[0];
    if (!(length > 0) || length == std::fabs(first)) continue;
    v[0] += first < 0 ? -length : length;
    v.head(rest) /= std::sqrt(length * std::fabs(v[0]));
    for (Eigen::Index col = k; col < n; ++col) a.col(col).tail(rest) -= a.col(col).tail(rest).dot(v.head(rest)) * v.head(rest);
    sums.setZero();
    for (Eigen::Index col = 0; col < rest; ++col) sums += v[col] * a.col(k + 1 + col);
    for (Eigen::Index col = 0; col < rest; ++col) a.col(k + 1 + col) -= v[col] * sums;
    a.col(k).tail(rest - 1).setZero();
  }
}

// One double step within rows and columns first…last, with the sum and the product of two shifts (Francis 1961; Golub & Van Loan, §7.5).
void sweep(Matrix& h, Eigen::Index first, Eigen::Index last, double sum, double product) {
  const double corner = h(first, first), below = h(first + 1, first);
  double x = corner * corner + h(first, first + 1) * below - sum * corner + product;
  double y = below * (corner + h(first + 1, first + 1) - sum), z = below * h(first + 2, first + 1);
  for (Eigen::Index k = first; k < last; ++k) {
    const Eigen::Index count = std::min<Eigen::Index>(3, last - k + 1);
    const Reflection r(x, y, z);
    for (Eigen::Index col = std::max(first, k - 1); col <= last; ++col) {
      double dot = 0;
      for (Eigen::Index i = 0; i < count; ++i) dot += r.v[i] * h(k + i, col);
      for (Eigen::Index i = 0; i < count; ++i) h(k + i, col) -= dot * r.v[i];
    }
    for (Eigen::Index row = first; row <= std::min(k + 3, last); ++row) {
      double dot = 0;
      for (Eigen::Index i = 0; i < count; ++i) dot += r.v[i] * h(row, k + i);
      for (Eigen::Index i = 0; i < count; ++i) h(row, k + i) -= dot * r.v[i];
    }
    x = h(k + 1, k);
    y = k + 2 <= last ? h(k + 2, k) : 0;
    z = k + 3 <= last ? h(k + 3, k) : 0;
  }
}

void addPair(double a, double b, double c, double d, std::vector<std::complex<double>>& values) {
  const double half = 0.5 * (a - d), square = half * half + b * c, size = std::sqrt(std::fabs(square));
  if (square < 0) {
    values.emplace_back(0.5 * (a + d), size);
    values.emplace_back(0.5 * (a + d), -size);
    return;
  }
  const double far = half + (half < 0 ? -size : size);
  values.emplace_back(d + far, 0);
  values.emplace_back(far != 0 ? d - b * c / far : d, 0);
}

}  // namespace

void sortBySize(std::vector<std::complex<double>>& values) {
  sortShort(values, [](const auto& a, const auto& b) {
    const double x = std::abs(a), y = std::abs(b);
    return x != y ? x > y : a.imag() > b.imag();
  });
}

std::vector<std::complex<double>> eigenvalues(const Eigen::MatrixXd& matrix) {
  std::vector<std::complex<double>> values;
  if (matrix.size() == 0 || !matrix.allFinite()) return values;
  Matrix h = matrix;
  reduce(h);
  const double whole = h.cwiseAbs().maxCoeff();
  int rounds = 0;
  for (Eigen::Index last = h.rows() - 1; last >= 0;) {
    Eigen::Index first = last;
    for (; first > 0; --first) {
      const double beside = std::fabs(h(first - 1, first - 1)) + std::fabs(h(first, first));
      if (std::fabs(h(first, first - 1)) <= smallest * (beside > 0 ? beside : whole)) break;
    }
    if (last - first < 2) {
      if (first == last)
        values.emplace_back(h(last, last), 0);
      else
        addPair(h(first, first), h(first, last), h(last, first), h(last, last), values);
      last = first - 1;
      rounds = 0;
      continue;
    }
    if (++rounds > 100) return {};
    const double a = h(last - 1, last - 1), d = h(last, last), b = h(last - 1, last), c = h(last, last - 1);
    const double odd = std::fabs(c) + std::fabs(h(last - 1, last - 2));  // every tenth time other shifts, lest they go round in a circle
    sweep(h, first, last, rounds % 10 == 0 ? 1.5 * odd : a + d, rounds % 10 == 0 ? odd * odd : a * d - b * c);
  }
  sortBySize(values);
  return values;
}

template <class Real>
std::vector<std::complex<double>> eigenvalues(const StepDerivatives<Real>& derivatives, bool remembersHidden) {
  const StateSize size = derivatives.size();
  const int count = size.all() - (remembersHidden ? 0 : size.hidden);
  return eigenvalues(Eigen::MatrixXd(derivatives.state().bottomRightCorner(count, count).template cast<double>()));
}

template std::vector<std::complex<double>> eigenvalues(const StepDerivatives<float>&, bool);
template std::vector<std::complex<double>> eigenvalues(const StepDerivatives<double>&, bool);

}  // namespace unroll
