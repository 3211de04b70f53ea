// Any recurrent net over time: a column of numbers for each time step, rows for x, each layer's h (a row for each direction), the cell
// state where there is one, and y. What the Sequence scene shows of every net that has more than one simple layer.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

// Whether the sequence is there with all that the chain draws.
bool hasPassage(const Snapshot& snapshot);

void drawChain(const SceneContext& context, Rect area, SequenceView& view);
// The same with the topmost layer's states alone, under what else is drawn. Returns whether the present column was pressed; its place.
bool drawChainBelow(const SceneContext& context, Rect area, SequenceView& view, int direction, Rect& present);
// Chain | Cell, at the right end of the head, where the cell has an inside.
void chainSwitch(const SceneContext& context, Rect& head, SequenceView& view);
// The terms of a sum as bars: the largest `most`, the rest as one; dragged, a term changes its weight. `bias`: its symbol.
void drawTerms(const SceneContext& context, Column& column, SequenceView& view, const Explanation& why, std::size_t most,
               const std::string& bias);
void drawChainInspector(const SceneContext& context, Column& column, SequenceView& view);
// The selection among the units of the topmost layer; whether there was one further on.
bool moveInChain(const SceneContext& context, SequenceView& view, int by);
std::string chainInWords(const SceneContext& context, const SequenceView& view);

}  // namespace unroll
