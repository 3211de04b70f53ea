// A card above the stage that says where training met the first number that isn't finite, and leads back. Hides nothing.
#pragma once

#include "scenes/recurrent/context.h"

namespace unroll {

// Cuts the card off the top of `area` when there is a divergence; otherwise leaves it as it is.
void divergenceCard(const SceneContext& context, Rect& area);

}  // namespace unroll
