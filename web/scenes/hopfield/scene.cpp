// Hopfield: patterns stored in weights, a disturbed one that falls back into what was stored, the energy that says why.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

#include "lesson/settings.h"
#include "scenes/hopfield/story.h"
#include "scenes/hopfield/view.h"

namespace unroll {

namespace {

class HopfieldScene final : public SceneOf<HopfieldModel, HopfieldSnapshot> {
 public:
  Story* story() override { return &story_; }
  void controls(const Frame& frame, Column& column) override;
  void stage(const Frame& frame, Rect area) override;
  void inspector(const Frame& frame, Column& column) override { drawField(with(frame), column, view_); }
  void transport(const Frame& frame, Rect bar) override;
  bool inspects() const override { return view_.selected >= 0; }
  ImVec2 inspectorAnchor() const override { return view_.anchor; }

  bool key(const Frame& frame, StageKey key) override;
  void play(const Frame& frame, bool on) override {
    view_.playing = on;
    view_.nextAt = frame.ui.now();
    if (on && snapshot().done) frame.set("updates", 0);
    if (HopfieldView::steps[view_.tempo] > 0) return;
    if (on)
      toEnd(frame);
    else
      frame.commands.pause();
  }
  // In slices, where it takes long.
  void toEnd(const Frame& frame) {
    frame.send(HopfieldModel::toEnd, "slices");
    frame.commands.run();
  }
  bool playing(const Frame&) const override { return view_.playing; }
  void step(const Frame& frame, std::int64_t n) override { frame.send(HopfieldModel::step, std::to_string(n)); }

  void viewFacts(Facts& facts) const override;
  std::vector<Pair> view() const override;
  double mostFold() const override { return 3; }  // what stands beside the state
  void show(std::string_view key, std::string_view value) override;
  std::string describe(const Frame& frame) const override;
  SpokenTable table(const Frame& frame) const override;
  void state(const Frame& frame, nlohmann::json& fields) const override;

