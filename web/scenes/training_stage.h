// The Training scene's stage: loss, a fresh sequence, hidden states, gradient; all four where they fit, else some at a time.
#pragma once

#include "scenes/scene.h"
#include "scenes/training_view.h"

namespace unroll {

void drawTrainingStage(SceneContext& context, Rect area, TrainingView& view);

// One card each (card and heading included).
void drawLossCard(SceneContext& context, Rect area, TrainingView& view);
void drawFreshSequenceCard(SceneContext& context, Rect area, TrainingView& view);
void drawStatesCard(SceneContext& context, Rect area, TrainingView& view);
void drawGradientCard(SceneContext& context, Rect area, TrainingView& view);

// Parts that they share. A card, its heading in markup, and what is left of it below; `note` stands at the right.
Rect trainingCard(SceneContext& context, Rect area, std::string_view headingMarkup, std::string_view note = {}, float* noteX = nullptr);
// The metric in words: "0.0213", or a share as "98.4 %".
std::string metricWords(const Snapshot& snapshot, double metric);
std::string percent(double share);
// Time steps that the task marked in its input, else none.
std::vector<int> markedSteps(const Snapshot& snapshot);

}  // namespace unroll
