// Need of data: two errors over the size of the training set, for a small and a large net.
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "scenes/problems/run_table.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

constexpr float roomForCurves = 200;

bool isFull(const Facts& now) { return now.number("runs") > 0 && now.number("done") == now.number("runs"); }

// The least training set from which on fresh sequences are answered as the task asks, of each net; 0: none.
double enoughOf(const Facts& now, int net, double bound) {
  const auto& fresh = now.numbers("fresh" + std::to_string(net));
  const auto& sets = now.numbers("trainingSets");
  double enough = 0;
  for (std::size_t i = fresh.size(); i-- > 0 && fresh[i] <= bound;) enough = sets[i];
  return enough;
}

constexpr double knownByHeart = 0.1;  // the error on what was trained on, of that on fresh sequences

// A place where what was trained on is known by heart and fresh sequences aren't.
bool choosesByHeart(const StoryView& v) {
  const double net = v.now.number("chosenNet"), set = v.now.number("chosenSet");
  if (!(net >= 0) || !isFull(v.now)) return false;
  const auto at = static_cast<std::size_t>(set);
  const auto& fresh = v.now.numbers("fresh" + std::to_string(static_cast<int>(net)));
  const auto& trained = v.now.numbers("trained" + std::to_string(static_cast<int>(net)));
  return at < fresh.size() && trained[at] < knownByHeart * fresh[at];
}
bool changesTheNeed(const StoryView& v) {
  if (!isFull(v.now)) return false;
  const double now = enoughOf(v.now, 0, v.now.number("learnedBound")), before = v.goal.number("enough");
  return now > 0 && before > 0 && now != before;
}
void beginNeed(StoryBegin& story) {
  Facts goal;
  const double enough = isFull(story.now) ? enoughOf(story.now, 0, story.now.number("learnedBound")) : 0;
  goal.set("enough", enough);
  goal.set("enoughWords", enough > 0 ? plainNumber(enough, 0) : "…");  // not known yet
  if (const auto& sizes = story.now.numbers("netSizes"); !sizes.empty()) goal.set("size", sizes[0]);
  story.goal = goal;
  if (!(enough > 0)) story.later();
}

constexpr Check measure[] = {{"full", [](const StoryView& v) { return isFull(v.now); }, "play", nullptr, true}};
constexpr Check byHeart[] = {{"choose",
                              [](const StoryView& v) { return choosesByHeart(v) && v.now.number("chosen") > v.start.number("chosen"); },
                              "place0-0", [](const Facts& now) { return isFull(now) ? std::string_view() : "play"; }}};
constexpr Check need[] = {
    {"change", changesTheNeed, "seqLen task play", [](const Facts& now) { return isFull(now) ? std::string_view() : "play"; }}};

constexpr Step all[] = {{"measure", measure}, {"heart", byHeart}, {"need", need, beginNeed}};

class Data final : public ProblemLesson {
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
    facts.set("chosenSet", view_.chosen().column);
  }

 private:
  void curves(const ProblemsContext& context, Rect area) const;

  RunTableView view_;
};

// Of an error: two digits, one, and that as a power of ten. Of a share there is nothing to leave out.
std::string brieflyOf(const ProblemsSnapshot& s, double metric, int fewer) {
  constexpr int mostFewer = 3;
  if (s.higherIsBetter || !std::isfinite(metric) || metric <= 0 || fewer > mostFewer) return {};
  const int power = static_cast<int>(std::floor(std::log10(metric)));
  if (fewer < mostFewer) return plainNumber(metric, std::clamp(2 - fewer - power, 0, 6));
  return plainNumber(metric / std::pow(10, power), 0) + "\xC2\xB7" + "10^{" + plainNumber(power, 0) + "}";
}

