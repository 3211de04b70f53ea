// Poor long-term memory: a table of nets and sequence lengths that fills with real runs.
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "scenes/problems/lesson.h"
#include "scenes/problems/runs.h"
#include "scenes/recurrent/task_choice.h"

namespace unroll {

namespace {

struct Spot {
  int net = -1, span = -1;
  explicit operator bool() const { return net >= 0; }
  bool operator==(const Spot&) const = default;
};

struct Entry {
  std::vector<int> runs;  // of the snapshot
  int done = 0, learned = 0;
  double updates = 0;  // in the middle, of those that learned
};

int netCount() { return static_cast<int>(rememberingNets().size()); }

Entry entryOf(const ProblemsSnapshot& s, Spot spot) {
  const int spans = static_cast<int>(spansOf(s.settings).size()), nets = netCount();
  Entry entry;
  std::vector<double> at;
  for (int i = spot.span * nets + spot.net; i < static_cast<int>(s.runs.size()); i += spans * nets) {
    entry.runs.push_back(i);
    const ProblemRun& run = s.runs[static_cast<std::size_t>(i)];
    if (!run.done()) continue;
    ++entry.done;
    if (!run.failed() && run.report->row.learnedAt > 0) at.push_back(static_cast<double>(run.report->row.learnedAt));
  }
  entry.learned = static_cast<int>(at.size());
  std::sort(at.begin(), at.end());
  if (!at.empty()) entry.updates = (at[(at.size() - 1) / 2] + at[at.size() / 2]) / 2;
  return entry;
}

bool tableIsFull(const Facts& now) { return now.number("runs") > 0 && now.number("done") == now.number("runs"); }
// A net whose share of learned runs in the last column is less than in the first.
bool forgets(const Facts& now) {
  const auto& learned = now.numbers("tableLearned");
  const std::size_t nets = rememberingNets().size();
  for (std::size_t net = 0; net < nets && learned.size() >= 2 * nets; ++net)
    if (learned[learned.size() - nets + net] < learned[net]) return true;
  return false;
}

constexpr Check fill[] = {{"full", [](const StoryView& v) { return tableIsFull(v.now); }, "play"}};
constexpr Check compare[] = {
    {"look", [](const StoryView& v) { return tableIsFull(v.now) && forgets(v.now) && v.now.number("chosen") > v.start.number("chosen"); },
     "entry0-0"}};
constexpr Check rival[] = {{"guess",
                            [](const StoryView& v) {
                              const auto& learned = v.now.numbers("tableLearned");
                              const std::size_t nets = rememberingNets().size();
                              for (std::size_t i = nets - 1; i < learned.size(); i += nets)
                                if (learned[i] > 0) return true;
                              return false;
                            },
                            "task play"}};

// A task that guessing doesn't solve, else the step has nothing to ask.
void beginRival(StoryBegin& story) {
  const auto& learned = story.now.numbers("tableLearned");
  const std::size_t nets = rememberingNets().size();
  for (std::size_t i = nets - 1; i < learned.size(); i += nets)
    if (learned[i] > 0) return story.change("task", "order");
}

constexpr Step all[] = {{"fill", fill}, {"compare", compare}, {"rival", rival, beginRival}};

class Memory final : public ProblemLesson {
 public:
  std::span<const Step> steps() const override { return all; }
  void controls(const ProblemsContext& context, Column& column, Settings& settings) override;
  void stage(const ProblemsContext& context, Rect area) override;
  void findings(const ProblemsContext& context, Column& column) override;
  std::string describe(const ProblemsContext& context) const override;
  SpokenTable table(const ProblemsContext& context) const override;
  void state(const ProblemsContext& context, nlohmann::json& fields) const override;
  void viewFacts(Facts& facts) const override { facts.set("chosen", chosen_); }

 private:
  void entry(const ProblemsContext& context, Rect cell, Spot spot);
  static std::string netName(const ProblemsContext& context, int net) {
    return context.tr("problems.net." + std::string(rememberingNets()[static_cast<std::size_t>(net)].name));
  }
  std::string entryWords(const ProblemsContext& context, const Entry& entry, int net) const;

