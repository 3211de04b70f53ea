// What runs along the chain: the state from step to step, folded as the loop; and what the chain begins with.
#pragma once

#include "scenes/sequence/chain_layout.h"

namespace unroll {

void arrow(Ui& ui, ImVec2 from, ImVec2 to, Color color, float width);

// The numbers of a row at one step, as a column of colours; a number in each, as far as `digits` are there. `there`: so many of them, from
// the first. `name`: of its texture; below another picture, at which there are no digits, it is another one.
void drawChainCell(const SceneContext& context, const ChainRow& row, const std::string& name, Rect r, int t, int there, bool present,
                   float digits);

// Where the arrow that leads into a row at step t can be marked: half-way.
ImVec2 linkPoint(const std::vector<ChainRow>& rows, const ChainLayout& layout, const ChainRow& row, int t);
// The arrow that leads into a row at step t; `backward`: the gradient's, against it.
void drawLink(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, int present, const ChainRow& row,
              int t, Color color, bool backward);
// The states before the first step: on pointing at one its number, which can be dragged.
void drawStarts(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, int steps);
// Beside the loop "one step later", or that there is none; and the grip, on the loop or right of the columns.
void drawLoopSide(const SceneContext& context, Rect inside, const std::vector<ChainRow>& rows, const ChainLayout& layout,
                  SequenceView& view);

}  // namespace unroll
