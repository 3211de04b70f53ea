#include "recurrent/keys.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <variant>

#include "cells/cell.h"
#include "core/activation.h"
#include "recurrent/edits.h"
#include "tasks/task.h"
#include "training/loss.h"
#include "training/optimizer.h"
#include "recurrent/recurrent.h"

namespace unroll {

namespace {

std::vector<std::string> namesOf(const std::vector<Choice>& choices) {
  std::vector<std::string> names;
  for (const Choice& choice : choices) names.push_back(choice.name);
  return names;
}

std::vector<std::string> withTask(std::vector<std::string> names) {
  names.insert(names.begin(), "task");
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
  const auto flag = [&](std::string_view name, std::string_view help) { return choice(name, {"false", "true"}, help); };
  std::vector<Key> keys{
      choice("scene", {UNROLL_SCENES}, "the lesson shown"),
      choice("task", namesOf(listTasks()), "what the network learns; brings its own default settings"),
      number("delay", Type::integer, 1, 100, "echo: steps between a bit and its repetition"),
      number("noise", Type::number, 0, 1, "sine: standard deviation of the noise on the input"),
      choice("cell", namesOf(listCells()), "how h_t comes from x_t and what is remembered of step t-1"),
      number("hiddenSize", Type::integer, 1, 512, "hidden units H of a layer, in each direction"),
      number("layers", Type::integer, 1, 4, "layers of cells, one above the other"),
      flag("bidirectional", "each layer has a second chain of cells that runs from the last step to the first"),
      choice("activation", namesOf(listActivations()), "the function f of a hidden unit (elman, jordan, reservoir, window)"),
      choice("tying", {"tied", "untied"}, "one copy of the weights for all time steps, or a copy per step", true),
      flag("peepholes", "lstm: the gates see the cell state too"),
      number("forgetBias", Type::number, -10, 10, "lstm: added to the first bias of the forget gate"),
      number("window", Type::integer, 1, 64, "window: inputs that a step sees, its own included"),
      choice("initialState", {"zero", "learned"}, "the state before the first step"),
      choice("init", namesOf(listInits()), "how the first weights are drawn"),
      number("initScale", Type::number, 0, 10, "a factor on the drawn weights; with init=spectral the spectral radius of W_hh"),
      number("seqLen", Type::integer, 1, 1000, "time steps T of a sequence"),
      number("batchSize", Type::integer, 1, 256, "sequences B in an update"),
      choice("loss", withTask(namesOf(listLosses())), "what training makes small; task: the task's own"),
      choice("lossAt", {"task", "every", "last"}, "the time steps that count: where the task says, every one, or the last"),
      choice("optimizer", namesOf(listOptimizers()), "how the gradient changes the weights"),
      number("learningRate", Type::number, 0, 10, "size of a step", true),
      number("momentum", Type::number, 0, 1, "share of the last step that is kept (momentum, nesterov)", true),
      number("weightDecay", Type::number, 0, 1, "pull of all weights towards 0", true),
      number("clipNorm", Type::number, 0, 1e6, "greatest 2-norm of the gradient, 0: no clipping", true),
      number("clipValue", Type::number, 0, 1e6, "greatest absolute value of a gradient's entry, before clipNorm; 0: no clipping", true),
      choice("schedule", {"constant", "step", "cosine", "plateau"}, "how the learning rate changes while training"),
      number("scheduleEvery", Type::integer, 1, 1e7,
             "updates between two drops (step), of the whole descent (cosine), without progress before a drop (plateau)"),
      number("scheduleFactor", Type::number, 0, 1, "factor of each drop (step, plateau), or what is left at the end (cosine)"),
      choice("readout", {"gradient", "ridge"},
             "how the readout learns: by gradient, or by ridge regression in closed form (cell=reservoir)"),
      choice("gradient", {"bptt", "rtrl"}, "backpropagation through time, or real-time recurrent learning: the same numbers, forward"),
      number("truncate", Type::integer, 0, 1000, "k2: time steps that a gradient goes back, 0: all"),
      number("truncateEvery", Type::integer, 0, 1000, "k1: time steps between two passes back, 0: as truncate"),
      number("seed", Type::integer, 0, 18446744073709551615.0, "start of all random numbers"),
      number("updates", Type::integer, 0, 1e7, "updates to run"),
      number("stopAt", Type::number, 0, 1e6, "a metric that ends training", true),
      number("patience", Type::integer, 0, 1e7, "updates without a lower training loss after which training ends, 0: never", true),
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

// The field of a key.
using Field = std::variant<std::string*, int*, bool*, double*, std::int64_t*, std::uint64_t*>;

Field fieldOf(Experiment& e, std::string_view key) {
  const std::pair<std::string_view, Field> fields[] = {
      {"scene", &e.scene},
      {"task", &e.task},
      {"delay", &e.delay},
      {"noise", &e.noise},
      {"cell", &e.cell},
      {"hiddenSize", &e.hiddenSize},
      {"layers", &e.layers},
      {"bidirectional", &e.bidirectional},
      {"activation", &e.activation},
      {"tying", &e.tying},
      {"peepholes", &e.peepholes},
      {"forgetBias", &e.forgetBias},
      {"window", &e.window},
      {"initialState", &e.initialState},
      {"init", &e.init},
      {"initScale", &e.initScale},
      {"seqLen", &e.seqLen},
      {"batchSize", &e.batchSize},
      {"loss", &e.loss},
      {"lossAt", &e.lossAt},
      {"optimizer", &e.optimizer},
      {"learningRate", &e.learningRate},
      {"momentum", &e.momentum},
      {"weightDecay", &e.weightDecay},
      {"clipNorm", &e.clipNorm},
      {"clipValue", &e.clipValue},
      {"schedule", &e.schedule},
      {"scheduleEvery", &e.scheduleEvery},
      {"scheduleFactor", &e.scheduleFactor},
      {"readout", &e.readout},
      {"gradient", &e.gradient},
      {"truncate", &e.truncate},
      {"truncateEvery", &e.truncateEvery},
      {"seed", &e.seed},
      {"updates", &e.updates},
      {"stopAt", &e.stopAt},
      {"patience", &e.patience},
  };
  for (const auto& [name, field] : fields)
    if (name == key) return field;
  UNROLL_CHECK(false);
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
  if (auto* text = std::get_if<std::string*>(&field)) return **text;
  if (auto* flag = std::get_if<bool*>(&field)) return **flag ? "true" : "false";
  if (auto* whole = std::get_if<int*>(&field)) return std::to_string(**whole);
  if (auto* updates = std::get_if<std::int64_t*>(&field)) return std::to_string(**updates);
  if (auto* seed = std::get_if<std::uint64_t*>(&field)) return std::to_string(**seed);
  const double real = *std::get<double*>(field);
  return key == "stopAt" && real < 0 ? "none" : shortest(real);
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
  if (key->type == Key::Type::choice) {
    if (std::find(key->choices.begin(), key->choices.end(), value) == key->choices.end()) return bad(*key, value);
    if (auto* flag = std::get_if<bool*>(&field))
      **flag = value == "true";
    else
      *std::get<std::string*>(field) = value;
    if (name == "task")
      for (const auto& [defaultKey, defaultValue] : taskDefaults(value)) (void)setKey(experiment, defaultKey, defaultValue).operator bool();
    return {};
  }
  if (auto* seed = std::get_if<std::uint64_t*>(&field)) {
    std::uint64_t read = 0;
    if (!readWhole(value, read)) return bad(*key, value);
    **seed = read;
    return {};
  }
  if (key->noneAllowed && value == "none") {
    *std::get<double*>(field) = -1;
    return {};
  }
  double number = 0;
  if (!readNumber(value, number)) return bad(*key, value);
  if (number < key->minimum || number > key->maximum || (key->openMinimum && number == key->minimum) ||
      (key->openMaximum && number == key->maximum))
    return bad(*key, value);
  if (key->type == Key::Type::integer && number != std::floor(number)) return bad(*key, value);
  if (auto* whole = std::get_if<int*>(&field))
    **whole = static_cast<int>(number);
  else if (auto* updates = std::get_if<std::int64_t*>(&field))
    **updates = static_cast<std::int64_t>(number);
  else
    *std::get<double*>(field) = number;
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

Result<void> fitsTogether(const Experiment& e) {
  const Task& task = *findTask(e.task);
  if (e.loss != "task") {
    const bool classes = task.loss == Loss::crossEntropy;
    if ((e.loss == "crossEntropy") != classes)
      return Error{"loss=" + e.loss + ": task=" + e.task +
                   (classes ? " has classes as targets: crossEntropy" : " has numbers as targets: mse") + (task.bits ? " or bce" : "")};
    if (e.loss == "bce" && !task.bits) return Error{"loss=bce: task=" + e.task + " has targets other than 0 and 1: mse"};
  }
  const std::string truncateEvery = "truncateEvery=" + std::to_string(e.truncateEvery);
  if (e.truncateEvery > 0 && e.truncate == 0) return Error{truncateEvery + ": needs truncate, the steps that a gradient goes back"};
  if (e.truncateEvery > e.truncate)
    return Error{truncateEvery + ": must be at most truncate=" + std::to_string(e.truncate) + ", or some losses would reach no step"};
  const std::string truncate = "truncate=" + std::to_string(e.truncate);
  if (e.truncate > 0 && e.bidirectional) return Error{truncate + ": not with bidirectional=true, which needs the whole sequence"};
  if (e.readout == "ridge") {
    if (!findCell(e.cell)->frozen) return Error{"readout=ridge: solves for the readout alone, which needs cell=reservoir"};
    if (e.tying == "untied") return Error{"readout=ridge: needs tying=tied, one readout for all time steps"};
    if (lossOf(e, task) != Loss::meanSquaredError) return Error{"readout=ridge: minimises the squared error: needs loss=mse"};
  }
  if (e.gradient == "rtrl") {
    if (e.truncate > 0) return Error{truncate + ": not with gradient=rtrl, which never goes back"};
    if (e.bidirectional) return Error{"gradient=rtrl: not with bidirectional=true, which needs the whole sequence"};
    if (e.hiddenSize * e.layers > 32)
      return Error{"gradient=rtrl: its cost grows with the fourth power of H; hiddenSize times layers must be at most 32"};
    if (e.tying == "untied") return Error{"gradient=rtrl: needs tying=tied"};
    if (e.cell == "window") return Error{"gradient=rtrl: cell=window has no memory to carry along"};
  }
  return {};
}

Result<void> validate(const Experiment& experiment) {
  Experiment scratch;  // without the edits, which may be many
  for (const Key& key : experimentKeys()) {
    if (key.type == Key::Type::edits) continue;
    if (auto valid = setKey(scratch, key.name, keyValue(experiment, key.name)); !valid) return valid;
  }
  const Task& task = *findTask(experiment.task);
  if (const int shortest = task.shortest(experiment); experiment.seqLen < shortest)
    return Error{"seqLen=" + std::to_string(experiment.seqLen) + ": must be at least " + std::to_string(shortest) +
                 " for task=" + experiment.task + (task.reads("delay") ? " with delay=" + std::to_string(experiment.delay) : "")};
  if (auto fits = fitsTogether(experiment); !fits) return fits;
  for (std::size_t i = 1; i < experiment.edits.size(); ++i)
    if (experiment.edits[i].update < experiment.edits[i - 1].update)
      return Error{"edits=" + printEdits(experiment.edits) + ": must be in the order of their updates"};
  if (experiment.edits.empty()) return {};
  if (const auto edits = parseEdits(printEdits(experiment.edits)); !edits) return edits.error();
  scratch = experiment;
  if (const auto dropped = dropImpossibleEdits(scratch); !dropped.empty()) return dropped.front();
  return {};
}

}  // namespace unroll