 private:
  HopfieldView view_;
  Settings settings_;
  Story story_{"hopfield", hopfieldSteps()};
};

void HopfieldScene::stage(const Frame& frame, Rect area) {
  const HopfieldContext context = with(frame);
  if (view_.selected >= snapshot().settings.size) view_.selected = -1;
  settings_.flush(frame);
  // The lecture's planets stand beside their step.
  if (const bool planets = story_.steps() > 0 && hopfieldSteps()[static_cast<std::size_t>(story_.step())].id == planetsStep;
      planets != std::exchange(view_.atPlanets, planets)) {
    if (planets) view_.exhibit = Exhibit::planets;
    if (!planets && view_.exhibit == Exhibit::planets) view_.exhibit = Exhibit::landscape;
    if (planets && context.layout != Layout::wide) view_.pane = 3;
  }
  if (view_.playing) {
    constexpr double kPeriod = 0.1;  // seconds
    if (snapshot().done) view_.playing = false;
    if (context.ui.now() >= view_.nextAt && HopfieldView::steps[view_.tempo] > 0) {
      view_.nextAt = context.ui.now() + kPeriod;
      step(frame, HopfieldView::steps[view_.tempo]);
    }
    context.ui.wakeAt(view_.nextAt);
  }
  drawHopfieldStage(context, area, view_);
}

void HopfieldScene::controls(const Frame& frame, Column& column) { drawHopfieldControls(with(frame), column, view_, settings_); }

void HopfieldScene::transport(const Frame& frame, Rect bar) {
  const HopfieldContext context = with(frame);
  Ui& ui = context.ui;
  const auto button = [&](const char* name, ui::Icon icon, std::string_view label, bool enabled) {
    const Rect r = bar.cutLeft(36, 6);
    return ui::iconButton(ui, {r.x, r.center().y - 18, 36, 36}, name, icon, context.tr(label), ui::ButtonStyle::quiet, enabled);
  };
  if (context.layout != Layout::phone && button("first", ui::Icon::first, "hopfield.first", snapshot().updates > 0))
    context.set("updates", 0);
  if (button("stepBack", ui::Icon::stepBack, "hopfield.back", snapshot().updates > 0)) step(frame, -1);
  const Rect big = bar.cutLeft(48, 6);
  if (ui::iconButton(ui, {big.x, big.center().y - 22, 44, 44}, "play", view_.playing ? ui::Icon::pause : ui::Icon::play,
                     context.tr(view_.playing ? "hopfield.pause" : "hopfield.play"), ui::ButtonStyle::primary))
    play(frame, !view_.playing);
  if (button("stepForward", ui::Icon::stepForward, "hopfield.forward", !snapshot().done)) step(frame, 1);
  const std::string& sweep = context.tr("hopfield.sweep");
  const std::string& toEnd = context.tr("hopfield.toEnd");
  const Rect second = bar.cutRight(ui::buttonWidth(ui, toEnd), 8);
  if (ui::button(ui, {second.x, second.center().y - 18, second.w, 36}, "toEnd", toEnd, ui::ButtonStyle::secondary, !snapshot().done))
    HopfieldScene::toEnd(frame);
  if (context.layout != Layout::phone) {
    const float width = ui::buttonWidth(ui, sweep);
    const Rect first = bar.w > width + 16 ? bar.cutRight(width, 8) : Rect{};
    if (first.w > 0 &&
        ui::button(ui, {first.x, first.center().y - 18, first.w, 36}, "sweep", sweep, ui::ButtonStyle::secondary, !snapshot().done))
      context.send(HopfieldModel::sweep);
    const int steps = HopfieldView::steps[view_.tempo];
    const std::string tempo = steps > 0 ? std::to_string(steps) + "×" : "max";
    const Rect third = bar.w > 68 ? bar.cutRight(52, 8) : Rect{};
    if (third.w > 0 && ui::button(ui, {third.x, third.center().y - 18, third.w, 36}, "tempo", tempo, ui::ButtonStyle::soft)) {
      if (view_.playing) play(frame, false);
      view_.tempo = (view_.tempo + 1) % static_cast<int>(std::size(HopfieldView::steps));
    }
    if (third.w > 0) ui.explain("tempo", third, context.tr("hopfield.tempoHelp"));
    bar = bar.inset(10, 0);
    const std::string words = context.tr("hopfield.where", {{"n", ui.words().integer(snapshot().updates)},
                                                            {"sweep", ui.words().integer(snapshot().updates / snapshot().perSweep)}});
    const float needed = ui.measure(words, Type::small).w + 4;
    if (bar.w > needed + 90) ui.textIn(bar.cutRight(needed, 10), words, Type::small, ui.color().muted);
    // As far as it has been, or two sweeps.
    if (snapshot().updates == 0) view_.furthest = 0;
    view_.furthest = std::max(view_.furthest, snapshot().updates);
    double position = static_cast<double>(snapshot().updates);
    const auto last = static_cast<double>(std::max(view_.furthest, snapshot().done ? snapshot().updates : 2 * snapshot().perSweep));
    if (bar.w > 60 &&
        ui::bareSlider(ui, bar, "updates", context.tr("hopfield.updatesSlider"), position, {.min = 0, .max = last, .integer = true}))
      context.set("updates", position);
  }
}

bool HopfieldScene::key(const Frame& frame, StageKey key) {
  switch (key) {
    case StageKey::space: play(frame, !view_.playing); return true;
    case StageKey::right:
      if (snapshot().done) return false;
      step(frame, 1);
      return true;
    case StageKey::left:
      if (snapshot().updates == 0) return false;
      step(frame, -1);
      return true;
    case StageKey::home: frame.set("updates", 0); return true;
    case StageKey::end: toEnd(frame); return true;
    case StageKey::escape: return std::exchange(view_.selected, -1) >= 0;
    default: return false;
  }
}

void HopfieldScene::viewFacts(Facts& facts) const {
  const HopfieldSnapshot& s = snapshot();
  std::uint64_t own = 0;
  facts.set("flip", s.settings.flip);
  // How the recall begins, for words: off from the pattern that it begins at, or from the nearest of the first ones.
  constexpr std::size_t most = 64;
  std::uint64_t begin = 0;
  const bool known = readWhole(s.settings.start, begin) && begin < s.patterns.size();
  std::size_t nearest = 0;
  int least = s.settings.size;
  for (std::size_t p = known ? static_cast<std::size_t>(begin) : 0;
       p < (known ? static_cast<std::size_t>(begin) + 1 : std::min(most, s.patterns.size())); ++p) {
    int off = 0;
    for (std::size_t i = 0; i < s.start.size(); ++i) off += (s.start[i] < 0) != (s.patterns[p].units[i] < 0);
    if (off > least) continue;
    nearest = p;
    least = off;
  }
  facts.set("startOff", least);
  facts.set("startName", s.patterns.empty() ? std::string("–") : s.patterns[nearest].name);
  facts.set("hide", s.settings.hide);
  facts.set("ownOverlap", readWhole(s.settings.start, own) && own < s.overlaps.size() ? s.overlaps[static_cast<std::size_t>(own)] : 0.0);
  facts.set("stated", !(s.settings == Hopfield{}));
  double entropy = 0;
  if (s.settings.isSoftmax()) {
    std::vector<Spins> spins;
    for (const Pattern& p : s.patterns) spins.push_back(p.units);
    for (const double share : attentionOf(spins, s.settings.beta, s.state))
      if (share > 0) entropy -= share * std::log(share);
  }
  facts.set("effective", std::exp(entropy));  // patterns that a softmax counts
  facts.set("pushes", view_.planets.pushes());
  facts.set("wentAround", view_.planets.wentAround());
  facts.set("ballRests", view_.planets.cameToRest());
}

std::vector<Pair> HopfieldScene::view() const {
  std::vector<Pair> pairs;
  if (story_.step() > 0) pairs.emplace_back("story", std::to_string(story_.step() + 1));
  // What stands beside the state.
  if (view_.exhibit != Exhibit::landscape && view_.exhibit != Exhibit::planets)
    pairs.emplace_back("fold", std::to_string(static_cast<int>(view_.exhibit)));
  return pairs;
}

void HopfieldScene::show(std::string_view key, std::string_view value) {
  double number = 0;
  if (key == "fold" && readNumber(value, number) && number <= 3 && number == std::floor(number)) {
    view_.exhibit = static_cast<Exhibit>(std::max(0, static_cast<int>(number)));
    if (number > 0) view_.pane = 3;
  }
  if (key == "story" && readNumber(value, number)) story_.openLinked(static_cast<int>(std::clamp(number, 1.0, 100.0)) - 1);
}

std::string HopfieldScene::describe(const Frame& frame) const {
  const HopfieldSnapshot& s = snapshot();
  std::string overlaps;
  for (std::size_t p = 0; p < std::min<std::size_t>(s.patterns.size(), 8); ++p)
    overlaps += (p > 0 ? "; " : "") + s.patterns[p].name + " " + signedNumber(s.overlaps[p], 2);
  return frame.tr("hopfield.describe",
                  {{"n", std::to_string(s.updates)},
                   {"e", compactNumber(s.energy)},
                   {"overlaps", overlaps},
                   {"end", s.done ? frame.tr("hopfield.kind." + std::string(nameOf(s.end.kind))) : frame.tr("hopfield.notYet")}});
}

SpokenTable HopfieldScene::table(const Frame& frame) const {
  const HopfieldSnapshot& s = snapshot();
  SpokenTable table{frame.tr("hopfield.state"), {frame.tr("hopfield.row")}, {}};
  for (int j = 0; j < std::min(s.columns, 32); ++j) table.head.push_back(std::to_string(j));
  for (int i = 0; i < s.rows; ++i) {
    std::vector<std::string> row{std::to_string(i)};
    for (int j = 0; j < s.columns; ++j) {
      const auto at = static_cast<std::size_t>(i * s.columns + j);
      row.push_back(at < s.state.size() ? compactNumber(s.state[at]) : std::string());
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

void HopfieldScene::state(const Frame&, nlohmann::json& fields) const {
  const HopfieldSnapshot& s = snapshot();
  fields["playing"] = view_.playing;
  fields["nextUnit"] = s.nextUnit;
  fields["selected"] = view_.selected;
  fields["start"] = s.start;
  fields["state"] = s.state;
  fields["patternEnergies"] = s.patternEnergies;
  fields["exhibit"] = static_cast<int>(view_.exhibit);
  if (const Landscape* landscape = view_.landscape.landscape()) {
    nlohmann::json& plane = fields["landscape"];
    plane["done"] = landscape->done();
    plane["points"] = landscape->doneCount();
    plane["milliseconds"] = view_.landscape.milliseconds();
    nlohmann::json ends = nlohmann::json::array();
    for (const End& end : landscape->names())
      ends.push_back(std::string(nameOf(end.kind)) + (end.pattern >= 0 ? " " + std::to_string(end.pattern) : ""));
    plane["ends"] = std::move(ends);
  }
  nlohmann::json points = nlohmann::json::array();
  for (const CapacityPoint& p : s.capacity)
    points.push_back({{"patterns", p.patterns}, {"stable", p.stable}, {"overlap", p.overlap}, {"repetitions", p.repetitions}});
  fields["capacity"] = std::move(points);
  nlohmann::json noise = nlohmann::json::array();
  for (const BasinPoint& p : s.basins) noise.push_back({{"flip", p.flip}, {"recalled", p.recalled}, {"repetitions", p.repetitions}});
  fields["basins"] = std::move(noise);
  nlohmann::json fixed = nlohmann::json::array();
  for (const auto& p : view_.portrait.portrait().fixedPoints) fixed.push_back({p.at[0], p.at[1], p.kind == FixedPointKind::stable});
  fields["fixedPoints"] = std::move(fixed);
  fields["planetEnergy"] = view_.planets.planet().energy();
  fields["ballEnergy"] = view_.planets.ball().energy();
}

}  // namespace

std::unique_ptr<Scene> makeHopfieldScene() { return std::make_unique<HopfieldScene>(); }

}  // namespace unroll
