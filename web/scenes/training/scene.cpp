// Training: a net learns a task by gradient descent. What it answers, what it remembers and how far the gradient reaches back are
// seen while it learns. The training itself runs in the app; the scene asks for it and shows its numbers.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

#include "scenes/recurrent/context.h"
#include "scenes/recurrent/eigenvalues.h"
#include "scenes/training/controls.h"
#include "scenes/training/row_image.h"
#include "scenes/training/stage.h"
#include "scenes/training/story.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr std::string_view looks[] = {"carpet", "eigenvalues", "plane", "text"};  // as the link says them
constexpr std::string_view byAnswer = "saliency";  // text, tinted by what an answer hangs on; text7 by unit 7
constexpr int mostUnits = 511;

// Of text7; −1: it is no such look.
int tintUnit(std::string_view name) {
  double unit = 0;
  const bool is = name.substr(0, 4) == looks[3] && readNumber(name.substr(4), unit) && unit >= 0 && unit <= mostUnits;
  return is ? static_cast<int>(unit) : -1;
}

int lookOf(std::string_view name) {  // the pane; −1: no such look
  if (name == byAnswer || tintUnit(name) >= 0) return static_cast<int>(TrainingView::Pane::text);
  for (std::size_t i = 0; i < std::size(looks); ++i)
    if (looks[i] == name) return static_cast<int>(TrainingView::Pane::carpet) + static_cast<int>(i);
  return -1;
}

// "0.8", or "0.8,3": the temperature, and the seed of what is drawn.
bool readGoOn(std::string_view text, double& temperature, std::uint64_t& sampling) {
  const auto comma = text.find(',');
  const bool read = readNumber(text.substr(0, comma), temperature) && temperature >= 0 && temperature <= TrainingView::hottest;
  sampling = 1;
  return read && (comma == text.npos || readWhole(text.substr(comma + 1), sampling));
}

// How a melody is heard: beats a minute, or how loud, 0 … 1.
bool readHeard(std::string_view key, std::string_view text, double& number) {
  const bool tempo = key == "tempo";
  return readNumber(text, number) && number >= (tempo ? MelodyView::slowest : 0) && number <= (tempo ? MelodyView::fastest : 1);
}

Maker::Kind makerOf(std::string_view name) {
  const auto found = std::find(std::begin(Maker::names) + 1, std::end(Maker::names), name);
  return found == std::end(Maker::names) ? Maker::Kind::none : static_cast<Maker::Kind>(found - std::begin(Maker::names));
}

class TrainingScene final : public RecurrentScene {
 public:
  Story* story() override { return &story_; }
  void controls(const Frame& frame, Column& column) override;
  void stage(const Frame& frame, Rect area) override;
  void inspector(const Frame& frame, Column& column) override;
  void transport(const Frame& frame, Rect bar) override;

  float inspectorWidth() const override { return 0; }
  bool key(const Frame& frame, StageKey key) override;
  SnapshotParts parts() const override {
    SnapshotParts parts{.curves = true, .parameters = true, .twins = false};
    if (view_.shows(TrainingView::Pane::carpet)) parts.carpet = view_.carpet.wish;
    parts.saliency = saliencyOf(snapshot(), view_);
    if (const double temperature = view_.goesOnAt(snapshot()); temperature >= 0)
      parts.goOn = GoOnWish{snapshot().notes.empty() ? TrainingView::goneOn : TrainingView::notesGoneOn, temperature, view_.sampling};
    if (view_.shows(TrainingView::Pane::eigenvalues) && view_.wantsSpectrum) parts.spectrumAt = view_.spectrumStep;
    return parts;
  }
  bool understands(std::string_view key, std::string_view value) const override {
    double number = 0;
    std::uint64_t sampling = 1;
    if (key == "goOn") return value == "none" || readGoOn(value, number, sampling);
    if (key == "tempo" || key == "volume") return readHeard(key, value, number);
    return key == "look" && (lookOf(value) > 0 || makerOf(value) != Maker::Kind::none);
  }

  void play(const Frame& frame, bool on) override;
  bool playing(const Frame& frame) const override { return frame.commands.running(); }
  void step(const Frame& frame, std::int64_t n) override;

  void viewFacts(Facts& facts) const override;
  std::vector<Pair> view() const override;
  void show(std::string_view key, std::string_view value) override;
  std::string describe(const Frame& frame) const override;
  void state(const Frame& frame, nlohmann::json& fields) const override;
  SpokenTable table(const Frame& frame) const override {
    if (!snapshot().notes.empty()) return melodyTable(with(frame), view_);
    return view_.shows(TrainingView::Pane::text) ? textTable(with(frame), view_) : SpokenTable();
  }

