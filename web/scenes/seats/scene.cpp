// Seats: people choose sides by whom they like, one at a time, and the room comes to rest. The lecture's example of Hopfield's net.
#include <nlohmann/json.hpp>

#include <algorithm>

#include "lesson/settings.h"
#include "scenes/seats/stage.h"
#include "scenes/seats/story.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

class SeatsScene final : public SceneOf<SeatsModel, SeatsSnapshot> {
 public:
  Story* story() override { return &story_; }
  void controls(const Frame& frame, Column& column) override;
  void stage(const Frame& frame, Rect area) override {
    const SeatsContext context = with(frame);
    follow();
    view_.advance(context.ui);
    drawSeatsStage(context, area, view_);
  }
  void inspector(const Frame& frame, Column& column) override;
  void transport(const Frame& frame, Rect bar) override;
  // Where there is no column for it: the sums of whoever is chosen, beside him.
  bool inspects() const override { return view_.selected >= 0 && view_.pane == 0; }
  ImVec2 inspectorAnchor() const override { return view_.anchor; }

  bool key(const Frame& frame, StageKey key) override {
    follow();
    if (key == StageKey::escape) return std::exchange(view_.selected, -1) >= 0;
    return view_.key(frame.ui, key);
  }
  void play(const Frame& frame, bool on) override {
    follow();
    view_.play(frame.ui, on);
  }
  bool playing(const Frame&) const override { return view_.playing; }
  void step(const Frame&, std::int64_t n) override {
    follow();
    view_.jumpTo(static_cast<int>(std::clamp<std::int64_t>(view_.present + n, 0, view_.last())));
  }

  void viewFacts(Facts& facts) const override;
  std::vector<Pair> view() const override;
  void show(std::string_view key, std::string_view value) override;
  std::string describe(const Frame& frame) const override;
  SpokenTable table(const Frame& frame) const override;
  void state(const Frame& frame, nlohmann::json& fields) const override;

 private:
  void follow() {
    view_.moves = static_cast<int>(snapshot().evening.size());
    view_.present = std::clamp(view_.present, 0, view_.moves);
    const int n = snapshot().room.people();
    if (view_.selected >= n) view_.selected = -1;
    if (view_.pairA >= n || view_.pairB >= n) view_.pairA = view_.pairB = -1;
  }
  int now() const { return std::min(view_.present, static_cast<int>(snapshot().evening.size())); }

  SeatsView view_;
  Settings settings_;
  Story story_{"seats", seatsSteps()};
};

namespace {

// The given rooms; a drawn one is none of them.
void rooms(const SeatsContext& context, Column& column) {
  const KeyInfo& key = *context.keys.find("room");
  const Seats& s = context.snapshot.settings;
  std::vector<ui::Option> options;
  int chosen = 0;
  for (const std::string& name : key.choices) {
    if (name == s.room) chosen = static_cast<int>(options.size());
    const std::string word = "choice.room." + name;
    options.push_back({context.tr(word + ".title"), context.tr(word + ".caption")});
  }
  const std::size_t count = options.size();
  const float top = column.y();
  if (!s.sympathies.empty()) {
    chosen = static_cast<int>(count);
    options.push_back({context.tr("seats.ownRoom"), context.tr("seats.ownRoomLine")});
  }
  if (ui::select(context.ui, column, "room", context.tr("key.room"), options, chosen) && chosen < static_cast<int>(count))
    context.set("room", key.choices[static_cast<std::size_t>(chosen)]);
  context.ui.explain("room", {column.x(), top, column.width(), 24}, context.tr("help.room"));
}

}  // namespace

void SeatsScene::controls(const Frame& frame, Column& column) {
  const SeatsContext context = with(frame);
  follow();
  Ui& ui = context.ui;
  const SeatsSnapshot& s = context.snapshot;
  rooms(context, column);
  settings_.control(context, column, "people");
  std::vector<std::string> orders;
  int chosen = 0;
  const KeyInfo& order = *context.keys.find("order");
  for (std::size_t i = 0; i < order.choices.size(); ++i) {
    orders.push_back(context.tr("seats.order." + order.choices[i]));
    if (order.choices[i] == s.settings.order) chosen = static_cast<int>(i);
  }
  if (ui::chips(ui, column, "order", context.tr("seats.whoMoves"), orders, chosen))
    context.set("order", order.choices[static_cast<std::size_t>(chosen)]);
  sympathy(context, column, view_, "sympathy");
  if (view_.selected >= 0) {
    std::string name = s.room.names[static_cast<std::size_t>(view_.selected)];
    if (ui::field(ui, column, "personName", context.tr("seats.name"), name, {}))
      context.send(SeatsModel::rename, std::to_string(view_.selected) + ":" + name);
    const Rect row = column.take(Theme::touch);
    if (ui::button(ui, row, "otherSide", context.tr("seats.otherSide"))) {
      Sides sides = sidesAt(s, view_.present);
      sides[static_cast<std::size_t>(view_.selected)] = -sides[static_cast<std::size_t>(view_.selected)];
      view_.jumpTo(0);
      context.set("sides", printSides(sides));
    }
  }
  if (ui::section(ui, column, "seatsFile", context.tr("seats.file"))) {
    if (ui::button(ui, column.take(Theme::touch), "saveRoom", context.tr("seats.save"))) context.commands.saveFile();
    if (ui::button(ui, column.take(Theme::touch), "openRoom", context.tr("seats.open"))) context.commands.chooseFile();
    ui::caption(ui, column, context.tr("seats.fileHint"));
  }
}

