// Sequence: a recurrent net on a sequence, as a loop and unfolded over time. Stepping shows how the state goes round; every number
// can be asked where it comes from, every weight can be changed.
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "lesson/settings.h"
#include "scenes/recurrent/context.h"
#include "scenes/recurrent/net_offer.h"
#include "scenes/recurrent/numbers.h"
#include "scenes/recurrent/task_choice.h"
#include "scenes/recurrent/weights.h"
#include "scenes/sequence/backward.h"
#include "scenes/sequence/cell.h"
#include "scenes/sequence/chain.h"
#include "scenes/sequence/closer.h"
#include "scenes/sequence/cuts.h"
#include "scenes/sequence/holds.h"
#include "scenes/sequence/inspector.h"
#include "scenes/sequence/own_input.h"
#include "scenes/sequence/scissors.h"
#include "scenes/sequence/stage.h"
#include "scenes/sequence/state.h"
#include "scenes/sequence/step_size.h"
#include "scenes/sequence/story.h"
#include "scenes/sequence/zoom.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

// The walk of the scrubber, where steps are smaller than its own.
struct Ahead final : TimeWalk {
  explicit Ahead(SequenceView& of) : view(of) { present = of.present; }
  SequenceView& view;
  int last() const override { return view.steps - 1; }
  void setPlace(int t) override {
    present = t;
    view.jumpTo(view.placeOf(t));
  }
};

class SequenceScene final : public RecurrentScene {
 public:
  Story* story() override { return snapshot().simple ? &story_ : &chainStory_; }
  void controls(const Frame& frame, Column& column) override;
  void stage(const Frame& frame, Rect area) override;
  void inspector(const Frame& frame, Column& column) override {
    const SceneContext context = with(frame);
    if (!follow(context)) return;
    tellPending(context, column, view_);
    if (insideNow() || gatePends()) return drawInsideInspector(context, column, view_);
    if (view_.back >= 0 && showsBack(context.snapshot, view_))
      drawBackInspector(context, column, view_);
    else if (!context.snapshot.simple)
      drawChainInspector(context, column, view_);
    else
      drawSequenceInspector(context, column, view_);
  }
  void transport(const Frame& frame, Rect bar) override;

  bool inspects() const override { return view_.attention() || (insideNow() && view_.pointedPart); }
  ImVec2 inspectorAnchor() const override { return view_.anchor; }
  bool key(const Frame& frame, StageKey key) override;
  SnapshotParts parts() const override;

  double mostFold() const override { return 2; }  // the way back
  bool hasInsides() const override { return true; }
  bool understands(std::string_view key, std::string_view value) const override;
  double most(std::string_view key, const Model& model) const override;
  void play(const Frame& frame, bool on) override { view_.play(frame.ui, on); }
  bool playing(const Frame&) const override { return view_.playing; }
  void step(const Frame& frame, std::int64_t n) override;

  void viewFacts(Facts& facts) const override;
  std::vector<Pair> view() const override;
  void show(std::string_view key, std::string_view value) override;
  std::string describe(const Frame& frame) const override;
  SpokenTable table(const Frame& frame) const override;
  void state(const Frame& frame, nlohmann::json& fields) const override { sequenceState(with(frame), view_, closer_, fields); }

 private:
  bool insideNow() const { return view_.inside && !view_.backward && hasInside(snapshot()); }
  // What comes next is a gate's number, or what gates make: explained as inside the cell, wherever it is looked at from.
  bool gatePends() const { return view_.showsPending() && view_.pending()->kind != ForwardStep::Kind::output && hasInside(snapshot()); }
  bool follow(const SceneContext& context);
  void takeLinkedWeight();
  void tyingToggle(const SceneContext& context, Column& column);

  SequenceView view_;
  CloserView closer_;
  Story story_{"sequence", sequenceSteps()}, chainStory_{"sequence", chainSteps()};
  Settings settings_;
};

