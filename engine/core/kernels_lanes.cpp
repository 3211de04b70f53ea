// Compiled once per instruction set.
#include "core/kernels_compiled.h"
#include "core/kernels_impl.h"

namespace unroll {

UNROLL_COMPILED_KERNELS(Kernels)

#if UNROLL_LANES == 4
void accumulateDoubles(const double* delta, int deltaStride, int outputs, const Factor<double>& factor, int rows) {
  accumulate<double, 4>(delta, deltaStride, outputs, &factor, 1, nullptr, rows);
}
#endif

}  // namespace unroll
