// The twin as the layered feedforward net that it is: rows from below to above in the order of evaluation, an arrow from each number to
// those that need it, one row up. Units and weights one by one where there is room for them, else a bar for each group and an arrow for
// each matrix.
#pragma once

#include <string>
#include <utility>

#include "scenes/recurrent/context.h"
#include "scenes/theorem/view.h"

namespace unroll {

// Whether all that is drawn is there and belongs together.
bool hasTwins(const Snapshot& snapshot);

// Whether a start state is an output, y₋₁, that a Jordan cell takes in.
bool isFedBack(const Snapshot& snapshot, const TwinGroup& group);
// A number of a group of units: of the twin, and of the recurrent net at the same place.
int unitsOf(const Snapshot& snapshot, const TwinGroup& group);
float twinValue(const Snapshot& snapshot, const TwinGroup& group, int i);
float loopValue(const Snapshot& snapshot, const TwinGroup& group, int i);
// Markup: "h_{3}", of more layers "h^{(1)}_{3}"; with a unit "h_{3}[1]". The unit counts within its own direction.
std::string groupSymbol(const Snapshot& snapshot, const TwinGroup& group, int unit = -1);
// Its time step alone, of whatever layer and direction: "h_{3}".
std::string stepSymbol(const TwinGroup& group);
// The same for the first number that differs.
std::string placeInWords(const Snapshot& snapshot, const TwinPlace& place);
// Words with a number in the place of {name}.
std::string filledIn(const SceneContext& context, const char* key, const char* name, int number);
// The bits of a number: "3F333333".
std::string bitsOf(float value);
// Both numbers as exactly as is needed to tell them from each other; equal ones with two decimals.
std::pair<std::string, std::string> toldApart(float a, float b);
// The group into which the weight leads, in the copy of step t; −1: none.
int receiverOf(const Snapshot& snapshot, const WeightPlace& weight, int t);

// "Every arrow climbs one row: no cycle".
std::string orderWords(const SceneContext& context);

void drawTwin(const SceneContext& context, Rect area, TheoremView& view);
}  // namespace unroll
