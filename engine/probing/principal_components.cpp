#include "probing/principal_components.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

namespace unroll {

PrincipalComponents principalComponents(const Table& states, int count) {
  const Eigen::Index size = states.cols;
  const Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> all(states.values.data(), states.rows,
                                                                                                    size);
  std::vector<Eigen::Index> finite;
  for (Eigen::Index row = 0; row < all.rows(); ++row)
    if (all.row(row).allFinite()) finite.push_back(row);
  PrincipalComponents found;
  if (finite.size() < 2 || size == 0) return found;
  const auto rows = static_cast<Eigen::Index>(finite.size());
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(size);
  for (const Eigen::Index row : finite) mean += all.row(row).cast<double>();
  mean /= static_cast<double>(rows);
  constexpr Eigen::Index rowsAtOnce = 256;
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(size, size), off(size, std::min(rowsAtOnce, rows));
  for (Eigen::Index from = 0; from < rows; from += rowsAtOnce) {
    const Eigen::Index here = std::min(rowsAtOnce, rows - from);
    for (Eigen::Index i = 0; i < here; ++i)
      off.col(i) = all.row(finite[static_cast<std::size_t>(from + i)]).cast<double>().transpose() - mean;
    covariance.selfadjointView<Eigen::Lower>().rankUpdate(off.leftCols(here));
  }
  covariance /= static_cast<double>(rows - 1);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);  // reads the lower half; ascending
  found.mean.assign(mean.data(), mean.data() + size);
  found.total = covariance.trace();
  for (Eigen::Index i = 0; i < std::min<Eigen::Index>(count, size); ++i) {
    Eigen::VectorXd direction = solver.eigenvectors().col(size - 1 - i);
    Eigen::Index greatest = 0;
    for (Eigen::Index j = 1; j < size; ++j)  // equal but for rounding counts as equal
      if (std::fabs(direction[j]) > std::fabs(direction[greatest]) * (1 + 1e-9)) greatest = j;
    if (direction[greatest] < 0) direction = -direction;
    const double variance = std::max(0.0, solver.eigenvalues()[size - 1 - i]);
    found.directions.emplace_back(direction.data(), direction.data() + size);
    found.variances.push_back(variance);
    found.shares.push_back(found.total > 0 ? variance / found.total : 0);
  }
  return found;
}

Table project(const PrincipalComponents& components, const Table& states) {
  Table places;
  places.fill(states.rows, static_cast<int>(components.directions.size()), [&](int row, int i) {
    const std::vector<double>& direction = components.directions[static_cast<std::size_t>(i)];
    double sum = 0;
    for (int j = 0; j < states.cols; ++j) {
      const auto at = static_cast<std::size_t>(j);
      sum += direction[at] * (static_cast<double>(states.at(row, j)) - components.mean[at]);
    }
    return static_cast<float>(sum);
  });
  return places;
}

}  // namespace unroll