// Keeps the view within the sequence, whatever the experiment has become. False: there is nothing to draw yet.
bool SequenceScene::follow(const SceneContext& context) {
  if (context.snapshot.simple ? !isComplete(context.snapshot) : !hasPassage(context.snapshot)) return false;
  if (view_.backward) view_.holds.clear(), view_.cuts.clear();  // the way back is that of the net itself
  if (isTied(context.snapshot)) view_.cuts.clear();
  view_.steps = std::max(1, context.snapshot.probe.h.rows);
  if (!view_.foldSaid) view_.unfolded = !context.snapshot.simple;
  view_.present = std::clamp(view_.present, 0, view_.steps - 1);
  keepZoomWithin(context.snapshot, view_);
  view_.keepWithin(ForwardSteps(context.snapshot));
  const int hidden = context.snapshot.probe.h.cols;
  if (std::erase_if(view_.holds, [&](const HeldUnit& held) { return held.unit >= hidden || held.t >= view_.steps; }) > 0)
    context.commands.showMessage(context.tr("sequence.hold.lost"));
  const auto outside = [&](const diagram::Spot& spot) {
    if (!spot) return false;
    if (spot.step() >= view_.steps) return true;
    const diagram::UnitRef to = spot.unit ? *spot.unit : receiver(*spot.weight), from = spot.unit ? to : sender(*spot.weight);
    for (const diagram::UnitRef& u : {to, from}) {
      const int count = u.layer == diagram::Layer::input    ? context.snapshot.inputSize
                        : u.layer == diagram::Layer::hidden ? hidden
                                                            : context.snapshot.outputSize;
      if (u.index >= count) return true;
    }
    return false;
  };
  if (outside(view_.selected)) view_.selected = {};
  if (context.snapshot.simple) takeLinkedWeight();
  if (view_.selected.weight) view_.copied = *view_.selected.weight;
  view_.copied.step = 0;
  if (outside({{}, view_.copied})) view_.copied = SequenceView{}.copied;
  if (outside(view_.hovered)) view_.hovered = {};
  return true;
}

// What a link says of a net whose weights can be pressed.
void SequenceScene::takeLinkedWeight() {
  using Matrix = diagram::WeightRef::Matrix;
  const WeightPlace place = std::exchange(view_.copiedPlace, {});
  for (const auto& [name, matrix] :
       {std::pair{"rnn.weight_ih_l0", Matrix::xh}, std::pair{"rnn.weight_hh_l0", Matrix::hh}, std::pair{"readout.weight", Matrix::hy}})
    if (place.name == name) view_.copied = {matrix, 0, place.row, place.col};
}

void SequenceScene::stage(const Frame& frame, Rect area) {
  const SceneContext context = with(frame);
  if (!follow(context)) {
    (void)ui::card(context.ui, area, ui::CardStyle::stage);
    return;
  }
  view_.advance(context.ui);
  area = drawCloser(context, area, view_, closer_);
  if (area.h <= 0) return view_.layout.reset();
  if (insideNow()) return drawInside(context, area, view_);
  if (!context.snapshot.simple) return drawChain(context, area, view_);
  drawSequenceStage(context, area, view_);
}

void SequenceScene::controls(const Frame& frame, Column& column) {
  const SceneContext context = with(frame);
  if (!follow(context)) return;
  Ui& ui = context.ui;
  offerSmallNet(context, column);
  const Experiment& now = context.snapshot.current;
  int steps = now.seqLen, hidden = now.hiddenSize;
  if (ui::slider(ui, column, "seqLen", context.tr("sequence.steps"), steps,
                 {.min = 2, .max = 30, .integer = true, .typedMin = 1, .typedMax = 1000}))
    context.set("seqLen", steps);
  if (ui::slider(ui, column, "hiddenSize", context.tr("sequence.hiddenSize"), hidden,
                 {.min = 1, .max = 32, .scale = ui::Scale::squared, .integer = true, .typedMin = 1, .typedMax = 512}))
    context.set("hiddenSize", hidden);
  if (view_.unfolded) zoomControl(context, column, view_);

  if (context.layout != Layout::wide && !view_.backward) chooseStepSize(context, column, view_);
  const bool simple = context.snapshot.simple;
  // What the story asks for is not under a fold.
  const bool untying = simple && story_.step() == untyingStep;
  const bool losing = simple ? story_.step() == everyLossStep : chainStory_.step() == chainEveryLossStep;
  if (losing) settings_.control(context, column, "lossAt");
  if (untying) tyingToggle(context, column);
  if (view_.backward && canTruncate(context))
    for (const char* key : {"truncate", "truncateEvery"}) settings_.control(context, column, key);
  drawOwnInput(context, column, view_);
  settings_.control(context, column, simple ? "activation" : "cell");
  closerControl(context, column, closer_);
  if (ui::section(ui, column, "sequenceMore", context.tr("sequence.more"))) {
    chooseTask(context, column);
    if (simple) settings_.control(context, column, "cell");
    for (const char* key : {"layers", "bidirectional"}) settings_.control(context, column, key);
    if (!untying) tyingToggle(context, column);
    if (!losing) settings_.control(context, column, "lossAt");
    typeOwnInput(context, column);
    settings_.control(context, column, "seed");
  }
}

