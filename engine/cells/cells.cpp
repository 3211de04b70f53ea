#include "cells/cell.h"
#include "cells/elman.h"

namespace unroll {

namespace {

template <class AnyCell, class Real>
std::unique_ptr<Cell<Real>> make(const CellShape& shape) {
  return std::make_unique<AnyCell>(shape);
}

}  // namespace

const std::vector<CellEntry>& allCells() {
  static const std::vector<CellEntry> entries = {
#define UNROLL_CELL(name, Class, help) {#name, help, make<Class<float>, float>, make<Class<double>, double>},
#include "cells/cells.inc"
#undef UNROLL_CELL
  };
  return entries;
}

template <class Real>
std::unique_ptr<Cell<Real>> makeCell(std::string_view name, const CellShape& shape) {
  for (const CellEntry& entry : allCells()) {
    if (entry.name != name) continue;
    if constexpr (sizeof(Real) == sizeof(float))
      return entry.makeFloat(shape);
    else
      return entry.makeDouble(shape);
  }
  return nullptr;
}

template std::unique_ptr<Cell<float>> makeCell(std::string_view, const CellShape&);
template std::unique_ptr<Cell<double>> makeCell(std::string_view, const CellShape&);

}  // namespace unroll