 private:
  void progress(const SceneContext& context, Rect r) const;
  static void goTo(const SceneContext& context, double update);

  TrainingView view_;
  Story story_{"training", trainingSteps()};
};

void TrainingScene::viewFacts(Facts& facts) const {
  const Snapshot& s = snapshot();
  facts.set("breaks", view_.course.breaks());
  facts.set("mends", view_.course.mends());
  facts.set("blind", metricWords(s, s.blindScore));
  facts.set("bound", metricWords(s, s.learnedBound));
}

std::vector<Pair> TrainingScene::view() const {
  std::vector<Pair> pairs;
  if (isMaking(snapshot(), view_.maker)) {
    pairs.emplace_back("look", Maker::names[static_cast<int>(view_.maker.kind)]);
  } else if (view_.shows(TrainingView::Pane::text)) {
    const int unit = view_.text.unit;
    pairs.emplace_back("look", view_.text.byAnswer ? std::string(byAnswer) : "text" + (unit > 0 ? std::to_string(unit) : std::string()));
    if (view_.text.step > 0) pairs.emplace_back("t", std::to_string(view_.text.step));
  } else if (view_.looksCloser()) {
    pairs.emplace_back("look", looks[view_.pane - static_cast<int>(TrainingView::Pane::carpet)]);
  }
  const double temperature = view_.goesOnAt(snapshot());
  if (view_.temperature >= 0 || (temperature >= 0 && view_.sampling > 1))
    pairs.emplace_back("goOn", printNumber(temperature) + (view_.sampling > 1 ? "," + std::to_string(view_.sampling) : ""));
  else if (view_.melody.alone && !snapshot().notes.empty())
    pairs.emplace_back("goOn", "none");
  if (!snapshot().notes.empty()) {
    if (view_.melody.tempo != MelodyView::usualTempo) pairs.emplace_back("tempo", printNumber(view_.melody.tempo));
    if (view_.melody.loudness != MelodyView::usualLoudness) pairs.emplace_back("volume", printNumber(view_.melody.loudness));
  }
  if (story_.step() > 0) pairs.emplace_back("story", std::to_string(story_.step() + 1));
  return pairs;
}

void TrainingScene::show(std::string_view key, std::string_view value) {
  double number = 0;
  if (key == "goOn") {
    view_.melody.alone = value == "none";
    if (!readGoOn(value, view_.temperature, view_.sampling)) view_.temperature = -1;
  }
  if (key == "tempo") view_.melody.tempo = readHeard(key, value, number) ? number : MelodyView::usualTempo;
  if (key == "volume") view_.melody.loudness = readHeard(key, value, number) ? number : MelodyView::usualLoudness;
  if (key == "look") view_.maker.kind = makerOf(value);
  if (key == "look" && (lookOf(value) > 0 || view_.looksCloser()))
    view_.pane = lookOf(value) > 0 ? lookOf(value) : static_cast<int>(TrainingView::Pane::states);
  if (key == "look" && view_.shows(TrainingView::Pane::text)) {
    view_.text.byAnswer = value == byAnswer;
    view_.text.unit = std::max(0, tintUnit(value));
  }
  // The sequence stands at its end where a link says nothing, which is 0; so its begin can't be said.
  if (key == "t") view_.text.step = readNumber(value, number) && number > 0 ? static_cast<int>(std::min(number, 1e6)) : -1;
  if (key == "story" && readNumber(value, number)) story_.openLinked(static_cast<int>(std::clamp(number, 1.0, 100.0)) - 1);
}

void TrainingScene::controls(const Frame& frame, Column& column) {
  const SceneContext context = with(frame);
  drawTrainingControls(context, column, view_);
}

void TrainingScene::stage(const Frame& frame, Rect area) {
  const SceneContext context = with(frame);
  view_.settings.flush(context);
  view_.course.follow(context.snapshot);
  followTune(context, view_);
  if (view_.goal == TrainingView::Goal::learned && context.snapshot.learned && context.commands.running()) context.commands.pause();
  drawTrainingStage(context, area, view_);
}

// On a phone: the numbers of the present state, one below the other.
void TrainingScene::inspector(const Frame& frame, Column& column) {
  const SceneContext context = with(frame);
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
  if (const std::string seen = seenWords(context); !seen.empty()) ui::caption(ui, column, seen);
  line(context.tr("training.inspect.blind"), metricWords(s, s.blindScore));
  line(context.tr("training.inspect.bound"), metricWords(s, s.learnedBound));
  line(context.tr("training.inspect.gradient"), s.update > 0 ? compactNumber(static_cast<double>(s.gradientNorm)) : "–");
  line(context.tr("training.inspect.parameters"), ui.words().integer(s.parameterCount));
  double at = static_cast<double>(s.update);
  if (ui::slider(ui, column, "goToUpdate", context.tr("training.backTo"), at,
                 {.min = 0, .max = std::max(1.0, static_cast<double>(context.commands.furthest())), .integer = true}))
    goTo(context, at);
}

