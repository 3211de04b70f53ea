// Principal components against closed forms and a singular value decomposition.
#include <doctest/doctest.h>

#include <Eigen/Dense>

#include <cmath>
#include <limits>

#include "probing/principal_components.h"
#include "core/random.h"

using namespace unroll;

TEST_CASE("an ellipse's components are its axes") {
  // (3 cos φ, sin φ) turned by 30 degrees and moved: variances 9/2 and 1/2 but for rows/(rows − 1).
  constexpr int rows = 240;
  const double c = std::sqrt(0.75), s = 0.5;
  Table states;
  states.fill(rows, 2, [&](int row, int col) {
    const double a = 2 * 3.14159265358979 * row / rows, x = 3 * std::cos(a), y = std::sin(a);
    return static_cast<float>(col == 0 ? 5 + c * x - s * y : -7 + s * x + c * y);
  });
  const PrincipalComponents found = principalComponents(states, 5);
  REQUIRE(found.directions.size() == 2);
  CHECK(near(found.mean[0], 5, 1e-6));
  CHECK(near(found.mean[1], -7, 1e-6));
  const double factor = rows / (rows - 1.0);
  CHECK(near(found.variances[0], 4.5 * factor, 1e-5));
  CHECK(near(found.variances[1], 0.5 * factor, 1e-5));
  CHECK(near(found.shares[0], 0.9, 1e-5));
  CHECK(near(found.shares[0] + found.shares[1], 1, 1e-12));
  CHECK(near(found.total, 5 * factor, 1e-5));
  CHECK(near(found.directions[0][0], c, 1e-5));
  CHECK(near(found.directions[0][1], s, 1e-5));
  CHECK(near(found.directions[1][0], -s, 1e-5));
  CHECK(near(found.directions[1][1], c, 1e-5));  // its greatest entry is positive
  const Table places = project(found, states);
  for (int row = 0; row < rows; row += 17) {
    const double a = 2 * 3.14159265358979 * row / rows;
    CHECK(near(static_cast<double>(places.at(row, 0)), 3 * std::cos(a), 1e-5, 1));
    CHECK(near(static_cast<double>(places.at(row, 1)), std::sin(a), 1e-5, 1));
  }
}

TEST_CASE("the components are those of a singular value decomposition, wide tables and tall ones") {
  for (const auto& each : {std::pair{300, 17}, std::pair{9, 30}, std::pair{40, 40}}) {
    const int rows = each.first, cols = each.second;
    CAPTURE(rows);
    Random random(static_cast<std::uint64_t>(rows));
    Table states;
    states.fill(rows, cols, [&](int, int col) { return random.normal() * (0.2f + static_cast<float>(col)) + 3; });
    Eigen::MatrixXd table(rows, cols);
    for (int row = 0; row < rows; ++row)
      for (int col = 0; col < cols; ++col) table(row, col) = static_cast<double>(states.at(row, col));
    const Eigen::MatrixXd centred = table.rowwise() - table.colwise().mean();
    const Eigen::BDCSVD<Eigen::MatrixXd> svd(centred, Eigen::ComputeThinU | Eigen::ComputeThinV);
    const PrincipalComponents found = principalComponents(states, 6);
    REQUIRE(found.directions.size() == 6);
    const Table places = project(found, states);
    double shares = 0;
    for (std::size_t i = 0; i < 6; ++i) {
      const auto at = static_cast<Eigen::Index>(i);
      CHECK(near(found.variances[i], svd.singularValues()[at] * svd.singularValues()[at] / (rows - 1), 1e-9));
      const Eigen::Map<const Eigen::VectorXd> direction(found.directions[i].data(), cols);
      CHECK(near(std::fabs(direction.dot(svd.matrixV().col(at))), 1, 1e-9));
      CHECK(direction.maxCoeff() == direction.cwiseAbs().maxCoeff());  // the sign
      for (int row = 0; row < rows; row += 7)
        CHECK(near(static_cast<double>(places.at(row, static_cast<int>(i))), centred.row(row).dot(direction), 1e-5, 1));
      shares += found.shares[i];
    }
    CHECK(shares <= 1 + 1e-12);
    CHECK(near(found.total, centred.squaredNorm() / (rows - 1), 1e-12));
  }
}

TEST_CASE("states that don't differ have no shares, and rows that aren't finite are left out") {
  Table same;
  same.fill(5, 3, [](int, int) { return 2.f; });
  const PrincipalComponents none = principalComponents(same);
  REQUIRE(none.shares.size() == 3);
  for (const double share : none.shares) CHECK(share == 0);
  same.rows = 1;
  CHECK(principalComponents(same).directions.empty());
  CHECK(principalComponents({}).directions.empty());
  Table line;
  line.fill(6, 2,
            [](int row, int col) { return row == 3 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(row * (col + 1)); });
  const PrincipalComponents found = principalComponents(line);
  CHECK(near(found.shares[0], 1, 1e-12));
  CHECK(near(found.directions[0][1], 2 / std::sqrt(5.0), 1e-9));
}
