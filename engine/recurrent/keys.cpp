#include "recurrent/keys.h"

#include <algorithm>
#include <cmath>

#include "cells/cell.h"
#include "core/activation.h"
#include "core/utf8.h"
#include "recurrent/edits.h"
#include "recurrent/own_input.h"
#include "recurrent/recurrent.h"
#include "tasks/own_data.h"
#include "tasks/task.h"
#include "training/loss.h"
#include "training/optimizer.h"

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

// The cells that `holds` is true of, for the help: "elman, jordan".
template <class F>
std::string cellsThat(const F& holds, const char* separator = ", ") {
  std::string names;
  for (const CellEntry* cell : allCells())
    if (holds(*cell)) names += (names.empty() ? "" : separator) + std::string(cell->name);
  return names;
}
std::string readersOf(std::string_view key) {
  return cellsThat([key](const CellEntry& cell) { return cell.reads(key); });
}
std::string frozenCell() {
  return "cell=" + cellsThat([](const CellEntry& cell) { return cell.frozen; }, " or cell=");
}

// ── When a setting matters: what it changes nothing of is not offered ──
const CellEntry& cellOf(const Experiment& e) { return *findCell(e.cell); }
bool hasActivation(const Experiment& e) { return cellOf(e).reads("activation"); }
bool hasPeepholes(const Experiment& e) { return cellOf(e).reads("peepholes"); }
bool hasForgetBias(const Experiment& e) { return cellOf(e).reads("forgetBias"); }
bool hasWindow(const Experiment& e) { return cellOf(e).reads("window"); }
bool hasStart(const Experiment& e) { return cellOf(e).reads("initialState"); }
bool isFrozen(const Experiment& e) { return cellOf(e).frozen; }
bool learnsItsState(const Experiment& e) { return cellOf(e).memory && !cellOf(e).frozen; }
bool usesGradient(const Experiment& e) { return e.readout != "ridge"; }
bool hasMomentum(const Experiment& e) { return usesGradient(e) && (e.optimizer == "momentum" || e.optimizer == "nesterov"); }
bool isScheduled(const Experiment& e) { return e.schedule != "constant" && usesGradient(e); }
bool goesBack(const Experiment& e) { return e.gradient == "bptt" && !e.bidirectional && learnsItsState(e); }
bool isTruncated(const Experiment& e) { return goesBack(e) && e.truncate > 0; }
bool canGoForward(const Experiment& e) { return e.hiddenSize * e.layers <= 32 && !e.bidirectional && learnsItsState(e); }
bool drawsWeights(const Experiment& e) { return e.init != "zero"; }
bool remembers(const Experiment& e) { return cellOf(e).memory; }
bool readsDelay(const Experiment& e) { return findTask(e.task)->reads("delay"); }
bool readsNoise(const Experiment& e) { return findTask(e.task)->reads("noise"); }
bool readsSymbols(const Experiment& e) { return findTask(e.task)->reads("symbols"); }

bool readsData(const Experiment& e) { return findTask(e.task)->reads("data"); }
bool readsColumn(const Experiment& e) { return findTask(e.task)->reads("column") && !e.data.empty(); }

void longEnough(const Experiment& e, double& minimum, double& maximum) {
  const Task& task = *findTask(e.task);
  minimum = task.shortest(e);
  if (task.longest) maximum = std::max(minimum, std::min<double>(maximum, task.longest(e)));
}
void withinSequence(const Experiment& e, double&, double& maximum) { maximum = std::min(maximum, e.seqLen - 1.0); }

std::string_view scaleWording(const Experiment& e) { return e.init == "spectral" ? "spectralRadius" : "initScale"; }
std::string_view startWording(const Experiment&) { return "firstState"; }
std::string_view decayWording(const Experiment& e) { return e.readout == "ridge" ? "ridgePenalty" : "weightDecay"; }