// ── Transport ────────────────────────────────────────────────────────────────────────────────────────────────────────

void TrainingScene::progress(const SceneContext& context, Rect r) const {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const bool finite = context.commands.running() && s.goal < 10'000'000 && s.goal > s.update + 1;
  const Rect top{r.x, r.center().y - 23, r.w, 23}, below{r.x, r.center().y, r.w, 20};
  const std::string n = ui.words().integer(s.update);
  ui.textIn(top,
            finite ? context.tr("training.updatesOf", {{"n", n}, {"goal", ui.words().integer(s.goal)}})
                   : context.tr("training.updates", {{"n", n}}),
            Type::heading, ui.color().ink);
  const bool running = context.commands.running();
  std::string words = running || context.stepsPerSecond > 0
                          ? context.tr("training.perSecond",
                                       {{"n", context.stepsPerSecond < 10 ? compactNumber(context.stepsPerSecond)
                                                                          : ui.words().integer(std::llround(context.stepsPerSecond))}})
                          : context.tr("training.ready");
  if (running && context.layout == Layout::wide)
    words += " · " + context.tr("training.fps", {{"n", std::to_string(std::lround(context.framesPerSecond))}});
  ui.textIn(below, words, Type::small, ui.color().muted);
}

void TrainingScene::goTo(const SceneContext& context, double update) {
  if (context.commands.running()) context.commands.pause();
  context.commands.goTo(std::llround(update));
}

