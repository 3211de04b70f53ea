// The outputs of both nets at each time step, as a table of words for a screen reader.
#pragma once

#include "scenes/recurrent/context.h"

namespace unroll {

SpokenTable outputsInWords(const SceneContext& context);

}  // namespace unroll
