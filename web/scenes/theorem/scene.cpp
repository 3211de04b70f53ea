// Theorem: for every recurrent net there is a feedforward net with the same behaviour over a finite time (Rumelhart & McClelland
// 1987). The loop and its twin run on the same sequence; untied, the twin's copies learn apart.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include "lesson/settings.h"
#include "scenes/recurrent/context.h"
#include "scenes/recurrent/net_in_words.h"
#include "scenes/recurrent/net_offer.h"
#include "scenes/recurrent/task_choice.h"
#include "scenes/recurrent/weights.h"
#include "scenes/theorem/fold.h"
#include "scenes/theorem/outputs_in_words.h"
#include "scenes/theorem/stage.h"
#include "scenes/theorem/state.h"
#include "scenes/theorem/story.h"
#include "scenes/theorem/twin.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

class TheoremScene final : public RecurrentScene {
 public:
  Story* story() override { return &story_; }
  void controls(const Frame& frame, Column& column) override;
  void stage(const Frame& frame, Rect area) override;
  void inspector(const Frame& frame, Column& column) override { aboutAfter(with(frame), column); }
  void transport(const Frame& frame, Rect bar) override;

  float inspectorWidth() const override { return 0; }
  bool key(const Frame& frame, StageKey key) override;
  SnapshotParts parts() const override;

  void play(const Frame& frame, bool on) override { view_.play(frame.ui, on); }
  bool playing(const Frame&) const override { return view_.playing; }
  void step(const Frame& frame, std::int64_t n) override;

  void viewFacts(Facts& facts) const override;
  std::vector<Pair> view() const override;
  void show(std::string_view key, std::string_view value) override;
  double most(std::string_view key, const Model& model) const override;
  std::string describe(const Frame& frame) const override;
  SpokenTable table(const Frame& frame) const override { return outputsInWords(with(frame), view_); }
  void state(const Frame& frame, nlohmann::json& fields) const override { theoremState(with(frame), view_, fields); }

 private:
  void keepWithin(const Snapshot& snapshot);
  void follow(const SceneContext& context);
  bool seeks() const;
  static void aboutAfter(const SceneContext& context, Column& column);

  void breaking(const SceneContext& context, Column& column);
  void takeBreak(const SceneContext& context);

  TheoremView view_;
  Story story_{"theorem", theoremSteps()};
  Settings settings_;
  int storyStep_ = 0;
  bool breakSaid_ = false;  // by a link that is being read
  std::string lostWeight_;  // that a link asked for
  bool bothWays_ = false;   // the net had both directions when it was looked at last
};

SnapshotParts TheoremScene::parts() const {
  SnapshotParts parts{
      .curves = false, .parameters = true, .twins = true, .broken = view_.broken(), .fold = view_.foldBack, .beyond = view_.beyond};
  constexpr double mostWork = 1.5e6;  // weights times steps: more would hold up the frames of a training
  const bool tied = snapshot().current.tying != "untied";
  if (!tied || snapshot().parameters.empty() || static_cast<double>(snapshot().parameterCount) * snapshot().current.seqLen > mostWork)
    return parts;
  parts.weight = view_.weight;
  parts.pieces = false;
  return parts;
}

void TheoremScene::keepWithin(const Snapshot& snapshot) {
  // The weight was of another net: nothing of this one is broken in its place.
  if (!snapshot.parameters.empty() && indexOf(snapshot, view_.weight) < 0) {
    const int count = weightCount(snapshot);
    lostWeight_ = view_.breakBy != 0 ? printPlace(view_.weight) : std::string();
    view_.breakBy = 0;
    if (count > 0) view_.weight = weightAt(snapshot, std::min(snapshot.current.hiddenSize * snapshot.inputSize, count - 1));
  }
  if (view_.unit >= 0 && (!hasUnitToLose(snapshot) || view_.unit >= snapshot.current.hiddenSize)) view_.unit = -1;
  view_.steps = std::max(1, snapshot.twins.feedforward.rows);
  view_.after = std::max(0, snapshot.twins.rnn.rows - view_.steps);
  if (view_.toEnd && view_.after == view_.beyond) {
    view_.toEnd = false;
    view_.goTo(view_.last());
  }
  view_.breakStep = std::clamp(view_.breakStep, 0, view_.steps - 1);
  view_.seeking = seeks();
  view_.moving = story_.moves();
  view_.firstDifference = snapshot.twins.broken.step >= 0 && !view_.seeking ? snapshot.twins.firstStep : -1;
}

