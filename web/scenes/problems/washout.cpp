// Washing out: how long an input lasts in the state, seen three ways, and its story.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "scenes/problems/washout.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

constexpr std::array<std::string_view, 3> aspects{"distance", "memory", "latch"};

nlohmann::json jsonOf(double number) { return std::isfinite(number) ? nlohmann::json(number) : nlohmann::json(nullptr); }

class Washout final : public ProblemLesson {
 public:
  std::span<const Step> steps() const override { return washoutSteps(); }
  int firstStep(const ProblemsSnapshot& s) const override {
    return s.settings.aspect == "memory" ? 2 : s.settings.aspect == "latch" ? 3 : 0;
  }
  void controls(const ProblemsContext& context, Column& column, Settings& settings) override;
  void stage(const ProblemsContext& context, Rect area) override;
  void findings(const ProblemsContext& context, Column& column) override;
  void transport(const ProblemsContext& context, Rect bar) override;
  bool key(const ProblemsContext& context, StageKey key) override;
  std::string describe(const ProblemsContext& context) const override;
  SpokenTable table(const ProblemsContext& context) const override;
  void state(const ProblemsContext& context, nlohmann::json& fields) const override;

 private:
  void trainBar(const ProblemsContext& context, Rect bar) const;
  void memoryBar(const ProblemsContext& context, Rect bar) const;
  void weightBar(const ProblemsContext& context, Rect bar) const;
};

void Washout::controls(const ProblemsContext& context, Column& column, Settings& settings) {
  const std::string& aspect = context.snapshot.settings.aspect;
  if (aspect == "latch") return settings.control(context, column, "bitSteps");
  if (aspect == "memory") {
    for (const char* key : {"initScale", "inputScale", "hiddenSize", "init", "cell"}) settings.control(context, column, key);
    return settings.groups(context, column, {"network"});
  }
  for (const char* key : {"initScale", "differAt", "differBy", "cell"}) settings.control(context, column, key);
  chooseTaskAndData(context, column);
  for (const char* key : {"seqLen", "hiddenSize"}) settings.control(context, column, key);
  chooseUpdates(context, column);
  settings.control(context, column, "learningRate");
  settings.groups(context, column, {"optimizer", "network", "start", "gradient"});
}

void Washout::stage(const ProblemsContext& context, Rect area) {
  Ui& ui = context.ui;
  const std::string& aspect = context.snapshot.settings.aspect;
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, context.layout == Layout::wide && !context.embedded ? 20.f : 12.f);
  std::vector<std::string> names;
  int chosen = 0;
  for (std::size_t i = 0; i < aspects.size(); ++i) {
    names.push_back(context.tr("choice.aspect." + std::string(aspects[i]) + ".title"));
    if (aspects[i] == aspect) chosen = static_cast<int>(i);
  }
  if (!ui.isHidden("aspect")) {
    const Rect row = inside.cutTop(context.layout == Layout::medium ? 30.f : 36.f, context.layout == Layout::medium ? 6.f : 12.f);
    const float width = std::min(row.w, ui::segmentedWidth(ui, names));
    if (ui::segmented(ui, {row.x, row.y, width, row.h}, "aspect", context.tr("key.aspect"), names, chosen))
      context.set("aspect", std::string(aspects[static_cast<std::size_t>(chosen)]));
  }
  if (!context.snapshot.washout) return;
  if (aspect == "distance") return drawStatesApart(context, inside);
  if (aspect == "memory") return drawMemoryCurves(context, inside);
  drawBitSides(context, inside);
}

void Washout::findings(const ProblemsContext& context, Column& column) {
  if (!context.snapshot.washout) return;
  const std::string& aspect = context.snapshot.settings.aspect;
  if (aspect == "distance") return findStatesApart(context, column);
  if (aspect == "memory") return findMemory(context, column);
  findBit(context, column);
}

// ── The bar: it trains, says how far the measuring has come, or is the one slider of the latch ──

// Words on two lines, and how much is done.
void barWords(Ui& ui, Rect bar, const std::string& first, const std::string& second, double share) {
  const Rect top{bar.x, bar.center().y - 23, bar.w, 23}, below{bar.x, bar.center().y + 4, bar.w, 18};
  ui.textIn(top, first, Type::heading, ui.color().ink);
  if (share >= 1) {
    ui.textIn(below, second, Type::small, ui.color().muted);
    return;
  }
  ui::progressBar(ui, {below.x, below.center().y - 3, std::min(below.w, 320.f), 6}, share, ui.color().control);
}