SnapshotParts SequenceScene::parts() const {
  SnapshotParts parts{.curves = false, .parameters = true, .twins = false};
  addCloserParts(view_, closer_, parts);
  // What the step is about, also where the net is in the carpet's place again.
  if (snapshot().simple && story_.step() == dependsStep && !parts.carpet) parts.carpet = CarpetWish{CarpetWish::Of::outputByInput};
  parts.held = view_.holds;
  parts.cut = view_.cuts;
  if (!view_.backward || snapshot().parameters.empty()) return parts;
  parts.back = true;
  if (!isTied(snapshot())) return parts;
  parts.weight = copiedPlace(snapshot(), view_);
  if (view_.back > 0 && view_.lossOfPiece >= 0) parts.pathFrom = view_.present, parts.pathTo = view_.lossOfPiece;
  return parts;
}

// What the tasks of the story look at.
void SequenceScene::viewFacts(Facts& facts) const {
  const Snapshot& s = snapshot();
  const bool linked = view_.linkedPlace >= 0 && !view_.backward && !view_.fine();  // and not there yet
  facts.set("t", linked ? std::min(view_.linkedPlace, std::max(0, s.probe.h.rows - 1)) : view_.present);
  facts.set("steps", s.probe.h.rows == s.current.seqLen ? s.probe.h.rows : 0);  // 0: not computed yet
  facts.set("units", s.probe.h.cols);
  facts.set("fold", view_.openness());
  facts.set("at.fold", view_.backward ? 2.0 : static_cast<double>(view_.openness()));
  facts.set("at.t", view_.linkedPlace >= 0 ? view_.linkedPlace : view_.place());
  facts.set("at.inside", view_.inside ? 1 : 0);
  facts.set("places", view_.fine() ? view_.pass.count() : std::max(0, s.probe.h.rows - 1));
  facts.set("acts", view_.walked + view_.smallSteps + view_.unfoldings + view_.entered);
  facts.set("step", std::string(stepSizeNames()[static_cast<std::size_t>(view_.size)]));
  facts.set("done", view_.done);
  facts.set("unfoldings", view_.unfoldings);
  facts.set("walked", view_.walked);
  facts.set("back", view_.back);
  facts.set("piece", view_.lossOfPiece);
  facts.set("losses", static_cast<double>(std::count(s.probe.counts.begin(), s.probe.counts.end(), true)));
  facts.set("reach", reach(s, view_));
  facts.set("activation", s.current.activation);
  facts.set("stated",
            s.update > 0 || !s.experiment.edits.empty() || s.current.tying == "untied" || s.current.activation != Experiment{}.activation);
  facts.set("lossAt", s.current.lossAt);
  facts.set("forward", s.current.hiddenSize);
  facts.set("smallSteps", view_.smallSteps);
  facts.set("entered", view_.entered);
  facts.set("ownStart", s.current.start.find_first_of("123456789") != std::string::npos);  // not only zeros
  facts.set("memory", s.memory);
  facts.set("feedsBack", s.current.cell == "jordan");
  facts.set("gated", !s.probe.gates.empty());
  for (const Gate& gate : s.probe.gates)  // what lets the old state through, at the last step
    if (gate.name == "f" || gate.name == "z")
      facts.set("keep", std::vector<float>(gate.values.values.end() - gate.values.cols, gate.values.values.end()));
  if (!isComplete(s)) return;
  facts.set("x", s.probe.x.values);
  facts.set("inputs", s.probe.x.cols);
  facts.set("h", s.probe.h.values);
  std::vector<float> selfWeights;
  for (int i = 0; i < s.probe.h.cols; ++i)
    selfWeights.push_back(storedWeight(s, {diagram::WeightRef::Matrix::hh, std::max(0, s.probe.h.rows - 1), i, i}).value);
  facts.set("selfWeights", selfWeights);
  const Carpet& carpet = s.carpet;
  const bool ofOutput = carpet.wish.of == CarpetWish::Of::outputByInput && carpet.values.rows == s.probe.h.rows && carpet.values.rows > 3 &&
                        carpet.version == s.probe.version;
  facts.set("carpetOfOutput", ofOutput && closer_.what == CloserView::What::carpet && closer_.carpet.wish.of == carpet.wish.of);
  facts.set("early", ofOutput ? std::fabs(carpet.values.at(3, 0)) : 0.f);  // of y_3 by x_0, and by x_2
  facts.set("late", ofOutput ? std::fabs(carpet.values.at(3, 2)) : 0.f);
  facts.set("copiesDiffer", copiesDiffer(s));
}