const KeyTable<Experiment>& table() {
  using E = Experiment;
  constexpr TrackScale squared = TrackScale::squared;
  static const KeyTable<E> keys(std::vector<Key<E>>{
      choice("task", &E::task, namesOf(listTasks()), "what the network learns; brings its own default settings"),
      whole("delay", &E::delay, 1, 100, "echo: steps between a bit and its repetition")
          .track(1, 30)
          .when(readsDelay)
          .within(withinSequence),
      number("noise", &E::noise, 0, 1, "sine, latch, rows: standard deviation of the noise on the input").when(readsNoise),
      whole("symbols", &E::symbols, 2, 3, "order: symbols whose order matters; counting: letters that come equally often")
          .when(readsSymbols),
      text("data", &E::data,
           "text, series, rows: own data, on the command line a file (a text in UTF-8, a CSV of numbers or of images) of at most 1 MB; "
           "elsewhere "
           "the hash of its bytes")
          .when(readsData),
      text("column", &E::column, "series: the column of own data, by name or number; empty: the last whose first field is a number")
          .when(readsColumn),
      choice("cell", &E::cell, namesOf(listCells()), "how h_t comes from x_t and what is remembered of step t-1"),
      whole("hiddenSize", &E::hiddenSize, 1, 512, "hidden units H of a layer, in each direction").track(1, 128, squared),
      whole("layers", &E::layers, 1, 4, "layers of cells, one above the other").in("network"),
      flag("bidirectional", &E::bidirectional, "each layer has a second chain of cells that runs from the last step to the first")
          .in("network"),
      choice("activation", &E::activation, namesOf(listActivations()), "the function f of a hidden unit (" + readersOf("activation") + ")")
          .in("network")
          .when(hasActivation),
      choice("tying", &E::tying, {"tied", "untied"}, "one copy of the weights for all time steps, or a copy per step").live(),
      flag("peepholes", &E::peepholes, readersOf("peepholes") + ": the gates see the cell state too").in("network").when(hasPeepholes),
      number("forgetBias", &E::forgetBias, -10, 10, readersOf("forgetBias") + ": added to the first bias of the forget gate")
          .in("network")
          .track(-3, 3)
          .when(hasForgetBias),
      whole("window", &E::window, 1, 64, readersOf("window") + ": inputs that a step sees, its own included").in("network").when(hasWindow),
      choice("initialState", &E::initialState, {"zero", "learned"}, "the state before the first step").in("start").when(hasStart),
      choice("init", &E::init, namesOf(listInits()), "how the first weights are drawn").in("start"),
      number("initScale", &E::initScale, 0, 10, "a factor on the drawn weights; with init=spectral the spectral radius of W_hh")
          .in("start")
          .track(0, 3)
          .when(drawsWeights)
          .worded(scaleWording),
      whole("seqLen", &E::seqLen, 1, 1000, "time steps T of a sequence").track(1, 100, squared).within(longEnough),
      text("input", &E::input,
           "an input of one's own to look at: the numbers of a time step by comma, the steps by ; (training draws its own)"),
      text("start", &E::start,
           "the state that it begins with there: h of the units by comma, after | the cell state, layers and directions by ; (Jordan: what "
           "is fed back)")
          .when(remembers)
          .worded(startWording),
      whole("batchSize", &E::batchSize, 1, 256, "sequences B in an update").in("optimizer").track(1, 256, squared),
      whole("trainingSet", &E::trainingSet, 0, 100'000,
            "sequences that training has, gone through again and again in another order each time; 0: ever new ones")
          .in("optimizer")
          .track(0, 10000, squared),
      choice("loss", &E::loss, withTask(namesOf(listLosses())), "what training makes small; task: the task's own")
          .in("gradient")
          .when(usesGradient),
      choice("lossAt", &E::lossAt, {"task", "every", "last"}, "the time steps that count: where the task says, every one, or the last")
          .in("gradient"),
      choice("optimizer", &E::optimizer, namesOf(listOptimizers()), "how the gradient changes the weights")
          .in("optimizer")
          .when(usesGradient),
      number("learningRate", &E::learningRate, 0, 10, "size of a step").above().live().track(1e-4, 10, TrackScale::log),
      number("momentum", &E::momentum, 0, 1, "share of the last step that is kept (momentum, nesterov)")
          .below()
          .live()
          .in("optimizer")
          .track(0, 0.99)
          .when(hasMomentum),
      number("weightDecay", &E::weightDecay, 0, 1, "pull of all weights towards 0")
          .live()
          .in("optimizer")
          .track(0, 0.1, squared)
          .worded(decayWording),
      number("clipNorm", &E::clipNorm, 0, 1e6, "greatest 2-norm of the gradient, 0: no clipping")
          .live()
          .in("gradient")
          .track(0, 10, squared)
          .when(usesGradient),
      number("clipValue", &E::clipValue, 0, 1e6, "greatest absolute value of a gradient's entry, before clipNorm; 0: no clipping")
          .live()
          .in("gradient")
          .track(0, 10, squared)
          .when(usesGradient),
      choice("schedule", &E::schedule, {"constant", "step", "cosine", "plateau"}, "how the learning rate changes while training")
          .in("optimizer")
          .when(usesGradient),
      whole("scheduleEvery", &E::scheduleEvery, 1, 1e7,
            "updates between two drops (step), of the whole descent (cosine), without progress before a drop (plateau)")
          .in("optimizer")
          .track(1, 10000, squared)
          .when(isScheduled),
      number("scheduleFactor", &E::scheduleFactor, 0, 1, "factor of each drop (step, plateau), or what is left at the end (cosine)")
          .in("optimizer")
          .when(isScheduled),
      choice("readout", &E::readout, {"gradient", "ridge"},
             "how the readout learns: by gradient, or by ridge regression in closed form (" + frozenCell() + ")")
          .in("optimizer")
          .when(isFrozen),
      choice("gradient", &E::gradient, {"bptt", "rtrl"},
             "backpropagation through time, or real-time recurrent learning: the same numbers, forward")
          .in("gradient")
          .when(canGoForward),
      whole("truncate", &E::truncate, 0, 1000, "k2: time steps that a gradient goes back, 0: all")
          .live()
          .in("gradient")
          .track(0, 100, squared)
          .when(goesBack),
      whole("truncateEvery", &E::truncateEvery, 0, 1000, "k1: time steps between two passes back, 0: as truncate")
          .live()
          .in("gradient")
          .track(0, 100, squared)
          .when(isTruncated),
      whole("seed", &E::seed, 0, 18446744073709551615.0, "start of all random numbers").in("start"),
      whole("updates", &E::updates, 0, 1e7, "updates to run"),
      number("stopAt", &E::stopAt, 0, 1e6, "a metric that ends training").orNone().live().in("end").track(0, 1, squared),
      whole("patience", &E::patience, 0, 1e7, "updates without a lower training loss after which training ends, 0: never")
          .live()
          .in("end")
          .track(0, 10000, squared),
  });
  return keys;
}

