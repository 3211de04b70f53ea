// The way back in the Sequence scene: the gradient as a river that runs from the losses to the left, and its numbers in the units. All
// numbers are those of the snapshot.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

// Whether the way back is to be drawn and its numbers are those of the sequence on the stage.
bool showsBack(const Snapshot& snapshot, const SequenceView& view);

// Where a number of the pass or a gradient is none: why; else empty.
std::string backOverflow(const SceneContext& context);

// Width in units of a gradient of that size: a log scale from 10⁻⁴ to 10 and beyond; 0 has none, and what is no number is a flood.
float riverWidth(double norm);

// Where the river runs: in `area` around `middle`, past the columns of steps first… at `x`; what joins it comes from `spring`.
struct RiverCourse {
  Rect area{};
  float middle = 0, spring = 0;
  int first = 0;
  std::vector<float> x;
  float scale = 1;  // of its width
};
void drawRiver(const SceneContext& context, const RiverCourse& course, const SequenceView& view);
void drawRiver(const SceneContext& context, const diagram::NetworkLayout& layout, const SequenceView& view);
// How far the way back has come, in steps, while it moves.
float backFront(const SceneContext& context, const SequenceView& view);
// With sign, small ones in full: a gradient of 0.0003 is not 0. And where little room is: "−3e−5" rather than "−0.00".
std::string gradientNumber(double v);
std::string briefGradient(const Ui& ui, double value, float width);
void drawGradients(const SceneContext& context, const diagram::NetworkLayout& layout, const SequenceView& view);
void drawRiverKey(const SceneContext& context, Rect row);
void drawBackInspector(const SceneContext& context, Column& column, SequenceView& view);
// ‖∂L/∂h_0‖ as a share of the greatest ‖∂L/∂h_t‖; −1: not known.
double reach(const Snapshot& snapshot, const SequenceView& view);
std::string backInWords(const SceneContext& context, const SequenceView& view);
void backState(const Snapshot& snapshot, const SequenceView& view, nlohmann::json& fields);

}  // namespace unroll