void Washout::trainBar(const ProblemsContext& context, Rect bar) const {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const bool trained = s.settings.trained;
  const Rect first = bar.cutLeft(std::min(bar.h, 48.f), context.layout == Layout::wide ? 18.f : 8.f);
  if (ui::iconButton(ui, {first.x, first.center().y - first.w / 2, first.w, first.w}, "train", trained ? ui::Icon::reset : ui::Icon::play,
                     context.tr(trained ? "problems.washout.untrain" : "problems.washout.train"), ui::ButtonStyle::primary))
    context.set("trained", std::string(trained ? "false" : "true"));
  const std::int64_t goal = s.settings.net.updates;
  double share = 1;  // of all updates
  if (trained && goal > 0) {
    int nets = 0;
    share = 0;
    for (const auto& net : s.washout->nets) {
      if (net && !net->learns) continue;
      ++nets;
      if (net) share += net->diverged ? 1 : static_cast<double>(net->updates) / static_cast<double>(goal);
    }
    share = nets > 0 ? share / nets : 0;
  }
  const std::string updates = ui.words().integer(goal);
  if (!trained) return barWords(ui, bar, context.tr("problems.washout.first"), context.tr("problems.washout.offer", {{"n", updates}}), 1);
  barWords(ui, bar, context.tr(share < 1 ? "problems.washout.learning" : "problems.washout.learned", {{"n", updates}}),
           context.tr("problems.washout.alike"), share);
}

void Washout::memoryBar(const ProblemsContext& context, Rect bar) const {
  const auto& memories = context.snapshot.washout->memories;
  const auto count = static_cast<double>(memories.size());
  double share = 0;
  for (const WashoutMemory& memory : memories) share += memory.share;
  barWords(context.ui, bar, context.tr(share < count ? "problems.washout.measuring" : "problems.washout.measured"),
           context.tr("problems.washout.heldOut"), count > 0 ? share / count : 0);
}

void Washout::weightBar(const ProblemsContext& context, Rect bar) const {
  Ui& ui = context.ui;
  double w = context.snapshot.settings.bitWeight;
  const std::string words = "w = " + plainNumber(w, 2);
  const Rect label = bar.cutLeft(ui.measure("w = 0.00", Type::heading).w + 8, 12);
  ui.textIn(label, words, Type::heading, ui.color().whh);
  const KeyInfo* key = context.keys.find("bitWeight");
  if (ui::bareSlider(ui, bar, "bitWeight", context.tr("key.bitWeight"), w, {.min = key->track.min, .max = key->track.max, .decimals = 2}))
    context.set("bitWeight", w);
}

void Washout::transport(const ProblemsContext& context, Rect bar) {
  if (!context.snapshot.washout) return;
  const std::string& aspect = context.snapshot.settings.aspect;
  if (aspect == "distance") return trainBar(context, bar);
  if (aspect == "memory") return memoryBar(context, bar);
  weightBar(context, bar);
}

// Space trains; left and right move what the bar has.
bool Washout::key(const ProblemsContext& context, StageKey key) {
  constexpr double stride = 0.05;  // of w
  const Problems& p = context.snapshot.settings;
  if (p.aspect == "distance" && key == StageKey::space) {
    context.set("trained", std::string(p.trained ? "false" : "true"));
    return true;
  }
  if (key != StageKey::left && key != StageKey::right) return key == StageKey::space;
  const double way = key == StageKey::right ? 1 : -1;
  if (p.aspect == "latch") context.set("bitWeight", std::clamp(std::round((p.bitWeight + way * stride) / stride) * stride, 0.0, 5.0));
  if (p.aspect == "distance") context.set("differAt", std::clamp(p.differAt + static_cast<int>(way), 0, p.net.seqLen - 1));
  return true;
}

// ── In words ──

std::string Washout::describe(const ProblemsContext& context) const {
  const ProblemsSnapshot& s = context.snapshot;
  if (!s.washout) return {};
  const WashoutPicture& p = *s.washout;
  std::string words;
  if (s.settings.aspect == "distance") {
    words =
        context.tr("problems.washout.describeDistance", {{"t", std::to_string(p.differAt)}, {"by", compactNumber(s.settings.differBy)}});
    for (const auto& net : p.nets)
      if (net) words += " " + cellTitle(context, net->cell) + ": " + lastsWords(context, net->shown()) + ".";
  } else if (s.settings.aspect == "memory") {
    words = context.tr("problems.washout.describeMemory", {{"N", std::to_string(s.settings.net.hiddenSize)}});
    for (const WashoutMemory& memory : p.memories)
      if (memory.share == 1) words += " " + cellTitle(context, memory.cell) + ": " + capacityWords(memory) + ".";
  } else {
    words = context.tr(p.bit.at > 0 ? "problems.washout.describeBit" : "problems.washout.describeNoBit",
                       {{"w", plainNumber(p.bit.w, 2)},
                        {"d", plainNumber(p.bit.singleLimit, 3)},
                        {"steps", counted(context, "problems.washout.ofSteps", s.settings.bitSteps)},
                        {"g", formula::withoutMarkup(compactNumber(p.bit.gradient))}});
  }
  return formula::withoutMarkup(words);
}

