// No guarantee: the same training from many seeds, side by side; the share that learned and how sure that is; longer sequences.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <nlohmann/json.hpp>

#include "lesson/pane_tabs.h"
#include "scenes/problems/guarantee_worst.h"
#include "scenes/problems/lesson.h"
#include "scenes/problems/runs.h"
#include "widgets/plot.h"
#include "widgets/scroll.h"

namespace unroll {

namespace {

constexpr int seedsForAll = 8;  // of the task "find a T that all learn": fewer say little

bool allDone(const Facts& now) { return now.number("runs") > 0 && now.number("done") == now.number("runs"); }
double widthOf(const Facts& now) { return now.number("shareHigh") - now.number("shareLow"); }

// A bar by a fifth narrower than it is; where there is none yet, than with a dozen runs, and by more runs than it begins with.
void beginDoubt(StoryBegin& story) {
  constexpr double narrower = 0.8, first = 0.4;
  Facts goal;
  goal.set("fewest", allDone(story.now) ? 0 : story.now.number("runs") + 1);
  goal.set("width", allDone(story.now) ? narrower * widthOf(story.now) : first);
  goal.set("widthWords", percentWords(goal.number("width")));
  story.goal = goal;
}

// Nobody knows beforehand which settings do it: those that do it already are no answer.
bool allLearn(const Facts& now) {
  return allDone(now) && now.number("runs") >= seedsForAll && now.number("learnedRuns") == now.number("runs");
}
void beginCertain(StoryBegin& story) {
  if (allLearn(story.now)) story.change("seqLen", "40");
}

constexpr Check luck[] = {{"runs", [](const StoryView& v) { return allDone(v.now); }, "play", nullptr, true},
                          {"choose", [](const StoryView& v) { return v.now.number("chosen") > v.start.number("chosen"); }, "run0"}};
constexpr Check doubt[] = {{"more",
                            [](const StoryView& v) {
                              return allDone(v.now) && widthOf(v.now) < v.goal.number("width") &&
                                     v.now.number("runs") >= v.goal.number("fewest");
                            },
                            "moreSeeds seeds play"}};
std::string_view learnsFirst(const Facts& now) { return now.number("learnedRuns") > 0 ? std::string_view() : "play"; }
constexpr Check longer[] = {{"read", [](const StoryView& v) { return v.now.number("looked") > v.start.number("looked"); },
                             "longerPlot pane-findings", learnsFirst}};
constexpr Check certain[] = {{"all", [](const StoryView& v) { return allLearn(v.now); }, "seqLen play",
                              [](const Facts& now) { return allDone(now) ? std::string_view() : "play"; }}};

constexpr Check worst[] = {
    {"search", [](const StoryView& v) { return v.now.text("worst") == "found" && v.now.holds("searchedLearned"); },
     "searchWorst pane-findings", learnsFirst},
    {"look", [](const StoryView& v) { return v.now.text("worst") == "found" && v.now.number("worstMoves") > v.start.number("worstMoves"); },
     "worstInput searchWorst pane-findings", learnsFirst}};
void beginWorst(StoryBegin& story) {
  if (story.now.number("searched") >= 0) story.change("searched", "-1");
}

constexpr Step all[] = {
    {"luck", luck}, {"doubt", doubt, beginDoubt}, {"longer", longer}, {"certain", certain, beginCertain}, {"worst", worst, beginWorst}};

class Guarantee final : public ProblemLesson {
 public:
  std::span<const Step> steps() const override { return all; }
  int firstStep(const ProblemsSnapshot& s) const override { return s.settings.searched >= 0 ? static_cast<int>(std::size(all)) - 1 : 0; }
  void controls(const ProblemsContext& context, Column& column, Settings& settings) override;
  void stage(const ProblemsContext& context, Rect area) override;
  void findings(const ProblemsContext& context, Column& column) override;
  std::string describe(const ProblemsContext& context) const override;
  SpokenTable table(const ProblemsContext& context) const override;
  void state(const ProblemsContext& context, nlohmann::json& fields) const override;
  void viewFacts(Facts& facts) const override {
    facts.set("chosen", chosen_);
    facts.set("looked", looked_);
    facts.set("worstMoves", worst_.moves());
  }

 private:
  void share(const ProblemsContext& context, Column& column) const;
  void longerSequences(const ProblemsContext& context, Column& column);
  const ProblemRun* chosen(const ProblemsSnapshot& s) const {
    return grid_.selected >= 0 && grid_.selected < static_cast<int>(s.runs.size()) ? &s.runs[static_cast<std::size_t>(grid_.selected)]
                                                                                   : nullptr;
  }
  static std::string nameOf(const ProblemsContext& context, int run) {
    return context.tr("problems.seed", {{"n", std::to_string(context.snapshot.settings.net.seed + static_cast<std::uint64_t>(run))}});
  }

