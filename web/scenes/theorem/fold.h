// The theorem the other way: the twin, as it is now, folded back into a loop, or the first reason why no loop does what it does.
#pragma once

#include <string>

#include "scenes/recurrent/context.h"
#include "scenes/theorem/view.h"

namespace unroll {

// Whether one unit may be taken out of a layer of this net.
bool hasUnitToLose(const Snapshot& snapshot);
// What came of it, in words. Markup.
std::string foldInWords(const SceneContext& context);
// The words, on the top of the area; where it doesn't fold the button that takes the reason away, too. Returns whether there is a loop to be
// drawn in what is left.
bool drawFold(const SceneContext& context, Rect& area, TheoremView& view);

}  // namespace unroll
