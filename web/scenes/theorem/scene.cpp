// Theorem: for every recurrent net there is a feedforward net with the same behaviour over a finite time (Rumelhart & McClelland
// 1987). The loop and its twin run on the same sequence; untied, the twin's copies learn apart.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

#include "scenes/recurrent/context.h"
#include "scenes/recurrent/net_offer.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/recurrent/simple_net_note.h"
#include "scenes/theorem/outputs_in_words.h"
#include "scenes/theorem/stage.h"
#include "scenes/theorem/story.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

class TheoremScene final : public RecurrentScene {
 public:
  Story* story() override { return snapshot().simple ? &story_ : nullptr; }
  void controls(const Frame& frame, Column& column) override;
  void stage(const Frame& frame, Rect area) override;
  void inspector(const Frame& frame, Column& column) override { aboutAfter(with(frame), column); }
  void transport(const Frame& frame, Rect bar) override;

  float inspectorWidth() const override { return 0; }
  bool key(const Frame& frame, StageKey key) override;
  SnapshotParts parts() const override { return {.curves = false, .parameters = true, .twins = true}; }

  void play(const Frame& frame, bool on) override { view_.play(frame.ui, on && snapshot().simple); }
  bool playing(const Frame&) const override { return view_.playing; }
  void step(const Frame& frame, std::int64_t n) override;

  void viewFacts(Facts& facts) const override;
  std::vector<Pair> view() const override;
  void show(std::string_view key, std::string_view value) override;
  std::string describe(const Frame& frame) const override;
  SpokenTable table(const Frame& frame) const override { return outputsInWords(with(frame)); }
  void state(const Frame& frame, nlohmann::json& fields) const override;

 private:
  void follow(const SceneContext& context);
  static void aboutAfter(const SceneContext& context, Column& column);

  TheoremView view_;
  Story story_{"theorem", theoremSteps()};
};

void TheoremScene::follow(const SceneContext& context) {
  const Snapshot& snapshot = context.snapshot;
  view_.steps = std::max(1, snapshot.twins.feedforward.rows);
  view_.present = std::clamp(view_.present, 0, view_.last());
}

void TheoremScene::viewFacts(Facts& facts) const {
  facts.set("t", view_.present);
  facts.set("T", view_.steps);
  facts.set("walked", view_.walked);
  facts.set("difference", snapshot().twins.maxAbsDifference);
}

std::vector<Pair> TheoremScene::view() const {
  std::vector<Pair> pairs;
  if (view_.present > 0) pairs.emplace_back("t", std::to_string(view_.present));
  if (story_.step() > 0) pairs.emplace_back("story", std::to_string(story_.step() + 1));
  return pairs;
}

void TheoremScene::show(std::string_view key, std::string_view value) {
  double number = 0;
  if (!readNumber(value, number)) return;
  if (key == "t") view_.present = static_cast<int>(std::clamp(number, 0.0, 1001.0));
  if (key == "story") story_.openLinked(static_cast<int>(std::clamp(number, 1.0, 100.0)) - 1);
}

// What the numbers of weights mean, and what comes after step T.
void TheoremScene::aboutAfter(const SceneContext& context, Column& column) {
  const Twins& twins = context.snapshot.twins;
  const Text& words = context.ui.words();
  ui::paragraph(context.ui, column,
                context.tr("theorem.counts", {{"rnn", words.integer(twins.tiedParameters)},
                                              {"twin", words.integer(twins.untiedParameters)},
                                              {"T", std::to_string(context.snapshot.current.seqLen)}}));
  ui::paragraph(context.ui, column, context.tr("theorem.after", {{"T", std::to_string(context.snapshot.current.seqLen)}}));
}

