// Graph: from feedforward to recurrent. A net is drawn unit by unit; without a cycle it has an order, with one it needs a clock and has a
// state, and unrolled over its ticks it has an order again.
#include <nlohmann/json.hpp>

#include <cmath>

#include "scenes/graph/stage.h"
#include "scenes/graph/story.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

class GraphScene final : public SceneOf<GraphModel, GraphSnapshot> {
 public:
  Story* story() override { return &story_; }
  void controls(const Frame& frame, Column& column) override;
  void stage(const Frame& frame, Rect area) override;
  void inspector(const Frame& frame, Column& column) override;
  void transport(const Frame& frame, Rect bar) override;
  float inspectorWidth() const override { return 0; }
  // Not while the net is being drawn: the overlay would lie on it.
  bool inspects() const override {
    return static_cast<bool>(view_.selected) && view_.held.empty() && view_.tool == GraphTool::move && !stageExplains_;
  }
  ImVec2 inspectorAnchor() const override { return view_.anchor; }

  bool key(const Frame& frame, StageKey key) override;
  void play(const Frame& frame, bool on) override;
  bool playing(const Frame&) const override { return view_.playing || view_.passing; }
  void step(const Frame& frame, std::int64_t n) override;

  void viewFacts(Facts& facts) const override;
  std::vector<Pair> view() const override;
  void show(std::string_view key, std::string_view value) override;
  std::string describe(const Frame& frame) const override;
  SpokenTable table(const Frame& frame) const override;
  void state(const Frame& frame, nlohmann::json& fields) const override;

 private:
  int present() const { return std::min(view_.present, snapshot().graph.ticks - 1); }
  std::string names(const std::vector<int>& units, const char* between) const;

  GraphView view_;
  bool stageExplains_ = false;  // the stage has a card of its own for what is selected
  Story story_{"graph", graphSteps()};
};

void GraphScene::controls(const Frame& frame, Column& column) {
  view_.follow(snapshot());
  graphControls(with(frame), column, view_);
}

void GraphScene::stage(const Frame& frame, Rect area) {
  const GraphContext context = with(frame);
  view_.follow(context.snapshot);
  view_.advance(context.ui);
  view_.advancePass(context.snapshot, context.ui);
  stageExplains_ = area.w > 760 && area.h > 420;
  drawGraphStage(context, area, view_, [&](Column& column) { graphInspector(context, column, view_); });
}

void GraphScene::inspector(const Frame& frame, Column& column) {
  view_.follow(snapshot());
  graphInspector(with(frame), column, view_);
}

void GraphScene::transport(const Frame& frame, Rect bar) {
  if (!snapshot().verdict.acyclic) {
    walkButtons(frame, bar, view_, true);
    walkScrubber(frame, bar, view_);
    return;
  }
  // Without a cycle play is one pass through the present tick; the walk is over the ticks all the same.
  view_.playing = view_.passing;
  walkButtons(frame, bar, view_, true);
  if (view_.playing != view_.passing) view_.startPass(frame.ui, view_.playing);
  view_.playing = false;
  walkScrubber(frame, bar, view_);
}

bool GraphScene::key(const Frame& frame, StageKey key) {
  if (key == StageKey::escape) {
    const bool used = view_.selected || !view_.pulledFrom.empty();
    view_.pulledFrom.clear();
    view_.selected = {};
    return used;
  }
  if (key == StageKey::space && snapshot().verdict.acyclic) {
    view_.startPass(frame.ui, !view_.passing);
    return true;
  }
  return view_.key(frame.ui, key);
}

void GraphScene::play(const Frame& frame, bool on) {
  view_.follow(snapshot());
  if (snapshot().verdict.acyclic)
    view_.startPass(frame.ui, on);
  else
    view_.play(frame.ui, on);
}

void GraphScene::step(const Frame&, std::int64_t n) {
  view_.follow(snapshot());
  view_.jumpTo(static_cast<int>(std::clamp<std::int64_t>(view_.present + n, 0, view_.last())));
}

void GraphScene::viewFacts(Facts& facts) const {
  facts.set("t", present());
  facts.set("walked", view_.walked);
  facts.set("passes", view_.passes);
  facts.set("unrolls", view_.unrolls);
  facts.set("stated", snapshot().graph != presetGraph("lecture"));
}

std::vector<Pair> GraphScene::view() const {
  std::vector<Pair> pairs;
  if (view_.present > 0) pairs.emplace_back("t", std::to_string(view_.present));
  if (view_.folded) pairs.emplace_back("fold", "1");
  if (story_.step() > 0) pairs.emplace_back("story", std::to_string(story_.step() + 1));
  return pairs;
}

