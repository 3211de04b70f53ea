// The grip by which the loop is opened into columns, of simple nets and of chains.
#pragma once

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

// How far it is open as drawn now, 0…1: it glides there, but follows the grip at once.
float shownFold(Ui& ui, const SequenceView& view);
// It runs along with the fold from its place at the loop to that at the columns. Dragged, the loop opens as far as it is drawn; left in
// between it stays there, near an end it goes there.
void foldGrip(const SceneContext& context, ImVec2 atLoop, ImVec2 atColumns, float fold, SequenceView& view);

}  // namespace unroll
