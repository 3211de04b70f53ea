// Table: a matrix of numbers for reading, row-major and dense. What the engine hands to views and files.
#pragma once

#include <cstddef>
#include <vector>

namespace unroll {

struct Table {
  int rows = 0;
  int cols = 0;
  std::vector<float> values;

  float at(int row, int col) const {
    return values[static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(col)];
  }
  bool empty() const { return values.empty(); }
  void resize(int rowCount, int colCount) {
    rows = rowCount;
    cols = colCount;
    values.resize(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
  }
  // Takes rows × cols numbers; at(row, col) = entry(row, col).
  template <class F>
  void fill(int rowCount, int colCount, F entry) {
    resize(rowCount, colCount);
    std::size_t i = 0;
    for (int row = 0; row < rows; ++row)
      for (int col = 0; col < cols; ++col) values[i++] = entry(row, col);
  }
};

}  // namespace unroll