void TrainingScene::transport(const Frame& frame, Rect bar) {
  const SceneContext context = with(frame);
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  Commands& commands = context.commands;
  const bool roomy = context.layout == Layout::wide && bar.w > 780, running = commands.running(), can = !s.divergence;
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
    context.send(RecurrentModel::reset);
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
  const auto last = static_cast<double>(commands.furthest());
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

void TrainingScene::play(const Frame& frame, bool on) {
  const SceneContext context = with(frame);
  Commands& commands = context.commands;
  if (!on) return commands.pause();
  switch (view_.goal) {
    case TrainingView::Goal::paused: return commands.run();
    case TrainingView::Goal::learned:
      if (context.snapshot.learned) return;
      return commands.run();
    case TrainingView::Goal::hundred: return commands.runTo(context.snapshot.update + 100);
    case TrainingView::Goal::thousand: return commands.runTo(context.snapshot.update + 1000);
  }
}

void TrainingScene::step(const Frame& frame, std::int64_t n) { frame.commands.runBy(n); }

bool TrainingScene::key(const Frame& frame, StageKey key) {
  const SceneContext context = with(frame);
  switch (key) {
    case StageKey::space: play(context, !playing(context)); return true;
    case StageKey::right: step(context, 1); return true;
    case StageKey::left:
      if (context.snapshot.update == 0) return false;
      step(context, -1);
      return true;
    case StageKey::home: context.commands.goTo(0); return true;
    case StageKey::end: context.commands.goTo(context.commands.furthest()); return true;
    case StageKey::enter:
      if (context.snapshot.divergence)
        view_.recovery.begin(context);
      else
        context.send(RecurrentModel::newProbe);
      return true;
    case StageKey::escape:
      if (!view_.melody.playing) return false;
      stopTune(context, view_);
      return true;
    default: return false;
  }
}

// ── In words and numbers ─────────────────────────────────────────────────────────────────────────────────────────────

std::string TrainingScene::describe(const Frame& frame) const {
  const SceneContext context = with(frame);
  const Snapshot& s = context.snapshot;
  const std::string task = context.tr("choice.task." + s.current.task + ".title");
  std::string words = context.tr("training.describe.what",
                                 {{"task", task}, {"h", std::to_string(s.current.hiddenSize)}, {"T", std::to_string(s.current.seqLen)}});
  if (context.commands.running()) return words + " " + context.tr("training.describe.running");
  words += " " + context.tr("training.updates", {{"n", context.ui.words().integer(s.update)}}) + ".";
  if (s.update > 0 && std::isfinite(s.metric))
    words +=
        " " + context.tr(s.higherIsBetter ? "training.describe.right" : "training.describe.error",
                         {{"v", s.higherIsBetter ? percent(s.metric) : plainNumber(s.metric, 4)}, {"blind", metricWords(s, s.blindScore)}});
  if (const std::string seen = seenWords(context); !seen.empty()) words += " " + seen;
  if (s.learned && s.update > 0) words += " " + context.tr("training.describe.learned");
  if (const std::string making = makerWords(context, view_.maker); !making.empty())
    words += " " + making;
  else if (readsImage(s))
    words += " " + formula::withoutMarkup(imageAnswer(context));
  if (!s.own.hash.empty()) words += " " + formula::withoutMarkup(ownDataWords(context));
  if (!s.notes.empty())
    words += " " + melodyWords(context, view_);
  else if (const std::string on = goesOnWords(s); !on.empty())
    words += " " + context.tr("training.goesOn") + ": " + on;
  if (view_.shows(TrainingView::Pane::eigenvalues) && s.spectrum.t >= 0)
    words += " " + formula::withoutMarkup(eigenvalueWords(context, s.spectrum.t));
  if (view_.shows(TrainingView::Pane::plane) && hasPlane(s)) words += " " + formula::withoutMarkup(planeWords(context, view_.plane));
  if (view_.shows(TrainingView::Pane::text) && hasText(s)) words += " " + formula::withoutMarkup(textWords(context, view_));
  if (view_.shows(TrainingView::Pane::carpet) && s.carpet.values.rows > 0) {
    const heatmap::Cell told = view_.carpet.cell ? view_.carpet.cell : heatmap::Cell{s.carpet.values.rows - 1, 0};
    words += " " + formula::withoutMarkup(carpetWords(context, view_.carpet, told.row, told.column));
  }
  if (s.divergence) words += " " + context.tr("training.diverged.title", {{"n", context.ui.words().integer(s.divergence->update)}});
  return words;
}

void TrainingScene::state(const Frame& frame, nlohmann::json& fields) const {
  const SceneContext context = with(frame);
  const Snapshot& s = context.snapshot;
  static constexpr const char* places[] = {"hiddenState", "loss", "gradient", "weights"};
  const auto column = [](const Table& table) {
    std::vector<float> values;
    for (int row = 0; row < table.rows; ++row) values.push_back(table.at(row, 0));
    return values;
  };
  fields["training"] = context.commands.running();
  fields["learned"] = s.learned;
  fields["learnedAt"] = learnedAt(s);
  fields["blindScore"] = s.blindScore;
  fields["gradientNorm"] = s.gradientNorm;
  fields["gradientNorms"] = s.gradientNorms;
  fields["prediction"] = column(s.probe.y);
  fields["target"] = column(s.probe.target);
  fields["input"] = column(s.probe.x);
  fields["goesOn"] = goesOnWords(s);
  fields["data"] = s.own.hash;
  fields["classes"] = nlohmann::json::array();
  for (int k = 0; k < s.outputSize && hasClasses(s); ++k) fields["classes"].push_back(className(context, k));
  fields["readStep"] = readsImage(s) ? view_.readStep : -1;
  fields["images"] = s.own.ofKind;
  melodyState(s, view_, fields["melody"]);
  fields["column"] = s.own.column;
  fields["least"] = s.own.least;
  fields["greatest"] = s.own.greatest;
  fields["making"] = isMaking(s, view_.maker) ? Maker::names[static_cast<int>(view_.maker.kind)] : std::string_view();
  fields["lastUpdate"] = context.commands.furthest();
  fields["learningRate"] = s.current.learningRate;
  fields["previousRun"] = context.snapshot.previous.has_value();
  fields["carpet"] = nullptr;
  if (view_.shows(TrainingView::Pane::carpet)) carpetState(s, view_.carpet, fields["carpet"]);
  if (view_.shows(TrainingView::Pane::eigenvalues)) spectrumState(s, view_.spectrumStep, fields["eigenvalues"]);
  if (view_.shows(TrainingView::Pane::plane)) planeState(s, view_.plane, fields["plane"]);
  if (view_.shows(TrainingView::Pane::text))
    fields["text"] = {{"unit", view_.text.unit}, {"t", view_.text.step}, {"byAnswer", view_.text.byAnswer}, {"saliency", s.saliency.sizes}};
  fields["divergence"] = nullptr;
  if (s.divergence)
    fields["divergence"] = {
        {"update", s.divergence->update}, {"where", places[static_cast<int>(s.divergence->where)]}, {"t", s.divergence->step}};
}

}  // namespace

std::unique_ptr<Scene> makeTrainingScene() { return std::make_unique<TrainingScene>(); }

}  // namespace unroll
