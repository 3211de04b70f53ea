// Where training met the first number that is not finite.
#pragma once

#include <cstdint>

namespace unroll {

struct Divergence {
  enum class Where { hiddenState, loss, gradient, weights };
  std::int64_t update = 0;  // the update that failed; the weights shown are those before it
  Where where = Where::loss;
  int step = -1;  // time step t of the first such number in the direction of computation, −1 where time has no meaning
};

}  // namespace unroll
