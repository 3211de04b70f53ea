#include "core/kernels.h"

#include <cstdlib>

namespace unroll {

namespace {

int widestLanes() {
#ifdef UNROLL_MULTIVERSION
  const char* forced = std::getenv("UNROLL_LANES");
  const int limit = forced ? std::atoi(forced) : 16;
  __builtin_cpu_init();
  if (limit >= 16 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw"))
    return 16;
  if (limit >= 8 && __builtin_cpu_supports("avx2")) return 8;
#endif
  return 4;
}

}  // namespace

int floatLanes() {
  static const int lanes = widestLanes();
  return lanes;
}

const Kernels<float>& floatKernels() {
  static const Kernels<float>& chosen = kernelsFor<Kernels<float>>(floatLanes());
  return chosen;
}

const Kernels<double>& doubleKernels() { return compiledKernels<Kernels<double>, 4>(); }

}  // namespace unroll
