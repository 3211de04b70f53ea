#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "recurrent/edits.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"

namespace unroll {

namespace {

// The first reason why the twin can't be folded back.
nlohmann::ordered_json obstacleAsJson(const FoldObstacle& o) {
  nlohmann::ordered_json json{{"layer", o.layer}};
  if (o.why == FoldObstacle::Why::units) json["units"] = {o.value, o.first};
  if (o.why != FoldObstacle::Why::weight) return json;
  json["weight"] = printWeightTarget({o.weight, o.row, o.col}, o.weight.find("bias") != std::string::npos);
  json["values"] = {o.value, o.first};
  json["differing"] = o.differing;
  return json;
}

}  // namespace

Result<void> cli::unfold(std::span<const std::string> arguments, std::FILE* out) {
  std::string text, lengthText, brokenText, byText, weightText, unitText;
  for (const std::string& argument : arguments) {
    if (argument.rfind("length=", 0) == 0)
      lengthText = argument.substr(7);
    else if (argument.rfind("break=", 0) == 0)
      brokenText = argument;
    else if (argument.rfind("breakBy=", 0) == 0)
      byText = argument.substr(8);
    else if (argument.rfind("breakWeight=", 0) == 0)
      weightText = argument.substr(12);
    else if (argument.rfind("breakUnit=", 0) == 0)
      unitText = argument.substr(10);
    else
      text += (text.empty() ? "" : "&") + argument;
  }
  std::uint64_t length = 0;
  if (!readWhole(lengthText, length) || length < 1 || length > 1000) return Error{"length=" + lengthText + ": must be 1…1000"};
  std::uint64_t broken = 0;
  if (!brokenText.empty() && (!readWhole(brokenText.substr(6), broken) || broken >= length))
    return Error{brokenText + ": must be 0…" + std::to_string(length - 1)};
  if (brokenText.empty() && !(byText + weightText + unitText).empty())
    return Error{"breakBy, breakWeight and breakUnit say what break=k changes: break is missing"};
  if (!unitText.empty() && !(byText + weightText).empty()) return Error{"breakUnit takes a unit out: no breakBy or breakWeight beside it"};
  TwinBreak change;
  if (!brokenText.empty()) change.step = static_cast<int>(broken);
  if (!byText.empty()) {
    const auto by = parseWeightValue("breakBy", byText);
    if (!by) return by.error();
    change.by = by.value();
  }
  if (!weightText.empty()) {
    const auto place = parseWeightTarget(weightText);
    if (!place) return Error{"breakWeight=" + weightText + ": must be a weight such as rnn.weight_hh_l0[1][2]"};
    change.weight = place.value().name;
    change.row = place.value().row;
    change.col = place.value().col;
  }
  if (!unitText.empty()) {
    std::uint64_t unit = 0;
    if (!readWhole(unitText, unit) || unit > 511) return Error{"breakUnit=" + unitText + ": must be 0…511"};
    change.unit = static_cast<int>(unit);
  }
  const auto experiment = parseExperiment(text);
  if (!experiment) return experiment.error();
  auto created = Simulation::create(experiment.value());
  if (!created) return created.error();
  Simulation& simulation = *created.value();
  simulation.finish();
  const auto compared = simulation.compareWithTwin(static_cast<int>(length), change);
  if (!compared) return compared.error();
  const Twins& twins = compared.value();
  nlohmann::ordered_json json{
      {"length", length},
      {"update", simulation.update()},
      {"max_abs_difference", twins.maxAbsDifference},
      {"first_difference", twins.firstStep < 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(twins.firstStep)},
      {"folds", twins.folded || twins.obstacle ? nlohmann::ordered_json(twins.folded) : nlohmann::ordered_json()},
      {"why_not", twins.obstacle ? obstacleAsJson(*twins.obstacle) : nlohmann::ordered_json()},
      {"tied_parameters", twins.tiedParameters},
      {"untied_parameters", twins.untiedParameters},
      {"rnn_outputs", twins.rnn.values},
      {"feedforward_outputs", twins.feedforward.values}};
  Snapshot snapshot;
  simulation.fill(snapshot, {.curves = false, .parameters = false, .twins = false});
  if (snapshot.divergence) json["diverged"] = true;  // the numbers are those of the last finite state
  std::fprintf(out, "%s\n", json.dump().c_str());
  return {};
}

}  // namespace unroll
