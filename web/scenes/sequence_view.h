// How the Sequence scene is looked at: the present time step, folded or not, what is pointed at. Nothing of it changes the model.
#pragma once

#include <algorithm>
#include <optional>

#include "widgets/network_diagram.h"

namespace unroll {

struct SequenceView {
  int steps = 1;    // T of the sequence on the stage
  int present = 0;  // t, 0…steps − 1
  bool unfolded = false;

  bool playing = false;
  int tempo = 1;          // index into tempi
  double nextStepAt = 0;  // seconds of Ui::now
  static constexpr double tempi[] = {0.5, 1, 2};
  double period() const { return 1.0 / tempi[tempo]; }

  diagram::Spot selected;
  diagram::Spot hovered;
  const diagram::Spot& attention() const { return hovered ? hovered : selected; }

  bool typeWeight = false;                       // the selected weight is to be typed: the inspector opens its field
  ImVec2 anchor{};                               // of the inspector's overlay
  std::optional<diagram::NetworkLayout> layout;  // as drawn last

  // The selection comes along. Returns whether t changed.
  bool goTo(int step) {
    step = std::clamp(step, 0, steps - 1);
    if (step == present) return false;
    present = step;
    if (selected.unit) selected.unit->step = present;
    if (selected.weight) selected.weight->step = present;
    hovered = {};
    return true;
  }
};

}  // namespace unroll
