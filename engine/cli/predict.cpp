#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "recurrent/experiment_text.h"
#include "recurrent/keys.h"
#include "recurrent/recurrent.h"

namespace unroll {

Result<void> cli::predict(std::span<const std::string> arguments, std::FILE* out) {
  std::string path;
  std::uint64_t length = 0, sequences = 1000, seed = 0;
  bool ownLength = false, ownSeed = false;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    const std::string key = argument.substr(0, equals), value = equals == std::string::npos ? "" : argument.substr(equals + 1);
    if (key == "load" && !value.empty()) {
      path = value;
    } else if (key == "seqLen") {
      if (!readWhole(value, length) || length < 1 || length > 1000) return Error{argument + ": must be 1…1000"};
      ownLength = true;
    } else if (key == "sequences") {
      if (!readWhole(value, sequences) || sequences < 1 || sequences > Simulation::mostPredicted)
        return Error{argument + ": must be 1…" + std::to_string(Simulation::mostPredicted)};
    } else if (key == "seed") {
      if (!readWhole(value, seed)) return Error{argument + ": must be a whole number, 0…18446744073709551615"};
      ownSeed = true;
    } else {
      return Error{argument + ": predict takes load=FILE, seqLen, sequences and seed"};
    }
  }
  if (path.empty()) return Error{"predict: takes a model file, load=FILE"};
  const auto bytes = readFile(path, Simulation::largestModelFile);
  if (!bytes) return bytes.error();
  const auto loaded = Simulation::loadModel(bytes.value());
  if (!loaded) return Error{path + ": " + loaded.error().message};
  const Simulation& simulation = *loaded.value();
  const Experiment& settings = simulation.settings();
  const int steps = ownLength ? static_cast<int>(length) : settings.seqLen;
  const auto prediction = simulation.predict(steps, static_cast<int>(sequences), ownSeed ? seed : settings.seed);
  if (!prediction) return Error{path + ": " + prediction.error().message};
  const auto number = [](double value) { return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(); };
  const nlohmann::ordered_json line{{"experiment", printExperiment(simulation.experiment())},
                                    {"seqLen", steps},
                                    {"sequences", sequences},
                                    {"metric", number(prediction.value().metric)},
                                    {"loss", number(prediction.value().loss)}};
  std::fprintf(out, "%s\n", line.dump().c_str());
  return {};
}

}  // namespace unroll
