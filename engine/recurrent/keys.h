// The keys of an Experiment: name, type, range, default and help, in one table. Parsing, printing, `unroll list keys`, and the
// sliders of the page all come from it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/experiment.h"
#include "core/result.h"

namespace unroll {

struct Key {
  enum class Type { integer, number, choice, edits };
  std::string_view name;
  Type type = Type::number;
  double minimum = 0;  // inclusive, unless openMinimum
  double maximum = 0;
  bool openMinimum = false;  // minimum itself is not allowed: "> 0"
  bool openMaximum = false;
  bool noneAllowed = false;          // "none" is a value too (stopAt)
  bool live = false;                 // may change while a training runs
  std::vector<std::string> choices;  // of Type::choice, in menu order
  std::string_view help;             // English, one sentence
};

const std::vector<Key>& experimentKeys();   // in the order in which a text is written
const Key* findKey(std::string_view name);  // nullptr: no such key

// The value of one key in its text form, the shortest that reads back to the same number.
std::string keyValue(const Experiment& experiment, std::string_view key);

// Sets one key from its text. The error names the key, the value and what is allowed; experiment is then unchanged.
// Setting `task` also sets that task's own defaults (seqLen, hiddenSize…).
Result<void> setKey(Experiment& experiment, std::string_view key, std::string_view value);

// The settings that choosing this task sets, as pairs of key and value.
std::vector<std::pair<std::string, std::string>> taskDefaults(std::string_view task);

// Numbers as all our texts write them: the whole text must be one; no inf, nan, hexadecimal or space. False: it isn't.
bool readNumber(std::string_view text, double& value);
bool readWhole(std::string_view text, std::uint64_t& value);

// What one key alone allows, but not beside the others. The names of task and cell must exist.
Result<void> fitsTogether(const Experiment& experiment);

// What the ranges of single keys can't say: that the choices exist, that seqLen is long enough for the task (Task::shortest), that
// edits are in order, name weights that the network has and lead to nothing that doesn't fit together. Every Simulation begins with it.
Result<void> validate(const Experiment& experiment);

}  // namespace unroll
