// The keys of an Experiment, in one table (keys.cpp): parsing, printing, `unroll list keys` and the page's controls come from it. A new
// setting is a field of Experiment and one line there. `edits`, the one key that is no field, comes last.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/keys.h"
#include "core/result.h"
#include "tasks/experiment.h"

namespace unroll {

const std::vector<KeyInfo>& experimentKeys();   // in the order in which a text is written
const KeyInfo* findKey(std::string_view name);  // nullptr: no such key

// The value of one key in its text form, the shortest that reads back to the same number.
std::string keyValue(const Experiment& experiment, std::string_view key);

// Sets one key from its text. The error names the key, the value and what is allowed; experiment is then unchanged.
// Setting `task` also sets that task's own defaults (seqLen, hiddenSize…).
Result<void> setKey(Experiment& experiment, std::string_view key, std::string_view value);

// Whether the key changes anything beside the others as they are; and under which name its words stand, since what it means may depend
// on them (initScale is a spectral radius with init=spectral).
bool keyMatters(const Experiment& experiment, std::string_view key);
// What is allowed of a number beside the others as they are: a sequence is long enough for its task.
Track keyRange(const Experiment& experiment, std::string_view key);
std::string keyWording(const Experiment& experiment, std::string_view key);

// The settings that choosing this task sets, as pairs of key and value.
std::vector<std::pair<std::string, std::string>> taskDefaults(std::string_view task);

// What one key alone allows, but not beside the others. The names of task and cell must exist.
Result<void> fitsTogether(const Experiment& experiment);

// Whether the experiment's own data is here and can be read by its task; and whether it has windows of this length.
Result<void> dataFits(const Experiment& experiment);
Result<void> windowFits(const Experiment& experiment);

// What the ranges of single keys can't say: that the choices exist, that seqLen is long enough for the task (Task::shortest), that
// edits are in order, name weights that the network has and lead to nothing that doesn't fit together. Every Simulation begins with it.
Result<void> validate(const Experiment& experiment);

}  // namespace unroll
