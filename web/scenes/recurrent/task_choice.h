// The menu of tasks: one control for all scenes. A task's words are the block choice.task.<name>: title, caption, input.<i> of each of
// its inputs, where it scores only some steps `fresh`, the name of that curve, and class.<name> of classes that are words.
#pragma once

#include "scenes/recurrent/context.h"

namespace unroll {

// `blind`: what the blind answer scores of the present task, with its settings and data as they are.
void chooseTask(const Frame& frame, std::string_view present, BlindAnswer blind, Column& column);
inline void chooseTask(const SceneContext& context, Column& column) {
  chooseTask(context, context.snapshot.current.task, {context.snapshot.blindScore, context.snapshot.higherIsBetter}, column);
}

// For a task that takes own data: a file is opened, or what is built in comes back, where there is `own` data.
void ownDataButtons(const Frame& frame, bool own, Column& column);

}  // namespace unroll
