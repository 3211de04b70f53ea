#include "network/parameters.h"

#include <algorithm>

namespace unroll {

// In stripes of rows that lie side by side in memory: a large matrix is read line by line.
void Parameter::copyRows(const Buffer<float>& block, float* rowMajor) const {
  constexpr int stripe = 16;
  for (int row = 0; row < rows; row += stripe) {
    const int end = std::min(row + stripe, rows);
    const float* first[stripe];
    for (int r = row; r < end; ++r) first[r - row] = block.data() + at(r, 0);
    for (int col = 0; col < cols; ++col)
      for (int r = row; r < end; ++r) rowMajor[index(r, cols, col)] = first[r - row][index(col, stride())];
  }
}

std::vector<float> Parameter::rowsOf(const Buffer<float>& block) const {
  const float* const begin = block.data() + offset;
  std::vector<float> numbers(begin, begin + count());  // of the right length: a copy, since to fill it with zeros takes longer
  copyRows(block, numbers.data());
  return numbers;
}

}  // namespace unroll
