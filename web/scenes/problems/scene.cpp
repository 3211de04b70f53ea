// Problems: what makes recurrent nets hard, seven experiments that are really carried out.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/check.h"
#include "lesson/pane_tabs.h"
#include "scenes/problems/lesson.h"
#include "scenes/recurrent/task_choice.h"
#include "widgets/scroll.h"

namespace unroll {

#define UNROLL_LESSON(name, make) std::unique_ptr<ProblemLesson> make();
#include "scenes/problems/lessons.inc"
#undef UNROLL_LESSON

std::span<const ProblemLessonEntry> problemLessons() {
  static const std::array all{
#define UNROLL_LESSON(name, make) ProblemLessonEntry{#name, &make},
#include "scenes/problems/lessons.inc"
#undef UNROLL_LESSON
  };
  return all;
}

Rect stageCard(const ProblemsContext& context, Rect area, std::string_view title, std::string_view note) {
  const bool roomy = context.layout == Layout::wide && !context.embedded;
  return ui::cardHeading(context.ui, ui::card(context.ui, area, ui::CardStyle::stage, roomy ? 20.f : 12.f), title, note);
}

// Only all is 100 %.
std::string percentWords(double share) {
  const bool nearly = share > 0.995 && share < 1;
  return plainNumber(nearly ? std::min(share * 100, 99.9) : share * 100, nearly ? 1 : 0) + "\xC2\xA0%";
}

std::string grouped(const ProblemsContext& context, double number) {
  constexpr double least = 1000, readable = 1e7;
  const double size = std::fabs(number);
  return size >= least && size < readable ? context.ui.words().integer(std::llround(number)) : compactNumber(number);
}

std::string counted(const ProblemsContext& context, std::string_view key, std::int64_t n) {
  return context.tr(std::string(key) + (n == 1 ? "One" : ""), {{"n", context.ui.words().integer(n)}});
}

std::string metricWords(const ProblemsSnapshot& s, double metric) {
  if (!std::isfinite(metric)) return "NaN";
  return s.higherIsBetter ? percentWords(metric) : compactNumber(metric);
}

void openRun(const ProblemsContext& context, const ProblemRun& run) { context.commands.openLink("scene=training&" + run.job.experiment); }

void chooseTaskAndData(const ProblemsContext& context, Column& column) {
  const ProblemsSnapshot& s = context.snapshot;
  chooseTask(context, s.settings.net.task, {s.blindScore, s.higherIsBetter}, column);
  if (!context.keys.matters("data")) return;
  const bool own = !s.settings.net.data.empty();
  ui::caption(context.ui, column, context.tr(own ? "problems.own.taken" : "problems.own.offer"));
  ownDataButtons(context, own, column);
}

void chooseUpdates(const ProblemsContext& context, Column& column) {
  constexpr double few = 100, many = 20'000, most = 1e7;
  auto updates = static_cast<double>(context.snapshot.settings.net.updates);
  if (ui::slider(context.ui, column, "updates", context.tr("key.updates"), updates,
                 {.min = few, .max = many, .scale = ui::Scale::log, .integer = true, .typedMin = 1, .typedMax = most}))
    context.set("updates", updates);
}

namespace {

constexpr int mostSeeds = 100;

// The last of the list is none of the lecture's: it holds the others against what was published.
// What runs is held up: the other problem's runs are nobody's wish yet.
void choose(const Frame& frame, const std::string& problem) {
  if (frame.commands.running()) frame.commands.pause();
  frame.send("problem", problem);
}

bool isOneOfSeven(std::size_t lesson) { return problemLessons()[lesson].name != "published"; }

class ProblemsScene final : public SceneOf<ProblemsModel, ProblemsSnapshot> {
 public:
  ProblemsScene();

  Story* story() override { return &present().story; }
  void subjects(const Frame& frame, Column& column) override;
  void controls(const Frame& frame, Column& column) override;
  void stage(const Frame& frame, Rect area) override;
  void inspector(const Frame& frame, Column& column) override;
  void transport(const Frame& frame, Rect bar) override { present().lesson->transport(with(frame), bar); }
  float inspectorWidth() const override { return 320; }
  bool tellsProgress() const override { return true; }

  bool key(const Frame& frame, StageKey key) override;
  void play(const Frame& frame, bool on) override;
  bool playing(const Frame& frame) const override { return walk() ? walk()->playing : frame.commands.running(); }
  void step(const Frame& frame, std::int64_t n) override;

  std::vector<Pair> view() const override;
  void show(std::string_view key, std::string_view value) override;
  void viewFacts(Facts& facts) const override {
    Problems plain = problemSettings(snapshot().settings.problem);
    plain.runs = snapshot().settings.runs;
    facts.set("stated", !(snapshot().settings == plain));
    present().lesson->viewFacts(facts);
  }
  std::string describe(const Frame& frame) const override;
  SpokenTable table(const Frame& frame) const override { return present().lesson->table(with(frame)); }
  void state(const Frame& frame, nlohmann::json& fields) const override;

