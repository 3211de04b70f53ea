#include "cells/cell.h"

namespace unroll {

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

template <>
std::unique_ptr<Cell<float>> makeCell(std::string_view name, const CellShape& shape) {
  const CellEntry* entry = findCell(name);
  return entry ? entry->makeFloat(shape) : nullptr;
}

template <>
std::unique_ptr<Cell<double>> makeCell(std::string_view name, const CellShape& shape) {
#define UNROLL_CELL(which) \
  if (name == which##Cell().name) return which##InDouble(shape);
#include "cells/cells.inc"
#undef UNROLL_CELL
  return nullptr;
}

}  // namespace unroll
