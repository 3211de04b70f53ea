// Cost: what an update takes, measured in this page, beside what the formula says.
#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "problems/cost.h"
#include "scenes/problems/lesson.h"
#include "scenes/recurrent/task_choice.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

constexpr double watts = 20;  // of a computer at work beyond what it takes at rest: the assumption behind the energy
constexpr double dearer = 100;

bool isMeasured(const Facts& now) { return now.holds("measured"); }
// How much dearer the gradient forward in time is, at the dearest place.
double timesDearer(const Facts& now) {
  const auto &tied = now.numbers("tiedMilliseconds"), &forward = now.numbers("forwardMilliseconds");
  double most = 0;
  for (std::size_t i = 0; i < std::min(tied.size(), forward.size()); ++i)
    if (forward[i] / tied[i] > most) most = forward[i] / tied[i];
  return most;
}

constexpr Check linear[] = {
    {"read", [](const StoryView& v) { return v.now.number("looked") >= v.start.number("looked") + 2; }, "costPlot pane-stage"}};
constexpr Check square[] = {{"axis", [](const StoryView& v) { return isMeasured(v.now) && v.now.text("axis") == "hiddenSize"; }, "axis"}};
constexpr Check forward[] = {
    {"dear", [](const StoryView& v) { return isMeasured(v.now) && timesDearer(v.now) >= dearer; }, "axis hiddenSize batchSize"}};

void beginLinear(StoryBegin& story) { story.change("axis", "seqLen"); }
void beginSquare(StoryBegin& story) {
  if (story.now.text("axis") == "hiddenSize") story.change("axis", "seqLen");
}
void beginForward(StoryBegin& story) {
  story.change("axis", "seqLen");
  story.change("hiddenSize", "4");
}

constexpr Step all[] = {{"linear", linear, beginLinear}, {"square", square, beginSquare}, {"forward", forward, beginForward}};

class Cost final : public ProblemLesson {
 public:
  std::span<const Step> steps() const override { return all; }
  void controls(const ProblemsContext& context, Column& column, Settings& settings) override;
  void stage(const ProblemsContext& context, Rect area) override;
  void findings(const ProblemsContext& context, Column& column) override;
  void transport(const ProblemsContext& context, Rect bar) override;
  std::string describe(const ProblemsContext& context) const override;
  SpokenTable table(const ProblemsContext& context) const override;
  void state(const ProblemsContext& context, nlohmann::json& fields) const override;
  void viewFacts(Facts& facts) const override {
    facts.set("looked", looked_);
    facts.set("reads", reads_);
  }

 private:
  void cells(const ProblemsContext& context, Rect area) const;
  std::string notMeasured(const ProblemsContext& context) const;
  void curves(const ProblemsContext& context, Rect area);

  int looked_ = 0;      // places that were read, one after the other
  double read_ = -1;    // the last of them
  bool reads_ = false;  // in this frame
};

std::string timeWords(const ProblemsContext& context, double milliseconds) {
  if (!std::isfinite(milliseconds)) return "–";
  if (milliseconds < 1) return context.tr("problems.cost.microseconds", {{"n", compactNumber(milliseconds * 1e3)}});
  return context.tr("problems.cost.milliseconds", {{"n", compactNumber(milliseconds)}});
}

std::string placeWords(const ProblemsContext& context, double at) {
  const std::string& axis = context.snapshot.cost->axis;
  const std::string key = "problems.cost.at." + axis;
  return axis == "layers" ? counted(context, key, std::llround(at)) : context.tr(key, {{"n", grouped(context, at)}});
}

std::string placeWords(const ProblemsContext& context, const CostPoint& point) {
  if (!point.name.empty()) return context.tr("choice.cell." + point.name + ".title");
  return placeWords(context, point.at);
}

