// Poor long-term memory: a table of nets and sequence lengths that fills with real runs.
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "scenes/problems/lesson.h"
#include "scenes/problems/run_table.h"

namespace unroll {

namespace {

int netCount() { return static_cast<int>(rememberingNets().size()); }

MemoryPlace entryOf(const ProblemsSnapshot& s, RunPlace at) { return memoryPlace(s, at.row, at.column); }

bool tableIsFull(const Facts& now) { return now.number("runs") > 0 && now.number("done") == now.number("runs"); }
// What is chosen is a place where a net fails that could do it over shorter sequences.
bool choosesForgetting(const Facts& now) {
  const auto& learned = now.numbers("tableLearned");
  const double net = now.number("chosenNet"), span = now.number("chosenSpan"), nets = netCount();
  if (!(net >= 0) || !(span >= 1)) return false;
  const auto at = [&](double k) { return learned[static_cast<std::size_t>(k * nets + net)]; };
  return learned.size() > static_cast<std::size_t>(span * nets + net) && at(span) < at(span - 1);
}

constexpr Check fill[] = {{"full", [](const StoryView& v) { return tableIsFull(v.now); }, "play", nullptr, true}};
constexpr Check compare[] = {
    {"look",
     [](const StoryView& v) { return tableIsFull(v.now) && choosesForgetting(v.now) && v.now.number("chosen") > v.start.number("chosen"); },
     "place0-0", [](const Facts& now) { return tableIsFull(now) ? std::string_view() : "play"; }}};
constexpr Check rival[] = {{"guess",
                            [](const StoryView& v) {
                              const auto& learned = v.now.numbers("tableLearned");
                              const std::size_t nets = rememberingNets().size();
                              for (std::size_t i = nets - 1; i < learned.size(); i += nets)
                                if (learned[i] > 0) return true;
                              return false;
                            },
                            "task play", [](const Facts& now) { return tableIsFull(now) ? std::string_view() : "play"; }}};

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
  void viewFacts(Facts& facts) const override {
    facts.set("chosen", view_.choices());
    facts.set("chosenNet", view_.chosen().row);
    facts.set("chosenSpan", view_.chosen().column);
  }

 private:
  RunTableView view_;
};

std::string netName(const ProblemsContext& context, int net) {
  return context.tr("problems.net." + std::string(rememberingNets()[static_cast<std::size_t>(net)].name));
}

RunTable tableOf(const ProblemsContext& context) {
  const ProblemsSnapshot& s = context.snapshot;
  RunTable table;
  for (int net = 0; net < netCount(); ++net)
    table.rows.push_back({netName(context, net), rememberingNets()[static_cast<std::size_t>(net)].drawings > 0});
  for (const int span : spansOf(s.settings)) table.columns.push_back("T = " + std::to_string(span));
  table.runs = [&s](RunPlace at) { return entryOf(s, at).runs; };
  table.hasLearned = [](const ProblemRun& run) { return !run.failed() && run.report->row.learnedAt > 0; };
  table.below = [&context](RunPlace at) {
    const MemoryPlace entry = entryOf(context.snapshot, at);
    return entry.learned > 0 ? context.ui.words().integer(std::llround(entry.updates)) : std::string();
  };
  table.words = [&context](RunPlace at) {
    const MemoryPlace entry = entryOf(context.snapshot, at);
    for (const int i : entry.runs)
      if (const ProblemRun& run = context.snapshot.runs[static_cast<std::size_t>(i)]; run.failed()) return run.report->error;
    if (entry.done == 0) return context.tr("problems.run.waits");
    std::string words = context.tr(entry.done == 1      ? "problems.memory.entryOfOne"
                                   : entry.learned == 1 ? "problems.memory.entryOne"
                                                        : "problems.memory.entry",
                                   {{"n", std::to_string(entry.learned)}, {"of", std::to_string(entry.done)}});
    const bool search = rememberingNets()[static_cast<std::size_t>(at.row)].drawings > 0;
    if (entry.learned > 0)
      words += ", " + counted(context, search ? "problems.memory.drawings" : "problems.memory.updates", std::llround(entry.updates));
    return words;
  };
  return table;
}

void Memory::controls(const ProblemsContext& context, Column& column, Settings& settings) {
  chooseTaskAndData(context, column);
  for (const char* key : {"spans", "seeds", "hiddenSize"}) settings.control(context, column, key);
  chooseUpdates(context, column);
  settings.control(context, column, "learningRate");
  settings.groups(context, column, {"optimizer", "network", "start", "gradient", "end"});
}

void Memory::stage(const ProblemsContext& context, Rect area) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  Rect inside = stageCard(context, area, context.tr("problems.memory.title"), context.tr("choice.task." + s.settings.net.task + ".title"));
  if (spansOf(s.settings).empty()) return;
  const std::string& legend = context.tr("problems.memory.legend");
  const TextSize size = ui.measureRich(legend, Type::small, inside.w);
  if (inside.h > 6 * ui.lineHeight(Type::small) + size.h + 120) {
    const Rect below = inside.cutBottom(size.h, 8);
    ui.richText(below.min(), legend, Type::small, ui.color().muted, below.w);
  }
  view_.draw(context, inside, tableOf(context));
}

