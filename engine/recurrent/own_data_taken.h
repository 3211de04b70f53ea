// What becomes of bytes that somebody brings as own data: the changes that make an experiment read them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model.h"
#include "core/result.h"
#include "tasks/experiment.h"

namespace unroll {

// Whatever isn't a model file, whose length of a header has zeros there, nor a picture.
bool mayBeOwnData(std::string_view bytes);

// For the task of this experiment, if it takes data; else, where another task may be chosen, lines of images are for rows, a column of
// numbers is a series and the rest a text. Sequences get shorter where the data has none of that length. An error says line and column, or
// which tasks take data.
Result<std::vector<Change>> takeOwnData(const Experiment& now, std::string_view bytes, bool mayChooseTask);

}  // namespace unroll
