// Training: a net learns a task by gradient descent. What it answers, what it remembers and how far the gradient reaches back are
// seen while it learns. The training itself runs in the app; the scene asks for it and shows its numbers.
#include <nlohmann/json.hpp>

#include <cmath>

#include "scenes/scene.h"
#include "scenes/training_controls.h"
#include "scenes/training_stage.h"

namespace unroll {

namespace {

class TrainingScene final : public Scene {
 public:
  void story(SceneContext& context, Column& column) override;
  void controls(SceneContext& context, Column& column) override;
  void stage(SceneContext& context, Rect area) override;
  void inspector(SceneContext& context, Column& column) override;
  void transport(SceneContext& context, Rect bar) override;

  std::string storyLine(const SceneContext& context) const override { return trainingTip(context); }
  float inspectorWidth() const override { return 0; }
  bool key(SceneContext& context, StageKey key) override;
  SnapshotParts parts() const override { return {.curves = true, .parameters = true, .twins = false}; }

  void play(SceneContext& context, bool on) override;
  bool playing(const SceneContext& context) const override { return context.commands.training(); }
  void step(SceneContext& context, int n) override;

  std::string describe(const SceneContext& context) const override;
  void state(const SceneContext& context, nlohmann::json& fields) const override;

 private:
  void progress(SceneContext& context, Rect r) const;
  static void goTo(SceneContext& context, double update);