 private:
  struct Each {
    std::string words;  // "problems.memory", where its story's words stand
    std::unique_ptr<ProblemLesson> lesson;
    Story story;
    bool opened = false;
  };
  // Of the problem that the model has.
  std::size_t presentIndex() const {
    for (std::size_t i = 0; i < problemLessons().size(); ++i)
      if (problemLessons()[i].name == snapshot().settings.problem) return i;
    return 0;
  }
  const Each& present() const { return *all_[presentIndex()]; }
  Each& present() {
    Each& each = *all_[presentIndex()];
    if (!std::exchange(each.opened, true) && !linkedStep_) linkedStep_ = 0;
    // The first is what nothing is said of.
    if (linkedStep_) each.story.openLinked(*linkedStep_ > 0 ? *linkedStep_ : each.lesson->firstStep(snapshot()));
    linkedStep_.reset();
    return each;
  }
  TimeWalk* walk() const { return present().lesson->walk(snapshot()); }
  void list(const Frame& frame, Column& column);
  void findings(const Frame& frame, Column& column);

  std::vector<std::unique_ptr<Each>> all_;
  Settings settings_;
  std::optional<int> linkedTime_;  // of the walk, as soon as it is known how far that goes
  std::optional<int> linkedStep_;  // it belongs to a problem that the model has not yet become
  int pane_ = 0;
};

ProblemsScene::ProblemsScene() {
  for (const ProblemLessonEntry& entry : problemLessons()) {
    std::string words = "problems." + std::string(entry.name);
    auto lesson = entry.make();
    const std::span<const Step> steps = lesson->steps();
    all_.push_back(std::make_unique<Each>(Each{words, std::move(lesson), Story({}, steps), false}));
    all_.back()->story = Story(all_.back()->words, steps);
  }
}

void ProblemsScene::list(const Frame& frame, Column& column) {
  Ui& ui = frame.ui;
  const Palette& c = ui.color();
  ui::heading(ui, column, frame.tr("problems.title"));
  column.setGap(2);
  const float line = ui.lineHeight(Type::text), small = ui.lineHeight(Type::small);
  const bool roomy = ui.window().h >= 900;  // else the story below needs it more
  const float around = roomy ? 14.f : 8.f;
  for (std::size_t i = 0; i < problemLessons().size(); ++i) {
    const std::string name(problemLessons()[i].name);
    const bool chosen = i == presentIndex();
    const std::string &title = frame.tr("problems." + name + ".name"), &question = frame.tr("problems." + name + ".question");
    const Rect row = column.take(chosen ? line + small + around - 2 : line + around);
    const Id id = ui.id("problem-" + name);
    const bool focused = ui.control(id, "problem-" + name, "button", title, chosen ? frame.tr("problems.chosen") : question, row);
    const Touch touch = ui.touchPress(id, row);
    if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
    if (chosen || touch.hovered) ui.rounded(row, c.soft, Theme::cornerSmall);
    if (chosen) ui.rounded({row.x, row.y + 6, 3, row.h - 12}, c.control, 1.5f);
    const ImVec2 at{row.x + 22, row.center().y};
    if (chosen)
      ui.draw().AddCircleFilled(at, 11, c.control);
    else
      ui.draw().AddCircle(at, 11, c.lines, 0, 1.4f);
    if (isOneOfSeven(i))
      ui.textIn({at.x - 11, at.y - 11, 22, 22}, std::to_string(i + 1), Type::smallStrong, chosen ? c.onControl : c.muted, Align::center);
    else
      ui::icon(ui, ui::Icon::check, at, 11, chosen ? c.onControl : c.muted);
    const float x = row.x + 44;
    ui.textIn({x, row.y + around / 2 - (chosen ? 2 : 0), row.right() - x - 4, line}, title, chosen ? Type::strong : Type::text, c.ink);
    if (chosen) ui.textIn({x, row.y + around / 2 - 2 + line, row.right() - x - 4, small}, question, Type::small, c.muted);
    if (focused) ui.focusRing(row, Theme::cornerSmall);
    if ((touch.clicked || std::exchange(ui.keys(id).activate, false)) && !chosen) choose(frame, name);
  }
  column.setGap(12);
  column.space(10);
}

void ProblemsScene::subjects(const Frame& frame, Column& column) {
  if (frame.layout == Layout::wide) return list(frame, column);
  std::vector<ui::Option> options;
  for (const ProblemLessonEntry& entry : problemLessons())
    options.push_back(
        {frame.tr("problems." + std::string(entry.name) + ".name"), frame.tr("problems." + std::string(entry.name) + ".question")});
  int chosen = static_cast<int>(presentIndex());
  if (ui::select(frame.ui, column, "problem", frame.tr("problems.title"), options, chosen))
    choose(frame, std::string(problemLessons()[static_cast<std::size_t>(chosen)].name));
}

void ProblemsScene::controls(const Frame& frame, Column& column) { present().lesson->controls(with(frame), column, settings_); }

void ProblemsScene::findings(const Frame& frame, Column& column) {
  Ui& ui = frame.ui;
  const Each& each = present();
  each.lesson->findings(with(frame), column);
  column.space(4);
  ui::paragraph(ui, column, "<b>" + frame.tr(each.words + ".claim") + "</>");
  ui::caption(ui, column, frame.tr("problems.notShown") + " " + frame.tr(each.words + ".notShown"));
}

void ProblemsScene::stage(const Frame& frame, Rect area) {
  const ProblemsContext context = with(frame);
  settings_.flush(frame);
  if (TimeWalk* time = walk(); time && linkedTime_ && time->last() > 0)
    present().lesson->walkTo(context.snapshot, *std::exchange(linkedTime_, std::nullopt));
  const bool beside = frame.layout == Layout::wide && !frame.embedded && !frame.ui.isHidden("inspector");
  if (!beside) {
    // Where there is no room for the list, the tab says which of them it is.
    const PaneTab tabs[] = {{"pane-stage", frame.tr(present().words + ".name")}, {"pane-findings", frame.tr("problems.pane.findings")}};
    paneTabs(frame.ui, area, tabs, pane_);
    if (pane_ == 1) {
      const Rect inside = ui::card(frame.ui, area, ui::CardStyle::outlined, 12);
      ui::scrolled(frame.ui, "findings", inside, 10, [&](Column& column) { findings(frame, column); });
      return;
    }
  }
  present().lesson->stage(context, area);
}

void ProblemsScene::inspector(const Frame& frame, Column& column) { findings(frame, column); }

bool ProblemsScene::key(const Frame& frame, StageKey key) {
  const ProblemsContext context = with(frame);
  if (present().lesson->key(context, key)) return true;
  if (TimeWalk* time = walk()) return time->key(frame.ui, key);
  switch (key) {
    case StageKey::space: play(frame, !playing(frame)); return true;
    case StageKey::right: step(frame, 1); return true;
    default: return false;
  }
}

void ProblemsScene::step(const Frame& frame, std::int64_t n) {
  if (TimeWalk* time = walk())
    time->jumpTo(static_cast<int>(std::clamp<std::int64_t>(time->place() + n, 0, time->last())));
  else
    frame.commands.runBy(std::max<std::int64_t>(n, 0));
}

void ProblemsScene::play(const Frame& frame, bool on) {
  if (TimeWalk* time = walk()) return time->play(frame.ui, on);
  if (on)
    frame.commands.run();
  else
    frame.commands.pause();
}

std::vector<Pair> ProblemsScene::view() const {
  std::vector<Pair> pairs;
  const bool atEnd = present().lesson->walkRestsAtEnd();
  if (const TimeWalk* time = walk(); time && time->place() > 0 && (!atEnd || time->place() < time->last()))
    pairs.push_back({"t", std::to_string(time->place())});
  if (const int step = present().story.step(); step > 0 && step != present().lesson->firstStep(snapshot()))
    pairs.push_back({"story", std::to_string(step + 1)});
  return pairs;
}

void ProblemsScene::show(std::string_view key, std::string_view value) {
  double number = 0;
  // A walk stands at its end where a link says nothing, which is 0; so its begin can't be said.
  if (key == "t" && readNumber(value, number) && number > 0) linkedTime_ = static_cast<int>(std::min(number, 1e6));
  if (key == "story" && readNumber(value, number)) linkedStep_ = static_cast<int>(std::clamp(number, 1.0, 100.0)) - 1;
}

std::string ProblemsScene::describe(const Frame& frame) const {
  const Each& each = present();
  return frame.tr(each.words + ".name") + ": " + each.lesson->describe(with(frame));
}

void ProblemsScene::state(const Frame& frame, nlohmann::json& fields) const {
  const ProblemsSnapshot& s = snapshot();
  fields["problem"] = s.settings.problem;
  fields["runs"] = s.runs.size();
  fields["runsDone"] = s.done;
  fields["running"] = s.running;
  fields["helpers"] = s.helpers;
  fields["underWay"] = std::count_if(s.runs.begin(), s.runs.end(), [](const ProblemRun& run) { return run.report && !run.done(); });
  fields["troubles"] = s.troubles;
  fields["metrics"] = nlohmann::json::array();
  fields["hashes"] = nlohmann::json::array();
  for (const ProblemRun& run : s.runs) {
    fields["metrics"].push_back(run.done() && std::isfinite(run.report->row.metric) ? nlohmann::json(run.report->row.metric)
                                                                                    : nlohmann::json(nullptr));
    fields["hashes"].push_back(run.done() ? run.report->row.hash : "");
  }
  present().lesson->state(with(frame), fields);
}

}  // namespace

std::string runsDone(const ProblemsContext& context) {
  const ProblemsSnapshot& s = context.snapshot;
  return context.tr(s.runs.size() == 1 ? "problems.progressOne" : "problems.progress",
                    {{"done", std::to_string(s.done)}, {"runs", std::to_string(s.runs.size())}});
}

// Where all has begun anew, what there was can be had back, until as much is there again.
void beginAnew(const ProblemsContext& context, Rect& bar, bool wide, bool enabled) {
  Ui& ui = context.ui;
  const int forgotten = context.snapshot.forgotten;
  const bool back = forgotten > 0 && !enabled;
  // The keyboard goes on to the one that takes the pressed one's place: 1 again, 2 recall.
  float& follows = ui.memory(ui.id("beginAnew.follows"));
  if (follows == (back ? 2 : 1)) {
    ui.setFocus(ui.id(back ? "recall" : "again"));
    follows = 0;
  }
  const std::string words = back ? counted(context, "problems.recall", forgotten) : context.tr("problems.again");
  const ui::Icon icon = back ? ui::Icon::undo : ui::Icon::reset;
  const std::string_view name = back ? "recall" : "again";
  const Rect whole = bar.cutRight(wide ? ui::buttonWidth(ui, words, true) : 40, wide ? 10 : 2);
  const Rect place{whole.x, whole.center().y - 20, whole.w, 40};
  if (wide ? ui::button(ui, place, name, icon, words, ui::ButtonStyle::secondary, back || enabled)
           : ui::iconButton(ui, place, name, icon, words, ui::ButtonStyle::quiet, back || enabled)) {
    context.send(back ? ProblemsModel::recall : ProblemsModel::again);
    if (ui.hasFocus(ui.id(name))) follows = back ? 1 : 2;
  }
}

// ── The bar of a study ───────────────────────────────────────────────────────────────────────────────────────────────

void ProblemLesson::transport(const ProblemsContext& context, Rect bar) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const bool running = context.commands.running(), wide = context.layout == Layout::wide && bar.w > 700;
  const int runs = static_cast<int>(s.runs.size());
  const Rect first = bar.cutLeft(std::min(bar.h, 48.f), wide ? 18.f : 8.f);
  if (ui::iconButton(ui, {first.x, first.center().y - first.w / 2, first.w, first.w}, "play", running ? ui::Icon::pause : ui::Icon::play,
                     context.tr(running ? "problems.pause" : "problems.play"), ui::ButtonStyle::primary, running || s.done < runs)) {
    if (running)
      context.commands.pause();
    else
      context.commands.run();
  }
  const auto slot = [&](float width, float gap) {
    const Rect r = bar.cutRight(width, gap);
    return Rect{r.x, r.center().y - 20, r.w, 40};
  };
  beginAnew(context, bar, wide, s.done > 0);
  if (const int more = std::min(mostSeeds - s.settings.seeds, std::max(1, s.settings.seeds)); more > 0 && context.keys.matters("seeds")) {
    const std::string words =
        more == 1 ? context.tr("problems.oneMoreSeed") : context.tr("problems.moreSeeds", {{"n", std::to_string(more)}});
    if (bar.w > ui::buttonWidth(ui, words) + 150 && ui::button(ui, slot(ui::buttonWidth(ui, words), 16), "moreSeeds", words)) {
      context.set("seeds", s.settings.seeds + more);
      context.commands.run();
    }
  }
  const Rect top{bar.x, bar.center().y - 23, bar.w, 23}, below{bar.x, bar.center().y + 4, bar.w, 18};
  ui.textIn(top, runsDone(context), Type::heading, ui.color().ink);
  std::string words;
  if (!s.troubles.empty())
    words = context.tr("problems.trouble", {{"what", context.ui.words().ofEngine(s.troubles.back())}});
  else if (running && s.secondsLeft >= 0)
    words = context.tr("problems.left", {{"s", std::to_string(static_cast<int>(std::ceil(s.secondsLeft)))}});
  else if (running)
    words = context.tr("problems.begins");
  if (words.empty() || (running && s.helpers == 0))
    words += (words.empty() ? "" : " · ") + (s.helpers > 0    ? context.tr("problems.helpers", {{"n", std::to_string(s.helpers)}})
                                             : s.helpers == 0 ? context.tr("problems.noHelpers")
                                                              : context.tr("problems.ready"));
  ui.textIn(below, words, Type::small, s.troubles.empty() ? ui.color().muted : ui.color().bad);
}

std::unique_ptr<Scene> makeProblemsScene() { return std::make_unique<ProblemsScene>(); }

}  // namespace unroll
