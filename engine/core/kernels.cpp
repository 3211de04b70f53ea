#include "core/kernels.h"

#include <cstdlib>

#include "core/kernels_impl.h"

namespace unroll {

namespace {

const Kernels<float>& widestFloatKernels() {
#ifdef UNROLL_MULTIVERSION
  const char* forced = std::getenv("UNROLL_LANES");
  const int limit = forced ? std::atoi(forced) : 16;
  __builtin_cpu_init();
  if (limit >= 16 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw"))
    return floatKernels16;
  if (limit >= 8 && __builtin_cpu_supports("avx2")) return floatKernels8;
#endif
  return floatKernels4;
}

}  // namespace

const Kernels<float>& floatKernels() {
  static const Kernels<float>& chosen = widestFloatKernels();
  return chosen;
}

const Kernels<double>& doubleKernels() {
  static constexpr Kernels<double> table = makeKernels<double, 4>();
  return table;
}

}  // namespace unroll
