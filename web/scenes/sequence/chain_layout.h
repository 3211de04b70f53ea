// Where the chain stands: a row for each thing that is computed, a column for each time step; folded, all columns lie under one.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

// One row of the picture: a part of a table.
struct ChainRow {
  enum class Kind { input, hidden, carried, output };
  Kind kind = Kind::hidden;
  std::string symbol;  // markup
  const Table* table = nullptr;
  int from = 0, count = 0;  // columns of the table
  int layer = 0, direction = 0;
  float weight = 1;  // of the height
  Rect band{};
  const Table* back = nullptr;  // the gradient of its numbers, on the way back
  const Table* free = nullptr;  // the same numbers with nothing held or cut; nullptr: nothing is
  // What the chain begins with, where it stands in this row: before the first step, against time after the last.
  const float* start = nullptr;
  std::string startSymbol = {};  // markup: "h_{−1}"; of a cell that feeds its output back "y_{−1}"
  int above = 0;                 // units of the same row that are not shown, zoomed into

  bool isState() const { return kind == Kind::hidden || kind == Kind::carried; }
};

// The cell state's numbers at all time steps; nullptr: there is none.
const Gate* cellState(const Snapshot& snapshot, int layer);
// From the top: y, the topmost layer … the lowest, x.
std::vector<ChainRow> chainRows(const Snapshot& snapshot);
// Where each row's gradient stands, on the way back.
void addGradients(const Snapshot& snapshot, std::vector<ChainRow>& rows);
void addUnheld(const Snapshot& snapshot, std::vector<ChainRow>& rows);

struct ChainLayout {
  Rect area{};
  float pitch = 60, left = 0, cellWidth = 40, labelY = 0;
  int first = 0, last = 0;
  float fold = 1, middle = 0;  // 0 folded, 1 unfolded; where the one column stands
  float starts = 0;            // width beside the columns for the states before the first step; 0: there is no room, or no such state

  float x(float t) const { return middle + fold * (left + pitch * (t - static_cast<float>(first) + 0.5f) - middle); }
  float x(int t) const { return x(static_cast<float>(t)); }
  float step() const { return pitch * fold; }
  float width() const { return foldedWidth() + fold * (cellWidth - foldedWidth()); }
  static constexpr float foldedWidth() { return 76; }
  // How far the columns have come apart: 0 while they overlap, 1 unfolded.
  float apart() const { return fold >= 1 ? 1.f : std::clamp((step() - width()) / std::max(1.f, pitch - cellWidth), 0.f, 1.f); }
  // Of the cards on which the columns lie while they are near each other.
  float cards() const { return fold >= 1 ? 0.f : std::clamp(1 - (step() - width()) / std::clamp(pitch - cellWidth, 1.f, 18.f), 0.f, 1.f); }
  // Around the column of a step, or between two.
  Rect frame(float t, const std::vector<ChainRow>& rows) const {
    const float top = rows.front().band.y - 8;
    return {x(t) - width() / 2 - 9, top, width() + 18, labelY + 20 - top};
  }
  Rect frame(int t, const std::vector<ChainRow>& rows) const { return frame(static_cast<float>(t), rows); }
  Rect cell(const ChainRow& row, int t) const { return {x(t) - width() / 2, row.band.y, width(), row.band.h}; }
  // Of what a chain begins with: left of t = 0, or right of the last step.
  Rect start(const ChainRow& row) const {
    const float columns = pitch * static_cast<float>(last - first + 1),
                w = foldedWidth() + fold * (std::min(starts - 8, cellWidth) - foldedWidth()),
                at = middle + fold * (left + (row.direction == 1 ? columns + starts / 2 : -starts / 2) - middle);
    return {at - w / 2, row.band.y, w, row.band.h};
  }
  bool showsStart(const ChainRow& row, int steps) const {
    return row.start && starts > 0 && (row.direction == 1 ? last == steps - 1 : first == 0);
  }
};

// `starts`: there shall be room for the states before the first step, as far as there is.
ChainLayout placeChain(Rect area, std::vector<ChainRow>& rows, const SequenceView& view, float fold, bool starts, bool both);

}  // namespace unroll
