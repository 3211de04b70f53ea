// What window.unroll.state() says of the Sequence scene: the numbers of the present step, what is looked at, and where to press.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "scenes/recurrent/context.h"
#include "scenes/sequence/closer.h"
#include "scenes/sequence/view.h"

namespace unroll {

void sequenceState(const SceneContext& context, const SequenceView& view, const CloserView& closer, nlohmann::json& fields);

}  // namespace unroll
