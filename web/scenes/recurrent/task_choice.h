// The menu of tasks: one control for all scenes. A task's words are the block choice.task.<name>: title, caption, input.<i> of each of
// its inputs, and where it scores only some steps `fresh`, the name of that curve.
#pragma once

#include "scenes/recurrent/context.h"

namespace unroll {

void chooseTask(const Frame& frame, std::string_view present, Column& column);
inline void chooseTask(const SceneContext& context, Column& column) { chooseTask(context, context.snapshot.current.task, column); }

}  // namespace unroll
