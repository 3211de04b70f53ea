#include "scenes/training/controls.h"

#include <cmath>

#include "scenes/training/stage.h"

namespace unroll {

namespace {

void modelFile(const SceneContext& context, Column& column) {
  if (!ui::section(context.ui, column, "settings-model", context.tr("settings.group.model"))) return;
  Ui& ui = context.ui;
  const Rect row = column.take(36);
  const float width = (row.w - 10) / 2;
  if (ui::button(ui, {row.x, row.y, width, row.h}, "saveModel", context.tr("model.save"))) context.commands.saveFile();
  if (ui::button(ui, {row.x + width + 10, row.y, width, row.h}, "loadModel", context.tr("model.load"))) context.commands.chooseFile();
  ui::caption(ui, column, context.tr("model.about"));
}

// What to try depends on how far the training is.
std::string tipKey(const Snapshot& s) {
  if (s.divergence) return "diverged";
  if (s.update == 0) return "start";
  if (s.learned) return s.current.task == "echo" || s.current.task == "adding" ? "learnedMemory" : "learned";
  if (s.update > 1500 && std::isfinite(s.metric) && (s.higherIsBetter ? s.metric < s.blindScore + 0.05 : s.metric > 0.8 * s.blindScore))
    return "stuck";
  return "running";
}

}  // namespace

void drawTrainingControls(const SceneContext& context, Column& column, TrainingView& view) {
  Settings::menu(context, column, "task");
  for (const char* key : {"cell", "hiddenSize", "seqLen", "learningRate", "delay", "noise"}) view.settings.control(context, column, key);
  view.settings.groups(context, column, {"optimizer", "network", "start", "gradient", "end"});
  modelFile(context, column);
}

std::string trainingTip(const SceneContext& context) { return context.tr("training.tip." + tipKey(context.snapshot) + ".title"); }

void drawTrainingTip(const SceneContext& context, Column& column) {
  const std::string key = "training.tip." + tipKey(context.snapshot);
  ui::card(context.ui, column, ui::CardStyle::tip, [&](Column& inside) {
    ui::paragraph(context.ui, inside, "<b>" + context.tr(key + ".title") + "</>");
    ui::paragraph(context.ui, inside, context.tr(key + ".words"));
  });
}

}  // namespace unroll
