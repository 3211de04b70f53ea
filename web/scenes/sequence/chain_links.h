// What runs along the chain: the state from step to step, folded as the loop; and what the chain begins with.
#pragma once

#include "scenes/sequence/chain_layout.h"

namespace unroll {

void arrow(Ui& ui, ImVec2 from, ImVec2 to, Color color, float width);

// The numbers before the first step that a row begins with (of a chain against time: after the last). None: nothing comes into it.
struct ChainStart {
  const float* values = nullptr;
  int count = 0;
  std::string symbol;  // markup: "h_{−1}"; of a cell that feeds its output back "y_{−1}"
};
ChainStart startOf(const Snapshot& snapshot, const ChainRow& row);
// "h_{−1} = +0.50; −1.00", of all rows.
std::string startsInWords(const Snapshot& snapshot);

// Where the arrow that leads into a row at step t can be marked: half-way.
ImVec2 linkPoint(const Snapshot& snapshot, const std::vector<ChainRow>& rows, const ChainLayout& layout, const ChainRow& row, int t);
// The arrow that leads into a row at step t; `backward`: the gradient's, against it.
void drawLink(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, int present, const ChainRow& row,
              int t, Color color, bool backward);
// The states before the first step: on pointing at one its number, which can be dragged.
void drawStarts(const SceneContext& context, const std::vector<ChainRow>& rows, const ChainLayout& layout, int steps);
// Beside the loop "one step later", or that there is none; and the grip, on the loop or right of the columns.
void drawLoopSide(const SceneContext& context, Rect inside, const std::vector<ChainRow>& rows, const ChainLayout& layout,
                  SequenceView& view);

}  // namespace unroll
