// How the Sequence scene is looked at: the present time step, folded or not, what is pointed at. Nothing of it changes the model.
#pragma once

#include <optional>
#include <vector>

#include "lesson/time_walk.h"
#include "widgets/network_diagram.h"

namespace unroll {

constexpr float weightPerUnit = 0.01f;  // of dragging

struct SequenceView final : TimeWalk {
  int steps = 1;  // T of the sequence on the stage
  int last() const override { return steps - 1; }

  bool unfolded = false;
  int unfoldings = 0, walked = 0;  // how often it was done by hand
  void fold(bool open) {
    if (open && !unfolded) ++unfoldings;
    unfolded = open;
  }
  int tempo = 1;  // index into tempi
  static constexpr double tempi[] = {0.5, 1, 2};
  double period() const override { return 1.0 / tempi[tempo]; }

  diagram::Spot selected;
  diagram::Spot hovered;
  const diagram::Spot& attention() const { return hovered ? hovered : selected; }

  std::optional<diagram::WeightRef> turned;      // while its term in the inspector is dragged
  float turnedFrom = 0;                          // its number when the drag began
  std::vector<std::size_t> shownTerms;           // by their place in the sum; they stay while one is dragged
  std::optional<diagram::WeightRef> touched;     // by a finger that has yet to show whether it drags the weight or scrubs
  bool typeWeight = false;                       // the selected weight is to be typed: the inspector opens its field
  ImVec2 anchor{};                               // of the inspector's overlay
  std::optional<diagram::NetworkLayout> layout;  // as drawn last
  bool low = false;                              // and whether the stage had no room for a key to the colours

 private:
  // The selection comes along.
  void moved() override {
    ++walked;
    if (selected.unit) selected.unit->step = present;
    if (selected.weight) selected.weight->step = present;
    hovered = {};
  }
};

}  // namespace unroll
