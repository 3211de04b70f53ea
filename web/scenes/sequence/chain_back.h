// The way back through a net that is drawn as a chain: gradients in the places of the states, the river above them, and at the right what
// each is the sum of.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

// The gradient of `count` numbers from `from` at step t, in gold; `greatest`: |·| in all of the table. `come`: how far it has arrived, 0…1.
void drawGradientCell(const SceneContext& context, Rect r, const Table& table, int t, int from, int count, float greatest, float come);
float greatestOf(const Table& table);
// Along the columns of steps first… at `x`, in `area`; what joins comes from `spring`.
void drawChainRiver(const SceneContext& context, Rect area, int first, const std::vector<float>& x, float spring, const SequenceView& view);
// The gradient at the present step, of the topmost layer's units, each as what comes from y_t plus what comes from the next step; then of
// its cell state and of the layers below. Of any net.
void drawBackParts(const SceneContext& context, Column& column, const SequenceView& view);

}  // namespace unroll
