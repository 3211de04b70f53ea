// Compiled once per instruction set.
#include "core/kernels_compiled.h"
#include "core/kernels_impl.h"

namespace unroll {

UNROLL_COMPILED_KERNELS(Kernels)

}  // namespace unroll