std::vector<Pair> SequenceScene::view() const {
  std::vector<Pair> pairs;
  const Story& story = snapshot().simple ? story_ : chainStory_;
  const int step = story.step();
  const bool waits = story.waits() || story.moves();  // then the view is on its way to where the step begins
  if (!waits && view_.foldSaid && (view_.unfolded || view_.half >= 0 || !snapshot().simple || step > 0))
    pairs.emplace_back("fold", view_.backward ? "2" : printNumber(std::round(100 * static_cast<double>(view_.openness())) / 100));
  if (insideNow()) pairs.emplace_back("inside", "1");
  if (const int place = view_.linkedPlace >= 0 ? view_.linkedPlace : view_.place(); place > 0 && !waits)
    pairs.emplace_back("t", std::to_string(place));
  if (view_.size != StepSize::time) pairs.emplace_back("step", stepSizeNames()[static_cast<std::size_t>(view_.size)]);
  if (!view_.holds.empty()) pairs.emplace_back("hold", printHolds(view_.holds));
  if (view_.lossOfPiece >= 0) pairs.emplace_back("piece", std::to_string(view_.lossOfPiece));
  const bool simple = snapshot().simple && !snapshot().parameters.empty() && isTied(snapshot());
  if (view_.backward && (simple ? view_.copied != SequenceView{}.copied : view_.copiedPlace != SequenceView{}.copiedPlace))
    pairs.emplace_back("share", printPlace(simple ? copiedPlace(snapshot(), view_) : view_.copiedPlace));
  if (!view_.cuts.empty()) pairs.emplace_back("cut", printCuts(view_.cuts));
  if (const std::string zoom = printZoom(view_.zoom); !zoom.empty()) pairs.emplace_back("zoom", zoom);
  if (closer_.what != CloserView::What::nothing) pairs.emplace_back("look", closerNames()[static_cast<std::size_t>(closer_.what)]);
  if (step > 0) pairs.emplace_back("story", std::to_string(step + 1));
  return pairs;
}

bool SequenceScene::understands(std::string_view key, std::string_view value) const {
  std::vector<HeldUnit> holds;
  std::vector<WeightPlace> cuts;
  if (key == "cut") return readCuts(value, cuts);
  if (SequenceView::Zoom zoom; key == "zoom") return readZoom(value, zoom);
  if (WeightPlace place; key == "share") return readPlace(value, place);
  if (key == "step") return std::find(stepSizeNames().begin(), stepSizeNames().end(), value) != stepSizeNames().end();
  return key == "hold" ? readHolds(value, holds) : std::find(closerNames().begin(), closerNames().end(), value) != closerNames().end();
}

// Only one copy of a weight can be cut: of a net that is untied, or will be when its link is done.
double SequenceScene::most(std::string_view key, const Model& model) const {
  if (key == "cut" && model.text().find("untied") == std::string::npos) return -1;
  double steps = 0;
  if (key == "t" && readNumber(model.keys().get("seqLen"), steps)) return view_.backward ? 2 * steps : steps - 1;
  return Scene::most(key, model);
}

void SequenceScene::show(std::string_view key, std::string_view value) {
  if (key == "hold") (void)readHolds(value, view_.holds);
  if (key == "cut") (void)readCuts(value, view_.cuts);
  if (key == "zoom") (void)readZoom(value, view_.zoom);
  if (key == "share") {
    view_.copiedPlace = {};
    (void)readPlace(value, view_.copiedPlace);
  }
  if (key == "look") {
    closer_.what = CloserView::What::nothing;
    for (std::size_t i = 0; i < closerNames().size(); ++i)
      if (value == closerNames()[i]) closer_.what = static_cast<CloserView::What>(i);
  }
  if (key == "step") {
    view_.size = StepSize::time;
    for (std::size_t i = 0; i < stepSizeNames().size(); ++i)
      if (value == stepSizeNames()[i]) view_.size = static_cast<StepSize>(i);
  }
  double number = 0;
  if (!readNumber(value, number)) return;
  if (key == "fold") {
    view_.foldSaid = number >= 0;
    view_.backward = number > 1;
    view_.unfolded = number >= 0.5;
    view_.half = number > 0 && number < 1 ? static_cast<float>(number) : -1.f;
  }
  if (key == "inside") view_.inside = number > 0;
  if (key == "t") view_.linkedPlace = static_cast<int>(std::clamp(number, 0.0, 1e8));
  if (key == "piece") view_.lossOfPiece = static_cast<int>(std::clamp(number, -1.0, 2000.0));
  for (Story* each : {&story_, &chainStory_})
    if (key == "story") each->openLinked(static_cast<int>(std::clamp(number, 1.0, 100.0)) - 1, view_.foldSaid || view_.linkedPlace > 0);
}