// The copy that the step has broken isn't found yet: nothing may tell which one it is. Where no output differs there is nothing to find.
bool TheoremScene::seeks() const {
  return story_.step() == theoremFindStep && view_.isBroken() && firstOutput(snapshot().twins) >= 0 &&
         (story_.begins() || story_.done().empty() || !story_.done().front());
}

void TheoremScene::follow(const SceneContext& context) {
  keepWithin(context.snapshot);
  view_.present = std::clamp(view_.present, 0, view_.last());
  if (!lostWeight_.empty()) context.commands.showMessage(context.tr("theorem.noSuchWeight", {{"w", std::exchange(lostWeight_, {})}}));
  // A step that begins has turned one of them off.
  const bool both = context.snapshot.current.bidirectional;
  if (std::exchange(bothWays_, both) && !both && story_.begins()) context.commands.showMessage(context.tr("theorem.oneDirection"));
  // What the step before has broken is whole again for the next one; a link may say both.
  if (story_.step() == storyStep_ + 1 && (storyStep_ >= 3 && storyStep_ <= 5)) {
    view_.makeWhole();
    if (std::exchange(view_.foldBack, false)) view_.pane = view_.net = 1;
  }
  storyStep_ = story_.step();
}

void TheoremScene::viewFacts(Facts& facts) const {
  const Snapshot& s = snapshot();
  const Twins& twins = s.twins;
  facts.set("t", view_.present);
  facts.set("at.t", view_.present);
  facts.set("at.foldBack", view_.foldBack ? 1 : 0);
  facts.set("at.break", view_.breakStep);
  facts.set("at.breakBy", view_.breakBy);
  facts.set("acts", view_.walked + view_.mended + view_.picked + view_.dragged);
  // A twin that is too large for the memory would have as many layers, too.
  facts.set("compared", twins.version != 0);
  facts.set("T", twins.feedforward.rows > 0 ? twins.feedforward.rows : s.current.seqLen);
  facts.set("walked", view_.walked);
  facts.set("twins", view_.twins);
  facts.set("dragged", view_.dragged);
  facts.set("length", twins.rnn.rows);
  facts.set("difference", twins.maxAbsDifference);
  facts.set("broken", twins.broken.step >= 0);
  facts.set("firstOutput", firstOutput(twins));
  facts.set("folded", twins.folded);
  facts.set("obstacle", twins.obstacle.has_value());
  facts.set("mended", view_.mended);
  facts.set("picked", view_.picked);
  facts.set("bidirectional", s.current.bidirectional);
  // Of the steps that are scored: their mean, and that of those alone that are learned from.
  const auto mean = [&](const std::vector<float>& metric, bool learned) {
    double sum = 0, count = 0;
    for (std::size_t t = 0; t < metric.size(); ++t)
      if (!std::isnan(metric[t]) && (!learned || (t < s.probe.counts.size() && s.probe.counts[t])))
        sum += static_cast<double>(metric[t]), ++count;
    return count > 0 ? sum / count : 0;
  };
  double least = twins.rnnMetric.empty() ? 0 : 1;
  for (const float each : twins.rnnMetric)
    if (!std::isnan(each)) least = std::min(least, static_cast<double>(each));
  facts.set("loopRight", least);
  facts.set("twinRight", mean(twins.feedforwardMetric, false));
  facts.set("windowRight", mean(twins.windowMetric, false));
  facts.set("twinLearned", mean(twins.feedforwardMetric, true));
  facts.set("elsewhere", s.current.task == "echo" && s.current.lossAt == "last");
  facts.set("stated", s.update > 0 || !s.experiment.edits.empty() || s.current.tying == "untied");
  const auto& shares = s.shares.contributions;
  int largest = -1;
  for (int t = 0; t < static_cast<int>(shares.size()); ++t)
    if (std::fabs(shares[static_cast<std::size_t>(t)]) > (largest < 0 ? 0.f : std::fabs(shares[static_cast<std::size_t>(largest)])))
      largest = t;
  facts.set("largestCopy", largest);
}

std::vector<Pair> TheoremScene::view() const {
  std::vector<Pair> pairs;
  // Nor does the link tell what is to be found: it leads to where the search begins.
  const bool seeking = seeks();
  if (view_.present > 0 && !story_.waits() && !story_.moves() && !seeking) pairs.emplace_back("t", std::to_string(view_.present));
  if (story_.step() > 0) pairs.emplace_back("story", std::to_string(story_.step() + 1));
  if (seeking) return pairs;
  if (view_.breakBy != 0) {
    pairs.emplace_back("break", std::to_string(view_.breakStep));
    pairs.emplace_back("breakBy", printNumber(static_cast<double>(view_.breakBy)));
    pairs.emplace_back("breakWeight", printPlace(view_.weight));
  } else if (view_.unit >= 0) {
    pairs.emplace_back("break", std::to_string(view_.breakStep));
    pairs.emplace_back("breakUnit", std::to_string(view_.unit));
  }
  if (view_.foldBack) pairs.emplace_back("foldBack", "1");
  if (view_.beyond != TheoremView{}.beyond) pairs.emplace_back("beyond", std::to_string(view_.beyond));
  return pairs;
}

