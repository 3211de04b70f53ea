// Hidden units held by hand: their controls in the inspector, their marks on the stage, their text in the link.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

// "0@3:0.5,1:-0.2": unit 0 at t = 3, unit 1 at every step. False: it isn't that, or too many; an empty text holds nothing.
bool readHolds(std::string_view text, std::vector<HeldUnit>& holds);
std::string printHolds(const std::vector<HeldUnit>& holds);

void holdControls(const SceneContext& context, Column& column, SequenceView& view, const diagram::UnitRef& unit);
// From the stage's keys: the chosen unit is held so many tenths higher, or let go.
void holdByKeys(const SceneContext& context, SequenceView& view, int tenths, bool letGo);
// Which units are held, and which have other values by that.
void markHeld(const SceneContext& context, const diagram::NetworkLayout& layout);

}  // namespace unroll
