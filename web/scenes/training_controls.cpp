#include "scenes/training_controls.h"

#include <cmath>

#include "scenes/settings_groups.h"
#include "scenes/task_choice.h"
#include "scenes/training_stage.h"
#include "tasks/task.h"

namespace unroll {

namespace {

constexpr double kRest = 0.18;  // seconds that a live setting rests before it is sent to a running training

std::string choiceWords(const SceneContext& context, std::string_view kind, const std::string& name) {
  const std::string key = "choice." + std::string(kind) + "." + name + ".title";
  return context.ui.words().has(key) ? context.tr(key) : name;
}

// A control with its help; returns whether it was changed.
template <class Draw>
bool explained(SceneContext& context, Column& column, std::string_view key, const Draw& draw) {
  const float top = column.y();
  const bool changed = draw(context.tr("key." + std::string(key)));
  explainSetting(context, column, key, top);
  return changed;
}

void chips(SceneContext& context, Column& column, std::string_view key, const std::string& present, const std::vector<Choice>& choices) {
  std::vector<std::string> words;
  int chosen = 0;
  for (const Choice& c : choices) {
    if (c.name == present) chosen = static_cast<int>(words.size());
    words.push_back(choiceWords(context, key, c.name));
  }
  if (explained(context, column, key, [&](const std::string& label) { return ui::chips(context.ui, column, key, label, words, chosen); }))
    context.set(key, choices[static_cast<std::size_t>(chosen)].name);
}

void count(SceneContext& context, Column& column, std::string_view key, int value, const ui::SliderRange& range) {
  if (explained(context, column, key, [&](const std::string& label) { return ui::slider(context.ui, column, key, label, value, range); }))
    context.set(key, value);
}

// What a control shows while its value waits to be sent.
double shownValue(const TrainingView& view, const std::string& key, double value) {
  for (const TrainingView::Pending& p : view.pending)
    if (p.key == key) value = p.value;
  return value;
}

void sendLive(SceneContext& context, TrainingView& view, const std::string& key, double value) {
  if (!context.commands.training()) return context.set(key, value);
  std::erase_if(view.pending, [&](const TrainingView::Pending& p) { return p.key == key; });
  view.pending.push_back({key, value, context.ui.now()});
}

void live(SceneContext& context, Column& column, TrainingView& view, const std::string& key, double value, const ui::SliderRange& range) {
  value = shownValue(view, key, value);
  if (explained(context, column, key, [&](const std::string& label) { return ui::slider(context.ui, column, key, label, value, range); }))
    sendLive(context, view, key, value);
}

void modelFile(SceneContext& context, Column& column) {
  if (!ui::section(context.ui, column, "settings-model", context.tr("settings.group.model"))) return;
  Ui& ui = context.ui;
  const Rect row = column.take(36);
  const float width = (row.w - 10) / 2;
  if (ui::button(ui, {row.x, row.y, width, row.h}, "saveModel", context.tr("model.save"))) context.commands.saveModel();
  if (ui::button(ui, {row.x + width + 10, row.y, width, row.h}, "loadModel", context.tr("model.load"))) context.commands.chooseModel();
  ui::caption(ui, column, context.tr("model.about"));
}

std::string progressKey(const Snapshot& s) {
  if (s.divergence) return "diverged";
  if (s.update == 0) return "start";
  if (s.learned) return "learned";
  if (s.update > 1500 && std::isfinite(s.metric) && (s.higherIsBetter ? s.metric < s.blindScore + 0.05 : s.metric > 0.8 * s.blindScore))
    return "stuck";
  return "running";
}

// What to try depends on how far the training is; of a task that is learned its own words may say it.
std::string tipKey(const SceneContext& context) {
  const Snapshot& s = context.snapshot;
  const std::string own = "choice.task." + s.current.task + ".learned";
  if (s.learned && !s.divergence && s.update > 0 && context.ui.words().has(own + ".title")) return own;
  return "training.tip." + progressKey(s);
}

}  // namespace

void drawTrainingControls(SceneContext& context, Column& column, TrainingView& view) {
  const Experiment& now = context.snapshot.current;
  chooseTask(context, column);
  chips(context, column, "cell", now.cell, listCells());
  count(context, column, "hiddenSize", now.hiddenSize,
        {.min = 1, .max = 128, .scale = ui::Scale::squared, .integer = true, .typedMin = 1, .typedMax = 512});
  const Task* task = findTask(now.task);
  const int shortest = task ? task->shortest(now) : 1;
  count(context, column, "seqLen", now.seqLen,
        {.min = static_cast<double>(shortest),
         .max = 100,
         .scale = ui::Scale::squared,
         .integer = true,
         .typedMin = static_cast<double>(shortest),
         .typedMax = 1000});
  live(context, column, view, "learningRate", now.learningRate,
       {.min = 1e-4, .max = 10, .scale = ui::Scale::log, .typedMin = 1e-9, .typedMax = 10});
  if (task && task->reads("delay"))
    count(
        context, column, "delay", now.delay,
        {.min = 1, .max = std::min(30.0, now.seqLen - 1.0), .integer = true, .typedMin = 1, .typedMax = std::min(100.0, now.seqLen - 1.0)});
  if (task && task->reads("noise")) {
    double noise = now.noise;
    if (explained(context, column, "noise", [&](const std::string& label) {
          return ui::slider(context.ui, column, "noise", label, noise, {.min = 0, .max = 1, .step = 0.05});
        }))
      context.set("noise", noise);
  }
  drawSettingsGroups(
      context, column, [&](const std::string& key, double value) { return shownValue(view, key, value); },
      [&](const std::string& key, double value) { sendLive(context, view, key, value); });
  modelFile(context, column);
}

void sendPending(SceneContext& context, TrainingView& view) {
  const double now = context.ui.now();
  std::erase_if(view.pending, [&](const TrainingView::Pending& p) {
    const double at = p.since + kRest;
    if (now < at && context.commands.training()) {
      context.ui.wakeAt(at);
      return false;
    }
    context.set(p.key, p.value);
    return true;
  });
}

std::string trainingTip(const SceneContext& context) { return context.tr(tipKey(context) + ".title"); }

void drawTrainingTip(SceneContext& context, Column& column) {
  const std::string key = tipKey(context);
  ui::card(context.ui, column, ui::CardStyle::tip, [&](Column& inside) {
    ui::paragraph(context.ui, inside, "<b>" + context.tr(key + ".title") + "</>");
    ui::paragraph(context.ui, inside, context.tr(key + ".words"));
  });
}

}  // namespace unroll
