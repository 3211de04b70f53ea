// Truncation as scissors on the time axis: where each pass back is cut off. Dragged, or turned by keys, they change k₂.
#pragma once

#include "scenes/sequence/shares.h"

namespace unroll {

// Whether this net's way back can be cut.
bool canTruncate(const SceneContext& context);
// Over the river and what lies below it, from `top` down to the axis at `bottom`.
void drawScissors(const SceneContext& context, const StepColumns& columns, float top, float bottom, const SequenceView& view);

}  // namespace unroll