void GraphScene::show(std::string_view key, std::string_view value) {
  double number = 0;
  if (!readNumber(value, number)) return;
  if (key == "t") view_.present = static_cast<int>(std::clamp(number, 0.0, static_cast<double>(Graph::maxTicks)));
  if (key == "fold") view_.folded = number >= 0.5;
  if (key == "story") story_.openLinked(static_cast<int>(std::clamp(number, 1.0, 100.0)) - 1);
}

std::string GraphScene::names(const std::vector<int>& units, const char* between) const {
  std::string words;
  for (const int i : units) words += (words.empty() ? "" : between) + snapshot().graph.unit(i).name;
  return words;
}

std::string GraphScene::describe(const Frame& frame) const {
  const GraphSnapshot& s = snapshot();
  const GraphContext context = with(frame);
  std::string words = verdictWords(context) + ". ";
  if (s.verdict.acyclic) {
    words += frame.tr("graph.describe.order", {{"order", names(s.verdict.order, ", ")}}) + " ";
  } else {
    const std::vector<int>& cycle =
        s.verdict.cycles[static_cast<std::size_t>(std::min<int>(view_.cycle, static_cast<int>(s.verdict.cycles.size()) - 1))];
    words += frame.tr("graph.describe.cycle", {{"cycle", names(cycle, " → ") + " → " + s.graph.unit(cycle.front()).name}}) + " ";
  }
  words += frame.tr("graph.describe.tick",
                    {{"t", std::to_string(present())}, {"T", std::to_string(s.graph.ticks - 1)}, {"does", behaviourWords(context)}});
  const int unit = unitOf(s, view_.selected), edge = edgeOf(s, view_.selected);
  if (unit >= 0)
    words += " " + frame.tr("graph.describe.unit", {{"unit", view_.selected.from}, {"value", graphNumber(s.run.at(present(), unit))}});
  if (edge >= 0)
    words += " " + frame.tr("graph.describe.edge", {{"from", view_.selected.from},
                                                    {"to", view_.selected.to},
                                                    {"weight", compactNumber(s.graph.edges[static_cast<std::size_t>(edge)].weight)}});
  return formula::withoutMarkup(words);
}

SpokenTable GraphScene::table(const Frame& frame) const {
  const GraphSnapshot& s = snapshot();
  SpokenTable table;
  table.caption = frame.tr("graph.table.caption", {{"t", std::to_string(present())}});
  table.head = {frame.tr("graph.table.unit"), frame.tr("graph.table.order"), frame.tr("graph.table.sum"), frame.tr("graph.table.value")};
  for (int i = 0; i < s.graph.size(); ++i) {
    const int rank = s.verdict.rank[static_cast<std::size_t>(i)];
    table.rows.push_back({s.graph.unit(i).name, rank >= 0 ? std::to_string(rank + 1) : "–",
                          s.hasSum(i, present()) ? graphNumber(s.sum(i, present())) : "–", graphNumber(s.run.at(present(), i))});
  }
  return table;
}

void GraphScene::state(const Frame&, nlohmann::json& fields) const {
  const GraphSnapshot& s = snapshot();
  const auto list = [&](const std::vector<int>& units) {
    nlohmann::json all = nlohmann::json::array();
    for (const int i : units) all.push_back(s.graph.unit(i).name);
    return all;
  };
  fields["acyclic"] = s.verdict.acyclic;
  fields["order"] = s.verdict.acyclic ? list(s.verdict.order) : nlohmann::json::array();
  fields["cycle"] = s.verdict.acyclic ? nlohmann::json::array() : list(s.verdict.cycles.front());
  fields["components"] = nlohmann::json::array();
  for (const std::vector<int>& component : s.verdict.components) fields["components"].push_back(list(component));
  fields["tick"] = fields["t"] = present();
  fields["units"] = nlohmann::json::array();
  fields["values"] = nlohmann::json::array();  // at the present tick
  for (int i = 0; i < s.graph.size(); ++i) {
    fields["units"].push_back(s.graph.unit(i).name);
    const float v = s.run.at(present(), i);
    fields["values"].push_back(std::isfinite(v) ? nlohmann::json(v) : nlohmann::json());
  }
  if (s.run.after < 0) fields["after"] = nullptr;
  if (s.run.behaviour != Behaviour::period) fields["period"] = nullptr;
  fields["unrolled_difference"] = s.unrolledDifference;
  fields["selected"] = view_.selected.isEdge() ? view_.selected.from + ">" + view_.selected.to : view_.selected.from;
  static constexpr const char* tools[] = {"move", "unit", "edge", "remove"};
  fields["tool"] = tools[static_cast<int>(view_.tool)];
  fields["places"] = nlohmann::json::object();
  for (const auto& place : view_.places) fields["places"][place.first] = {place.second.x, place.second.y};
  fields["folded"] = view_.folded;
  fields["passing"] = view_.passing;
}

}  // namespace

std::unique_ptr<Scene> makeGraphScene() { return std::make_unique<GraphScene>(); }

}  // namespace unroll
