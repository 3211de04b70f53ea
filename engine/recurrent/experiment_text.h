// Experiment ↔ text: `key=value` pairs joined by `&` (core/link_text.h). The same form is the page's URL hash, the command line and the
// native program's arguments.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "tasks/experiment.h"

namespace unroll {

// Only what differs from the defaults (of the task) is written; `task` always is. parse(print(e)) == e.
std::string printExperiment(const Experiment& experiment);

// Strict: the first bad pair is the error; page keys are passed over, so that a link can be pasted into a command line. Order
// doesn't matter: `task` is applied first, since it brings its own defaults.
Result<Experiment> parseExperiment(std::string_view text);

// Lenient, for links: a bad pair is dropped, its default is used and the reason is reported.
struct ParsedLink {
  Experiment experiment;
  std::vector<Error> dropped;
};
ParsedLink parseLink(std::string_view text);

// The pairs of such a text as they stand, without the page keys.
std::vector<std::pair<std::string, std::string>> splitExperiment(std::string_view text);

Experiment defaultExperiment();  // an Experiment with its task's own settings: what an empty text means

}  // namespace unroll
