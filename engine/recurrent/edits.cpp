#include "recurrent/edits.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "network/network.h"
#include "recurrent/keys.h"
#include "tasks/task.h"
#include "training/trainer.h"

namespace unroll {

namespace {

Error badEdit(std::string_view text, std::string_view why) { return {"edits=" + std::string(text) + ": " + std::string(why)}; }

// Why the network has no such weight; nothing if it has. An untied copy's name is that of the tied weight with @ and its time step.
std::optional<std::string> whyMissing(const Network<float>& tied, bool isUntied, int steps, const WeightPlace& place) {
  std::string name = place.name;
  const auto isStart = [&](const Parameter* p) { return p && p->offset < tied.startSize(); };
  // Start states belong to no time step: they keep their names.
  if (isUntied && !isStart(tied.find(name))) {
    const std::size_t suffix = name.find('@');
    std::uint64_t step = 0;
    const bool isCopy =
        suffix != std::string::npos && name.size() == suffix + 5 && readWhole(std::string_view(name).substr(suffix + 1), step);
    if (!isCopy || step >= static_cast<std::uint64_t>(steps)) {
      char lastStep[16];
      std::snprintf(lastStep, sizeof lastStep, "%04d", steps - 1);
      return place.name + ": this network has no such weight; untied, a weight's name ends in @0000 to @" + lastStep;
    }
    name.resize(suffix);
    if (isStart(tied.find(name))) return place.name + ": this network has no such weight; a start state belongs to no time step";
  }
  const Parameter* parameter = tied.find(name);
  if (!parameter) return place.name + ": this network has no such weight";
  if (place.row < parameter->rows && place.col < parameter->cols) return {};
  return place.name + " has " + std::to_string(parameter->rows) + " rows and " + std::to_string(parameter->cols) +
         " columns, counted from 0";
}

}  // namespace

Result<WeightPlace> parseWeightTarget(std::string_view target) {
  const Error error{std::string(target) +
                    ": must be a setting that may change while training, or a weight such as rnn.weight_hh_l0[1][2] or readout.bias[0]"};
  const std::size_t bracket = target.find('[');
  if (bracket == std::string_view::npos || bracket == 0) return error;
  WeightPlace place{std::string(target.substr(0, bracket)), 0, 0};
  int* const indices[] = {&place.row, &place.col};
  std::size_t at = bracket;
  for (int i = 0; at < target.size(); ++i) {
    const std::size_t end = target.find(']', at);
    std::uint64_t value = 0;
    if (i == 2 || target[at] != '[' || end == std::string_view::npos || !readWhole(target.substr(at + 1, end - at - 1), value) ||
        value > 1000000)
      return error;
    *indices[i] = static_cast<int>(value);
    at = end + 1;
  }
  return place;
}

std::string printWeightTarget(const WeightPlace& place, bool isBias) {
  std::string text = place.name + "[" + std::to_string(place.row) + "]";
  if (!isBias) text += "[" + std::to_string(place.col) + "]";
  return text;
}

Result<float> parseWeightValue(std::string_view target, std::string_view value) {
  double number = 0;
  if (!readNumber(value, number) || std::fabs(number) > 1e6)
    return Error{std::string(target) + "=" + std::string(value) + ": must be a number from -1000000 to 1000000"};
  return static_cast<float>(number);
}

std::string printWeightValue(float value) {
  char text[40];
  for (int digits = 1; digits <= 9; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, static_cast<double>(value));
    if (static_cast<float>(std::strtod(text, nullptr)) == value) break;
  }
  return text;
}

Result<std::vector<Edit>> parseEdits(std::string_view text) {
  std::vector<Edit> edits;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view one = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    if (edits.size() == mostEdits) return badEdit(one, "is one too many: at most " + std::to_string(mostEdits) + " changes by hand");
    const std::size_t colon = one.find(':'), equals = one.find('=', colon == std::string_view::npos ? 0 : colon);
    std::uint64_t update = 0;
    if (colon == std::string_view::npos || equals == std::string_view::npos || !readWhole(one.substr(0, colon), update) ||
        update > 10000000)
      return badEdit(one, "must be update:target=value, as in 120:learningRate=0.01");
    Edit edit{static_cast<std::int64_t>(update), std::string(one.substr(colon + 1, equals - colon - 1)),
              std::string(one.substr(equals + 1))};
    if (!edits.empty() && edit.update < edits.back().update)
      return badEdit(one, "must come after update " + std::to_string(edits.back().update) + ", edits are in order");
    if (const KeyInfo* key = findKey(edit.target)) {
      if (!key->live) return badEdit(one, edit.target + " can't change while a training runs");
      Experiment scratch;
      if (auto valid = setKey(scratch, edit.target, edit.value); !valid) return badEdit(one, valid.error().message);
      if (edit.target == "tying" && edit.value != "untied")
        return badEdit(one, "weights can only be untied while a training runs, not tied");
    } else {
      if (auto place = parseWeightTarget(edit.target); !place) return badEdit(one, place.error().message);
      if (auto value = parseWeightValue(edit.target, edit.value); !value) return badEdit(one, value.error().message);
    }
    edits.push_back(std::move(edit));
  }
  return edits;
}

std::string printEdits(const std::vector<Edit>& edits) {
  std::string text;
  for (const Edit& edit : edits) text += (text.empty() ? "" : ",") + std::to_string(edit.update) + ":" + edit.target + "=" + edit.value;
  return text;
}

std::vector<Error> dropImpossibleEdits(Experiment& experiment) {
  std::vector<Error> dropped;
  std::vector<Edit> kept;
  std::optional<Network<float>> network;  // built for its names and sizes, where a weight is changed at all
  const std::vector<Edit> edits = std::move(experiment.edits);
  Experiment state = experiment;  // as it is at each edit's update
  state.edits.clear();
  for (const Edit& edit : edits) {
    std::optional<std::string> problem;
    if (findKey(edit.target)) {
      Experiment changed = state;
      auto possible = setKey(changed, edit.target, edit.value);
      if (possible) possible = fitsTogether(changed);
      if (possible)
        state = std::move(changed);
      else
        problem = possible.error().message;
    } else if (const auto place = parseWeightTarget(edit.target); !place) {
      problem = place.error().message;
    } else {
      const Task& task = *findTask(experiment.task);
      if (!network) network.emplace(networkShape(experiment, task), Tying::tied);
      problem = whyMissing(*network, state.tying == "untied", experiment.seqLen, place.value());
    }
    if (problem)
      dropped.push_back(badEdit(printEdits({edit}), *problem));
    else
      kept.push_back(edit);
  }
  experiment.edits = std::move(kept);
  return dropped;
}

}  // namespace unroll
