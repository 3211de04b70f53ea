// Where each named parameter lies in the flat block of a network's weights (and of its gradients, which have the same layout).
#pragma once

#include <string>
#include <vector>

#include "core/matrix.h"

namespace unroll {

// In memory input-major, [cols][padded(rows)]; names, rows and columns are PyTorch's.
struct Parameter {
  std::string name;  // "rnn.weight_hh_l0", "rnn.weight_hh_l0@0003" for the untied copy of time step 3
  int step = -1;     // −1: tied
  int rows = 0;
  int cols = 1;
  std::size_t offset = 0;

  int stride() const { return padded(rows); }
  std::size_t size() const { return static_cast<std::size_t>(stride()) * static_cast<std::size_t>(cols); }
  std::int64_t count() const { return static_cast<std::int64_t>(rows) * cols; }

  template <class Real>
  StridedView<Real> in(Buffer<Real>& block) const {
    return {block.data() + offset, rows, cols, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>(1, stride())};
  }
  template <class Real>
  ConstStridedView<Real> in(const Buffer<Real>& block) const {
    return {block.data() + offset, rows, cols, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>(1, stride())};
  }
};

}  // namespace unroll
