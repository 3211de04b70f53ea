// Measures a recurrent net against its feedforward twin.
#pragma once

#include <optional>

#include "analysis/twins.h"
#include "network/network.h"

namespace unroll {

// Of two passes over the same sequence, at step t: the greatest |difference| over outputs and hidden states of the topmost layer. NaN where
// one of the two is and the other isn't: it must show.
float differenceAt(const Trace<float>& a, const Trace<float>& b, int t);
// The greater of the two, NaN if one is.
float greater(float a, float b);

// Runs both on x (batch of one, at least `untied.copies()` steps) and fills everything but `version`.
void compareTwins(const Network<float>& tied, const Network<float>& untied, const Table& x, Twins& twins);

// Whether a unit can be taken out of a layer: what leads on from it is W_hh and W_hy, and another one is left.
bool canTakeUnit(const NetworkShape& shape);
// Changes one copy of an untied net. Returns the weight as it was before (0 where more are changed); nothing: it has no such weight, unit or
// step. A unit that is taken out keeps its place and its number, but nothing leads on from it.
std::optional<float> changeCopy(Network<float>& untied, const TwinBreak& change);
// Another one with the same weights.
Network<float> copyOf(const Network<float>& network);

}  // namespace unroll
