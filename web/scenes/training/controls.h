// The settings of a training: the lesson's few first, the rest folded away.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/training/view.h"

namespace unroll {

void drawTrainingControls(const SceneContext& context, Column& column, TrainingView& view);
// A card that says what to try now.
void drawTrainingTip(const SceneContext& context, Column& column);
std::string trainingTip(const SceneContext& context);  // its headline

}  // namespace unroll