  // The chosen one, else the first that learned, else the first that is done; −1: none.
  int toSearch(const ProblemsSnapshot& s) const {
    if (chosen(s)) return grid_.selected;
    const auto first = [&](const auto& is) {
      const auto at = std::find_if(s.runs.begin(), s.runs.end(), is);
      return at == s.runs.end() ? -1 : static_cast<int>(at - s.runs.begin());
    };
    const int learned = first([&](const ProblemRun& run) { return s.hasLearned(run); });
    return learned >= 0 ? learned : first([](const ProblemRun& run) { return run.done(); });
  }

  RunGrid grid_;
  WorstPanel worst_;
  int chosen_ = 0, looked_ = 0;
};

void Guarantee::controls(const ProblemsContext& context, Column& column, Settings& settings) {
  chooseTaskAndData(context, column);
  for (const char* key : {"seqLen", "seeds"}) settings.control(context, column, key);
  chooseUpdates(context, column);
  for (const char* key : {"cell", "hiddenSize", "learningRate"}) settings.control(context, column, key);
  settings.groups(context, column, {"optimizer", "network", "start", "gradient", "end"});
}

void Guarantee::stage(const ProblemsContext& context, Rect area) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  Rect inside = stageCard(context, area, context.tr("problems.guarantee.title"),
                          context.tr(s.higherIsBetter ? "problems.guarantee.noteShare" : "problems.guarantee.note",
                                     {{"n", ui.words().integer(s.settings.net.updates)}}));
  if (s.runs.empty()) return;
  const RunTally tally = tallyOf(s);
  std::string words = context.tr("problems.guarantee.bound", {{"bound", metricWords(s, s.learnedBound)}});
  if (tally.lost > 0)
    words +=
        " " + context.tr(tally.lost == 1 ? "problems.guarantee.lostOne" : "problems.guarantee.lost", {{"n", std::to_string(tally.lost)}});
  const TextSize size = ui.measureRich(words, Type::small, inside.w);
  const Rect below = inside.cutBottom(size.h, 8);
  ui.richText(below.min(), words, Type::small, ui.color().muted, below.w);
  std::vector<int> indices(s.runs.size());
  std::iota(indices.begin(), indices.end(), 0);
  drawRuns(
      context, inside, indices, [&](int run) { return nameOf(context, run); }, grid_);
  if (grid_.pressed && grid_.selected >= 0) ++chosen_;
}

void Guarantee::share(const ProblemsContext& context, Column& column) const {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const ProblemsSnapshot& s = context.snapshot;
  const Share share = shareOf(tallyOf(s).learned, s.done);
  ui::heading(ui, column, context.tr("problems.guarantee.share"));
  if (s.done == 0) {
    ui::paragraph(ui, column, context.tr("problems.guarantee.nothingYet"));
    return;
  }
  const Rect row = column.take(ui.lineHeight(Type::title) + 4);
  const std::string big = percentWords(share.value());
  ui.text(row.min(), big, Type::title, c.ink);
  ui.textIn({row.x + ui.measure(big, Type::title).w + 12, row.y, row.w, row.h - 4},
            context.tr(share.of == 1 ? "problems.guarantee.ofOne" : "problems.guarantee.of",
                       {{"n", std::to_string(share.hits)}, {"of", std::to_string(share.of)}}),
            Type::text, c.muted);
  const Rect bar = column.take(14).inset(6, 0);
  const float y = bar.center().y;
  ui.rounded({bar.x - 6, y - 3, bar.w + 12, 6}, c.soft, 3);
  const auto at = [&](double v) { return bar.x + bar.w * static_cast<float>(v); };
  ui.rounded({at(share.low), y - 3, at(share.high) - at(share.low), 6}, mixColors(c.card, c.control, 0.4f), 3);
  ui.draw().AddCircleFilled({at(share.value()), y}, 6, c.control);
  const Rect ends = column.take(ui.lineHeight(Type::small));
  ui.textIn(ends, "0 %", Type::small, c.muted);
  ui.textIn(ends, "100 %", Type::small, c.muted, Align::right);
  ui::paragraph(ui, column,
                context.tr("problems.guarantee.interval", {{"low", percentWords(share.low)}, {"high", percentWords(share.high)}}));
  const Share more = shareOf(4 * share.hits, 4 * share.of);
  ui::caption(ui, column,
              context.tr("problems.guarantee.four",
                         {{"n", std::to_string(more.of)}, {"low", percentWords(more.low)}, {"high", percentWords(more.high)}}));
}

void Guarantee::longerSequences(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const ProblemsSnapshot& s = context.snapshot;
  const std::vector<int> lengths = longerThanTrained(s.settings);
  if (lengths.size() < 2) return;
  plot::Plot p;
  int worse = 0, learned = 0;
  for (std::size_t i = 0; i < s.runs.size(); ++i) {
    const ProblemRun& run = s.runs[i];
    if (!s.hasLearned(run)) continue;
    ++learned;
    const double last = run.report->atLengths.back();
    worse += s.isWorseThanBlind(last) ? 1 : 0;
    const bool marked = static_cast<int>(i) == grid_.selected || static_cast<int>(i) == grid_.hovered;
    plot::Curve curve;
    curve.name = nameOf(context, static_cast<int>(i));
    curve.labelled = marked;
    curve.color = marked ? c.control : mixColors(c.card, c.control, 0.45f);
    curve.width = marked ? 2.4f : 1.3f;
    curve.dots = marked;
    for (std::size_t k = 0; k < lengths.size(); ++k) curve.points.push_back({static_cast<double>(lengths[k]), run.report->atLengths[k]});
    p.curves.push_back(std::move(curve));
  }
  ui::heading(ui, column, context.tr("problems.guarantee.longer"));
  if (learned == 0) {
    ui::caption(ui, column, context.tr("problems.guarantee.noneLearned"));
    return;
  }
  p.references = {{s.blindScore, context.tr("problems.blind")}, {s.learnedBound, context.tr("problems.learned")}};
  p.x.log = true;
  p.x.min = lengths.front();
  p.x.max = lengths.back();
  p.x.minLabel = "T = " + std::to_string(lengths.front());
  p.x.maxLabel = std::to_string(lengths.back());
  if (s.higherIsBetter) {
    p.y.ticks = {0, 0.5, 1};
    p.yWords = [](double y) { return percentWords(y); };
  } else {
    p.y = plot::fitLog(p.curves, p.references, 6);
  }
  p.xWords = [](double x) { return "T = " + plainNumber(x, 0); };
  if (plot::draw(ui, column.take(190), "longerPlot", context.tr("problems.guarantee.longer"), p).active) ++looked_;
  ui::paragraph(ui, column,
                context.tr(worse == 0 ? "problems.guarantee.stillGood" : "problems.guarantee.worse",
                           {{"T", std::to_string(lengths.back())},
                            {"n", std::to_string(worse)},
                            {"of", std::to_string(learned)},
                            {"trained", std::to_string(s.settings.net.seqLen)}}));
}

void Guarantee::findings(const ProblemsContext& context, Column& column) {
  share(context, column);
  longerSequences(context, column);
  if (const ProblemRun* run = chosen(context.snapshot)) drawChosenRun(context, column, run, nameOf(context, grid_.selected));
  const int run = toSearch(context.snapshot);
  worst_.draw(context, column, run, run >= 0 ? nameOf(context, run) : std::string());
}

std::string Guarantee::describe(const ProblemsContext& context) const {
  const ProblemsSnapshot& s = context.snapshot;
  const Share share = shareOf(tallyOf(s).learned, s.done);
  return context.tr(share.hits == 1 ? "problems.guarantee.describeOne" : "problems.guarantee.describe",
                    {{"done", std::to_string(s.done)}, {"runs", std::to_string(s.runs.size())}, {"n", std::to_string(share.hits)}}) +
         (s.done > 0
              ? " " + context.tr("problems.guarantee.interval", {{"low", percentWords(share.low)}, {"high", percentWords(share.high)}})
              : "") +
         (worst_.words(context).empty() ? "" : " " + context.tr("problems.guarantee.worst.title") + ": " + worst_.words(context));
}

SpokenTable Guarantee::table(const ProblemsContext& context) const {
  const ProblemsSnapshot& s = context.snapshot;
  SpokenTable spoken{context.tr("problems.guarantee.title"),
                     {context.tr("problems.column.run"), context.tr("problems.column.metric"), context.tr("problems.column.learned")},
                     {}};
  for (std::size_t i = 0; i < s.runs.size(); ++i) {
    const ProblemRun& run = s.runs[i];
    spoken.rows.push_back({nameOf(context, static_cast<int>(i)), run.report ? metricWords(s, run.report->row.metric) : "–",
                           context.tr(s.hasLearned(run) ? "problems.yes"
                                      : run.done()      ? "problems.no"
                                                        : "problems.run.waits")});
  }
  return spoken;
}

void Guarantee::state(const ProblemsContext& context, nlohmann::json& fields) const {
  const RunTally tally = tallyOf(context.snapshot);
  fields["learnedRuns"] = tally.learned;
  fields["lostRuns"] = tally.lost;
  fields["selectedRun"] = grid_.selected;
  worst_.state(context, fields);
}

}  // namespace

std::unique_ptr<ProblemLesson> makeGuaranteeLesson() { return std::make_unique<Guarantee>(); }

}  // namespace unroll
