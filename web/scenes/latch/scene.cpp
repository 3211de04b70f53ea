// Latch: one unit that feeds itself keeps a bit, and what keeping it costs: the gradient that would have to teach it dies.
#include <nlohmann/json.hpp>

#include <cmath>

#include "lesson/settings.h"
#include "scenes/latch/equations.h"
#include "scenes/latch/stage.h"
#include "scenes/latch/story.h"
#include "widgets/formula.h"

namespace unroll {

// A ghost is what was before the last burst of changes.
void LatchView::follow(const LatchSnapshot& now, Ui& ui) {
  constexpr double kBurst = 0.8;  // seconds
  steps = now.latch.steps;
  present = std::clamp(present, 0, last());
  if (seen_ && seen_->latch == now.latch) return;
  if (seen_ && ui.now() - changedAt_ > kBurst) before = seen_;
  changedAt_ = ui.now();
  seen_ = now;
}

namespace {

class LatchScene final : public SceneOf<LatchModel, LatchSnapshot> {
 public:
  Story* story() override { return &story_; }
  void controls(const Frame& frame, Column& column) override;
  void stage(const Frame& frame, Rect area) override;
  void inspector(const Frame& frame, Column& column) override;
  void transport(const Frame& frame, Rect bar) override;
  float inspectorWidth() const override { return 0; }

  bool key(const Frame& frame, StageKey key) override;
  void play(const Frame& frame, bool on) override;
  bool playing(const Frame&) const override { return view_.playing; }
  void step(const Frame& frame, std::int64_t n) override;

  void viewFacts(Facts& facts) const override;
  std::vector<Pair> view() const override;
  void show(std::string_view key, std::string_view value) override;
  std::string describe(const Frame& frame) const override;
  void state(const Frame& frame, nlohmann::json& fields) const override;

 private:
  LatchView view_;
  Settings settings_;
  Story story_{"latch", latchSteps()};
};

void LatchScene::controls(const Frame& frame, Column& column) {
  for (const std::string_view key : {"w", "u", "disturbance", "disturbanceAt", "steps"}) settings_.control(frame, column, key);
  settings_.groups(frame, column, {"latch"});
  if (frame.layout == Layout::wide) return;
  latchLimits(with(frame), column);
}

void LatchScene::stage(const Frame& frame, Rect area) {
  const LatchContext context = with(frame);
  view_.follow(context.snapshot, context.ui);
  view_.advance(context.ui);
  drawLatchStage(context, area, view_);
}

// What is selected, else the present step.
void LatchScene::inspector(const Frame& frame, Column& column) {
  const LatchContext context = with(frame);
  const LatchSpot present = view_.present > 0 ? LatchSpot{LatchSpot::Kind::step, view_.present} : LatchSpot{LatchSpot::Kind::start};
  const std::vector<std::string> lines = spotLines(context, view_.selected ? view_.selected : present);
  ui::heading(context.ui, column, lines[0]);
  for (std::size_t i = 1; i < lines.size(); ++i) ui::paragraph(context.ui, column, lines[i]);
  ui::paragraph(context.ui, column, gradientLine(context, view_.present));
}

void LatchScene::transport(const Frame& frame, Rect bar) {
  walkButtons(frame, bar, view_, true);
  walkScrubber(frame, bar, view_);
}

bool LatchScene::key(const Frame& frame, StageKey key) {
  if (key == StageKey::escape) return static_cast<bool>(std::exchange(view_.selected, {}));
  return view_.key(frame.ui, key);
}

void LatchScene::play(const Frame& frame, bool on) {
  view_.steps = snapshot().latch.steps;
  view_.play(frame.ui, on);
}

void LatchScene::step(const Frame&, std::int64_t n) {
  view_.steps = snapshot().latch.steps;
  view_.jumpTo(static_cast<int>(std::clamp<std::int64_t>(view_.present + n, 0, view_.last())));
}

void LatchScene::viewFacts(Facts& facts) const {
  facts.set("t", std::min(view_.present, snapshot().latch.steps));
  facts.set("walked", view_.walked);
  facts.set("stated", snapshot().latch != Latch{});
}

std::vector<Pair> LatchScene::view() const {
  std::vector<Pair> pairs;
  if (view_.present > 0) pairs.emplace_back("t", std::to_string(view_.present));
  if (story_.step() > 0) pairs.emplace_back("story", std::to_string(story_.step() + 1));
  return pairs;
}

void LatchScene::show(std::string_view key, std::string_view value) {
  double number = 0;
  if (!readNumber(value, number)) return;
  if (key == "t") view_.present = static_cast<int>(std::clamp(number, 0.0, 200.0));
  if (key == "story") story_.openLinked(static_cast<int>(std::clamp(number, 1.0, 100.0)) - 1);
}

std::string LatchScene::describe(const Frame& frame) const {
  const LatchSnapshot& s = snapshot();
  const int t = std::min(view_.present, s.latch.steps);
  std::string points;
  for (const FixedPoint& p : s.fixedPoints)
    points += (points.empty() ? "" : "; ") + frame.tr(p.stable() ? "latch.describe.stable" : "latch.describe.unstable",
                                                      {{"a", compactNumber(p.at)}, {"slope", compactNumber(p.slope)}});
  std::string words = frame.tr("latch.describe.now", {{"t", std::to_string(t)},
                                                      {"T", std::to_string(s.latch.steps)},
                                                      {"a", compactNumber(static_cast<double>(s.a[static_cast<std::size_t>(t)]))},
                                                      {"points", points}});
  words += " " + frame.tr(s.remembers ? "latch.describe.kept" : "latch.describe.notKept",
                          {{"a", compactNumber(static_cast<double>(s.a.back()))}, {"g", gradientWords(s.gradient.back())}});
  return formula::withoutMarkup(words);
}

void LatchScene::state(const Frame&, nlohmann::json& fields) const {
  const LatchSnapshot& s = snapshot();
  const LatchSpot spot = view_.attention();
  static constexpr const char* kinds[] = {"none", "start", "step", "fixedPoint", "curve", "disturbedCurve"};
  fields["t"] = std::min(view_.present, s.latch.steps);
  fields["a"] = s.a;
  fields["undisturbed"] = s.undisturbed;
  fields["slopes"] = s.slope;
  fields["gradients"] = s.gradient;
  fields["pointedAt"] = {{"kind", kinds[static_cast<int>(spot.kind)]}, {"index", spot.index}};
}

}  // namespace

std::unique_ptr<Scene> makeLatchScene() { return std::make_unique<LatchScene>(); }

}  // namespace unroll