void TheoremScene::show(std::string_view key, std::string_view value) {
  if (key == "breakWeight") {
    view_.weight = TheoremView{}.weight;
    if (!value.empty() && !readPlace(value, view_.weight)) view_.weight.name = std::string(value);
    return;
  }
  double number = 0;
  if (!readNumber(value, number)) return;
  if (key == "t") view_.present = static_cast<int>(std::clamp(number, 0.0, 1001.0));
  if (key == "beyond") view_.beyond = static_cast<int>(number);
  if (key == "break") breakSaid_ = number >= 0, view_.breakStep = breakSaid_ ? static_cast<int>(number) : TheoremView{}.breakStep;
  if (key == "breakBy") view_.breakBy = static_cast<float>(number);
  if (key == "breakUnit") view_.unit = static_cast<int>(number);
  // break alone changes the weight by as much as `unroll unfold` does.
  if (key == "breakUnit" && std::exchange(breakSaid_, false) && !view_.isBroken()) view_.breakBy = 0.01f;
  if (key == "foldBack" && std::exchange(view_.foldBack, number >= 1) != view_.foldBack && view_.foldBack) view_.pane = view_.net = 0;
  if (key == "story") {
    story_.openLinked(static_cast<int>(std::clamp(number, 1.0, 100.0)) - 1, view_.present > 0 || view_.foldBack || view_.isBroken());
    storyStep_ = story_.step();
  }
}

// `beyond` is shown before `t` is asked for.
double TheoremScene::most(std::string_view key, const Model& model) const {
  const auto number = [&](const char* name) {
    double value = 0;
    return readNumber(model.keys().get(name), value) ? value : 0;
  };
  const double last = number("seqLen") - 1;
  const bool both = model.keys().get("bidirectional") == "true";
  if (key == "t") return both ? last : last + view_.beyond;
  if (key == "break") return last;
  if (key == "breakUnit")  // as hasUnitToLose() will say
    return model.keys().get("cell") == "elman" && number("layers") == 1 && !both && number("hiddenSize") > 1 ? number("hiddenSize") - 1
                                                                                                             : -1;
  return Scene::most(key, model);
}

// What the numbers of weights mean, and what comes after step T.
void TheoremScene::aboutAfter(const SceneContext& context, Column& column) {
  const Twins& twins = context.snapshot.twins;
  const Text& words = context.ui.words();
  if (!hasTwins(context.snapshot)) return;
  ui::paragraph(context.ui, column,
                context.tr("theorem.counts", {{"rnn", words.integer(twins.tiedParameters)},
                                              {"twin", words.integer(twins.untiedParameters)},
                                              {"T", std::to_string(context.snapshot.current.seqLen)}}));
  const char* after = context.snapshot.current.bidirectional ? "theorem.afterBoth" : "theorem.after";
  ui::paragraph(context.ui, column, filledIn(context, after, "T", context.snapshot.current.seqLen));
}