void TheoremScene::controls(const Frame& frame, Column& column) {
  const SceneContext context = with(frame);
  if (!context.snapshot.simple) return drawSimpleNetControls(context, column);
  Ui& ui = context.ui;
  const Experiment& now = context.snapshot.current;
  bool untied = now.tying == "untied";
  if (ui::toggle(ui, column, "tying", context.tr("theorem.untie"), untied)) context.set("tying", std::string(untied ? "untied" : "tied"));
  ui::caption(ui, column, context.tr(now.tying == "untied" ? "theorem.untiedHint" : "theorem.tiedHint"));
  int steps = now.seqLen, hidden = now.hiddenSize;
  if (ui::slider(ui, column, "seqLen", context.tr("sequence.steps"), steps,
                 {.min = 2, .max = 30, .integer = true, .typedMin = 1, .typedMax = 1000}))
    context.set("seqLen", steps);
  if (ui::slider(ui, column, "hiddenSize", context.tr("sequence.hiddenSize"), hidden,
                 {.min = 1, .max = 32, .scale = ui::Scale::squared, .integer = true, .typedMin = 1, .typedMax = 512}))
    context.set("hiddenSize", hidden);
  offerSmallNet(context, column);
  if (context.layout == Layout::phone) {  // the transport has no room for it there
    if (ui::button(ui, column.take(Theme::touch), "oneUpdate", context.tr("training.oneUpdate"), ui::ButtonStyle::secondary,
                   !context.snapshot.divergence))
      context.commands.runBy(1);
  } else {
    column.space(4);
    aboutAfter(context, column);
  }
}

// Untied, the memory for both was there; but a model file may come from a training without the recurrent net beside it.
const std::string& whyNoTwins(const SceneContext& context) {
  return context.tr(context.snapshot.current.tying == "untied" ? "theorem.alone" : "theorem.tooLarge");
}

void TheoremScene::stage(const Frame& frame, Rect area) {
  const SceneContext context = with(frame);
  follow(context);
  Ui& ui = context.ui;
  if (!context.snapshot.simple) return drawSimpleNetNote(context, area);
  if (context.snapshot.twins.rnn.empty() || !isComplete(context.snapshot)) {
    const Rect inside = ui::card(ui, area, ui::CardStyle::stage);
    ui.richText(inside.min(), whyNoTwins(context), Type::text, ui.color().ink, inside.w);
    return;
  }
  view_.advance(ui);
  drawTheoremStage(context, area, view_);
}

// Where the copies begin to differ, or would if they could: what is to be seen slowly.
std::int64_t untiedAt(const Snapshot& snapshot) { return snapshot.driftCurve.empty() ? 0 : snapshot.driftCurve.front().update; }

void TheoremScene::transport(const Frame& frame, Rect bar) {
  const SceneContext context = with(frame);
  Ui& ui = context.ui;
  const bool roomy = context.layout == Layout::wide;
  if (!context.snapshot.simple) return drawSimpleNetTransport(context, bar);
  walkButtons(context, bar, view_, false);

  const bool training = context.commands.running();
  const std::string& trainWords = context.tr(training ? "theorem.stopTraining" : "theorem.train");
  const float trainWidth =
      std::max(ui::buttonWidth(ui, context.tr("theorem.stopTraining"), true), ui::buttonWidth(ui, context.tr("theorem.train"), true));
  const Rect slot = bar.cutRight(trainWidth, 10);
  if (ui::button(ui, {slot.x, slot.center().y - 18, slot.w, 36}, "train", training ? ui::Icon::pause : ui::Icon::play, trainWords,
                 ui::ButtonStyle::secondary, !context.snapshot.divergence)) {
    if (training)
      context.commands.pause();
    else
      context.commands.runSlowly(untiedAt(context.snapshot));
  }
  const std::string& one = context.tr("training.oneUpdate");
  if (roomy) {
    const Rect place = bar.cutRight(ui::buttonWidth(ui, one), 10);
    if (ui::button(ui, {place.x, place.center().y - 18, place.w, 36}, "oneUpdate", one, ui::ButtonStyle::secondary,
                   !context.snapshot.divergence))
      context.commands.runBy(1);
  } else if (context.layout != Layout::phone) {
    const Rect place = bar.cutRight(36, 4);
    if (ui::iconButton(ui, {place.x, place.center().y - 18, 36, 36}, "oneUpdate", ui::Icon::stepForward, one, ui::ButtonStyle::quiet,
                       !context.snapshot.divergence))
      context.commands.runBy(1);
  }
  if (roomy) {
    const std::string updates = context.tr("theorem.updates", {{"n", ui.words().integer(context.snapshot.update)}});
    const Rect words = bar.cutRight(118, 10);
    ui.textIn(words, updates, Type::small, ui.color().muted, Align::right);
  }
  walkScrubber(context, bar, view_);
}

