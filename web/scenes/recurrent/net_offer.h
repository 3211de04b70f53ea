// The scenes of recurrent nets share one net. Some want it small enough to be seen unit by unit, training wants the task's own: where
// the other kind is there they say so, and offer theirs.
#pragma once

#include "scenes/recurrent/context.h"

namespace unroll {

void offerOwnNet(const SceneContext& context, Column& column);    // while a net smaller than the task's own isn't trained yet
void smallNetButton(const SceneContext& context, Rect row);       // what the latter offers, alone
void offerSmallNet(const SceneContext& context, Column& column);  // while there are too many units to be drawn one by one

}  // namespace unroll
