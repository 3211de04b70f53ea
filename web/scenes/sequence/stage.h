// The stage of the Sequence scene: loop or columns, and what pointer and keyboard do on them.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

void drawSequenceStage(const SceneContext& context, Rect area, SequenceView& view);

// −1 ▬▬▬ +1: the colours of the units.
void drawValueKey(const SceneContext& context, Rect row);
// What net this is, what goes in and what should come out. Markup.
std::string aboutNet(const SceneContext& context);

// Moves the selection among y_t, h_t, x_t (by > 0: downwards), or among the weights of the receiving unit when one is selected.
// Returns whether there was one further on.
bool moveSelection(const SceneContext& context, SequenceView& view, int by);
// From a unit to the first weight in its sum; from a weight to typing it.
void enterSelection(const SceneContext& context, SequenceView& view);

// A name in plain words for a screen reader: "h_3[1] = −0.63".
std::string spotInWords(const SceneContext& context, const diagram::Spot& spot);

}  // namespace unroll
