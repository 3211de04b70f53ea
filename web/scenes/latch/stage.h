// The stage of the Latch scene: the cobweb picture beside a_t and |∂a_t/∂a_0| over t, and what the bit survives.
#pragma once

#include "scenes/latch/view.h"

namespace unroll {

void drawLatchStage(const LatchContext& context, Rect area, LatchView& view);

// The parts of it. Each draws all of its rectangle, its heading included.
void drawCobweb(const LatchContext& context, Rect area, LatchView& view);
void drawStates(const LatchContext& context, Rect area, LatchView& view);     // a_t over t
void drawGradients(const LatchContext& context, Rect area, LatchView& view);  // |∂a_t/∂a_0| over t, logarithmic

// The constant and the single disturbance that the bit survives, with their equations.
void latchLimits(const LatchContext& context, Column& column);

}  // namespace unroll
