// Sequence: a recurrent net on a sequence, as a loop and unfolded over time. Stepping shows how the state goes round; every number
// can be asked where it comes from, every weight can be changed.
#include <nlohmann/json.hpp>

#include "io/keys.h"
#include "scenes/scene.h"
#include "scenes/sequence_inspector.h"
#include "scenes/sequence_numbers.h"
#include "scenes/sequence_stage.h"
#include "scenes/sequence_story.h"
#include "scenes/simple_net_note.h"
#include "scenes/task_choice.h"
#include "widgets/sequence_strip.h"

namespace unroll {

namespace {

class SequenceScene final : public Scene {
 public:
  void story(SceneContext& context, Column& column) override {
    if (follow(context)) story_.draw(context, column, view_);
  }
  void controls(SceneContext& context, Column& column) override;
  void stage(SceneContext& context, Rect area) override;
  void inspector(SceneContext& context, Column& column) override {
    if (follow(context)) drawSequenceInspector(context, column, view_);
  }
  void transport(SceneContext& context, Rect bar) override;

  std::string storyLine(const SceneContext& context) const override { return story_.line(context); }
  bool inspects() const override { return static_cast<bool>(view_.attention()); }
  ImVec2 inspectorAnchor() const override { return view_.anchor; }
  bool key(SceneContext& context, StageKey key) override;
  SnapshotParts parts() const override { return {.curves = false, .parameters = true, .twins = false}; }

  void play(SceneContext& context, bool on) override { view_.play(context.ui, on); }
  bool playing(const SceneContext&) const override { return view_.playing; }
  void step(SceneContext& context, int n) override;

  std::string describe(const SceneContext& context) const override;
  void state(const SceneContext& context, nlohmann::json& fields) const override;

 private:
  bool follow(SceneContext& context);
  void moreSettings(SceneContext& context, Column& column);
  void inputStrip(SceneContext& context, Column& column);

