#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "io/experiment_text.h"
#include "unroll.h"

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

}  // namespace

Result<void> cli::train(std::span<const std::string> arguments, std::FILE* out) {
  std::string text;
  for (const std::string& argument : arguments) text += (text.empty() ? "" : "&") + argument;
  const auto experiment = parseExperiment(text);
  if (!experiment) return experiment.error();
  auto created = Simulation::create(experiment.value());
  if (!created) return created.error();
  Simulation& simulation = *created.value();
  const std::int64_t updates = experiment.value().updates;
  Snapshot snapshot;
  const SnapshotParts parts{.curves = false, .parameters = false, .twins = false};
  for (;;) {
    const std::int64_t goal = std::min(updates, Simulation::nextEvaluation(simulation.update()));
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
  return {};
}

}  // namespace unroll