bool isColumn(std::string_view text) {
  constexpr std::size_t longest = 200;  // bytes
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character next = utf8At(text, at);
    if (next.bytes == 0 || next.code < 32 || next.code == 127) return false;
    at += next.bytes;
  }
  return text.size() <= longest;
}

}  // namespace

const std::vector<KeyInfo>& experimentKeys() {
  static const std::vector<KeyInfo> infos = [] {
    std::vector<KeyInfo> all;
    for (const Key<Experiment>& key : table().list()) all.push_back(key.info);
    all.push_back({.name = "edits",
                   .type = KeyInfo::Type::text,
                   .help = "what was changed by hand: update:setting=value or update:weight[row][column]=value, separated by commas"});
    return all;
  }();
  return infos;
}

const KeyInfo* findKey(std::string_view name) {
  for (const KeyInfo& key : experimentKeys())
    if (key.name == name) return &key;
  return nullptr;
}

std::string keyValue(const Experiment& experiment, std::string_view key) {
  return key == "edits" ? printEdits(experiment.edits) : table().get(experiment, key);
}

Result<void> setKey(Experiment& experiment, std::string_view name, std::string_view value) {
  if (name == "edits") {
    auto edits = parseEdits(value);
    if (!edits) return edits.error();
    experiment.edits = std::move(edits).value();
    return {};
  }
  if (name == "input") {  // a word as it is, numbers as all of ours are written
    if (isWord(value)) {
      experiment.input = value;
      return {};
    }
    const auto rows = parseInput(value);
    if (!rows) return rows.error();
    experiment.input = printInput(rows.value());
    return {};
  }
  if (name == "start") {
    const auto rows = parseStart(value);
    if (!rows) return rows.error();
    experiment.start = printStart(rows.value());
    return {};
  }
  if (name == "data" && !value.empty() && !isDataHash(value))
    return Error{"data=" + std::string(value.substr(0, 60)) + ": must be the hash of own data, 16 hexadecimal digits"};
  if (name == "column" && !isColumn(value))
    return Error{"column=" + std::string(value.substr(0, 60)) + ": must be the name or the number of a column"};
  if (auto set = table().set(experiment, name, value); !set) return set;
  if (name == "task") experiment.data = experiment.column = "";  // another task's
  if (name == "task")
    for (const auto& [key, own] : taskDefaults(value)) UNROLL_CHECK(table().set(experiment, key, own));
  return {};
}

bool keyMatters(const Experiment& experiment, std::string_view name) {
  const Key<Experiment>* key = table().find(name);
  return key && (!key->matters || key->matters(experiment));
}

