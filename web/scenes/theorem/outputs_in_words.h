// The outputs of both nets at each time step, as a table of words for a screen reader.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/theorem/view.h"

namespace unroll {

SpokenTable outputsInWords(const SceneContext& context, const TheoremView& view);

}  // namespace unroll
