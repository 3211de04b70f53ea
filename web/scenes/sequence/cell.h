// The inside of a gated cell at the present step: its gates as cards of gauges, the state on its way through them as a belt, the chain
// that it belongs to below. Every gate and node can be pressed and is explained beside it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "scenes/sequence/cell_parts.h"

namespace unroll {

void drawInside(const SceneContext& context, Rect area, SequenceView& view);
void drawInsideInspector(const SceneContext& context, Column& column, SequenceView& view);
std::string insideInWords(const SceneContext& context, const SequenceView& view);
void insideState(const Snapshot& snapshot, const SequenceView& view, nlohmann::json& fields);

}  // namespace unroll
