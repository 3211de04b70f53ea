// The weights of one copy in their order, the biases among them: which is looked at, and how it is called.
#pragma once

#include <string>

#include "scenes/recurrent/context.h"

namespace unroll {

// All weights of a copy, and the place of one among them (−1: there is none of that name) and back.
int weightCount(const Snapshot& snapshot);
int indexOf(const Snapshot& snapshot, const WeightPlace& place);
WeightPlace weightAt(const Snapshot& snapshot, int index);

// Markup: "<hh>W_{hh}</>[1][0]".
std::string placeSymbol(const Snapshot& snapshot, const WeightPlace& place);
// "rnn.weight_hh_l0[1][0]", for the link; of a bias one index.
std::string printPlace(const WeightPlace& place);
bool readPlace(std::string_view text, WeightPlace& place);

}  // namespace unroll