void TheoremScene::controls(const Frame& frame, Column& column) {
  const SceneContext context = with(frame);
  follow(context);
  Ui& ui = context.ui;
  const Experiment& now = context.snapshot.current;
  int steps = now.seqLen, hidden = now.hiddenSize;
  if (ui::slider(ui, column, "seqLen", context.tr("sequence.steps"), steps,
                 {.min = 2, .max = 30, .integer = true, .typedMin = 1, .typedMax = 1000}))
    context.set("seqLen", steps);
  if (!now.bidirectional && hasTwins(context.snapshot)) {
    int length = now.seqLen + view_.beyond;
    const double most = now.seqLen + std::max(10.0, 2.0 * now.seqLen);
    if (ui::slider(ui, column, "beyond", context.tr("theorem.length"), length,
                   {.min = static_cast<double>(now.seqLen),
                    .max = most,
                    .integer = true,
                    .typedMin = static_cast<double>(now.seqLen),
                    .typedMax = now.seqLen + 1000.0})) {
      const int before = std::exchange(view_.beyond, length - now.seqLen);
      view_.dragged += view_.beyond > before;
      view_.toEnd = true;  // which is computed with the next look
    }
  }
  if (story_.step() != theoremFindStep) breaking(context, column);  // it would say which
  bool untied = now.tying == "untied";
  if (ui::toggle(ui, column, "tying", context.tr("theorem.untie"), untied)) context.set("tying", std::string(untied ? "untied" : "tied"));
  ui::caption(ui, column, context.tr(now.tying == "untied" ? "theorem.untiedHint" : "theorem.tiedHint"));
  if (ui::slider(ui, column, "hiddenSize", context.tr("sequence.hiddenSize"), hidden,
                 {.min = 1, .max = 32, .scale = ui::Scale::squared, .integer = true, .typedMin = 1, .typedMax = 512}))
    context.set("hiddenSize", hidden);
  offerSmallNet(context, column);
  if (ui::section(ui, column, "theoremMore", context.tr("sequence.more"))) {
    chooseTask(context, column);
    for (const char* key : {"cell", "activation", "layers", "bidirectional", "window", "lossAt", "seed"})
      settings_.control(context, column, key);
  }
  if (context.layout == Layout::phone) {  // the transport has no room for it there
    if (ui::button(ui, column.take(Theme::touch), "oneUpdate", context.tr("training.oneUpdate"), ui::ButtonStyle::secondary,
                   !context.snapshot.divergence))
      context.commands.runBy(1);
  } else {
    column.space(4);
    aboutAfter(context, column);
  }
}

// One copy of one weight is changed in the twin alone.
void TheoremScene::breaking(const SceneContext& context, Column& column) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const int count = weightCount(s);
  if (count == 0 || !hasTwins(s)) return;
  const bool broken = view_.isBroken();
  const std::string copy = filledIn(context, "theorem.ofStep", "k", view_.breakStep), symbol = placeSymbol(s, view_.weight);
  int step = view_.breakStep, index = std::max(0, indexOf(s, view_.weight));
  if (view_.steps > 1 && ui::slider(ui, column, "breakCopy", context.tr("theorem.changeCopy"), step,
                                    {.max = static_cast<double>(view_.steps - 1), .words = copy, .warning = broken})) {
    view_.breakStep = step;
    takeBreak(context);
  }
  if (ui::slider(ui, column, "breakWeight", context.tr("theorem.itsWeight"), index,
                 {.max = static_cast<double>(count - 1), .words = symbol, .warning = view_.breakBy != 0})) {
    view_.weight = weightAt(s, index);
    ++view_.picked;
  }
  double by = static_cast<double>(view_.breakBy);
  const std::string words = by == 0 ? "0" : signedNumber(by);
  if (ui::slider(ui, column, "breakBy", context.tr("theorem.changeBy"), by,
                 {.min = -2,
                  .max = 2,
                  .step = 0.1,
                  .decimals = 2,
                  .typedMin = -1000,
                  .typedMax = 1000,
                  .words = words,
                  .warning = view_.breakBy != 0})) {
    // Near the middle of the track it is whole again.
    const bool was = view_.isBroken();
    const float to = std::fabs(by) < 0.03 ? 0.f : static_cast<float>(by);
    if (to == 0)
      view_.mend();
    else
      view_.breakBy = to, view_.unit = -1;
    if (!was) takeBreak(context);
  }
  if (ui::toggle(ui, column, "foldBack", context.tr("theorem.foldBack"), view_.foldBack)) view_.pane = view_.net = view_.foldBack ? 0 : 1;
  bool without = view_.unit >= 0;
  if (view_.foldBack && hasUnitToLose(s) &&
      ui::toggle(ui, column, "breakUnit", context.tr("theorem.takeUnit", {{"k", std::to_string(view_.breakStep)}}), without)) {
    if (!without) return view_.mend();
    view_.breakBy = 0;
    view_.unit = s.current.hiddenSize - 1;
    takeBreak(context);
  }
}

// Where the walk hasn't come to the changed copy it goes there: on to the end, where all of it fits into the picture.
void TheoremScene::takeBreak(const SceneContext&) {
  constexpr int fewSteps = 8;
  if (!view_.isBroken() || (view_.present >= view_.breakStep && view_.present < view_.steps)) return;
  view_.jumpTo(view_.steps <= fewSteps ? view_.steps - 1 : view_.breakStep);
}

// Untied, the memory for both was there; but a model file may come from a training without the recurrent net beside it.
const std::string& whyNoTwins(const SceneContext& context) {
  return context.tr(context.snapshot.current.tying == "untied" ? "theorem.alone" : "theorem.tooLarge");
}

