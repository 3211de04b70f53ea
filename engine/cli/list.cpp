#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"
#include "tasks/task.h"
#include "training/loss.h"
#include "unroll.h"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

Json choices(const std::vector<Choice>& list) {
  Json array = Json::array();
  for (const Choice& choice : list) array.push_back({{"name", choice.name}, {"help", choice.help}});
  return array;
}

Json tasks() {
  Json array = Json::array();
  for (const Task* task : allTasks()) {
    const auto own = parseExperiment("task=" + std::string(task->name));
    UNROLL_CHECK(own);
    const Experiment& e = own.value();
    Json defaults = Json::object();
    for (const auto& [key, value] : taskDefaults(task->name)) defaults[key] = value;
    array.push_back({{"name", task->name},
                     {"help", task->help},
                     {"inputSize", task->inputSize(e)},
                     {"outputSize", task->outputSize(e)},
                     {"loss", allLosses()[static_cast<std::size_t>(task->loss)].name},
                     {"metric", task->metric == Metric::wholeRight   ? "whole_right"
                                : task->metric == Metric::shareRight ? "share_right"
                                                                     : "mse"},
                     {"blind", task->blindMetric(e)},
                     {"blindLoss", task->blindLoss(e)},
                     {"learned", task->learnedBound},
                     {"learnedBy", task->learnedBy},
                     {"learnedShare", task->learnedShare},
                     {"defaults", std::move(defaults)}});
  }
  return array;
}

Json scenes() {
  Json array = Json::array();
  for (const char* name : {UNROLL_SCENES}) array.push_back({{"name", name}});
  return array;
}

// Of every kind of model, with what a key is where a text doesn't say it.
Json keys() {
  Json array = Json::array();
  for (const ModelKind* kind : models()) {
    const ParsedModel plain = kind->parse("");
    for (const KeyInfo& key : kind->keys()) {
      static constexpr const char* types[] = {"integer", "number", "choice", "text"};
      Json entry{{"name", key.name}, {"model", kind->name}, {"type", key.name == "edits" ? "edits" : types[static_cast<int>(key.type)]}};
      if (key.type == KeyInfo::Type::choice) entry["choices"] = key.choices;
      if (key.type == KeyInfo::Type::integer && key.maximum >= 18446744073709551615.0) {
        entry["minimum"] = 0;
        entry["maximum"] = UINT64_MAX;
      } else if (key.type == KeyInfo::Type::integer || key.type == KeyInfo::Type::number) {
        entry["minimum"] = key.minimum;
        entry["maximum"] = key.maximum;
        if (key.openMinimum) entry["openMinimum"] = true;
        if (key.openMaximum) entry["openMaximum"] = true;
      }
      entry["default"] = plain.model->keys().get(key.name);
      if (key.live) entry["live"] = true;
      if (!key.group.empty()) entry["group"] = key.group;
      entry["help"] = key.help;
      array.push_back(std::move(entry));
    }
  }
  return array;
}

struct Listing {
  std::string_view name;
  Json (*make)();
};
constexpr Listing listings[] = {
    {"cells", [] { return choices(listCells()); }},
    {"tasks", tasks},
    {"optimizers", [] { return choices(listOptimizers()); }},
    {"activations", [] { return choices(listActivations()); }},
    {"inits", [] { return choices(listInits()); }},
    {"losses", [] { return choices(listLosses()); }},
    {"scenes", scenes},
    {"keys", keys},
};

}  // namespace

Result<void> cli::list(std::span<const std::string> arguments, std::FILE* out) {
  const std::string what = arguments.empty() ? "" : arguments[0];
  std::string names;
  for (const Listing& listing : listings) {
    names += (names.empty() ? "" : ", ") + std::string(listing.name);
    if (what != listing.name) continue;
    if (arguments.size() > 1) return Error{"list " + what + ": takes nothing more, but got " + arguments[1]};
    std::fprintf(out, "%s\n", listing.make().dump(1).c_str());
    return {};
  }
  return Error{"list" + (what.empty() ? "" : " " + what) + ": must be one of " + names};
}

}  // namespace unroll