SpokenTable Washout::table(const ProblemsContext& context) const {
  const ProblemsSnapshot& s = context.snapshot;
  if (!s.washout || s.settings.aspect == "latch") return {};
  const bool memory = s.settings.aspect == "memory";
  SpokenTable spoken{context.tr("choice.aspect." + s.settings.aspect + ".title"),
                     {context.tr("problems.column.net"), context.tr(memory ? "problems.washout.capacity" : "problems.washout.lasts")},
                     {}};
  if (memory)
    for (const WashoutMemory& each : s.washout->memories)
      spoken.rows.push_back({cellTitle(context, each.cell), each.share == 1 ? capacityWords(each) : "–"});
  else
    for (const auto& net : s.washout->nets)
      if (net) spoken.rows.push_back({cellTitle(context, net->cell), lastsWords(context, net->shown())});
  return spoken;
}

void Washout::state(const ProblemsContext& context, nlohmann::json& fields) const {
  const ProblemsSnapshot& s = context.snapshot;
  if (!s.washout) return;
  const WashoutPicture& p = *s.washout;
  fields["aspect"] = s.settings.aspect;
  fields["nets"] = nlohmann::json::array();
  if (s.settings.aspect == "distance")
    for (const auto& net : p.nets)
      if (net)
        fields["nets"].push_back({{"cell", net->cell},
                                  {"lasts", net->shown().lasts},
                                  {"lastsUntrained", net->untrained.lasts},
                                  {"last", jsonOf(net->shown().at.back())},
                                  {"updates", net->updates}});
  if (s.settings.aspect == "memory")
    for (const WashoutMemory& each : p.memories)
      fields["nets"].push_back({{"cell", each.cell},
                                {"capacity", each.share == 1 ? jsonOf(each.capacity) : nullptr},
                                {"error", each.share == 1 ? jsonOf(each.error) : nullptr}});
  fields["bit"] = {{"w", p.bit.w},
                   {"at", p.bit.at},
                   {"slope", p.bit.slope},
                   {"constantLimit", p.bit.constantLimit},
                   {"singleLimit", p.bit.singleLimit},
                   {"gradient", p.bit.gradient}};
}

}  // namespace

Rect washoutHeading(Ui& ui, Rect area, std::string_view title, std::string_view value, Color color) {
  const Rect row = area.cutTop(ui.lineHeight(Type::strong), 4);
  const float width = ui.measureRich(value, Type::strong).w;
  ui.richText({row.right() - width, row.y}, value, Type::strong, color);
  if (ui.measureRich(title, Type::strong).w + width + 10 <= row.w) ui.richText(row.min(), title, Type::strong, ui.color().ink);
  return area;
}

NetStroke strokeOf(const ProblemsContext& context, std::string_view cell) {
  const Palette& c = context.ui.color();
  const bool dashed = cell == "gru" || cell == "elman";
  if (cell == context.snapshot.settings.net.cell) return {c.control, 2.6f, false};
  const float strength = cell == "lstm" ? 0.85f : cell == "reservoir" ? 0.4f : cell == "gru" ? 0.6f : 0.75f;
  return {mixColors(c.stage, c.ink, strength), 1.6f, dashed};
}

std::string cellTitle(const ProblemsContext& context, std::string_view cell) {
  return context.tr("choice.cell." + std::string(cell) + ".title");
}

std::string lastsWords(const ProblemsContext& context, const WashoutDistance& distance) {
  if (distance.toEnd) return context.tr("problems.washout.toEnd");
  return context.tr(distance.lasts == 1 ? "problems.washout.oneStep" : "problems.washout.steps", {{"n", std::to_string(distance.lasts)}});
}

std::string capacityWords(const WashoutMemory& memory) { return plainNumber(memory.capacity, 2) + " ± " + plainNumber(memory.error, 2); }

bool chooseNet(const ProblemsContext& context, Rect row, std::string_view cell, std::string_view value) {
  Ui& ui = context.ui;
  const std::string name = "net-" + std::string(cell);
  const Id id = ui.id(name);
  const bool chosen = context.snapshot.settings.net.cell == cell;
  const bool focused = ui.control(id, name, "button", cellTitle(context, cell), value, row);
  const Touch touch = ui.touchPress(id, row);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (chosen || touch.hovered) ui.rounded(row, ui.color().soft, Theme::cornerSmall);
  if (chosen) ui.rounded({row.x, row.y + 5, 3, row.h - 10}, ui.color().control, 1.5f);
  if (focused) ui.focusRing(row, Theme::cornerSmall);
  if ((touch.clicked || std::exchange(ui.keys(id).activate, false)) && !chosen) context.set("cell", std::string(cell));
  return chosen;
}

std::unique_ptr<ProblemLesson> makeWashoutLesson() { return std::make_unique<Washout>(); }

}  // namespace unroll
