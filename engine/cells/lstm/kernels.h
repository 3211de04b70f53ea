// The step as a table of functions, one table per instruction set (kernels_lanes.cpp).
#pragma once

#include "core/kernels.h"

namespace unroll {

template <class Real>
struct LstmKernels {
  // Without and with peepholes.
  void (*forward[2])(const Real* packed, const Real* peepholes, int units, int inner, const ForwardRun<Real>& run);
  void (*backward[2])(const Real* packedTransposed, const Real* peepholes, int units, const BackwardRun<Real>& run);

  template <int Lanes>
  static constexpr LstmKernels make();
};

}  // namespace unroll
