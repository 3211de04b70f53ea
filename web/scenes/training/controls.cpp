#include "scenes/training/controls.h"

#include <algorithm>
#include <cmath>

#include "scenes/recurrent/net_offer.h"
#include "scenes/recurrent/task_choice.h"
#include "scenes/training/stage.h"

namespace unroll {

namespace {

void modelFile(const SceneContext& context, Column& column) {
  Ui& ui = context.ui;
  const Rect row = column.take(36);
  const float width = (row.w - 10) / 2;
  if (ui::button(ui, {row.x, row.y, width, row.h}, "saveModel", context.tr("model.save"))) context.commands.saveFile();
  if (ui::button(ui, {row.x + width + 10, row.y, width, row.h}, "loadModel", context.tr("model.load"))) context.commands.chooseFile();
  ui::caption(ui, column, context.tr("model.about"));
  if (ui::button(ui, column.take(36), "saveScript", context.tr("model.script"))) context.commands.saveScript();
  ui::caption(ui, column, context.tr("model.scriptAbout"));
}

// Own data for the tasks that take some: what it is, another file, the column, and whether the net goes on by itself.
void ownData(const SceneContext& context, Column& column, TrainingView& view) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  if (!context.keys.matters("data")) return offerMaker(context, column, view.maker);
  const bool own = !s.own.hash.empty();
  ui::caption(ui, column, own ? ownDataWords(context) : context.tr("training.own.offer." + s.current.task));
  ownDataButtons(context, own, column);
  offerMaker(context, column, view.maker);
  if (s.own.columns.size() > 1) {
    std::vector<ui::Option> options;
    int chosen = 0;
    for (std::size_t i = 0; i < s.own.columns.size(); ++i) {
      if (s.own.columns[i] == s.own.column) chosen = static_cast<int>(i);
      options.push_back({s.own.columns[i], ""});
    }
    if (ui::select(ui, column, "column", context.tr("key.column"), options, chosen))
      context.set("column", s.own.columns[static_cast<std::size_t>(chosen)]);
  }
  if (!goesOn(s)) return;
  bool on = view.temperature >= 0;
  if (ui::toggle(ui, column, "goOn", context.tr("training.goesOn"), on)) view.temperature = on ? 1 : -1;
  if (!on || !hasClasses(s)) return;
  ui::slider(ui, column, "temperature", context.tr("training.temperature"), view.temperature, {.min = 0, .max = TrainingView::hottest});
  // At temperature 0 it is the likeliest each time.
  const std::string& again = context.tr("training.drawAgain");
  const Rect press = column.take(36);
  if (ui::button(ui, {press.x, press.y, std::min(press.w, ui::buttonWidth(ui, again, true)), press.h}, "drawAgain", ui::Icon::dice, again,
                 ui::ButtonStyle::secondary, view.temperature > 0))
    ++view.sampling;
}

// The share of hidden states where tanh and the sigmoid are flat.
double saturation(const Snapshot& s) {
  if (s.probe.h.empty()) return 0;
  const bool fromZero = s.simple && s.current.activation == "sigmoid";
  const auto flat = std::count_if(s.probe.h.values.begin(), s.probe.h.values.end(),
                                  [&](float h) { return std::fabs(h) > 0.99f || (fromZero && std::fabs(h) < 0.01f); });
  return static_cast<double>(flat) / static_cast<double>(s.probe.h.values.size());
}

bool isSaturated(const Snapshot& s) {
  const bool bounded = !s.simple || s.current.activation == "tanh" || s.current.activation == "sigmoid";
  return bounded && s.update > 0 && !s.gradientNorms.empty() && s.gradientNorms.front() < 1e-6f && saturation(s) > 0.8;
}

std::string progressKey(const Snapshot& s) {
  if (s.divergence) return "diverged";
  if (s.update == 0) return "start";
  if (s.learned) return "learned";
  if (isSaturated(s)) return "saturated";
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
void drawTip(const SceneContext& context, Column& column, Recovery& recovery) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const std::string key = tipKey(context);
  const bool saturated = key == "training.tip.saturated";
  ui::card(ui, column, ui::CardStyle::tip, [&](Column& inside) {
    ui::paragraph(ui, inside, "<b>" + context.tr(key + ".title") + "</>");
    const std::string gradient = s.gradientNorms.empty() ? std::string() : compactNumber(static_cast<double>(s.gradientNorms.front()));
    ui::paragraph(ui, inside, context.tr(key + ".words", {{"p", percent(saturation(s))}, {"g", gradient}}));
    if (!saturated) return;
    const std::string back = Recovery::words(context);
    const Rect row = inside.take(36);
    if (ui::button(ui, {row.x, row.y, std::min(row.w, ui::buttonWidth(ui, back)), row.h}, "restoreGood", back, ui::ButtonStyle::primary))
      recovery.begin(context);
  });
}

}  // namespace

void drawTrainingControls(const SceneContext& context, Column& column, TrainingView& view) {
  const bool tips = !context.ui.isHidden("story");
  const std::string progress = progressKey(context.snapshot);
  const bool urgent = progress == "saturated" || progress == "stuck";
  if (tips && urgent) drawTip(context, column, view.recovery);
  offerOwnNet(context, column);
  chooseTask(context, column);
  ownData(context, column, view);
  drawMelodyControls(context, column, view);
  if (const std::string seen = seenWords(context); !seen.empty()) ui::caption(context.ui, column, seen);
  if (context.snapshot.current.tying == "untied") view.settings.control(context, column, "tying");  // so that nobody trains it unawares
  for (const char* key : {"learningRate", "cell", "hiddenSize", "seqLen", "delay", "noise"}) view.settings.control(context, column, key);
  if (tips && !urgent) drawTip(context, column, view.recovery);
  const auto file = [&context](Column& inside) { modelFile(context, inside); };
  view.settings.groups(context, column, {"optimizer", "network", "start", "gradient", "end"},
                       {{"settings-model", context.tr("settings.group.model"), file}});
}

}  // namespace unroll