Track keyRange(const Experiment& experiment, std::string_view name) {
  const Key<Experiment>* key = table().find(name);
  if (!key) return {};
  Track range{key->info.minimum, key->info.maximum, key->info.track.scale};
  if (key->narrow) key->narrow(experiment, range.min, range.max);
  return range;
}

std::string keyWording(const Experiment& experiment, std::string_view name) {
  const Key<Experiment>* key = table().find(name);
  return std::string(key && key->wording ? key->wording(experiment) : name);
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
    if (e.loss == "crossEntropy" && !task.classes)
      return Error{"loss=crossEntropy: task=" + e.task + " has numbers as targets: mse" + (task.bits ? " or bce" : "")};
    if (e.loss == "bce" && !task.bits) return Error{"loss=bce: task=" + e.task + " has targets other than 0 and 1: mse"};
  }
  if (e.lossAt == "last" && task.lengths)
    return Error{"lossAt=last: the sequences of task=" + e.task + " end at different time steps: every"};
  const std::string truncateEvery = "truncateEvery=" + std::to_string(e.truncateEvery);
  if (e.truncateEvery > 0 && e.truncate == 0) return Error{truncateEvery + ": needs truncate, the steps that a gradient goes back"};
  if (e.truncateEvery > e.truncate)
    return Error{truncateEvery + ": must be at most truncate=" + std::to_string(e.truncate) + ", or some losses would reach no step"};
  const std::string truncate = "truncate=" + std::to_string(e.truncate);
  if (e.truncate > 0 && e.bidirectional) return Error{truncate + ": not with bidirectional=true, which needs the whole sequence"};
  if (e.readout == "ridge") {
    if (!isFrozen(e)) return Error{"readout=ridge: solves for the readout alone, which needs " + frozenCell()};
    if (e.tying == "untied") return Error{"readout=ridge: needs tying=tied, one readout for all time steps"};
    if (lossOf(e, task) != Loss::meanSquaredError) return Error{"readout=ridge: minimises the squared error: needs loss=mse"};
  }
  if (e.gradient == "rtrl") {
    if (e.truncate > 0) return Error{truncate + ": not with gradient=rtrl, which never goes back"};
    if (e.bidirectional) return Error{"gradient=rtrl: not with bidirectional=true, which needs the whole sequence"};
    if (e.hiddenSize * e.layers > 32)
      return Error{"gradient=rtrl: its cost grows with the fourth power of H; hiddenSize times layers must be at most 32"};
    if (e.tying == "untied") return Error{"gradient=rtrl: needs tying=tied"};
    if (!cellOf(e).memory) return Error{"gradient=rtrl: cell=" + e.cell + " has no memory to carry along"};
  }
  return {};
}

// The error begins with the key that is to be changed: the column, where without it all would be well.
Result<void> dataFits(const Experiment& e) {
  const Task& task = *findTask(e.task);
  if (!task.dataFits || e.data.empty()) return {};
  const auto fits = task.dataFits(e);
  if (fits) return {};
  Experiment plain = e;
  plain.column.clear();
  const bool column = task.reads("column") && !e.column.empty() && task.dataFits(plain);
  const std::string& why = fits.error().message;
  if (why.rfind("data=", 0) == 0) return fits;
  return Error{(column ? "column=" + e.column : "data=" + e.data) + ": " + why};
}

Result<void> windowFits(const Experiment& e) {
  const Task& task = *findTask(e.task);
  if (!task.longest || e.seqLen <= task.longest(e)) return {};
  return Error{"seqLen=" + std::to_string(e.seqLen) + ": must be at most " + std::to_string(task.longest(e)) +
               " for the fresh part of this data"};
}

Result<void> validate(const Experiment& experiment) {
  Experiment scratch;  // without the edits, which may be many
  for (const KeyInfo& key : experimentKeys()) {
    if (key.name == "edits") continue;
    if (auto valid = setKey(scratch, key.name, keyValue(experiment, key.name)); !valid) return valid;
  }
  const Task& task = *findTask(experiment.task);
  if (const int shortest = task.shortest(experiment); experiment.seqLen < shortest)
    return Error{"seqLen=" + std::to_string(experiment.seqLen) + ": must be at least " + std::to_string(shortest) +
                 " for task=" + experiment.task + (task.reads("delay") ? " with delay=" + std::to_string(experiment.delay) : "")};
  if (auto fits = dataFits(experiment); !fits) return fits;
  if (auto fits = windowFits(experiment); !fits) return fits;
  if (auto fits = inputFits(experiment, task); !fits) return fits;
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
