// For a kernels_lanes.cpp, which is compiled once per instruction set: UNROLL_LANES is 4 (everywhere), 8 (AVX2) or 16 (AVX-512).
// Everything there is in an unnamed namespace and nothing of std:: is called: an inline function shared between those objects could
// otherwise be linked in with instructions that the machine lacks.
#pragma once

#include "core/kernels.h"

namespace unroll {

template <class Table, int Lanes>
const Table& compiledKernels() {
  static constexpr Table table = Table::template make<Lanes>();
  return table;
}

// The table of these lanes for float, and one for double.
#if UNROLL_LANES == 4
#define UNROLL_COMPILED_KERNELS(Table)                                        \
  template const Table<float>& compiledKernels<Table<float>, UNROLL_LANES>(); \
  template const Table<double>& compiledKernels<Table<double>, UNROLL_LANES>();
#else
#define UNROLL_COMPILED_KERNELS(Table) template const Table<float>& compiledKernels<Table<float>, UNROLL_LANES>();
#endif

}  // namespace unroll