void TheoremScene::step(const Frame& frame, std::int64_t n) {
  const SceneContext context = with(frame);
  follow(context);
  view_.jumpTo(static_cast<int>(std::clamp<std::int64_t>(view_.present + n, 0, view_.last())));
}

bool TheoremScene::key(const Frame& frame, StageKey key) {
  const SceneContext context = with(frame);
  if (!context.snapshot.simple) return false;
  switch (key) {
    case StageKey::up:
    case StageKey::down: {
      const Snapshot& s = context.snapshot;
      const int units = s.outputSize + s.probe.h.cols + s.inputSize;
      const int to = view_.selected < 0 ? 0 : std::clamp(view_.selected + (key == StageKey::down ? 1 : -1), 0, units - 1);
      return std::exchange(view_.selected, to) != to;
    }
    case StageKey::escape: return std::exchange(view_.selected, -1) >= 0;
    default: return view_.key(context.ui, key);
  }
}

std::string TheoremScene::describe(const Frame& frame) const {
  const SceneContext context = with(frame);
  const Twins& twins = context.snapshot.twins;
  if (!context.snapshot.simple) return simpleNetWords(context);
  if (twins.rnn.empty()) return whyNoTwins(context);
  const int t = std::clamp(view_.present, 0, twins.rnn.rows - 1);
  const auto number = [](float v) { return signedNumber(static_cast<double>(v), 4); };
  std::string words = context.tr("theorem.describe", {{"t", std::to_string(t)}, {"y", number(twins.rnn.at(t, 0))}});
  if (t < twins.feedforward.rows) {
    words += " " + context.tr("theorem.describeTwin", {{"y", number(twins.feedforward.at(t, 0))}});
    if (isAsked(snapshot(), t)) words += " " + context.tr("theorem.describeTarget", {{"y", number(snapshot().probe.target.at(t, 0))}});
  } else {
    words += " " + context.tr("theorem.noLayer", {{"T", std::to_string(twins.feedforward.rows)}});
  }
  if (const std::string unit = selectedUnitWords(context, view_); !unit.empty()) words += " " + spoken(unit) + ".";
  const bool untied = snapshot().current.tying == "untied";
  return words + " " +
         context.tr(!untied                       ? "theorem.resultTied"
                    : twins.maxAbsDifference == 0 ? "theorem.resultUntied"
                                                  : "theorem.resultApart",
                    {{"d", spoken(differenceWords(twins.maxAbsDifference))},
                     {"a", spoken(differenceWords(differenceWhereAsked(snapshot())))},
                     {"n", context.ui.words().integer(snapshot().update)}});
}

void TheoremScene::state(const Frame& frame, nlohmann::json& fields) const {
  const SceneContext context = with(frame);
  const Twins& twins = context.snapshot.twins;
  fields["step"] = view_.present;
  fields["layers"] = twins.feedforward.rows;
  fields["maxAbsDifference"] = twins.maxAbsDifference;
  fields["differencePerStep"] = twins.differencePerStep;
  fields["weightDistance"] = twins.weightDistance;
  fields["tiedParameters"] = twins.tiedParameters;
  fields["untiedParameters"] = twins.untiedParameters;
  fields["rnnOutputs"] = twins.rnn.values;
  fields["feedforwardOutputs"] = twins.feedforward.values;
  nlohmann::json drift = nlohmann::json::array();
  for (const CurvePoint& p : snapshot().driftCurve) drift.push_back({p.update, p.value});
  fields["drift"] = std::move(drift);
}

}  // namespace

std::unique_ptr<Scene> makeTheoremScene() { return std::make_unique<TheoremScene>(); }

}  // namespace unroll
