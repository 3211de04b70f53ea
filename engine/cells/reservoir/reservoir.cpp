// The echo state network (Jaeger 2001): an Elman cell that stays as it was drawn.
#include "cells/elman/elman.h"

namespace unroll {

const CellEntry& reservoirCell() {
  static constexpr std::string_view settings[] = {"activation"};
  static const CellEntry entry{
      .name = "reservoir",
      .help = "echo state network: a random recurrent net that stays as drawn, only the readout learns (Jaeger 2001)",
      .makeFloat = makeCellOf<ElmanCell<float>, float>,
      .settings = settings,
      .frozen = true,
      .simple = true};
  return entry;
}

std::unique_ptr<Cell<double>> reservoirInDouble(const CellShape& shape) { return makeCellOf<ElmanCell<double>, double>(shape); }

}  // namespace unroll