void Memory::findings(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const std::vector<int> spans = spansOf(s.settings);
  if (view_.chosen()) {
    view_.drawChosen(context, column, tableOf(context), [&](int run) {
      const int seed = run / static_cast<int>(spans.size()) / netCount();
      return context.tr("problems.seed", {{"n", std::to_string(s.settings.net.seed + static_cast<std::uint64_t>(seed))}});
    });
    return;
  }
  ui::heading(ui, column, context.tr("problems.memory.who"));
  ui::paragraph(ui, column, context.tr("problems.pressPlace"));
  for (int net = 0; net < netCount(); ++net) {
    int farthest = 0, done = 0;
    for (int k = 0; k < static_cast<int>(spans.size()); ++k) {
      const MemoryPlace entry = entryOf(s, {net, k});
      done += entry.done;
      if (entry.done == 0 || 2 * entry.learned < entry.done) break;
      farthest = spans[static_cast<std::size_t>(k)];
    }
    if (done == 0) continue;
    const Rect row = column.take(24);
    ui.textIn(row, netName(context, net), Type::text, ui.color().muted);
    ui.textIn(row,
              farthest > 0 ? context.tr("problems.memory.upTo", {{"T", std::to_string(farthest)}}) : context.tr("problems.memory.never"),
              Type::strong, ui.color().ink, Align::right);
  }
  ui::caption(ui, column, context.tr("problems.memory.rule"));
}

std::string Memory::describe(const ProblemsContext& context) const {
  const ProblemsSnapshot& s = context.snapshot;
  std::string words = runsDone(context) + ".";
  const int spans = static_cast<int>(spansOf(s.settings).size());
  for (int net = 0; net < netCount() && s.done > 0; ++net) {
    words += " " + netName(context, net) + ":";
    for (int k = 0; k < spans; ++k) {
      const MemoryPlace entry = entryOf(s, {net, k});
      words += " T = " + std::to_string(spansOf(s.settings)[static_cast<std::size_t>(k)]) + ": " + std::to_string(entry.learned) + "/" +
               std::to_string(entry.done) + (k + 1 < spans ? "," : ".");
    }
  }
  return words;
}

SpokenTable Memory::table(const ProblemsContext& context) const {
  return spokenTable(tableOf(context), context.tr("problems.memory.title"), context.tr("problems.column.net"));
}

void Memory::state(const ProblemsContext& context, nlohmann::json& fields) const {
  const ProblemsSnapshot& s = context.snapshot;
  const int spans = static_cast<int>(spansOf(s.settings).size());
  fields["table"] = nlohmann::json::object();
  for (int net = 0; net < netCount(); ++net) {
    auto& row = fields["table"][std::string(rememberingNets()[static_cast<std::size_t>(net)].name)];
    row = nlohmann::json::array();
    for (int k = 0; k < spans; ++k) {
      const MemoryPlace entry = entryOf(s, {net, k});
      row.push_back({{"done", entry.done},
                     {"learned", entry.learned},
                     {"updates", entry.learned > 0 ? nlohmann::json(entry.updates) : nlohmann::json(nullptr)}});
    }
  }
}

}  // namespace

std::unique_ptr<ProblemLesson> makeMemoryLesson() { return std::make_unique<Memory>(); }

}  // namespace unroll