void SequenceScene::tyingToggle(const SceneContext& context, Column& column) {
  bool untied = context.snapshot.current.tying == "untied";
  if (ui::toggle(context.ui, column, "tying", context.tr("sequence.untied"), untied))
    context.set("tying", std::string(untied ? "untied" : "tied"));
}

void SequenceScene::transport(const Frame& frame, Rect bar) {
  const SceneContext context = with(frame);
  Ui& ui = context.ui;
  walkButtons(context, bar, view_, true);
  if (context.layout == Layout::wide) {
    const std::string tempo = context.tr(
        "sequence.tempo",
        {{"n", SequenceView::tempi[view_.tempo] < 1 ? "½" : std::to_string(static_cast<int>(SequenceView::tempi[view_.tempo]))}});
    const float width = std::max(86.f, ui::buttonWidth(ui, context.tr("sequence.tempo", {{"n", "½"}})));
    const Rect slot = bar.cutRight(width, 18);
    if (ui::button(ui, {slot.x, slot.center().y - 18, slot.w, 36}, "tempo", tempo, ui::ButtonStyle::secondary))
      view_.tempo = (view_.tempo + 1) % 3;
  }
  if (context.layout == Layout::wide && !view_.backward) stepSizeSwitch(context, bar, view_);
  if (!view_.fine()) return walkScrubber(context, bar, view_);
  Ahead ahead{view_};  // over the time steps: those of a unit or a layer would be too many
  walkScrubber(context, bar, ahead);
}

void SequenceScene::step(const Frame& frame, std::int64_t n) {
  const SceneContext context = with(frame);
  if (follow(context)) view_.jumpTo(static_cast<int>(std::clamp<std::int64_t>(view_.place() + n, 0, view_.last())));
}

bool SequenceScene::key(const Frame& frame, StageKey key) {
  const SceneContext context = with(frame);
  if (!follow(context)) return false;
  if (zoomKey(context, view_, key)) return true;
  if (!context.snapshot.simple) {
    if (key == StageKey::up || key == StageKey::down) return moveInChain(context, view_, key == StageKey::down ? 1 : -1);
    if (key != StageKey::escape && key != StageKey::enter) return view_.key(context.ui, key);
    if (key == StageKey::enter && !view_.unfolded && !view_.selected) {
      view_.fold(true);
      return true;
    }
    // Enter leads into the cell, Escape closes what lies over it, then leads back.
    if (insideNow() != (key == StageKey::enter) && hasInside(context.snapshot) &&
        (context.layout != Layout::medium || !view_.selected || key == StageKey::enter)) {
      view_.enter(key == StageKey::enter);
      return true;
    }
    if (key == StageKey::enter && !view_.selected && !hasInside(context.snapshot)) {
      view_.fold(!view_.unfolded);
      return true;
    }
    return std::exchange(view_.selected, {}) != diagram::Spot{};
  }
  switch (key) {
    case StageKey::up: return moveSelection(context, view_, -1);
    case StageKey::down: return moveSelection(context, view_, 1);
    case StageKey::enter:
      if (view_.selected)
        enterSelection(context, view_);
      else
        view_.fold(!view_.unfolded);
      return true;
    case StageKey::escape: {
      const bool had = static_cast<bool>(view_.selected);
      view_.selected = {};
      return had;
    }
    default: return view_.key(context.ui, key);
  }
}