  Spot selected_;
  RunGrid grid_;
  int chosen_ = 0;
};

void Memory::controls(const ProblemsContext& context, Column& column, Settings& settings) {
  chooseTask(context, context.snapshot.settings.net.task, column);
  for (const char* key : {"spans", "seeds", "hiddenSize"}) settings.control(context, column, key);
  chooseUpdates(context, column);
  settings.control(context, column, "learningRate");
  settings.groups(context, column, {"optimizer", "network", "start", "gradient", "end"});
}

std::string Memory::entryWords(const ProblemsContext& context, const Entry& entry, int net) const {
  if (entry.done == 0) return context.tr("problems.run.waits");
  std::string words = context.tr("problems.memory.entry", {{"n", std::to_string(entry.learned)}, {"of", std::to_string(entry.done)}});
  const bool search = rememberingNets()[static_cast<std::size_t>(net)].drawings > 0;
  if (entry.learned > 0)
    words += ", " + context.tr(search ? "problems.memory.drawings" : "problems.memory.updates",
                               {{"n", context.ui.words().integer(std::llround(entry.updates))}});
  return words;
}

// A dot for each seed, filled where it has learned; below it the updates that it took.
void Memory::entry(const ProblemsContext& context, Rect cell, Spot spot) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const ProblemsSnapshot& s = context.snapshot;
  const Entry entry = entryOf(s, spot);
  const std::string name = "entry" + std::to_string(spot.net) + "-" + std::to_string(spot.span);
  const std::string label =
      netName(context, spot.net) + ", T = " + std::to_string(spansOf(s.settings)[static_cast<std::size_t>(spot.span)]);
  const Id id = ui.id(name);
  const bool focused = ui.control(id, name, "button", label, entryWords(context, entry, spot.net), cell);
  const Touch touch = ui.touchPress(id, cell);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (touch.clicked || std::exchange(ui.keys(id).activate, false)) {
    selected_ = selected_ == spot ? Spot{} : spot;
    grid_.selected = -1;
    if (selected_) ++chosen_;
  }
  const float share = entry.done > 0 ? static_cast<float>(entry.learned) / static_cast<float>(entry.done) : 0;
  ui.rounded(cell, mixColors(c.stage, c.control, share * (ui.theme().dark ? 0.34f : 0.16f)), 8);
  if (!(share > 0)) ui.outline(cell, c.lines, 8);
  const std::string updates = entry.learned > 0 ? ui.words().integer(std::llround(entry.updates)) : std::string();
  const float line = ui.lineHeight(Type::smallStrong);
  const bool words = cell.h > line + 22 && !updates.empty();
  const float y = cell.center().y - (words ? line / 2 : 0);
  const int count = static_cast<int>(entry.runs.size());
  const float step = std::min(16.f, (cell.w - 12) / static_cast<float>(std::max(1, count)));
  const float radius = std::min(5.f, step * 0.36f);
  for (int i = 0; i < count; ++i) {
    const ProblemRun& run = s.runs[static_cast<std::size_t>(entry.runs[static_cast<std::size_t>(i)])];
    const ImVec2 at{cell.center().x + (static_cast<float>(i) - static_cast<float>(count - 1) / 2) * step, y};
    if (run.done() && !run.failed() && run.report->row.learnedAt > 0)
      ui.draw().AddCircleFilled(at, radius, c.control);
    else if (run.done())
      ui.draw().AddCircle(at, radius, c.muted, 0, 1.6f);
    else if (run.report)  // under way
      ui.draw().AddCircle(at, radius, c.control, 0, 1.6f);
    else
      ui.draw().AddCircleFilled(at, radius * 0.5f, c.lines);
  }
  if (words) ui.textIn({cell.x, y + 8, cell.w, line}, updates, Type::smallStrong, c.ink, Align::center);
  if (selected_ == spot) ui.outline(cell, c.control, 8, 2);
  if (focused) ui.focusRing(cell, 8);
}

void Memory::stage(const ProblemsContext& context, Rect area) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const ProblemsSnapshot& s = context.snapshot;
  const bool wide = context.layout == Layout::wide && !context.embedded;
  Rect inside = ui::card(ui, area, ui::CardStyle::stage, wide ? 20.f : 12.f);
  inside = ui::cardHeading(ui, inside, context.tr("problems.memory.title"),
                           context.tr("problems.memory.note", {{"task", context.tr("choice.task." + s.settings.net.task + ".title")}}));
  const std::vector<int> spans = spansOf(s.settings);
  if (spans.empty()) return;
  float names = 0;
  for (int net = 0; net < netCount(); ++net) names = std::max(names, ui.measure(netName(context, net), Type::strong).w);
  names = std::min(names + 12, inside.w * 0.34f);
  const float line = ui.lineHeight(Type::small);
  const std::string& legend = context.tr("problems.memory.legend");
  const TextSize size = ui.measureRich(legend, Type::small, inside.w);
  if (inside.h > 6 * line + size.h + 120) {
    const Rect below = inside.cutBottom(size.h, 8);
    ui.richText(below.min(), legend, Type::small, c.muted, below.w);
  }
  const Rect head = inside.cutTop(line, 4);
  const float gap = wide ? 10.f : 5.f, w = (inside.w - names + gap) / static_cast<float>(spans.size()) - gap;
  const float h = std::min(84.f, (inside.h + gap) / static_cast<float>(netCount()) - gap);
  for (std::size_t k = 0; k < spans.size(); ++k)
    ui.textIn({head.x + names + static_cast<float>(k) * (w + gap), head.y, w, head.h}, "T = " + std::to_string(spans[k]), Type::small,
              c.muted, Align::center);
  for (int net = 0; net < netCount(); ++net) {
    const float y = inside.y + static_cast<float>(net) * (h + gap);
    ui.textIn({inside.x, y, names - 10, h}, netName(context, net), Type::strong,
              rememberingNets()[static_cast<std::size_t>(net)].drawings > 0 ? c.muted : c.ink);
    for (int k = 0; k < static_cast<int>(spans.size()); ++k)
      entry(context, {inside.x + names + static_cast<float>(k) * (w + gap), y, w, h}, {net, k});
  }
}

