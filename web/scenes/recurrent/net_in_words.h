// What kind of recurrent net runs, in words: "LSTM, 2 layers".
#pragma once

#include <string>

#include "scenes/recurrent/context.h"

namespace unroll {

std::string netInWords(const SceneContext& context);
// What makes answers of the readout's numbers, "Softmax"; empty: they are the answers.
std::string outputFunction(const Snapshot& snapshot);
// Why there are no numbers: some have grown beyond what a float holds. Empty where all are finite.
std::string overflowInWords(const SceneContext& context);

}  // namespace unroll
