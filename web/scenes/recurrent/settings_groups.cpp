#include "scenes/recurrent/settings_groups.h"

#include <algorithm>

#include "recurrent/keys.h"
#include "tasks/task.h"

namespace unroll {

namespace {

using Matters = bool (*)(const Experiment&);

struct Setting {
  std::string_view key;
  Matters matters = nullptr;  // nullptr: always
  ui::SliderRange track{};    // of a number: what the slider covers; more may be typed
  std::string_view zero{};    // word for 0
  std::string_view label{};   // instead of the key's own
};

struct Group {
  std::string_view name;
  std::vector<Setting> settings;
};

bool hasActivation(const Experiment& e) { return e.cell != "gru" && e.cell != "lstm"; }
bool isLstm(const Experiment& e) { return e.cell == "lstm"; }
bool isRidge(const Experiment& e) { return e.readout == "ridge"; }
bool usesGradient(const Experiment& e) { return !isRidge(e); }
bool isScheduled(const Experiment& e) { return e.schedule != "constant" && usesGradient(e); }
bool goesBack(const Experiment& e) { return e.gradient == "bptt" && !e.bidirectional && e.cell != "window" && e.cell != "reservoir"; }

const std::vector<Group>& groups() {
  using ui::Scale;
  static const std::vector<Group> all{
      {"optimizer",
       {{"readout", [](const Experiment& e) { return e.cell == "reservoir"; }},
        {"optimizer", usesGradient},
        {"momentum",
         [](const Experiment& e) { return usesGradient(e) && (e.optimizer == "momentum" || e.optimizer == "nesterov"); },
         {.max = 0.99}},
        {"batchSize", nullptr, {.min = 1, .max = 256, .scale = Scale::squared, .integer = true}},
        {"weightDecay", usesGradient, {.max = 0.1, .scale = Scale::squared}, "training.none"},
        {"weightDecay", isRidge, {.max = 0.1, .scale = Scale::squared}, "training.none", "settings.ridgePenalty"},
        {"schedule", usesGradient},
        {"scheduleEvery", isScheduled, {.min = 1, .max = 10000, .scale = Scale::squared, .integer = true}},
        {"scheduleFactor", isScheduled}}},
      {"network",
       {{"layers", nullptr, {.min = 1, .max = 4, .integer = true}},
        {"bidirectional"},
        {"activation", hasActivation},
        {"peepholes", isLstm},
        {"forgetBias", isLstm, {.min = -3, .max = 3}},
        {"window", [](const Experiment& e) { return e.cell == "window"; }, {.min = 1, .max = 64, .integer = true}}}},
      {"start",
       {{"init"},
        {"initScale", [](const Experiment& e) { return e.init != "spectral" && e.init != "zero"; }, {.max = 3}},
        {"initScale", [](const Experiment& e) { return e.init == "spectral"; }, {.max = 2}, {}, "settings.spectralRadius"},
        {"initialState", [](const Experiment& e) { return e.cell != "window" && e.cell != "reservoir"; }},
        {"seed"}}},
      {"gradient",
       {{"loss", usesGradient},
        {"lossAt"},
        {"gradient",
         [](const Experiment& e) {
           return e.hiddenSize * e.layers <= 32 && !e.bidirectional && e.cell != "window" && e.cell != "reservoir";
         }},
        {"truncate", goesBack, {.max = 100, .scale = Scale::squared, .integer = true}, "settings.allSteps"},
        {"truncateEvery",
         [](const Experiment& e) { return goesBack(e) && e.truncate > 0; },
         {.max = 100, .scale = Scale::squared, .integer = true},
         "settings.sameAsBack"},
        {"clipNorm", usesGradient, {.max = 10, .scale = Scale::squared}, "training.none"},
        {"clipValue", usesGradient, {.max = 10, .scale = Scale::squared}, "training.none"}}},
      {"end",
       {{"stopAt", nullptr, {.max = 1, .scale = Scale::squared}, "training.none"},
        {"patience", nullptr, {.max = 10000, .scale = Scale::squared, .integer = true}, "settings.never"}}},
  };
  return all;
}

bool matters(const Setting& setting, const Experiment& e) { return findKey(setting.key) && (!setting.matters || setting.matters(e)); }

int changed(const Group& group, const Experiment& now) {
  Experiment plain;
  (void)setKey(plain, "task", now.task).operator bool();
  return static_cast<int>(std::count_if(group.settings.begin(), group.settings.end(), [&](const Setting& s) {
    return matters(s, now) && keyValue(now, s.key) != keyValue(plain, s.key);
  }));
}

// Choices that the task allows; the others would only be refused.
bool isAllowed(std::string_view key, const std::string& choice, const Experiment& e) {
  if (key != "loss" || choice == "task") return true;
  const Task* task = findTask(e.task);
  if (!task) return true;
  if (choice == "crossEntropy") return task->loss == Loss::crossEntropy;
  return task->loss != Loss::crossEntropy && (choice != "bce" || task->bits);
}

void drawChoice(SceneContext& context, Column& column, const Key& key, const std::string& label) {
  const std::string present = keyValue(context.snapshot.current, key.name);
  if (key.choices == std::vector<std::string>{"false", "true"}) {
    bool on = present == "true";
    if (ui::toggle(context.ui, column, key.name, label, on)) context.set(key.name, std::string(on ? "true" : "false"));
    return;
  }
  std::vector<std::string> words, names;
  int chosen = 0;
  for (const std::string& name : key.choices) {
    if (!isAllowed(key.name, name, context.snapshot.current)) continue;
    if (name == present) chosen = static_cast<int>(names.size());
    const std::string title = "choice." + std::string(key.name) + "." + name + ".title";
    words.push_back(context.ui.words().has(title) ? context.tr(title) : name);
    names.push_back(name);
  }
  if (ui::chips(context.ui, column, key.name, label, words, chosen)) context.set(key.name, names[static_cast<std::size_t>(chosen)]);
}

void drawSetting(SceneContext& context, Column& column, const Setting& setting,
                 const std::function<double(const std::string&, double)>& shown, const SendLive& sendLive) {
  const Key& key = *findKey(setting.key);
  const std::string name(key.name);
  const std::string label = context.tr(setting.label.empty() ? "key." + name : std::string(setting.label));
  if (key.type == Key::Type::choice) return drawChoice(context, column, key, label);
  const std::string present = keyValue(context.snapshot.current, name);
  if (name == "seed") {
    std::string seed = present;
    if (ui::field(context.ui, column, name, label, seed)) context.set(name, seed);
    return;
  }
  double value = present == "none" ? 0 : std::strtod(present.c_str(), nullptr);
  value = shown(name, value);
  ui::SliderRange range = setting.track;
  range.typedMin = std::max(key.minimum, key.noneAllowed ? 0.0 : key.minimum);
  range.typedMax = key.maximum;
  if (!ui::slider(context.ui, column, name, label, value, range, setting.zero.empty() ? std::string() : context.tr(setting.zero))) return;
  if (key.noneAllowed && value == 0)
    context.set(name, std::string("none"));
  else if (key.live && !key.noneAllowed)
    sendLive(name, value);
  else
    context.set(name, value);
}

}  // namespace

void explainSetting(SceneContext& context, const Column& column, std::string_view key, float top, std::string_view help) {
  const std::string helpKey = "help." + std::string(help.empty() ? key : help);
  if (!context.ui.words().has(helpKey)) return;
  std::string words = context.tr(helpKey);
  const std::string choice = "choice." + std::string(key) + "." + keyValue(context.snapshot.current, key);
  if (context.ui.words().has(choice + ".caption") && !context.tr(choice + ".caption").empty())
    words += "\n<b>" + context.tr(choice + ".title") + "</>: " + context.tr(choice + ".caption");
  context.ui.explain(key, {column.x(), top, column.width(), std::min(24.f, column.y() - top)}, words);
}

void drawSettingsGroups(SceneContext& context, Column& column, const std::function<double(const std::string&, double)>& shown,
                        const SendLive& sendLive) {
  const Experiment& now = context.snapshot.current;
  for (const Group& group : groups()) {
    const std::string name = context.tr("settings.group." + std::string(group.name));
    const int n = changed(group, now);
    const std::string heading = n == 0 ? name : context.tr("settings.changed", {{"group", name}, {"n", std::to_string(n)}});
    if (!ui::section(context.ui, column, "settings-" + std::string(group.name), heading)) continue;
    for (const Setting& setting : group.settings)
      if (matters(setting, now)) {
        const float top = column.y();
        drawSetting(context, column, setting, shown, sendLive);
        explainSetting(context, column, setting.key, top, setting.label.substr(setting.label.find('.') + 1));
      }
  }
}

}  // namespace unroll
