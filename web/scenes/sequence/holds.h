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
// Which units are held, and which have other values by that, or by what is cut.
void markHeld(const SceneContext& context, const diagram::NetworkLayout& layout);
// The same beside the numbers of a column: those of `now` at step t, `count` from `from` on, that differ from `free`.
void markColumn(const SceneContext& context, Rect column, const Table& now, const Table& free, int t, int from, int count, bool ofHidden);
// What h_t[unit] is held at; nullptr: it isn't.
const HeldUnit* heldAt(const Snapshot& snapshot, int t, int unit);
// "h_3[0] is held at 0.8; the cell itself would give 0.2."
void heldWords(const SceneContext& context, Column& column, int t, int unit, float computed);
// What is held and cut, for a screen reader; empty: nothing.
std::string changedInWords(const SceneContext& context);

}  // namespace unroll
