// The echo state network (Jaeger 2001): an Elman cell that stays as it was drawn.
#include "cells/elman/elman.h"

namespace unroll {

std::unique_ptr<Cell<double>> reservoirInDouble(const CellShape& shape);
std::unique_ptr<Cell<double>> reservoirInDouble(const CellShape& shape) { return std::make_unique<ElmanCell<double>>(shape); }

const CellEntry& reservoirCell();
const CellEntry& reservoirCell() {
  static constexpr std::string_view settings[] = {"activation"};
  static const CellEntry entry{
      .name = "reservoir",
      .help = "echo state network: a random recurrent net that stays as drawn, only the readout learns (Jaeger 2001)",
      .makeFloat = makeCellOf<ElmanCell<float>>,
      .settings = settings,
      .frozen = true,
      .simple = true};
  return entry;
}

}  // namespace unroll
