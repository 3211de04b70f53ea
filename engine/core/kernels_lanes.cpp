// Compiled once per instruction set: UNROLL_LANES is 4 (everywhere), 8 (AVX2) or 16 (AVX-512).
#include "core/kernels_impl.h"

namespace unroll {

#define UNROLL_CONCAT_(a, b) a##b
#define UNROLL_CONCAT(a, b) UNROLL_CONCAT_(a, b)

constinit const Kernels<float> UNROLL_CONCAT(floatKernels, UNROLL_LANES) = makeKernels<float, UNROLL_LANES>();

}  // namespace unroll