void Memory::findings(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const std::vector<int> spans = spansOf(s.settings);
  if (selected_.span >= static_cast<int>(spans.size())) selected_ = {};
  if (!selected_) {
    ui::heading(ui, column, context.tr("problems.memory.who"));
    ui::paragraph(ui, column, context.tr("problems.memory.press"));
    for (int net = 0; net < netCount(); ++net) {
      int farthest = 0, done = 0;
      for (int k = 0; k < static_cast<int>(spans.size()); ++k) {
        const Entry entry = entryOf(s, {net, k});
        done += entry.done;
        if (entry.done > 0 && 2 * entry.learned >= entry.done) farthest = spans[static_cast<std::size_t>(k)];
      }
      if (done == 0) continue;
      const Rect row = column.take(24);
      ui.textIn(row, netName(context, net), Type::text, ui.color().muted);
      ui.textIn(row,
                farthest > 0 ? context.tr("problems.memory.upTo", {{"T", std::to_string(farthest)}}) : context.tr("problems.memory.never"),
                Type::strong, ui.color().ink, Align::right);
    }
    return;
  }
  const Entry entry = entryOf(s, selected_);
  ui::heading(ui, column, netName(context, selected_.net) + ", T = " + std::to_string(spans[static_cast<std::size_t>(selected_.span)]));
  ui::paragraph(ui, column, entryWords(context, entry, selected_.net));
  const auto nameOf = [&](int run) {
    const int seed = run / static_cast<int>(spans.size()) / netCount();
    return context.tr("problems.seed", {{"n", std::to_string(s.settings.net.seed + static_cast<std::uint64_t>(seed))}});
  };
  const int columns = std::min(2, static_cast<int>(entry.runs.size())),
            rows = (static_cast<int>(entry.runs.size()) + columns - 1) / columns;
  drawRuns(context, column.take(std::min(420.f, 116.f * static_cast<float>(rows))), entry.runs, nameOf, grid_);
  const bool chosen = std::find(entry.runs.begin(), entry.runs.end(), grid_.selected) != entry.runs.end();
  if (chosen)
    drawChosenRun(context, column, &s.runs[static_cast<std::size_t>(grid_.selected)], nameOf(grid_.selected));
  else
    ui::caption(ui, column, context.tr("problems.pressRun"));
}

std::string Memory::describe(const ProblemsContext& context) const {
  const ProblemsSnapshot& s = context.snapshot;
  std::string words = context.tr("problems.progress", {{"done", std::to_string(s.done)}, {"runs", std::to_string(s.runs.size())}}) + ".";
  const int spans = static_cast<int>(spansOf(s.settings).size());
  for (int net = 0; net < netCount() && s.done > 0; ++net) {
    words += " " + netName(context, net) + ":";
    for (int k = 0; k < spans; ++k) {
      const Entry entry = entryOf(s, {net, k});
      words += " T = " + std::to_string(spansOf(s.settings)[static_cast<std::size_t>(k)]) + ": " + std::to_string(entry.learned) + "/" +
               std::to_string(entry.done) + (k + 1 < spans ? "," : ".");
    }
  }
  return words;
}

SpokenTable Memory::table(const ProblemsContext& context) const {
  const ProblemsSnapshot& s = context.snapshot;
  const std::vector<int> spans = spansOf(s.settings);
  SpokenTable spoken{context.tr("problems.memory.title"), {context.tr("problems.column.net")}, {}};
  for (const int span : spans) spoken.head.push_back("T = " + std::to_string(span));
  for (int net = 0; net < netCount(); ++net) {
    std::vector<std::string> row{netName(context, net)};
    for (int k = 0; k < static_cast<int>(spans.size()); ++k) row.push_back(entryWords(context, entryOf(s, {net, k}), net));
    spoken.rows.push_back(std::move(row));
  }
  return spoken;
}

void Memory::state(const ProblemsContext& context, nlohmann::json& fields) const {
  const ProblemsSnapshot& s = context.snapshot;
  const int spans = static_cast<int>(spansOf(s.settings).size());
  fields["table"] = nlohmann::json::object();
  for (int net = 0; net < netCount(); ++net) {
    auto& row = fields["table"][std::string(rememberingNets()[static_cast<std::size_t>(net)].name)];
    row = nlohmann::json::array();
    for (int k = 0; k < spans; ++k) {
      const Entry entry = entryOf(s, {net, k});
      row.push_back({{"done", entry.done},
                     {"learned", entry.learned},
                     {"updates", entry.learned > 0 ? nlohmann::json(entry.updates) : nlohmann::json(nullptr)}});
    }
  }
}

}  // namespace

std::unique_ptr<ProblemLesson> makeMemoryLesson() { return std::make_unique<Memory>(); }

}  // namespace unroll
