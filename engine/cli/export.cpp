#include "cli/cli.h"
#include "core/keys.h"
#include "recurrent/experiment_text.h"
#include "recurrent/pytorch.h"
#include "recurrent/recurrent.h"

namespace unroll {

namespace {

struct Wanted {
  std::string load, save, out, csv, experiment;
  std::uint64_t batches = 100;
};

Result<Wanted> readWanted(std::span<const std::string> arguments) {
  Wanted wanted;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    const std::string key = argument.substr(0, equals), value = equals == std::string::npos ? "" : argument.substr(equals + 1);
    bool isOurs = false;
    for (const auto& [name, to] : {std::pair<const char*, std::string Wanted::*>{"load", &Wanted::load},
                                   {"save", &Wanted::save},
                                   {"out", &Wanted::out},
                                   {"csv", &Wanted::csv}}) {
      if (key != name) continue;
      if (value.empty()) return Error{argument + ": names no file"};
      wanted.*to = value;
      isOurs = true;
    }
    if (key == "batches") {
      if (!readWhole(value, wanted.batches) || wanted.batches < 1 || wanted.batches > 10'000) return Error{argument + ": must be 1…10000"};
      isOurs = true;
    }
    if (!isOurs) wanted.experiment += (wanted.experiment.empty() ? "" : "&") + argument;
  }
  if (!wanted.load.empty() && !wanted.experiment.empty()) return Error{wanted.experiment + ": not beside load, which says all of the net"};
  if (!wanted.load.empty() && !wanted.save.empty()) return Error{"save=" + wanted.save + ": not beside load; the script reads that file"};
  if (wanted.load.empty() && wanted.save.empty())
    return Error{"export: takes load=FILE, or an experiment and save=FILE for its model file"};
  return wanted;
}

}  // namespace

Result<void> cli::exportScript(std::span<const std::string> arguments, std::FILE* out) {
  if (arguments.empty() || arguments[0] != "pytorch") return Error{"export: what is exported is pytorch"};
  const auto own = takeOwnFile(arguments.subspan(1));
  if (!own) return own.error();
  const auto read = readWanted(own.value().arguments);
  if (!read) return read.error();
  const Wanted& wanted = read.value();
  std::unique_ptr<Simulation> simulation;
  if (!wanted.load.empty()) {
    const auto bytes = readFile(wanted.load, Simulation::largestModelFile);
    if (!bytes) return bytes.error();
    auto loaded = Simulation::loadModel(bytes.value());
    if (!loaded) return Error{wanted.load + ": " + loaded.error().message};
    simulation = std::move(loaded).value();
  } else {
    const auto experiment = parseExperiment(wanted.experiment);
    if (!experiment) return own.value().named(experiment.error());
    auto created = Simulation::create(experiment.value());
    if (!created) return created.error();
    simulation = std::move(created).value();
    simulation->finish();
  }
  const Experiment& settings = simulation->settings();
  const bool draws = wanted.csv.empty() && drawsInPython(settings);
  if (!draws && wanted.csv.empty())
    return Error{"export: the script can't draw task=" + settings.task + (settings.trainingSet > 0 ? " with a training set" : "") +
                 ": csv=FILE takes its sequences"};
  const auto script = pytorchScript(*simulation, {wanted.load.empty() ? wanted.save : wanted.load, wanted.csv});
  if (!script) return script.error();
  constexpr double mostSteps = 2e7;
  if (!draws && static_cast<double>(wanted.batches) * settings.batchSize * settings.seqLen > mostSteps)
    return Error{"batches=" + std::to_string(wanted.batches) + ": more than 20 million time steps"};
  if (!wanted.save.empty())
    if (auto written = writeFile(wanted.save, simulation->saveModel()); !written) return written;
  if (!draws) {
    const int sequences = static_cast<int>(wanted.batches) * settings.batchSize;
    if (auto written = writeFile(wanted.csv, sequencesForPytorch(*simulation, sequences)); !written) return written;
  }
  if (!wanted.out.empty()) return writeFile(wanted.out, script.value());
  std::fwrite(script.value().data(), 1, script.value().size(), out);
  return {};
}

}  // namespace unroll
