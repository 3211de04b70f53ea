#include "analysis/spectrum.h"

#include <Eigen/Eigenvalues>

#include <algorithm>

namespace unroll {

std::vector<std::complex<double>> eigenvalues(const Eigen::MatrixXd& matrix) {
  if (matrix.size() == 0 || !matrix.allFinite()) return {};
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(matrix, false);
  if (solver.info() != Eigen::Success) return {};
  std::vector<std::complex<double>> values(solver.eigenvalues().begin(), solver.eigenvalues().end());
  std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) {
    const double x = std::abs(a), y = std::abs(b);
    return x != y ? x > y : a.imag() > b.imag();
  });
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
