// The stage of the Theorem scene: the loop and its feedforward twin side by side, below them the outputs of both, time step by time
// step, and where they first differ, what a step of gradient descent is made of, or how both learn.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scenes/recurrent/context.h"
#include "scenes/theorem/view.h"

namespace unroll {

void drawTheoremStage(const SceneContext& context, Rect area, TheoremView& view);

// Both nets where they fit beside each other, else one of them with a switch; or just the one asked for (0 loop, 1 twin).
void drawTheoremNets(const SceneContext& context, Rect area, TheoremView& view, std::optional<int> which = {});
// The unit that the arrow keys selected, its value and how it came about; empty where none is. Markup.
std::string selectedUnitWords(const SceneContext& context, const TheoremView& view);
// The duel: y_t of both and "=" or the difference, below it what each copy adds to the gradient of the chosen weight, or, untied, how far
// its weights have gone; a press on a column goes to its time step.
void drawTheoremTable(const SceneContext& context, Rect area, TheoremView& view);
float theoremTableHeight(const SceneContext& context);
bool isAsked(const Snapshot& snapshot, int t);                    // step t counts in the metric and has a target
double differenceWhereAsked(const Snapshot& snapshot);            // of the outputs, at those steps
std::string shareNumber(const Ui& ui, float share, float width);  // a part of a gradient, as exactly as it fits
// "first": the first number that differs; "gradient": a step of gradient descent in parts; "drift": while untied, the greatest difference
// over the updates and both losses.
std::string_view theoremCard(const Snapshot& snapshot);
void drawTheoremCard(const SceneContext& context, Rect area, const TheoremView& view);
// While the broken copy is to be found: what the present step's outputs say. Markup.
std::string seekingWords(const SceneContext& context, const TheoremView& view);
bool isFinite(const Twins& twins);  // all outputs and states of the recurrent net, those after T as well
void drawTheoremDrift(const SceneContext& context, Rect area);

// Markup as it is read aloud.
std::string spoken(std::string_view markup);
// A difference in words of the screen: "0" only if it is exactly zero. Markup.
std::string differenceWords(double difference);

}  // namespace unroll
