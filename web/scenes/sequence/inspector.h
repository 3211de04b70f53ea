// What is pointed at in the Sequence scene, as equation, as numbers, as a sum of bars and as a point on the curve; a weight can be
// changed here by slider, arrow keys or typing.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

void drawSequenceInspector(const SceneContext& context, Column& column, SequenceView& view);

}  // namespace unroll
