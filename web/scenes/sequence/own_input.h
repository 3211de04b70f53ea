// The sequence that the net of the Sequence scene sees, in the controls: bars to drag, bits to turn over, numbers to type. The first change
// makes a drawn one one's own; the link says it then.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"
#include "widgets/formula.h"

namespace unroll {

// A number of what the sequence begins with; unit −1: none.
struct StartNumber {
  int layer = 0, direction = 0;
  bool carried = false;
  int unit = -1;
  float value = 0;
};

void drawOwnInput(const SceneContext& context, Column& column, SequenceView& view);
// The states before the first step of all layers and directions as the key `start` writes them, one number changed.
std::string startText(const Snapshot& snapshot, const StartNumber& changed = {});
// What dragging a term of x_t changes, its weight or the input: below a sum with such a term, pressed it is the other.
void chooseTurned(const SceneContext& context, Column& column, SequenceView& view, const std::vector<Term>& terms);
// Carries that out; false: the weight is to be changed.
bool turnInput(const SceneContext& context, SequenceView& view, const Term& term, int t, const formula::TermTouch& touch);
void typeOwnInput(const SceneContext& context, Column& column);  // the whole sequence as text

}  // namespace unroll