void TheoremScene::stage(const Frame& frame, Rect area) {
  const SceneContext context = with(frame);
  follow(context);
  Ui& ui = context.ui;
  if (!hasTwins(context.snapshot)) {
    const Rect inside = ui::card(ui, area, ui::CardStyle::stage);
    Column column(inside);
    ui::paragraph(ui, column, whyNoTwins(context));
    if (context.snapshot.current.tying != "untied") smallNetButton(context, column.take(Theme::touch));
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
  follow(context);
  walkButtons(context, bar, view_, context.layout != Layout::phone);
  if (view_.seeking) return walkScrubber(context, bar, view_);
  if (view_.isBroken()) {  // it is mended before anything is trained
    const std::string& mend = context.tr("theorem.mend");
    const Rect slot = bar.cutRight(ui::buttonWidth(ui, mend), 10);
    if (ui::button(ui, {slot.x, slot.center().y - 18, slot.w, 36}, "mend", mend, ui::ButtonStyle::secondary)) view_.mend();
    if (roomy) {
      const std::string words =
          view_.firstDifference < 0 ? context.tr("theorem.noDifference") : filledIn(context, "theorem.firstAt", "k", view_.firstDifference);
      const Rect place = bar.cutRight(ui.measure(words, Type::smallStrong).w + 4, 12);
      ui.textIn(place, words, Type::smallStrong, ui.color().bad, Align::right);
    }
    return walkScrubber(context, bar, view_);
  }

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
  if (!hasTwins(context.snapshot)) return false;
  switch (key) {
    case StageKey::up:
    case StageKey::down: {
      const Snapshot& s = context.snapshot;
      const int units = s.outputSize + s.twins.feedforwardHidden.cols + s.inputSize;
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
  if (!hasTwins(context.snapshot)) return whyNoTwins(context);
  const int t = std::clamp(view_.present, 0, twins.rnn.rows - 1);
  constexpr double longest = 1e6;  // beyond it as a power of ten
  const auto number = [](float v) {
    const double d = static_cast<double>(v);
    return std::fabs(d) < longest ? signedNumber(d, 4) : formula::withoutMarkup(compactNumber(d));
  };
  const std::string function = outputFunction(snapshot());
  std::string words = netInWords(context) + ". " +
                      context.tr(function.empty() ? "theorem.describe" : "theorem.describeRaw",
                                 {{"t", std::to_string(t)}, {"y", number(twins.rnn.at(t, 0))}, {"f", function}});
  if (t < twins.feedforward.rows) {
    words += " " +
             context.tr(function.empty() ? "theorem.describeTwin" : "theorem.describeTwinRaw", {{"y", number(twins.feedforward.at(t, 0))}});
    if (isAsked(snapshot(), t)) words += " " + context.tr("theorem.describeTarget", {{"y", number(snapshot().probe.target.at(t, 0))}});
  } else {
    words += " " + filledIn(context, "theorem.noLayer", "T", twins.feedforward.rows);
  }
  if (const std::string unit = selectedUnitWords(context, view_); !unit.empty()) words += " " + spoken(unit) + ".";
  const Snapshot& s = snapshot();
  if (view_.foldBack) words += " " + spoken(foldInWords(context));
  if (view_.seeking) return words + " " + spoken(seekingWords(context, view_));
  if (twins.broken.step >= 0) {
    if (twins.broken.unit >= 0)
      words +=
          " " + context.tr("theorem.describeUnit", {{"k", std::to_string(twins.broken.step)}, {"i", std::to_string(twins.broken.unit)}});
    else
      words += " " + context.tr("theorem.describeBroken", {{"w", formula::withoutMarkup(placeSymbol(s, view_.weight))},
                                                           {"k", std::to_string(twins.broken.step)},
                                                           {"d", signedNumber(static_cast<double>(twins.broken.by))}});
    return words + " " +
           (twins.first ? context.tr("theorem.describeFirst", {{"h", formula::withoutMarkup(placeInWords(s, *twins.first))}})
                        : context.tr("theorem.nothingDiffers"));
  }
  const bool untied = s.current.tying == "untied";
  return words + " " +
         context.tr(!untied                       ? "theorem.resultTied"
                    : twins.maxAbsDifference == 0 ? "theorem.resultUntied"
                                                  : "theorem.resultApart",
                    {{"d", spoken(differenceWords(twins.maxAbsDifference))},
                     {"a", spoken(differenceWords(differenceWhereAsked(snapshot())))},
                     {"n", context.ui.words().integer(snapshot().update)}});
}

}  // namespace

std::unique_ptr<Scene> makeTheoremScene() { return std::make_unique<TheoremScene>(); }

}  // namespace unroll