void Cost::controls(const ProblemsContext& context, Column& column, Settings& settings) {
  for (const char* key : {"axis", "cell", "hiddenSize", "seqLen", "batchSize", "layers"})
    if (key != context.snapshot.settings.axis) settings.control(context, column, key);
  settings.groups(context, column, {"optimizer", "network"});
}

// As the net of the same place; NaN: one of them isn't measured.
double timesAsLong(const CostPicture& picture, const CostPoint& point) {
  for (const CostPoint& net : picture.tied)
    if (net.at == point.at) return point.milliseconds / net.milliseconds;
  return std::nan("");
}

plot::Curve curveOf(const std::vector<CostPoint>& points, std::string name, Color color, bool joined) {
  plot::Curve curve;
  curve.name = std::move(name);
  curve.color = color;
  curve.dots = true;
  curve.joined = joined;
  curve.width = 1.4f;
  for (const CostPoint& point : points) {
    if (!std::isfinite(point.milliseconds)) continue;
    curve.points.push_back({point.at, point.milliseconds});
    curve.errors.push_back(point.spread);
  }
  return curve;
}

void Cost::curves(const ProblemsContext& context, Rect area) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const CostPicture& picture = *context.snapshot.cost;
  ui.textIn(area.cutTop(ui.lineHeight(Type::small), 2), context.tr("problems.cost.unit"), Type::small, c.muted);
  plot::Plot p;
  if (std::isfinite(picture.nanosecondsPerProduct)) {
    plot::Curve line;
    line.name = context.tr("problems.cost.formula");
    line.color = c.muted;
    line.dashed = true;
    line.width = 1.4f;
    for (const CostPoint& point : picture.tied) line.points.push_back({point.at, point.products * picture.nanosecondsPerProduct / 1e6});
    p.curves.push_back(std::move(line));
  }
  for (plot::Curve& curve : std::vector<plot::Curve>{curveOf(picture.untied, context.tr("problems.cost.untied"), c.good, true),
                                                     curveOf(picture.forward, context.tr("problems.cost.forward"), c.bad, true),
                                                     curveOf(picture.tied, context.tr("problems.cost.tied"), c.control, false)})
    if (!curve.points.empty()) p.curves.push_back(std::move(curve));
  if (picture.tied.empty()) return;
  if (p.curves.empty()) {
    ui.textIn(area, context.tr("problems.cost.warmingUp"), Type::text, c.muted, Align::center);
    return;
  }
  std::vector<std::string> names;
  for (const plot::Curve& curve : p.curves) names.push_back(curve.name);
  const double room = static_cast<double>(plot::endRoom(ui, names, area.w)), first = picture.tied.front().at;
  p.x.log = true;
  p.x.min = first;
  p.x.max = first * std::pow(std::max(2.0, picture.tied.back().at / first), 1 / (1 - room));
  p.x.minLabel = placeWords(context, picture.tied.front());
  for (const CostPoint& point : picture.tied) p.x.ticks.push_back(point.at);
  p.y = plot::fitLog(p.curves, {}, 6);
  p.xWords = [&context](double x) { return placeWords(context, x); };
  p.yWords = [&context](double y) { return timeWords(context, y); };
  const plot::Reading reading = plot::draw(ui, area, "costPlot", context.tr("problems.cost.title"), p);
  reads_ = reading.active;
  if (reads_ && std::exchange(read_, reading.x) != reading.x) ++looked_;
}