  SequenceView view_;
  SequenceStory story_;
};

// Keeps the view within the sequence, whatever the experiment has become. False: there is nothing to draw yet.
bool SequenceScene::follow(SceneContext& context) {
  if (!isComplete(context.snapshot)) return false;
  view_.steps = std::max(1, context.snapshot.probe.h.rows);
  view_.present = std::clamp(view_.present, 0, view_.steps - 1);
  const int hidden = context.snapshot.probe.h.cols;
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
  if (outside(view_.hovered)) view_.hovered = {};
  return true;
}

void SequenceScene::stage(SceneContext& context, Rect area) {
  if (!follow(context)) {
    if (context.snapshot.simple)
      (void)ui::card(context.ui, area, ui::CardStyle::stage);
    else
      drawSimpleNetNote(context, area);
    return;
  }
  view_.advance(context.ui);
  drawSequenceStage(context, area, view_);
  story_.check(context.snapshot, view_);
}

void SequenceScene::controls(SceneContext& context, Column& column) {
  if (!follow(context)) return;
  Ui& ui = context.ui;
  const Experiment& now = context.snapshot.current;
  int steps = now.seqLen, hidden = now.hiddenSize;
  if (ui::slider(ui, column, "seqLen", context.tr("sequence.steps"), steps,
                 {.min = 2, .max = 30, .integer = true, .typedMin = 1, .typedMax = 1000}))
    context.set("seqLen", steps);
  if (ui::slider(ui, column, "hiddenSize", context.tr("sequence.hiddenSize"), hidden,
                 {.min = 1, .max = 32, .scale = ui::Scale::squared, .integer = true, .typedMin = 1, .typedMax = 512}))
    context.set("hiddenSize", hidden);

  std::vector<std::string> names;
  int chosen = 0;
  for (const Choice& choice : listActivations()) {
    if (choice.name == now.activation) chosen = static_cast<int>(names.size());
    names.push_back(choice.name);
  }
  if (ui::chips(ui, column, "activation", context.tr("sequence.activation"), names, chosen))
    context.set("activation", names[static_cast<std::size_t>(chosen)]);
  inputStrip(context, column);
  if (ui::section(ui, column, "sequenceMore", context.tr("sequence.more"))) moreSettings(context, column);
}

void SequenceScene::inputStrip(SceneContext& context, Column& column) {
  Ui& ui = context.ui;
  const Passage& probe = context.snapshot.probe;
  const strip::Sequence sequence{probe.x.values.data(), probe.x.rows, probe.x.cols};
  const Rect head = column.take(ui.lineHeight(Type::text));
  ui.textIn(head, context.tr("sequence.input.title"), Type::text, ui.color().ink);
  if (ui::textButton(ui, {head.right(), head.y}, "newSequence", context.tr("sequence.input.new"), Align::right))
    context.commands.send(NewProbe{});
  const int to = strip::draw(ui, column.take(strip::height(sequence, context.layout == Layout::medium ? 22.f : 34.f)), "input",
                             context.tr("sequence.input.title"), sequence, view_.present);
  if (to >= 0) view_.jumpTo(to);
}

void SequenceScene::moreSettings(SceneContext& context, Column& column) {
  Ui& ui = context.ui;
  const Experiment& now = context.snapshot.current;
  chooseTask(context, column);
  bool untied = now.tying == "untied";
  if (ui::toggle(ui, column, "tying", context.tr("sequence.untied"), untied)) context.set("tying", std::string(untied ? "untied" : "tied"));
  std::string seed = std::to_string(now.seed);
  if (ui::field(ui, column, "seed", context.tr("key.seed"), seed)) context.set("seed", seed);
}

void SequenceScene::transport(SceneContext& context, Rect bar) {
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
  walkScrubber(context, bar, view_);
}

void SequenceScene::step(SceneContext& context, int n) {
  if (follow(context)) view_.jumpTo(view_.present + n);
}

bool SequenceScene::key(SceneContext& context, StageKey key) {
  if (!follow(context)) return false;
  switch (key) {
    case StageKey::up: return moveSelection(context, view_, -1);
    case StageKey::down: return moveSelection(context, view_, 1);
    case StageKey::enter:
      if (view_.selected)
        enterSelection(context, view_);
      else
        view_.unfolded = !view_.unfolded;
      return true;
    case StageKey::escape: {
      const bool had = static_cast<bool>(view_.selected);
      view_.selected = {};
      return had;
    }
    default: return view_.key(context.ui, key);
  }
}

std::string SequenceScene::describe(const SceneContext& context) const {
  if (!context.snapshot.simple) return simpleNetWords(context);
  if (!isComplete(context.snapshot)) return {};
  const diagram::Numbers numbers = diagramNumbers(context.snapshot);
  const int t = std::min(view_.present, numbers.shape.steps - 1);
  const auto list = [&](diagram::Layer layer, int count) {
    std::string words;
    for (int i = 0; i < std::min(count, 8); ++i) words += (i ? "; " : "") + signedNumber(static_cast<double>(numbers.value({layer, t, i})));
    return count > 8 ? words + " …" : words;
  };
  std::string words = context.tr(view_.unfolded ? "sequence.describe.unfolded" : "sequence.describe.loop",
                                 {{"t", std::to_string(t)}, {"last", std::to_string(view_.steps - 1)}});
  words += " " + context.tr("sequence.describe.values", {{"x", list(diagram::Layer::input, numbers.shape.inputs)},
                                                         {"h", list(diagram::Layer::hidden, numbers.shape.hidden)},
                                                         {"y", list(diagram::Layer::output, numbers.shape.outputs)}});
  if (view_.selected) words += " " + context.tr("sequence.describe.selected", {{"what", spotInWords(context, view_.selected)}});
  return words;
}

void SequenceScene::state(const SceneContext& context, nlohmann::json& fields) const {
  if (!isComplete(context.snapshot)) return;
  const diagram::Numbers numbers = diagramNumbers(context.snapshot);
  const int t = std::clamp(view_.present, 0, std::max(0, numbers.shape.steps - 1));
  fields["t"] = t;
  fields["steps"] = view_.steps;
  fields["unfolded"] = view_.unfolded;
  fields["playing"] = view_.playing;
  fields["story"] = {{"step", story_.step() + 1}, {"done", story_.done()}};
  const auto list = [&](diagram::Layer layer, int step, int count) {
    std::vector<float> values;
    for (int i = 0; i < count; ++i) values.push_back(numbers.value({layer, step, i}));
    return values;
  };
  fields["x"] = list(diagram::Layer::input, t, numbers.shape.inputs);
  fields["h"] = list(diagram::Layer::hidden, t, numbers.shape.hidden);
  fields["hBefore"] = list(diagram::Layer::hidden, t - 1, numbers.shape.hidden);
  fields["y"] = list(diagram::Layer::output, t, numbers.shape.outputs);
  const auto spot = [&](const diagram::Spot& s) -> nlohmann::json {
    if (s.unit) {
      static constexpr const char* layers[] = {"x", "h", "y"};
      return {{"kind", "unit"},
              {"layer", layers[static_cast<int>(s.unit->layer)]},
              {"t", s.unit->step},
              {"index", s.unit->index},
              {"value", numbers.value(*s.unit)}};
    }
    if (s.weight) {
      const StoredWeight stored = storedWeight(context.snapshot, *s.weight);
      return {{"kind", "weight"},  {"name", stored.name}, {"row", stored.row},
              {"col", stored.col}, {"t", s.weight->step}, {"value", stored.value}};
    }
    return nullptr;
  };
  fields["selected"] = spot(view_.selected);
  fields["hovered"] = spot(view_.hovered);
  if (!view_.layout || view_.layout->form() == diagram::UnitForm::heat || view_.layout->shape().hidden != numbers.shape.hidden) return;
  // Where to press, in design units: the present column's hidden units, and the middle of each recurrent weight into it.
  auto& places = fields["places"] = nlohmann::json::object();
  for (int i = 0; i < numbers.shape.hidden; ++i) {
    const ImVec2 c = view_.layout->unit({diagram::Layer::hidden, t, i}).center();
    places["h[" + std::to_string(i) + "]"] = {c.x, c.y};
    for (int j = 0; j < numbers.shape.hidden; ++j) {
      const ImVec2 m = view_.layout->edge({diagram::WeightRef::Matrix::hh, t, i, j}).at(0.3f);
      places["W_hh[" + std::to_string(i) + "][" + std::to_string(j) + "]"] = {m.x, m.y};
    }
  }
}

}  // namespace

std::unique_ptr<Scene> makeSequenceScene() { return std::make_unique<SequenceScene>(); }

}  // namespace unroll
