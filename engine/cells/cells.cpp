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

template <>
std::unique_ptr<Cell<float>> makeCell(std::string_view name, const CellShape& shape) {
  const CellEntry* entry = findCell(name);
  return entry ? entry->makeFloat(shape) : nullptr;
}

// Apart from the entries: a program that checks nothing in double, as the page, is linked without any of it, a tenth of its code.
#define UNROLL_CELL(name) std::unique_ptr<Cell<double>> name##InDouble(const CellShape&);
#include "cells/cells.inc"
#undef UNROLL_CELL

template <>
std::unique_ptr<Cell<double>> makeCell(std::string_view name, const CellShape& shape) {
#define UNROLL_CELL(cell) \
  if (name == #cell) return cell##InDouble(shape);
#include "cells/cells.inc"
#undef UNROLL_CELL
  return nullptr;
}

}  // namespace unroll
