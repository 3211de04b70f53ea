// The recurrent net of the Theorem scene where it has more than one layer of simple cells: a bar for each group of units, an arrow for each
// matrix, and the way by which the state comes back one step later.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/theorem/view.h"

namespace unroll {

void drawLoopOfGroups(const SceneContext& context, Rect area, const TheoremView& view);

}  // namespace unroll
