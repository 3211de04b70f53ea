#include "recurrent/experiment_text.h"

#include <optional>

#include "core/link_text.h"
#include "recurrent/edits.h"
#include "recurrent/keys.h"

namespace unroll {

namespace {

// `task` before all others, since it brings its own defaults.
template <class Use>
void inOrder(const std::vector<Pair>& pairs, Use use) {
  for (const bool tasks : {true, false})
    for (const Pair& pair : pairs)
      if ((pair.first == "task") == tasks) use(pair);
}

}  // namespace

std::string printExperiment(const Experiment& experiment) {
  Experiment plain;
  (void)setKey(plain, "task", experiment.task).operator bool();
  std::string text;
  for (const KeyInfo& key : experimentKeys()) {
    const std::string value = keyValue(experiment, key.name);
    if (key.name == "task" || value != keyValue(plain, key.name)) appendPair(text, key.name, value);
  }
  return text;
}

Result<Experiment> parseExperiment(std::string_view text) {
  Experiment experiment = defaultExperiment();
  std::optional<Error> error;
  inOrder(splitLink(text), [&](const Pair& pair) {
    if (error || isPageKey(pair.first)) return;
    if (auto set = setKey(experiment, pair.first, pair.second); !set) error = set.error();
  });
  if (error) return *error;
  if (auto valid = validate(experiment); !valid) return valid.error();
  return experiment;
}

ParsedLink parseLink(std::string_view text) {
  ParsedLink link{defaultExperiment(), {}};
  inOrder(splitLink(text), [&](const Pair& pair) {
    if (isPageKey(pair.first)) return;
    if (auto set = setKey(link.experiment, pair.first, pair.second); !set) link.dropped.push_back(set.error());
  });
  // What only fails together with other keys: the length of the sequence, and then the weights that edits name.
  Experiment withoutEdits = link.experiment;
  withoutEdits.edits.clear();
  // Keys that don't go together: the one that an error names first gets its default; where that doesn't help, all do.
  const auto plain = [&] {
    Experiment e = defaultExperiment();
    (void)setKey(e, "task", link.experiment.task).operator bool();
    return e;
  }();
  for (std::string last;;) {
    const auto valid = validate(withoutEdits);
    if (valid) break;
    link.dropped.push_back(valid.error());
    const std::string key = valid.error().message.substr(0, valid.error().message.find('='));
    if (key == last || !findKey(key))
      withoutEdits = plain;
    else
      (void)setKey(withoutEdits, key, keyValue(plain, key)).operator bool();
    if (key == "seqLen") withoutEdits.delay = plain.delay;  // what it was too short for
    if (key == "data") withoutEdits.column.clear();
    last = key;
  }
  const std::vector<Edit> edits = std::move(link.experiment.edits);
  link.experiment = withoutEdits;
  link.experiment.edits = edits;
  for (Error& error : dropImpossibleEdits(link.experiment)) link.dropped.push_back(std::move(error));
  return link;
}

std::vector<std::pair<std::string, std::string>> splitExperiment(std::string_view text) {
  std::vector<Pair> pairs;
  for (Pair& pair : splitLink(text))
    if (!isPageKey(pair.first)) pairs.push_back(std::move(pair));
  return pairs;
}

Experiment defaultExperiment() {
  Experiment experiment;
  (void)setKey(experiment, "task", experiment.task).operator bool();
  return experiment;
}

}  // namespace unroll