void SeatsScene::inspector(const Frame& frame, Column& column) {
  const SeatsContext context = with(frame);
  follow();
  drawTurn(context, column, view_);
  if (context.layout != Layout::wide) return;
  column.space(8);
  ui::heading(context.ui, column, context.tr("seats.net"));
  drawNet(context, column.take(netHeight(context, column.width())), view_);
  ui::caption(context.ui, column, context.tr("seats.netHint"));
}

void SeatsScene::transport(const Frame& frame, Rect bar) {
  const SeatsContext context = with(frame);
  follow();
  Ui& ui = context.ui;
  walkButtons(context, bar, view_, context.layout != Layout::phone);
  const std::string& shake = context.tr("seats.shake");
  const Rect slot = bar.cutRight(ui::buttonWidth(ui, shake), 10);
  if (ui::button(ui, {slot.x, slot.center().y - 18, slot.w, 36}, "shake", shake)) {
    view_.jumpTo(0);
    context.send(SeatsModel::shake);
  }
  if (context.layout == Layout::wide) {
    const std::string& more = context.tr("seats.moreEvenings");
    const Rect place = bar.cutRight(ui::buttonWidth(ui, more), 10);
    if (ui::button(ui, {place.x, place.center().y - 18, place.w, 36}, "evenings", more)) {
      context.send(SeatsModel::evenings, "1000");
      context.commands.run();
    }
  }
  walkScrubber(context, bar, view_);
}

void SeatsScene::viewFacts(Facts& facts) const {
  const SeatsSnapshot& s = snapshot();
  facts.set("t", now());
  facts.set("last", static_cast<double>(s.evening.size()));
  facts.set("walked", view_.walked);
  facts.set("energyNow", discomfortAt(s, now()));
  facts.set("lowest", s.stable.empty() ? 0 : s.stable.front().energy);
  // Mirror images are the same seating, here as everywhere.
  Sides end = sidesAt(s, static_cast<int>(s.evening.size()));
  if (end.front() > 0)
    for (int& side : end) side = -side;
  facts.set("endSides", printSides(end));
  int ends = 0;
  for (const StableSeating& seating : s.stable) ends += seating.ends > 0;
  facts.set("ends", ends);
  facts.set("stated", !(s.settings == Seats{}));
}

std::vector<Pair> SeatsScene::view() const {
  std::vector<Pair> pairs;
  if (view_.present > 0) pairs.emplace_back("t", std::to_string(view_.present));
  if (story_.step() > 0) pairs.emplace_back("story", std::to_string(story_.step() + 1));
  return pairs;
}

void SeatsScene::show(std::string_view key, std::string_view value) {
  double number = 0;
  if (!readNumber(value, number)) return;
  if (key == "t") {
    view_.present = static_cast<int>(std::clamp(number, 0.0, 1000.0));
    view_.moves = std::max(view_.moves, view_.present);
  }
  if (key == "story") story_.openLinked(static_cast<int>(std::clamp(number, 1.0, 100.0)) - 1);
}

std::string SeatsScene::describe(const Frame& frame) const {
  const SeatsSnapshot& s = snapshot();
  std::string left, right;
  const Sides& sides = sidesAt(s, now());
  for (int i = 0; i < s.room.people(); ++i) {
    std::string& list = sides[static_cast<std::size_t>(i)] < 0 ? left : right;
    list += (list.empty() ? "" : ", ") + s.room.names[static_cast<std::size_t>(i)];
  }
  const std::string& nobody = frame.tr("seats.nobody");
  return frame.tr("seats.describe", {{"left", left.empty() ? nobody : left},
                                     {"right", right.empty() ? nobody : right},
                                     {"n", std::to_string(unhappyAt(s, now()))},
                                     {"e", compactNumber(discomfortAt(s, now()))},
                                     {"stable", std::to_string(s.stable.size())}});
}

SpokenTable SeatsScene::table(const Frame& frame) const {
  const SeatsSnapshot& s = snapshot();
  SpokenTable table{frame.tr("seats.matrix"), {frame.tr("seats.name")}, {}};
  for (const std::string& name : s.room.names) table.head.push_back(name);
  table.head.push_back("s");
  table.head.push_back("h");
  const Sides& sides = sidesAt(s, now());
  for (int i = 0; i < s.room.people(); ++i) {
    std::vector<std::string> row{s.room.names[static_cast<std::size_t>(i)]};
    for (int j = 0; j < s.room.people(); ++j) row.push_back(compactNumber(s.room(i, j)));
    row.push_back(signedNumber(sides[static_cast<std::size_t>(i)], 0));
    row.push_back(compactNumber(drawTo(s.room, sides, i)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

void SeatsScene::state(const Frame&, nlohmann::json& fields) const {
  const SeatsSnapshot& s = snapshot();
  fields["t"] = now();
  fields["sides"] = printSides(sidesAt(s, now()));
  fields["energy"] = discomfortAt(s, now());
  fields["unhappy"] = unhappyAt(s, now());
  fields["names"] = s.room.names;
  fields["moves"] = s.evening.size();
  fields["rests"] = s.rests;
  fields["period"] = s.period;
  fields["triangles"] = s.triangles;
  auto& stable = fields["stable"] = nlohmann::json::array();
  for (const StableSeating& seating : s.stable)
    stable.push_back({{"sides", printSides(sidesOf(seating.right, s.room.people()))},
                      {"energy", seating.energy},
                      {"share", s.evenings > 0 ? static_cast<double>(seating.ends) / s.evenings : 0}});
  fields["selected"] = view_.selected;
  fields["pair"] = {view_.pairA, view_.pairB};
}

}  // namespace

std::unique_ptr<Scene> makeSeatsScene() { return std::make_unique<SeatsScene>(); }

}  // namespace unroll
