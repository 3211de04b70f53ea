// Any recurrent net over time: a column of numbers for each time step, rows for x, each layer's h (a row for each direction), the cell
// state where there is one, and y. What the Sequence scene shows of every net that has more than one simple layer.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"
#include "widgets/formula.h"

namespace unroll {

// Whether the sequence is there with all that the chain draws.
bool hasPassage(const Snapshot& snapshot);

void drawChain(const SceneContext& context, Rect area, SequenceView& view);
// The same with the topmost layer's states alone, under what else is drawn. Returns whether the present column was pressed; its place.
bool drawChainBelow(const SceneContext& context, Rect area, SequenceView& view, int layer, int direction, Rect& present);
// Chain | Cell, at the right end of the head, where the cell has an inside.
void chainSwitch(const SceneContext& context, Rect& head, SequenceView& view);
// The terms of a sum as bars: the largest `most`, the rest as one; dragged, a term of step t changes its weight. `bias`: its
// symbol. Returns the bars.
std::vector<formula::TermBar> drawTerms(const SceneContext& context, Column& column, SequenceView& view, const Explanation& why, int t,
                                        std::size_t most, const std::string& bias);
// Markup: "= tanh( −0.37 − 0.55·0.92 … )", with so many of the terms.
std::string sumInNumbers(const Explanation& why, std::size_t most);
// How far the bars of what is computed next have run into its curve, 0…1; of everything else 1.
float runIn(Ui& ui, const SequenceView& view);
// Markup: "h^{(1)}_{3}[0]", of the number that a step computes.
std::string stepSymbol(const Snapshot& snapshot, const ForwardStep& step);
void drawChainInspector(const SceneContext& context, Column& column, SequenceView& view);
// The selection among the units of the topmost layer; whether there was one further on.
bool moveInChain(const SceneContext& context, SequenceView& view, int by);
std::string chainInWords(const SceneContext& context, const SequenceView& view);

}  // namespace unroll
