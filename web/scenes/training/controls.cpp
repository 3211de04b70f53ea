#include "scenes/training/controls.h"

#include <cmath>

#include "scenes/recurrent/task_choice.h"
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

std::string progressKey(const Snapshot& s) {
  if (s.divergence) return "diverged";
  if (s.update == 0) return "start";
  if (s.learned) return "learned";
  if (s.update > 1500 && std::isfinite(s.metric) && !beatsBlind(s.metric, s.blindScore, s.higherIsBetter)) return "stuck";
  return "running";
}

// What to try depends on how far the training is; of a task that is learned its own words may say it.
std::string tipKey(const SceneContext& context) {
  const Snapshot& s = context.snapshot;
  const std::string own = "choice.task." + s.current.task + ".learned";
  if (s.learned && !s.divergence && s.update > 0 && context.ui.words().has(own + ".title")) return own;
  return "training.tip." + progressKey(s);
}

// A card that says what to try now.
void drawTip(const SceneContext& context, Column& column) {
  const std::string key = tipKey(context);
  ui::card(context.ui, column, ui::CardStyle::tip, [&](Column& inside) {
    ui::paragraph(context.ui, inside, "<b>" + context.tr(key + ".title") + "</>");
    ui::paragraph(context.ui, inside, context.tr(key + ".words"));
  });
}

}  // namespace

void drawTrainingControls(const SceneContext& context, Column& column, TrainingView& view) {
  chooseTask(context, column);
  for (const char* key : {"cell", "hiddenSize", "seqLen", "learningRate", "delay", "noise"}) view.settings.control(context, column, key);
  if (!context.ui.isHidden("story")) drawTip(context, column);
  view.settings.groups(context, column, {"optimizer", "network", "start", "gradient", "end"});
  modelFile(context, column);
}

}  // namespace unroll
