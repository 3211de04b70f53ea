// The settings of a training: the lesson's few first, the rest folded away. Live settings go into the running training.
#pragma once

#include "lesson/scene.h"
#include "scenes/training/view.h"

namespace unroll {

void drawTrainingControls(SceneContext& context, Column& column, TrainingView& view);
// Sends live settings that have rested; call once per frame, whether the controls are shown or not.
void sendPending(SceneContext& context, TrainingView& view);
// A card that says what to try now.
void drawTrainingTip(SceneContext& context, Column& column);
std::string trainingTip(const SceneContext& context);  // its headline

}  // namespace unroll
