// Principal components of a table of states: the directions in which they differ most from their mean, at right angles to each other
// (Pearson 1901). What a plane of two of them shows of all they do is the sum of both shares. In double, for showing.
#pragma once

#include <vector>

#include "core/table.h"

namespace unroll {

struct PrincipalComponents {
  std::vector<double> mean;  // [H]
  std::vector<std::vector<double>>
      directions;                 // [count][H] of length 1; the entry that is greatest in size (of equal ones the first) is positive
  std::vector<double> variances;  // [count] along each, sum of squares / (rows − 1); the greatest first
  std::vector<double> shares;     // [count] of all variance, 0…1; all 0 where the states are the same
  double total = 0;               // all variance
};

// Of states [rows, H], at most min(count, H) directions. Rows with a number that isn't finite are left out; fewer than two rows have none.
// H ≤ 512. At once: 4,000 rows take some ms at H = 64, 15 at 128, 300 at 512 natively.
PrincipalComponents principalComponents(const Table& states, int count = 3);

// [rows, count] the coordinates of states along the directions.
Table project(const PrincipalComponents& components, const Table& states);

}  // namespace unroll
