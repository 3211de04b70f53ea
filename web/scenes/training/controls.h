// The settings of a training: the lesson's few first, what to try now, the rest folded away.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/training/view.h"

namespace unroll {

void drawTrainingControls(const SceneContext& context, Column& column, TrainingView& view);

}  // namespace unroll
