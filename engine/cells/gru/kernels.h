// The step as a table of functions, one table per instruction set (kernels_lanes.cpp).
#pragma once

#include "core/kernels.h"

namespace unroll {

template <class Real>
struct GruKernels {
  void (*forward)(const Real* packed, const Real* candidateBias, int units, int inner, const ForwardRun<Real>& run);
  void (*backward)(const Real* packedTransposed, int units, const BackwardRun<Real>& run);

  template <int Lanes>
  static constexpr GruKernels make();
};

}  // namespace unroll