  TrainingView view_;
};

void TrainingScene::story(SceneContext& context, Column& column) {
  // In the wide layout the tip stands below the controls, see there.
  if (context.layout != Layout::wide) drawTrainingTip(context, column);
}

void TrainingScene::controls(SceneContext& context, Column& column) {
  drawTrainingControls(context, column, view_);
  if (context.layout != Layout::wide || context.ui.isHidden("story")) return;
  column.space(4);
  drawTrainingTip(context, column);
}

void TrainingScene::stage(SceneContext& context, Rect area) {
  sendPending(context, view_);
  if (view_.goal == TrainingView::Goal::learned && context.snapshot.learned && context.commands.training())
    context.commands.pauseTraining();
  drawTrainingStage(context, area, view_);
}

// On a phone: the numbers of the present state, one below the other.
void TrainingScene::inspector(SceneContext& context, Column& column) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const auto line = [&](const std::string& label, const std::string& value) {
    const Rect r = column.take(26);
    const TextSize size = ui.measureRich(value, Type::strong);
    ui.textIn({r.x, r.y, r.w - size.w - 12, r.h}, label, Type::text, ui.color().muted);
    ui.richText({r.right() - size.w, r.y + (r.h - size.h) / 2}, value, Type::strong, ui.color().ink);
  };
  line(context.tr("training.inspect.updates"), ui.words().integer(s.update));
  line(context.tr("training.inspect.loss"), std::isfinite(s.loss) ? compactNumber(s.loss) : "–");
  line(context.tr("training.inspect.metric"), std::isfinite(s.metric) ? metricWords(s, s.metric) : "–");
  line(context.tr("training.inspect.blind"), metricWords(s, s.blindScore));
  line(context.tr("training.inspect.bound"), metricWords(s, s.learnedBound));
  line(context.tr("training.inspect.gradient"), s.update > 0 ? compactNumber(static_cast<double>(s.gradientNorm)) : "–");
  line(context.tr("training.inspect.parameters"), ui.words().integer(s.parameterCount));
  double at = static_cast<double>(s.update);
  if (ui::slider(ui, column, "goToUpdate", context.tr("training.backTo"), at,
                 {.min = 0, .max = std::max(1.0, static_cast<double>(context.commands.lastUpdate())), .integer = true}))
    goTo(context, at);
}

// ── Transport ────────────────────────────────────────────────────────────────────────────────────────────────────────

void TrainingScene::progress(SceneContext& context, Rect r) const {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const bool finite = context.commands.training() && s.goal < 10'000'000 && s.goal > s.update + 1;
  const Rect top{r.x, r.center().y - 23, r.w, 23}, below{r.x, r.center().y, r.w, 20};
  const std::string n = ui.words().integer(s.update);
  ui.textIn(top,
            finite ? context.tr("training.updatesOf", {{"n", n}, {"goal", ui.words().integer(s.goal)}})
                   : context.tr("training.updates", {{"n", n}}),
            Type::heading, ui.color().ink);
  const bool running = context.commands.training();
  std::string words = running || context.updatesPerSecond > 0
                          ? context.tr("training.perSecond",
                                       {{"n", context.updatesPerSecond < 10 ? compactNumber(context.updatesPerSecond)
                                                                            : ui.words().integer(std::llround(context.updatesPerSecond))}})
                          : context.tr("training.ready");
  if (running && context.layout == Layout::wide)
    words += " · " + context.tr("training.fps", {{"n", std::to_string(std::lround(context.framesPerSecond))}});
  ui.textIn(below, words, Type::small, ui.color().muted);
}

void TrainingScene::goTo(SceneContext& context, double update) {
  if (context.commands.training()) context.commands.pauseTraining();
  context.commands.goToUpdate(std::llround(update));
}

void TrainingScene::transport(SceneContext& context, Rect bar) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  Commands& commands = context.commands;
  const bool roomy = context.layout == Layout::wide && bar.w > 780, running = commands.training(), can = !s.divergence;
  const Rect first = bar.cutLeft(std::min(bar.h, 48.f), roomy ? 18.f : 8.f);
  if (ui::iconButton(ui, {first.x, first.center().y - first.w / 2, first.w, first.w}, "play", running ? ui::Icon::pause : ui::Icon::play,
                     context.tr(running ? "training.pause" : "training.play"), ui::ButtonStyle::primary, can))
    play(context, !running);
  const float height = 40;
  const auto slot = [&](float width, float gap) {
    const Rect r = bar.cutLeft(width, gap);
    return Rect{r.x, r.center().y - height / 2, r.w, height};
  };
  const std::string &one = context.tr("training.oneUpdate"), &again = context.tr("training.reset");
  const bool canReset = s.update > 0 || s.divergence || !s.experiment.edits.empty();
  const bool words = bar.w > 640;
  if (words ? ui::button(ui, slot(ui::buttonWidth(ui, one), 10), "oneUpdate", one, ui::ButtonStyle::secondary, can)
            : ui::iconButton(ui, slot(40, 2), "oneUpdate", ui::Icon::stepForward, one, ui::ButtonStyle::quiet, can)) {
    step(context, 1);
  }
  if (words ? ui::button(ui, slot(ui::buttonWidth(ui, again, true), 20), "reset", ui::Icon::reset, again, ui::ButtonStyle::secondary,
                         canReset)
            : ui::iconButton(ui, slot(40, 8), "reset", ui::Icon::reset, again, ui::ButtonStyle::quiet, canReset)) {
    commands.send(Reset{});
  }
  if (roomy) {
    static constexpr const char* names[] = {"paused", "learned", "hundred", "thousand"};
    float width = 0;
    for (const char* name : names) width = std::max(width, ui::buttonWidth(ui, context.tr(std::string("training.goal.") + name)));
    const Rect r = bar.cutRight(width, 22);
    const int chosen = static_cast<int>(view_.goal);
    if (ui::button(ui, {r.x, r.center().y - 18, r.w, 36}, "goal", context.tr(std::string("training.goal.") + names[chosen]),
                   ui::ButtonStyle::secondary))
      view_.goal = static_cast<TrainingView::Goal>((chosen + 1) % TrainingView::goals);
  }
  const float numbers = std::min(bar.w, roomy ? 172.f : 150.f);
  const bool slider = bar.w - numbers > 90;
  progress(context, bar.cutLeft(slider ? numbers : bar.w, 16));
  if (!slider) return;

  double at = static_cast<double>(s.update);
  const auto last = static_cast<double>(commands.lastUpdate());
  const bool captions = bar.h >= 44;
  const Rect track{bar.x, captions ? bar.y - 4 : bar.center().y - 15, bar.w, 30};
  if (ui::bareSlider(ui, track, "goToUpdate", context.tr("training.backTo"), at, {.min = 0, .max = std::max(1.0, last), .integer = true}) &&
      last > 0)
    goTo(context, at);
  if (!captions) return;
  const Rect below{bar.x, bar.bottom() - 18, bar.w, 18};
  const std::string& now = context.tr("training.nowShort");
  ui.textIn({below.x, below.y, below.w - ui.measure(now, Type::small).w - 8, below.h}, context.tr("training.backTo"), Type::small,
            ui.color().muted);
  ui.textIn(below, now, Type::small, ui.color().muted, Align::right);
}

