// The step as a table of functions, one table per instruction set (kernels_lanes.cpp); also of cells whose memory is another: h = f(kept +
// Σₖ weights[k][i]·previous[n][k]); previous has `previousStride`, inner may be 0. `packed` is W_hh (of Jordan W_yh, or forward W_hy),
// `packedTransposed` its transpose.
#pragma once

#include "core/kernels.h"

namespace unroll {

template <class Real>
struct ElmanKernels {
  void (*forward[activationCount])(const Real* packed, int units, int inner, int keptSize, const Real* previous, int previousStride,
                                   const ForwardRun<Real>& run);
  void (*backward[activationCount])(const Real* packedTransposed, int units, int inner, int keptSize, const BackwardRun<Real>& run);

  template <int Lanes>
  static constexpr ElmanKernels make();
};

}  // namespace unroll
