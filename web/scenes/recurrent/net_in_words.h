// What kind of recurrent net runs, in words: "LSTM, 2 layers".
#pragma once

#include <string>

#include "scenes/recurrent/context.h"

namespace unroll {

std::string netInWords(const SceneContext& context);

}  // namespace unroll
