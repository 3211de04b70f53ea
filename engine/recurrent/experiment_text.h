// Experiment ↔ text: `key=value` pairs joined by `&`. The same form is the page's URL hash, the command line and the native
// program's arguments.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tasks/experiment.h"
#include "core/result.h"

namespace unroll {

// Only what differs from the defaults (of the task) is written; `scene` and `task` always are.
// Characters that a URL's hash can't carry are percent-encoded. parse(print(e)) == e.
std::string printExperiment(const Experiment& experiment);

// Keys of a link that are about the page and never part of the experiment: lang, theme, embed, hide, animate, scale.
const std::vector<std::string_view>& pageKeys();

// Strict: the first bad pair is the error; page keys are passed over, so that a link can be pasted into a command line. Order
// doesn't matter: `task` is applied first, since it brings its own defaults.
Result<Experiment> parseExperiment(std::string_view text);

// Lenient, for links: a bad pair is dropped, its default is used and the reason is reported. Page keys are
// not part of the experiment and are handed back as they are.
struct ParsedLink {
  Experiment experiment;
  std::vector<std::pair<std::string, std::string>> pageSettings;
  std::vector<Error> dropped;
};
ParsedLink parseLink(std::string_view text);

// The pairs of such a text as they stand, without the page keys.
std::vector<std::pair<std::string, std::string>> splitExperiment(std::string_view text);

Experiment defaultExperiment();  // an Experiment with its task's own settings: what an empty text means

}  // namespace unroll
