#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"

namespace unroll {

Result<void> cli::unfold(std::span<const std::string> arguments, std::FILE* out) {
  std::string text, lengthText;
  for (const std::string& argument : arguments) {
    if (argument.rfind("length=", 0) == 0)
      lengthText = argument.substr(7);
    else
      text += (text.empty() ? "" : "&") + argument;
  }
  std::uint64_t length = 0;
  if (!readWhole(lengthText, length) || length < 1 || length > 1000) return Error{"length=" + lengthText + ": must be 1…1000"};
  const auto experiment = parseExperiment(text);
  if (!experiment) return experiment.error();
  auto created = Simulation::create(experiment.value());
  if (!created) return created.error();
  Simulation& simulation = *created.value();
  simulation.finish();
  const auto compared = simulation.compareWithTwin(static_cast<int>(length));
  if (!compared) return compared.error();
  const Twins& twins = compared.value();
  nlohmann::ordered_json json{{"length", length},
                              {"update", simulation.update()},
                              {"max_abs_difference", twins.maxAbsDifference},
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