RunTable tableOf(const ProblemsContext& context) {
  const ProblemsSnapshot& s = context.snapshot;
  RunTable table;
  for (const int size : netSizesOf(s.settings)) table.rows.push_back({"H = " + std::to_string(size)});
  for (const int set : trainingSetsOf(s.settings)) {
    table.columns.push_back(context.ui.words().integer(set));
    const int power = static_cast<int>(std::lround(std::log10(set)));
    const bool whole = power > 2 && set == std::lround(std::pow(10, power));
    table.columnsBriefly.push_back(whole ? "10^{" + std::to_string(power) + "}" : table.columns.back());
  }
  table.runs = [&s](RunPlace at) { return dataRuns(s.settings, at.column, at.row); };
  table.hasLearned = [&s](const ProblemRun& run) { return s.hasLearned(run); };
  table.below = [&s](RunPlace at) {
    const DataPoint point = dataPoint(s, at.column, at.row);
    return point.runs > 0 ? metricWords(s, point.fresh) : std::string();
  };
  table.briefly = [&s](RunPlace at, int fewer) { return brieflyOf(s, dataPoint(s, at.column, at.row).fresh, fewer); };
  table.words = [&context, &s](RunPlace at) {
    const DataPoint point = dataPoint(s, at.column, at.row);
    if (point.runs == 0) return context.tr("problems.run.waits");
    return context.tr("problems.data.place", {{"fresh", metricWords(s, point.fresh)}, {"trained", metricWords(s, point.trained)}});
  };
  return table;
}

void Data::controls(const ProblemsContext& context, Column& column, Settings& settings) {
  chooseTaskAndData(context, column);
  for (const char* key : {"sets", "sizes", "seeds", "seqLen"}) settings.control(context, column, key);
  chooseUpdates(context, column);
  settings.control(context, column, "cell");
  settings.groups(context, column, {"optimizer", "network", "start", "gradient", "end"});
}

void Data::curves(const ProblemsContext& context, Rect area) const {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const ProblemsSnapshot& s = context.snapshot;
  const std::vector<int> sets = trainingSetsOf(s.settings), sizes = netSizesOf(s.settings);
  plot::Plot p;
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    const float strength = sizes.size() == 1 ? 1.f : 0.5f + 0.5f * static_cast<float>(k) / static_cast<float>(sizes.size() - 1);
    const Color color = mixColors(c.card, c.control, strength);
    for (const bool fresh : {false, true}) {
      plot::Curve curve;
      curve.name = context.tr(fresh ? "problems.data.fresh" : "problems.data.trained", {{"H", std::to_string(sizes[k])}});
      curve.color = fresh ? color : mixColors(c.card, c.muted, strength);
      curve.dashed = !fresh;
      curve.dots = fresh;
      curve.labelled = area.h > 140;  // else they would lie over each other; the pointer names them
      for (std::size_t i = 0; i < sets.size(); ++i) {
        const DataPoint point = dataPoint(s, static_cast<int>(i), static_cast<int>(k));
        if (point.runs == 0) continue;
        curve.points.push_back({static_cast<double>(sets[i]), fresh ? point.fresh : point.trained});
        const double error = fresh ? point.freshError : point.trainedError;
        curve.errors.push_back(std::isfinite(error) ? error : 0);
      }
      if (!curve.points.empty()) p.curves.push_back(std::move(curve));
    }
  }
  p.references = {{s.blindScore, context.tr("problems.blind")}, {s.learnedBound, context.tr("problems.learned")}};
  p.x.log = true;
  p.x.min = sets.front();
  std::vector<std::string> names;
  for (const plot::Curve& curve : p.curves)
    if (curve.labelled) names.push_back(curve.name);
  const double room = static_cast<double>(plot::endRoom(ui, names, area.w));
  p.x.max = sets.front() * std::pow(std::max(2.0, static_cast<double>(sets.back()) / sets.front()), 1 / (1 - room));
  for (const int set : sets) p.x.ticks.push_back(set);
  p.x.minLabel = ui.words().integer(sets.front());  // of what, the title says
  if (s.higherIsBetter) {
    p.y.ticks = {0, 0.5, 1};
    p.yWords = [](double y) { return percentWords(y); };
  } else {
    p.y = plot::fitLog(p.curves, p.references, 4);
  }
  p.xWords = [&context](double x) { return counted(context, "problems.data.sequences", std::llround(x)); };
  plot::draw(ui, area, "dataPlot", context.tr("problems.data.title"), p);
}

