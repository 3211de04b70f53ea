#include "cells/cell.h"
#include "cells/elman.h"
#include "cells/gru.h"
#include "cells/jordan.h"
#include "cells/lstm.h"
#include "cells/window.h"

namespace unroll {

namespace {

template <class AnyCell, class Real>
std::unique_ptr<Cell<Real>> make(const CellShape& shape) {
  return std::make_unique<AnyCell>(shape);
}

}  // namespace

const std::vector<CellEntry>& allCells() {
  static const std::vector<CellEntry> entries = {
#define UNROLL_CELL(name, Class, frozen, help) {#name, help, frozen, make<Class<float>, float>, make<Class<double>, double>},
#include "cells/cells.inc"
#undef UNROLL_CELL
  };
  return entries;
}

const CellEntry* findCell(std::string_view name) {
  for (const CellEntry& entry : allCells())
    if (entry.name == name) return &entry;
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
