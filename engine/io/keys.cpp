#include "io/keys.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "cells/cell.h"
#include "core/activation.h"
#include "io/edits.h"
#include "tasks/task.h"
#include "training/optimizer.h"
#include "unroll.h"

namespace unroll {

namespace {

std::vector<std::string> namesOf(const std::vector<Choice>& choices) {
  std::vector<std::string> names;
  for (const Choice& choice : choices) names.push_back(choice.name);
  return names;
}

std::vector<Key> makeKeys() {
  using Type = Key::Type;
  const auto choice = [](std::string_view name, std::vector<std::string> choices, std::string_view help, bool live = false) {
    Key key;
    key.name = name;
    key.type = Type::choice;
    key.choices = std::move(choices);
    key.help = help;
    key.live = live;
    return key;
  };
  const auto number = [](std::string_view name, Type type, double minimum, double maximum, std::string_view help, bool live = false) {
    Key key;
    key.name = name;
    key.type = type;
    key.minimum = minimum;
    key.maximum = maximum;
    key.help = help;
    key.live = live;
    return key;
  };
  std::vector<Key> keys{
      choice("scene", {"sequence", "theorem", "training"}, "the lesson shown"),
      choice("task", namesOf(listTasks()), "what the network learns; brings its own default settings"),
      number("delay", Type::integer, 1, 100, "echo: steps between a bit and its repetition"),
      number("noise", Type::number, 0, 1, "sine: standard deviation of the noise on the input"),
      choice("cell", namesOf(listCells()), "how h_t comes from x_t and h_{t-1}"),
      choice("activation", namesOf(listActivations()), "the function f of a hidden unit"),
      choice("tying", {"tied", "untied"}, "one copy of the weights for all time steps, or a copy per step", true),
      number("hiddenSize", Type::integer, 1, 512, "hidden units H"),
      choice("init", namesOf(listInits()), "how the first weights are drawn"),
      number("initScale", Type::number, 0, 10, "a factor on the drawn weights"),
      number("seqLen", Type::integer, 1, 1000, "time steps T of a sequence"),
      number("batchSize", Type::integer, 1, 256, "sequences B in an update"),
      choice("optimizer", namesOf(listOptimizers()), "how the gradient changes the weights"),
      number("learningRate", Type::number, 0, 10, "size of a step", true),
      number("momentum", Type::number, 0, 1, "share of the last step that is kept, for optimizer=momentum", true),
      number("clipNorm", Type::number, 0, 1e6, "greatest 2-norm of the gradient, 0: no clipping", true),
      number("seed", Type::integer, 0, 18446744073709551615.0, "start of all random numbers"),
      number("updates", Type::integer, 0, 1e7, "updates to run"),
      number("stopAt", Type::number, 0, 1e6, "a metric that ends training"),
  };
  for (Key& key : keys) {
    if (key.name == "learningRate") key.openMinimum = true;
    if (key.name == "momentum") key.openMaximum = true;
    if (key.name == "stopAt") key.noneAllowed = true;
  }
  Key edits;
  edits.name = "edits";
  edits.type = Type::edits;
  edits.help = "what was changed by hand: update:setting=value or update:weight[row][column]=value, separated by commas";
  keys.push_back(std::move(edits));
  return keys;
}

// The field of a key; exactly one of the pointers is set.
struct Field {
  std::string* text = nullptr;
  int* whole = nullptr;
  double* real = nullptr;
  std::int64_t* updates = nullptr;
  std::uint64_t* seed = nullptr;
};

Field fieldOf(Experiment& e, std::string_view key) {
  if (key == "scene") return {.text = &e.scene};
  if (key == "task") return {.text = &e.task};
  if (key == "cell") return {.text = &e.cell};
  if (key == "activation") return {.text = &e.activation};
  if (key == "tying") return {.text = &e.tying};
  if (key == "init") return {.text = &e.init};
  if (key == "optimizer") return {.text = &e.optimizer};
  if (key == "delay") return {.whole = &e.delay};
  if (key == "hiddenSize") return {.whole = &e.hiddenSize};
  if (key == "seqLen") return {.whole = &e.seqLen};
  if (key == "batchSize") return {.whole = &e.batchSize};
  if (key == "noise") return {.real = &e.noise};
  if (key == "initScale") return {.real = &e.initScale};
  if (key == "learningRate") return {.real = &e.learningRate};
  if (key == "momentum") return {.real = &e.momentum};
  if (key == "clipNorm") return {.real = &e.clipNorm};
  if (key == "stopAt") return {.real = &e.stopAt};
  if (key == "updates") return {.updates = &e.updates};
  if (key == "seed") return {.seed = &e.seed};
  UNROLL_CHECK(key == "edits");
  return {};
}

std::string shortest(double value) {
  char text[40];
  if (value == std::floor(value) && std::fabs(value) < 1e15) {
    std::snprintf(text, sizeof text, "%.0f", value);
    return text;
  }
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  return text;
}

std::string allowed(const Key& key) {
  if (key.type == Key::Type::choice) {
    std::string names;
    for (const std::string& name : key.choices) names += (names.empty() ? "" : ", ") + name;
    return "must be one of " + names;
  }
  if (key.name == "seed") return "must be a whole number, 0…18446744073709551615";
  std::string range = (key.openMinimum ? ">" : "") + shortest(key.minimum) + "…" + (key.openMaximum ? "<" : "") + shortest(key.maximum);
  if (key.noneAllowed) range += " or none";
  return "must be " + range;
}

Error bad(const Key& key, std::string_view value) { return {std::string(key.name) + "=" + std::string(value) + ": " + allowed(key)}; }

}  // namespace

bool readNumber(std::string_view text, double& value) {
  // strtod takes more than we mean (hexadecimal, "inf", leading space); what is left of it doesn't depend on a locale, since
  // no program of ours ever sets one.
  if (text.empty() || text.size() > 60) return false;
  for (char c : text)
    if (!((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) return false;
  const std::string copy(text);
  char* end = nullptr;
  value = std::strtod(copy.c_str(), &end);
  return end == copy.c_str() + copy.size() && std::isfinite(value);
}

bool readWhole(std::string_view text, std::uint64_t& value) {
  if (text.empty() || text.size() > 20) return false;
  value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (UINT64_MAX - digit) / 10) return false;
    value = value * 10 + digit;
  }
  return true;
}

const std::vector<Key>& experimentKeys() {
  static const std::vector<Key> keys = makeKeys();
  return keys;
}

const Key* findKey(std::string_view name) {
  for (const Key& key : experimentKeys())
    if (key.name == name) return &key;
  return nullptr;
}

std::string keyValue(const Experiment& experiment, std::string_view key) {
  if (key == "edits") return printEdits(experiment.edits);
  const Field field = fieldOf(const_cast<Experiment&>(experiment), key);
  if (field.text) return *field.text;
  if (field.whole) return std::to_string(*field.whole);
  if (field.updates) return std::to_string(*field.updates);
  if (field.seed) return std::to_string(*field.seed);
  if (key == "stopAt" && *field.real < 0) return "none";
  return shortest(*field.real);
}

Result<void> setKey(Experiment& experiment, std::string_view name, std::string_view value) {
  const Key* key = findKey(name);
  if (!key) return Error{std::string(name) + "=" + std::string(value) + ": there is no such key"};
  if (key->type == Key::Type::edits) {
    auto edits = parseEdits(value);
    if (!edits) return edits.error();
    experiment.edits = std::move(edits).value();
    return {};
  }
  const Field field = fieldOf(experiment, name);
  if (field.text) {
    for (const std::string& choice : key->choices) {
      if (choice != value) continue;
      *field.text = choice;
      if (name == "task")
        for (const auto& [defaultKey, defaultValue] : taskDefaults(choice))
          (void)setKey(experiment, defaultKey, defaultValue).operator bool();
      return {};
    }
    return bad(*key, value);
  }
  if (field.seed) {
    std::uint64_t seed = 0;
    if (!readWhole(value, seed)) return bad(*key, value);
    *field.seed = seed;
    return {};
  }
  if (key->noneAllowed && value == "none") {
    *field.real = -1;
    return {};
  }
  double number = 0;
  if (!readNumber(value, number)) return bad(*key, value);
  if (number < key->minimum || number > key->maximum || (key->openMinimum && number == key->minimum) ||
      (key->openMaximum && number == key->maximum))
    return bad(*key, value);
  if (key->type == Key::Type::integer && number != std::floor(number)) return bad(*key, value);
  if (field.whole)
    *field.whole = static_cast<int>(number);
  else if (field.updates)
    *field.updates = static_cast<std::int64_t>(number);
  else
    *field.real = number;
  return {};
}

std::vector<std::pair<std::string, std::string>> taskDefaults(std::string_view taskName) {
  // Every key that some task sets has a default for all tasks, so that going from one to another leaves nothing behind.
  const Experiment plain;
  std::vector<std::pair<std::string, std::string>> defaults{{"seqLen", std::to_string(plain.seqLen)},
                                                            {"hiddenSize", std::to_string(plain.hiddenSize)}};
  const Task* task = findTask(taskName);
  UNROLL_CHECK(task);
  for (const auto& [key, value] : task->defaults) {
    bool known = false;
    for (auto& [name, set] : defaults)
      if (name == key) {
        set = value;
        known = true;
      }
    if (!known) defaults.emplace_back(key, value);
  }
  return defaults;
}

Result<void> validate(const Experiment& experiment) {
  for (const Key& key : experimentKeys()) {
    if (key.type == Key::Type::edits) continue;
    Experiment scratch = experiment;
    if (auto valid = setKey(scratch, key.name, keyValue(experiment, key.name)); !valid) return valid;
  }
  const Task& task = *findTask(experiment.task);
  if (const int shortest = task.shortest(experiment); experiment.seqLen < shortest)
    return Error{"seqLen=" + std::to_string(experiment.seqLen) + ": must be at least " + std::to_string(shortest) +
                 " for task=" + experiment.task + (experiment.task == "echo" ? " with delay=" + std::to_string(experiment.delay) : "")};
  for (std::size_t i = 1; i < experiment.edits.size(); ++i)
    if (experiment.edits[i].update < experiment.edits[i - 1].update)
      return Error{"edits=" + printEdits(experiment.edits) + ": must be in the order of their updates"};
  if (experiment.edits.empty()) return {};
  if (const auto edits = parseEdits(printEdits(experiment.edits)); !edits) return edits.error();
  Experiment scratch = experiment;
  if (const auto dropped = dropImpossibleEdits(scratch); !dropped.empty()) return dropped.front();
  return {};
}

}  // namespace unroll
