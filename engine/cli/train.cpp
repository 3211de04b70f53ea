#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "recurrent/resumed.h"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

const char* whereName(Divergence::Where where) {
  switch (where) {
    case Divergence::Where::hiddenState: return "hidden_state";
    case Divergence::Where::loss: return "loss";
    case Divergence::Where::gradient: return "gradient";
    case Divergence::Where::weights: return "weights";
  }
  return "";
}

Json line(const Snapshot& snapshot) {
  return {{"update", snapshot.update}, {"loss", number(snapshot.loss)}, {"metric", number(snapshot.metric)}};
}

void print(std::FILE* out, const Json& json) {
  std::fprintf(out, "%s\n", json.dump().c_str());
  std::fflush(out);
}

Result<std::unique_ptr<Simulation>> loadAndChange(const std::string& path, const std::string& text, std::int64_t& updates) {
  const auto bytes = cli::readFile(path, Simulation::largestModelFile);
  if (!bytes) return bytes.error();
  auto loaded = Simulation::loadModel(bytes.value());
  if (!loaded) return Error{path + ": " + loaded.error().message};
  const auto goal = resume(*loaded.value(), text, "the model of " + path);
  if (!goal) return goal.error();
  updates = goal.value();
  return loaded;
}

}  // namespace

Result<void> cli::train(std::span<const std::string> arguments, std::FILE* out) {
  const auto own = takeOwnFile(arguments);
  if (!own) return own.error();
  std::string text, load, save;
  for (const std::string& argument : own.value().arguments) {
    if (argument.rfind("load=", 0) == 0)
      load = argument.substr(5);
    else if (argument.rfind("save=", 0) == 0)
      save = argument.substr(5);
    else
      text += (text.empty() ? "" : "&") + argument;
  }
  // Known before hours of training, not after.
  if (!save.empty()) {
    std::FILE* file = std::fopen(save.c_str(), "ab");
    if (!file) return Error{save + ": can't be written"};
    std::fclose(file);
  }
  std::unique_ptr<Simulation> owner;
  std::int64_t updates = 0;
  if (load.empty()) {
    const auto experiment = parseExperiment(text);
    if (!experiment) return own.value().named(experiment.error());
    auto created = Simulation::create(experiment.value());
    if (!created) return created.error();
    owner = std::move(created).value();
    updates = experiment.value().updates;
  } else {
    auto loaded = loadAndChange(load, text, updates);
    if (!loaded) return loaded.error();
    owner = std::move(loaded).value();
  }
  Simulation& simulation = *owner;
  Snapshot snapshot;
  const SnapshotParts parts{.curves = false, .parameters = false, .twins = false};
  simulation.fill(snapshot, parts);
  for (;;) {
    const std::int64_t goal = std::min(updates, Simulation::nextEvaluation(snapshot.current, simulation.update()));
    simulation.setGoal(goal);
    simulation.finish();
    simulation.fill(snapshot, parts);
    // Short of the goal: it diverged. At a goal of its own: the metric of stopAt was met.
    const bool stopped = snapshot.divergence || simulation.update() < goal || simulation.update() == updates || simulation.stopMet();
    if (stopped) break;
    print(out, line(snapshot));
  }
  Json last{{"done", true}};
  last.update(line(snapshot));
  if (snapshot.current.trainingSet > 0) last["training_metric"] = number(snapshot.trainingMetric);
  last["learned"] = snapshot.learned;
  if (snapshot.divergence) {
    last["diverged"] = true;
    last["diverged_update"] = snapshot.divergence->update;
    last["diverged_where"] = whereName(snapshot.divergence->where);
    if (snapshot.divergence->step >= 0) last["diverged_step"] = snapshot.divergence->step;
  }
  last["updates_per_second"] = number(simulation.updatesPerSecond());
  last["weights_hash"] = simulation.weightsHash();
  print(out, last);
  return save.empty() ? Result<void>() : cli::writeFile(save, simulation.saveModel());
}

}  // namespace unroll
