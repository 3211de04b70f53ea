// The stage of the Theorem scene: the loop and its feedforward twin side by side, below them the outputs of both, time step by time
// step, with their difference, and how it grows in training.
#pragma once

#include <optional>

#include "scenes/recurrent/context.h"
#include "scenes/theorem/view.h"

namespace unroll {

void drawTheoremStage(const SceneContext& context, Rect area, TheoremView& view);

// Both nets where they fit beside each other, else one of them with a switch; or just the one asked for (0 loop, 1 twin).
void drawTheoremNets(const SceneContext& context, Rect area, TheoremView& view, std::optional<int> which = {});
// The outputs y_t of both, |difference|, and the distance of each copy's weights; a press on a column goes to its time step.
void drawTheoremTable(const SceneContext& context, Rect area, TheoremView& view);
float theoremTableHeight(const SceneContext& context);
// The greatest difference over the updates.
void drawTheoremDrift(const SceneContext& context, Rect area, const TheoremView& view);

// A difference in words of the screen: "0" only if it is exactly zero. Markup.
std::string differenceWords(double difference);

}  // namespace unroll
