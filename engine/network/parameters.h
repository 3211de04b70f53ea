// Where each named parameter lies in the flat block of a network's weights (and of its gradients, which have the same layout).
#pragma once

#include <string>
#include <vector>

#include "core/matrix.h"

namespace unroll {

// In memory input-major, [cols][blocks · padded(rows/blocks)]; names, rows and columns are PyTorch's.
struct Parameter {
  std::string name;  // "rnn.weight_hh_l0", "rnn.weight_hh_l0@0003" for the untied copy of time step 3
  int step = -1;     // −1: tied
  int rows = 0;
  int cols = 1;
  int blocks = 1;         // gates: each has rows/blocks rows
  int rotation = 0;       // gate g lies in block (g + rotation) mod blocks
  bool isVector = false;  // a bias or a start state: one index
  std::size_t offset = 0;

  int gateSize() const { return rows / blocks; }
  int stride() const { return blocks * padded(gateSize()); }
  std::size_t size() const { return static_cast<std::size_t>(stride()) * static_cast<std::size_t>(cols); }
  std::int64_t count() const { return static_cast<std::int64_t>(rows) * cols; }
  Eigen::Index at(int row, int col) const {
    const int block = (row / gateSize() + rotation) % blocks;
    return static_cast<Eigen::Index>(offset + index(col, stride(), block * padded(gateSize()) + row % gateSize()));
  }

  // All entries row by row, [rows][cols].
  void copyRows(const Buffer<float>& block, float* rowMajor) const;
  std::vector<float> rowsOf(const Buffer<float>& block) const;

  // The entries (row, col) in a block of weights.
  template <class Block>
  struct View {
    const Parameter& parameter;
    Block& block;
    auto& operator()(int row, int col) const { return block[parameter.at(row, col)]; }
  };
  template <class Real>
  View<Buffer<Real>> in(Buffer<Real>& block) const {
    return {*this, block};
  }
  template <class Real>
  View<const Buffer<Real>> in(const Buffer<Real>& block) const {
    return {*this, block};
  }
};

}  // namespace unroll
