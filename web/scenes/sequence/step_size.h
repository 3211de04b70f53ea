// How much one step on computes: a number, a layer, or all of a time step; and what is next.
#pragma once

#include <span>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

std::span<const std::string_view> stepSizeNames();  // in the link: as `step`

// The choice: among the controls, and at the right of the transport bar.
void chooseStepSize(const SceneContext& context, Column& column, SequenceView& view);
void stepSizeSwitch(const SceneContext& context, Rect& bar, SequenceView& view);
// What is next, and how far the pass has come: above what explains it.
void tellPending(const SceneContext& context, Column& column, const SequenceView& view);
// The same in a line where no inspector stands beside the stage, as far as it fits; whether something is next at all.
bool tellPendingIn(const SceneContext& context, Rect row, const SequenceView& view);
std::string pendingInWords(const SceneContext& context, const SequenceView& view);
void stepState(const Snapshot& snapshot, const SequenceView& view, nlohmann::json& fields);

}  // namespace unroll