std::string SequenceScene::describe(const Frame& frame) const {
  const SceneContext context = with(frame);
  const std::string closer = hasPassage(context.snapshot) ? closerInWords(context, view_, closer_) : std::string();
  if (!context.snapshot.simple) {
    if (!hasPassage(context.snapshot)) return {};
    return chainInWords(context, view_) + changedInWords(context) + (insideNow() ? " " + insideInWords(context, view_) : std::string()) +
           (closer.empty() ? "" : " " + closer);
  }
  if (!isComplete(context.snapshot)) return {};
  const diagram::Numbers numbers = diagramNumbers(context.snapshot);
  const int t = std::min(view_.present, numbers.shape.steps - 1);
  const auto list = [&](diagram::Layer layer, int count) {
    std::string words;
    for (int i = 0; i < std::min(count, 8); ++i) words += (i ? "; " : "") + signedNumber(static_cast<double>(numbers.value({layer, t, i})));
    return count > 8 ? words + " …" : words;
  };
  std::string words = formula::withoutMarkup(aboutNet(context)) + " ";
  words += context.tr(view_.unfolded ? "sequence.describe.unfolded" : "sequence.describe.loop",
                      {{"t", std::to_string(t)}, {"last", std::to_string(view_.steps - 1)}});
  words += " " + context.tr("sequence.describe.values", {{"x", list(diagram::Layer::input, numbers.shape.inputs)},
                                                         {"h", list(diagram::Layer::hidden, numbers.shape.hidden)},
                                                         {"y", list(diagram::Layer::output, numbers.shape.outputs)}});
  const Passage& probe = context.snapshot.probe;
  std::string wanted;
  for (int k = 0; k < std::min(numbers.shape.outputs, 8) && probe.counts[static_cast<std::size_t>(t)]; ++k)
    wanted += (k > 0 ? "; " : "") + signedNumber(static_cast<double>(probe.target.at(t, k)));
  words += " " + (wanted.empty() ? context.tr("sequence.inspector.noTarget")
                                 : context.tr("sequence.inspector.target", {{"target", wanted}}) + ".");
  if (view_.back > 0 && showsBack(context.snapshot, view_)) words += " " + backInWords(context, view_);
  words += changedInWords(context);
  if (!closer.empty()) words += " " + closer;
  if (view_.selected) words += " " + context.tr("sequence.describe.selected", {{"what", spotInWords(context, view_.selected)}});
  return words;
}

// As on the stage, what is still to come stands empty.
SpokenTable SequenceScene::table(const Frame& frame) const {
  constexpr int mostRows = 30, mostUnits = 8;
  const SceneContext context = with(frame);
  const Snapshot& snapshot = context.snapshot;
  if (!snapshot.simple || !isComplete(snapshot)) return {};
  const diagram::Numbers numbers = diagramNumbers(snapshot);
  SpokenTable table{context.tr("sequence.titleUnfolded"), {context.tr("sequence.time")}, {}};
  const struct {
    const char* symbol;
    diagram::Layer layer;
    int count;
  } groups[] = {{"x", diagram::Layer::input, numbers.shape.inputs},
                {"h", diagram::Layer::hidden, numbers.shape.hidden},
                {"y", diagram::Layer::output, numbers.shape.outputs}};
  const auto named = [&](const std::string& symbol, int i, int count) {
    table.head.push_back(count > 1 ? symbol + "[" + std::to_string(i) + "]" : symbol);
  };
  for (const auto& group : groups)
    for (int i = 0; i < std::min(group.count, mostUnits); ++i) named(group.symbol, i, group.count);
  const int outputs = std::min(numbers.shape.outputs, mostUnits);
  for (int k = 0; k < outputs; ++k) named(context.tr("sequence.target"), k, numbers.shape.outputs);
  const int first = std::clamp(view_.present - mostRows / 2, 0, std::max(0, view_.steps - mostRows));
  for (int t = first; t < std::min(view_.steps, first + mostRows); ++t) {
    std::vector<std::string> row{std::to_string(t)};
    for (const auto& group : groups)
      for (int i = 0; i < std::min(group.count, mostUnits); ++i)
        row.push_back(group.layer != diagram::Layer::input && t > view_.present
                          ? std::string()
                          : signedNumber(static_cast<double>(numbers.value({group.layer, t, i}))));
    for (int k = 0; k < outputs; ++k)
      row.push_back(snapshot.probe.counts[static_cast<std::size_t>(t)] ? signedNumber(static_cast<double>(snapshot.probe.target.at(t, k)))
                                                                       : std::string());
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::unique_ptr<Scene> makeSequenceScene() { return std::make_unique<SequenceScene>(); }

}  // namespace unroll
