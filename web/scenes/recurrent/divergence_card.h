// A card above the stage that says where training met the first number that isn't finite, and leads back to what was good. Hides nothing.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/recurrent/recovery.h"

namespace unroll {

// Cuts the card off the top of `area` when there is a divergence; otherwise leaves it as it is.
void divergenceCard(const SceneContext& context, Rect& area, Recovery& recovery);

}  // namespace unroll
