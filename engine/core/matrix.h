// Matrix types. Features are padded to a multiple of four, on every target alike, so that a vector kernel never meets an odd end
// and the layout of memory (and with it every sum's order) doesn't depend on the machine. Padding is zero and stays zero.
#pragma once

#include <Eigen/Core>

#include <cstddef>

namespace unroll {

constexpr int featureBlock = 4;
constexpr int padded(int features) { return (features + featureBlock - 1) / featureBlock * featureBlock; }

template <class Real>
using Buffer = Eigen::Matrix<Real, Eigen::Dynamic, 1>;

inline std::size_t index(int a, int strideA, int b = 0) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(strideA) + static_cast<std::size_t>(b);
}

}  // namespace unroll
