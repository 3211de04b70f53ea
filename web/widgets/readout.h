// A small card of words beside a point: what is read there. Above everything, never under the pointer, never outside `within`.
#pragma once

#include <string_view>

#include "widgets/ui.h"

namespace unroll {

// The first line may be bold by markup; lines are separated by \n.
void readout(Ui& ui, ImVec2 at, Rect within, std::string_view markup);

}  // namespace unroll