void Data::stage(const ProblemsContext& context, Rect area) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  Rect inside = stageCard(context, area, context.tr("problems.data.title"), context.tr("choice.task." + s.settings.net.task + ".title"));
  if (trainingSetsOf(s.settings).empty() || netSizesOf(s.settings).empty()) return;
  const auto rows = static_cast<float>(netSizesOf(s.settings).size());
  const float height = ui.lineHeight(Type::small) + 4 + rows * (inside.h > 420 ? 62.f : 40.f);
  // What the marks mean, where it doesn't take the curves' room; else under what comes out.
  const std::string& legend = context.tr("problems.data.legend");
  const TextSize size = ui.measureRich(legend, Type::small, inside.w);
  if (inside.h > height + size.h + roomForCurves) {
    const Rect words = inside.cutBottom(size.h, 8);
    ui.richText(words.min(), legend, Type::small, ui.color().muted, words.w);
  }
  const Rect below = inside.cutBottom(height, 12);
  curves(context, inside);
  view_.draw(context, below, tableOf(context));
}

void Data::findings(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const std::vector<int> sets = trainingSetsOf(s.settings), sizes = netSizesOf(s.settings);
  if (view_.chosen()) {
    view_.drawChosen(context, column, tableOf(context), [&](int run) {
      const int seed = run / static_cast<int>(sets.size() * sizes.size());
      return context.tr("problems.seed", {{"n", std::to_string(s.settings.net.seed + static_cast<std::uint64_t>(seed))}});
    });
    return;
  }
  ui::heading(ui, column, context.tr("problems.data.enough"));
  ui::paragraph(ui, column, context.tr("problems.pressPlace"));
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    int enough = 0, runs = 0;
    double heart = 0;
    for (std::size_t i = sets.size(); i-- > 0;) {
      const DataPoint point = dataPoint(s, static_cast<int>(i), static_cast<int>(k));
      runs += point.runs;
      if (point.runs == 0) break;
      if (!s.isGood(point.fresh)) {
        heart = s.isGood(point.trained) ? std::max(heart, static_cast<double>(sets[i])) : heart;
        break;
      }
      enough = sets[i];
    }
    if (runs == 0) continue;
    const Rect row = column.take(24);
    ui.textIn(row, "H = " + std::to_string(sizes[k]), Type::text, ui.color().muted);
    ui.textIn(row, enough > 0 ? counted(context, "problems.data.sequences", enough) : context.tr("problems.memory.never"), Type::strong,
              ui.color().ink, Align::right);
    if (heart > 0) ui::caption(ui, column, context.tr("problems.data.byHeart", {{"n", ui.words().integer(std::llround(heart))}}));
  }
  if (context.layout == Layout::medium || context.embedded) ui::caption(ui, column, context.tr("problems.data.legend"));
}

std::string Data::describe(const ProblemsContext& context) const {
  const ProblemsSnapshot& s = context.snapshot;
  std::string words = runsDone(context) + ".";
  const RunTable table = tableOf(context);
  for (int row = 0; row < static_cast<int>(table.rows.size()) && s.done > 0; ++row)
    for (int k = 0; k < static_cast<int>(table.columns.size()); ++k)
      if (dataPoint(s, k, row).runs > 0)
        words += " " + table.rows[static_cast<std::size_t>(row)].name + ", " + table.columns[static_cast<std::size_t>(k)] + ": " +
                 table.words({row, k}) + ".";
  return words;
}

SpokenTable Data::table(const ProblemsContext& context) const {
  return spokenTable(tableOf(context), context.tr("problems.data.title"), context.tr("problems.column.net"));
}

void Data::state(const ProblemsContext& context, nlohmann::json& fields) const {
  fields["chosenPlace"] = {view_.chosen().row, view_.chosen().column};
  (void)context;
}

}  // namespace

std::unique_ptr<ProblemLesson> makeDataLesson() { return std::make_unique<Data>(); }

}  // namespace unroll