void TrainingScene::play(SceneContext& context, bool on) {
  Commands& commands = context.commands;
  if (!on) return commands.pauseTraining();
  switch (view_.goal) {
    case TrainingView::Goal::paused: return commands.train();
    case TrainingView::Goal::learned:
      if (context.snapshot.learned) return;
      return commands.train();
    case TrainingView::Goal::hundred: return commands.trainTo(context.snapshot.update + 100);
    case TrainingView::Goal::thousand: return commands.trainTo(context.snapshot.update + 1000);
  }
}

void TrainingScene::step(SceneContext& context, int n) {
  // Counted from where the steps before lead to, so that many at once add up.
  const std::int64_t update = context.commands.target() + n;
  if (n > 0) context.commands.trainTo(update);
  if (n < 0) context.commands.goToUpdate(std::max<std::int64_t>(0, update));
}

bool TrainingScene::key(SceneContext& context, StageKey key) {
  switch (key) {
    case StageKey::space: play(context, !playing(context)); return true;
    case StageKey::right: step(context, 1); return true;
    case StageKey::left:
      if (context.snapshot.update == 0) return false;
      step(context, -1);
      return true;
    case StageKey::home: context.commands.goToUpdate(0); return true;
    case StageKey::end: context.commands.goToUpdate(context.commands.lastUpdate()); return true;
    case StageKey::enter:
      if (context.snapshot.divergence)
        context.commands.send(RestoreLastFinite{});
      else
        context.commands.send(NewProbe{});
      return true;
    default: return false;
  }
}

// ── In words and numbers ─────────────────────────────────────────────────────────────────────────────────────────────

std::string TrainingScene::describe(const SceneContext& context) const {
  const Snapshot& s = context.snapshot;
  const std::string task = context.tr("choice.task." + s.current.task + ".title");
  std::string words = context.tr("training.describe.what",
                                 {{"task", task}, {"h", std::to_string(s.current.hiddenSize)}, {"T", std::to_string(s.current.seqLen)}});
  if (context.commands.training()) return words + " " + context.tr("training.describe.running");
  words += " " + context.tr("training.updates", {{"n", context.ui.words().integer(s.update)}}) + ".";
  if (s.update > 0 && std::isfinite(s.metric))
    words +=
        " " + context.tr(s.higherIsBetter ? "training.describe.right" : "training.describe.error",
                         {{"v", s.higherIsBetter ? percent(s.metric) : plainNumber(s.metric, 4)}, {"blind", metricWords(s, s.blindScore)}});
  if (s.learned && s.update > 0) words += " " + context.tr("training.describe.learned");
  if (s.divergence) words += " " + context.tr("training.diverged.title", {{"n", context.ui.words().integer(s.divergence->update)}});
  return words;
}

void TrainingScene::state(const SceneContext& context, nlohmann::json& fields) const {
  const Snapshot& s = context.snapshot;
  static constexpr const char* places[] = {"hiddenState", "loss", "gradient", "weights"};
  const auto column = [](const Table& table) {
    std::vector<float> values;
    for (int row = 0; row < table.rows; ++row) values.push_back(table.at(row, 0));
    return values;
  };
  fields["training"] = context.commands.training();
  fields["learned"] = s.learned;
  fields["learnedAt"] = learnedAt(s);
  fields["blindScore"] = s.blindScore;
  fields["gradientNorm"] = s.gradientNorm;
  fields["gradientNorms"] = s.gradientNorms;
  fields["prediction"] = column(s.probe.y);
  fields["target"] = column(s.probe.target);
  fields["input"] = column(s.probe.x);
  fields["lastUpdate"] = context.commands.lastUpdate();
  fields["learningRate"] = s.current.learningRate;
  fields["previousRun"] = context.previous != nullptr;
  fields["divergence"] = nullptr;
  if (s.divergence)
    fields["divergence"] = {
        {"update", s.divergence->update}, {"where", places[static_cast<int>(s.divergence->where)]}, {"t", s.divergence->step}};
}

}  // namespace

std::unique_ptr<Scene> makeTrainingScene() { return std::make_unique<TrainingScene>(); }

}  // namespace unroll