// A bar for each cell, the formula as a mark on it.
void Cost::cells(const ProblemsContext& context, Rect area) const {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const CostPicture& picture = *context.snapshot.cost;
  double longest = 0;
  for (const CostPoint& point : picture.tied) longest = std::max(longest, std::isfinite(point.milliseconds) ? point.milliseconds : 0);
  const std::string& legend = context.tr("problems.cost.cellLegend");
  const TextSize size = ui.measureRich(legend, Type::small, area.w);
  if (const auto rows = static_cast<float>(picture.tied.size()); area.h > rows * 24 + size.h) {
    const Rect words = area.cutBottom(size.h, 8);
    ui.richText(words.min(), legend, Type::small, c.muted, words.w);
  }
  const float names = area.w * 0.26f, numbers = 96,
              row = std::min(56.f, area.h / static_cast<float>(std::max<std::size_t>(1, picture.tied.size())));
  for (const CostPoint& point : picture.tied) {
    Rect line = area.cutTop(row);
    ui.textIn(line.cutLeft(names, 8), placeWords(context, point), Type::text, c.ink);
    ui.textIn(line.cutRight(numbers, 8), timeWords(context, point.milliseconds), Type::strong, c.ink, Align::right);
    const auto wide = [&](double milliseconds) {
      return longest > 0 ? line.w * static_cast<float>(std::min(1.0, milliseconds / longest)) : 0.f;
    };
    const Rect bar{line.x, line.center().y - 8, line.w, 16};
    ui.rounded(bar, c.soft, 4);
    if (std::isfinite(point.milliseconds))
      ui.rounded({bar.x, bar.y, wide(point.milliseconds), bar.h}, mixColors(c.card, c.control, 0.6f), 4);
    if (std::isfinite(picture.nanosecondsPerProduct)) {
      const float x = bar.x + wide(point.products * picture.nanosecondsPerProduct / 1e6);
      ui.draw().AddLine({x, bar.y - 4}, {x, bar.bottom() + 4}, c.ink, 2);
    }
  }
}

void Cost::stage(const ProblemsContext& context, Rect area) {
  const CostPicture* picture = context.snapshot.cost.get();
  Rect inside = stageCard(context, area, context.tr("problems.cost.title"), context.tr("problems.cost.note"));
  if (!picture) return;
  if (picture->axis == "cell")
    cells(context, inside);
  else
    curves(context, inside);
}

void Cost::findings(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  const CostPicture* picture = context.snapshot.cost.get();
  if (!picture || picture->tied.size() < 2) return;
  // The farthest that is measured, or is going to be.
  const auto farthest = std::find_if(picture->tied.rbegin(), picture->tied.rend(), [](const CostPoint& point) { return !point.tooLarge; });
  const CostPoint& last = farthest == picture->tied.rend() ? picture->tied.back() : *farthest;
  ui::heading(ui, column, placeWords(context, last));
  const auto line = [&](std::string_view label, const std::string& value) {
    const Rect row = column.take(24);
    const float width = ui.measureRich(value, Type::strong).w;
    ui.textIn({row.x, row.y, row.w - width - 8, row.h}, context.tr(label), Type::text, ui.color().muted);
    ui.richText({row.right() - width, row.y + 1}, value, Type::strong, ui.color().ink);
  };
  line("problems.cost.products", grouped(context, last.products));
  line("problems.cost.numbers", grouped(context, last.bytes / 4));
  line("problems.cost.time", timeWords(context, last.milliseconds));
  if (picture->axis != "cell") {
    // The exponent of the law, between the first and the last place.
    const CostPoint& first = picture->tied.front();
    if (std::isfinite(first.milliseconds) && std::isfinite(last.milliseconds) && last.at > first.at) {
      const double formula = std::log2(last.products / first.products) / std::log2(last.at / first.at);
      const double measured = std::log2(last.milliseconds / first.milliseconds) / std::log2(last.at / first.at);
      ui::paragraph(ui, column,
                    context.tr("problems.cost.doubling",
                               {{"measured", compactNumber(std::exp2(measured))}, {"formula", compactNumber(std::exp2(formula))}}));
    }
  }
  for (std::size_t i = picture->forward.size(); i-- > 0;) {
    const double times = timesAsLong(*picture, picture->forward[i]);
    if (!std::isfinite(times)) continue;
    ui::paragraph(
        ui, column,
        context.tr("problems.cost.dearer", {{"place", placeWords(context, picture->forward[i])}, {"n", grouped(context, times)}}));
    break;
  }
  // The twin beside the net, at the farthest place where both are measured.
  for (std::size_t i = picture->untied.size(); i-- > 0;) {
    const double times = timesAsLong(*picture, picture->untied[i]);
    if (!std::isfinite(times)) continue;
    ui::paragraph(ui, column,
                  context.tr("problems.cost.twin", {{"place", placeWords(context, picture->untied[i])}, {"n", grouped(context, times)}}));
    break;
  }
  if (const std::string words = notMeasured(context); !words.empty()) ui::caption(ui, column, words);
  if (std::isfinite(last.milliseconds)) {
    constexpr double updates = 10'000;
    const double seconds = updates * last.milliseconds / 1e3;
    ui::paragraph(ui, column,
                  context.tr("problems.cost.energy", {{"n", ui.words().integer(static_cast<long long>(updates))},
                                                      {"s", compactNumber(seconds)},
                                                      {"w", compactNumber(watts)},
                                                      {"wh", compactNumber(seconds * watts / 3600)}}));
  }
}

