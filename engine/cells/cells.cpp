#include "cells/cell.h"

namespace unroll {

#define UNROLL_CELL(name) const CellEntry& name##Cell();
#include "cells/cells.inc"
#undef UNROLL_CELL

std::span<const CellEntry* const> allCells() {
  static const CellEntry* const all[] = {
#define UNROLL_CELL(name) &name##Cell(),
#include "cells/cells.inc"
#undef UNROLL_CELL
  };
  return all;
}

const CellEntry* findCell(std::string_view name) {
  for (const CellEntry* entry : allCells())
    if (entry->name == name) return entry;
  return nullptr;
}

template <class Real>
std::unique_ptr<Cell<Real>> makeCell(std::string_view name, const CellShape& shape) {
  const CellEntry* entry = findCell(name);
  if (!entry) return nullptr;
  if constexpr (sizeof(Real) == sizeof(float))
    return entry->makeFloat(shape);
  else
    return entry->makeDouble(shape);
}

template std::unique_ptr<Cell<float>> makeCell(std::string_view, const CellShape&);
template std::unique_ptr<Cell<double>> makeCell(std::string_view, const CellShape&);

}  // namespace unroll
