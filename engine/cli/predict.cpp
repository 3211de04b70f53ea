#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "recurrent/experiment_text.h"
#include "recurrent/fresh_sequences.h"
#include "recurrent/keys.h"
#include "recurrent/own_sequences.h"
#include "recurrent/recurrent.h"

namespace unroll {

namespace {

// A text as text, notes as words, an own curve in its own units, other classes as their numbers.
nlohmann::ordered_json goesOn(Simulation& simulation, const Table& next) {
  Snapshot snapshot;
  simulation.fill(snapshot, {.curves = false, .parameters = false, .twins = false, .probe = false});
  std::string text;
  auto numbers = nlohmann::ordered_json::array();
  for (int t = 0; t < next.rows; ++t) {
    if (next.cols == 1 && snapshot.names.empty()) {
      const auto value = static_cast<double>(next.at(t, 0));
      numbers.push_back(snapshot.own.hash.empty() ? value : snapshot.own.inOwnUnits(value));
      continue;
    }
    int symbol = 0;
    while (symbol + 1 < next.cols && next.at(t, symbol) != 1) ++symbol;
    if (snapshot.names.empty())
      numbers.push_back(symbol);
    else
      text += (snapshot.notes.empty() || text.empty() ? "" : " ") + snapshot.names[static_cast<std::size_t>(symbol)];
  }
  return snapshot.names.empty() ? numbers : nlohmann::ordered_json(text);
}

// The answers to the sequences of a file, as a CSV.
Result<void> answerFile(const Simulation& simulation, const std::string& path, std::FILE* out) {
  const auto bytes = cli::readFile(path, largestSequencesFile);
  if (!bytes) return bytes.error();
  const auto sequences = parseSequences(bytes.value(), simulation.settings());
  if (!sequences) return Error{path + ": " + sequences.error().message};
  std::vector<Table> answers;
  for (const Table& x : sequences.value()) {
    auto y = simulation.answerTo(x);
    if (!y) return Error{path + ": sequence " + std::to_string(answers.size()) + ": " + y.error().message};
    answers.push_back(std::move(y).value());
  }
  const std::string text = printAnswers(answers, simulation.settings());
  std::fwrite(text.data(), 1, text.size(), out);
  return {};
}

}  // namespace

Result<void> cli::predict(std::span<const std::string> arguments, std::FILE* out) {
  const auto own = takeOwnFile(arguments);
  if (!own) return own.error();
  std::string path, input, elsewise;
  FreshSequences fresh;
  std::uint64_t goOn = 0;
  double temperature = 1;
  for (const std::string& argument : own.value().arguments) {
    const std::size_t equals = argument.find('=');
    const std::string key = argument.substr(0, equals), value = equals == std::string::npos ? "" : argument.substr(equals + 1);
    if (equals == std::string::npos) {
      if (!input.empty()) return Error{argument + ": predict takes one file of inputs, and " + input + " was named before"};
      input = argument;
      continue;
    }
    if (key != "load" && key != "data") elsewise = argument;
    const auto taken = fresh.take(key, value);
    if (!taken) return taken.error();
    if (taken.value()) continue;
    if (key == "load" && !value.empty()) {
      path = value;
    } else if (key == "goOn") {
      if (!readWhole(value, goOn) || goOn > Simulation::mostGoneOn)
        return Error{argument + ": must be 0…" + std::to_string(Simulation::mostGoneOn)};
    } else if (key == "temperature") {
      if (!readNumber(value, temperature) || temperature < 0 || temperature > 10) return Error{argument + ": must be 0…10"};
    } else if (key != "data") {
      return Error{argument + ": predict takes load=FILE, seqLen, sequences, seed, goOn, temperature and data=FILE, or a file of inputs"};
    }
  }
  if (path.empty()) return Error{"predict: takes a model file, load=FILE"};
  const auto bytes = readFile(path, Simulation::largestModelFile);
  if (!bytes) return bytes.error();
  const auto loaded = Simulation::loadModel(bytes.value());
  if (!loaded) return Error{path + ": " + loaded.error().message};
  Simulation& simulation = *loaded.value();
  const Experiment& settings = simulation.settings();
  if (!own.value().path.empty() && settings.data != own.value().hash)
    return Error{own.value().path + ": isn't the data that the model of " + path + " was trained on" +
                 (settings.data.empty() ? "" : ", data=" + settings.data)};
  if (!input.empty() && !elsewise.empty()) return Error{elsewise + ": not beside a file of inputs, " + input};
  if (!input.empty()) return answerFile(simulation, input, out);
  const int steps = fresh.seqLen.value_or(settings.seqLen);
  const std::uint64_t seed = fresh.seed.value_or(settings.seed);
  const auto prediction = simulation.predict(steps, fresh.count, seed);
  if (!prediction) return Error{path + ": " + prediction.error().message};
  const auto number = [](double value) { return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(); };
  nlohmann::ordered_json line{{"experiment", printExperiment(simulation.experiment())},
                              {"seqLen", steps},
                              {"sequences", fresh.count},
                              {"metric", number(prediction.value().metric)},
                              {"loss", number(prediction.value().loss)}};
  if (goOn > 0) {
    const auto gone = simulation.goOn(static_cast<int>(goOn), temperature, seed);
    if (!gone) return Error{path + ": " + gone.error().message};
    line["goes_on"] = goesOn(simulation, gone.value().next);
  }
  std::fprintf(out, "%s\n", line.dump().c_str());
  return {};
}

}  // namespace unroll