std::string Cost::notMeasured(const ProblemsContext& context) const {
  std::string places;
  for (const CostPoint& point : context.snapshot.cost->tied)
    if (point.tooLarge) places += (places.empty() ? "" : ", ") + placeWords(context, point);
  return places.empty() ? places : context.tr("problems.cost.tooLarge", {{"places", places}});
}

std::string progressWords(const ProblemsContext& context, const CostPicture& picture) {
  if (picture.share >= 1) return context.tr("problems.cost.measured");
  if (picture.at < 0) return context.tr("problems.cost.warmingUp");
  return context.tr("problems.cost.measuring", {{"place", placeWords(context, picture.tied[static_cast<std::size_t>(picture.at)])},
                                                {"n", std::to_string(picture.measured + 1)},
                                                {"of", std::to_string(picture.of)}});
}

void Cost::transport(const ProblemsContext& context, Rect bar) {
  Ui& ui = context.ui;
  const CostPicture* picture = context.snapshot.cost.get();
  if (!picture) return;
  const Rect top{bar.x, bar.center().y - 21, bar.w, 23};
  ui.textIn(top, progressWords(context, *picture), Type::heading, ui.color().ink);
  ui::progressBar(ui, {bar.x, bar.center().y + 8, std::min(bar.w, 420.f), 6}, picture->share, ui.color().control);
}

std::string Cost::describe(const ProblemsContext& context) const {
  const CostPicture* picture = context.snapshot.cost.get();
  std::string words = context.tr("problems.cost.title") + ".";
  if (!picture) return words;
  if (picture->share < 1) words += " " + progressWords(context, *picture) + ".";
  for (const CostPoint& point : picture->tied)
    if (std::isfinite(point.milliseconds)) words += " " + placeWords(context, point) + ": " + timeWords(context, point.milliseconds) + ".";
  return words;
}

SpokenTable Cost::table(const ProblemsContext& context) const {
  SpokenTable spoken{context.tr("problems.cost.title"),
                     {context.tr("problems.column.net"), context.tr("problems.cost.products"), context.tr("problems.cost.time")},
                     {}};
  if (const CostPicture* picture = context.snapshot.cost.get())
    for (const CostPoint& point : picture->tied)
      spoken.rows.push_back({placeWords(context, point), grouped(context, point.products), timeWords(context, point.milliseconds)});
  return spoken;
}

void Cost::state(const ProblemsContext& context, nlohmann::json& fields) const {
  if (const CostPicture* picture = context.snapshot.cost.get()) {
    fields["measuredShare"] = picture->share;
    fields["measuredPlaces"] = picture->measured;
    fields["placesToMeasure"] = picture->of;
  }
}

}  // namespace

std::unique_ptr<ProblemLesson> makeCostLesson() { return std::make_unique<Cost>(); }

}  // namespace unroll
