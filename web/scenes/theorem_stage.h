// The stage of the Theorem scene: the loop and its feedforward twin side by side, and below them the outputs of both, time step by
// time step, with their difference.
#pragma once

#include "scenes/scene.h"
#include "scenes/theorem_view.h"

namespace unroll {

// Both nets. On a narrow stage the twin alone, under the loop's name as a heading.
void drawTheoremNets(SceneContext& context, Rect area, TheoremView& view);
// The outputs y_t of both, |difference|, and the distance of each copy's weights; a press on a column goes to its time step.
void drawTheoremTable(SceneContext& context, Rect area, TheoremView& view);
float theoremTableHeight(const SceneContext& context);

// A difference in words of the screen: "0" only if it is exactly zero.
std::string differenceWords(double difference);

}  // namespace unroll
