// Where everything of the theorem's twin stands: rows by order of evaluation, lanes for x, each layer in each direction, and y; which rows
// are in sight, and whether there is room for units one by one or only for bars.
#pragma once

#include <vector>

#include "scenes/recurrent/context.h"
#include "scenes/theorem/view.h"
#include "widgets/network_diagram.h"
#include "widgets/network_edges.h"

namespace unroll {

// A column of the picture: the units of one kind, layer and direction stand above each other in it.
struct TwinLane {
  float x = 0, pitch = 20, gap = 0;  // left end; of the units
  bool symbolLeft = true;
};

class TwinPlan {
 public:
  TwinPlan(const SceneContext& context, Rect area, TheoremView& view);

 protected:
  const Snapshot& s() const { return context_.snapshot; }
  const TwinGroup& group(int index) const { return s().twins.order.groups[static_cast<std::size_t>(index)]; }
  std::size_t laneOf(const TwinGroup& g) const;
  float rowY(float row) const { return rows_.bottom() - (row - first_ + 0.5f) * pitch_; }
  bool inSight(float row) const { return rowY(row) > rows_.y - pitch_ && rowY(row) < rows_.bottom() + pitch_; }
  Rect unit(const TwinGroup& g, int i) const;
  Rect bar(const TwinGroup& g) const;
  // How far step t has come about, from 0 to 1.
  float known(int t) const { return both_ ? 1.f : std::clamp(gliding_ - static_cast<float>(t) + 1, 0.f, 1.f); }
  diagram::Curve edge(const TwinArrow& arrow, int to, int from) const;  // of units, −1: of the whole groups

  const SceneContext& context_;
  Ui& ui_;
  TheoremView& view_;
  Rect rows_;
  std::vector<TwinLane> lanes_;
  float axisWidth_ = 40;  // the rows' numbers
  float pitch_ = 60, first_ = 0, unitHeight_ = 28, gliding_ = 0, right_ = 0;
  int total_ = 1, shown_ = 1;  // rows
  bool oneByOne_ = false, both_ = false, past_ = false, windowed_ = false;
  diagram::Numbers numbers_;

 private:
  void placeLanes();
  void placeRows();
};

}  // namespace unroll
