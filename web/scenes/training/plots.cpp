// The two plots of the Training scene: loss and metric over updates, the gradient over time steps.
#include <cmath>

#include "scenes/training/stage.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

std::vector<plot::Point> points(const std::vector<CurvePoint>& curve) {
  std::vector<plot::Point> list;
  list.reserve(curve.size());
  for (const CurvePoint& p : curve) list.push_back({static_cast<double>(p.update), static_cast<double>(p.value)});
  return list;
}

// A round number times a power of ten: an axis that grows in steps, not with every frame.
double roundedUp(double n) {
  const double power = std::pow(10.0, std::floor(std::log10(std::max(1.0, n))));
  for (const double m : {1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0})
    if (m * power >= n) return m * power;
  return n;
}

plot::Curve lossCurve(const SceneContext& context, const std::vector<CurvePoint>& values, bool ghost) {
  plot::Curve curve;
  curve.name = context.tr(ghost ? "training.before" : "training.batch");
  curve.color = ghost ? context.ui.color().muted
                      : mixColors(context.ui.color().card, context.ui.color().control, context.ui.theme().dark ? 0.55f : 0.42f);
  curve.width = 1.3f;
  curve.ghost = ghost;
  curve.points = points(values);
  return curve;
}

plot::Curve metricCurve(const SceneContext& context, const std::vector<CurvePoint>& values, bool ghost, std::string name) {
  plot::Curve curve;
  curve.name = std::move(name);
  curve.color = ghost ? context.ui.color().muted : context.ui.color().control;
  curve.width = 2.4f;
  curve.dashed = ghost;
  curve.ghost = ghost;
  curve.dots = !ghost && values.size() < 4;
  curve.points = points(values);
  return curve;
}

bool comparable(const SceneContext& context) {
  return context.snapshot.previous && context.snapshot.previous->experiment.task == context.snapshot.current.task;
}

// The metric's curve up to now: its last value may have been taken between two points of the curve.
plot::Curve presentMetric(const SceneContext& context, std::string name) {
  const Snapshot& s = context.snapshot;
  plot::Curve curve = metricCurve(context, s.metricCurve, false, std::move(name));
  const auto update = static_cast<double>(s.metricUpdate);
  if (s.metricUpdate >= 0 && (curve.points.empty() || curve.points.back().x < update)) curve.points.push_back({update, s.metric});
  return curve;
}

std::string freshWords(const SceneContext& context) {
  const std::string own = "choice.task." + context.snapshot.current.task + ".fresh";
  return context.tr(context.ui.words().has(own) ? own : "training.fresh");
}

// The names of all curves over updates stand right of their ends; the plots of a card share one axis.
plot::Plot overUpdates(const SceneContext& context, float width) {
  const Snapshot& s = context.snapshot;
  plot::Plot p;
  double last = static_cast<double>(std::max<std::int64_t>(s.update, 20));
  // Room for the run before, unless the present one would be lost in it.
  if (comparable(context) && !context.snapshot.previous->lossCurve.empty())
    last = std::max(last, std::min(4 * last + 100, static_cast<double>(context.snapshot.previous->lossCurve.back().update)));
  const std::string names[] = {context.tr("training.batch"), s.higherIsBetter ? context.tr("training.right") : freshWords(context)};
  p.x.max = roundedUp(last / (1 - static_cast<double>(plot::endRoom(context.ui, names, width))));
  if (s.higherIsBetter) p.labelRoom = 36;
  p.x.minLabel = "0";
  p.x.maxLabel = context.tr("training.updates", {{"n", context.ui.words().integer(static_cast<long long>(p.x.max))}});
  p.xWords = [&words = context.ui.words(), &context](double x) {
    return context.tr("training.updateN", {{"n", words.integer(std::llround(x))}});
  };
  return p;
}

// Where a setting was changed by hand while it trained.
std::vector<plot::Mark> changes(const SceneContext& context) {
  std::vector<plot::Mark> marks;
  for (const Edit& edit : context.snapshot.experiment.edits) {
    if (edit.update > context.snapshot.update || !context.keys.find(edit.target)) continue;
    double number = 0;
    const std::string word = "choice." + edit.target + "." + edit.value + ".title";
    const std::string value = readNumber(edit.value, number) ? compactNumber(number)
                              : context.ui.words().has(word) ? context.tr(word)
                                                             : edit.value;
    const std::string label = context.tr("key." + context.keys.wording(edit.target)) + " " + value;
    if (!marks.empty() && marks.back().x == static_cast<double>(edit.update))
      marks.back().label += ", " + label;
    else
      marks.push_back({static_cast<double>(edit.update), label});
  }
  return marks;
}

void cutToAxis(std::vector<plot::Curve>& curves, double last) {
  for (plot::Curve& c : curves)
    while (!c.points.empty() && c.points.back().x > last) c.points.pop_back();
}

// Loss, and the metric with it where both are mean squared errors.
void drawLoss(const SceneContext& context, Rect area) {
  const Snapshot& s = context.snapshot;
  const bool together = !s.higherIsBetter;
  plot::Plot p = overUpdates(context, area.w);
  if (comparable(context)) {
    const bool metric = together && context.snapshot.previous->metricCurve.size() > 1;
    p.curves.push_back(metric ? metricCurve(context, context.snapshot.previous->metricCurve, true, context.tr("training.before"))
                              : lossCurve(context, context.snapshot.previous->lossCurve, true));
  }
  p.curves.push_back(lossCurve(context, s.lossCurve, false));
  if (together) p.curves.push_back(presentMetric(context, freshWords(context)));
  cutToAxis(p.curves, p.x.max);
  if (const double blind = together ? s.blindScore : s.blindLoss; std::isfinite(blind))
    p.references.push_back({blind, context.tr("training.blind")});
  p.y = plot::fitLog(p.curves, p.references, 14);
  p.marks = changes(context);
  plot::draw(context.ui, area, "lossPlot", context.tr("training.loss"), p);
}

void drawShareRight(const SceneContext& context, Rect area) {
  const Snapshot& s = context.snapshot;
  plot::Plot p = overUpdates(context, area.w);
  if (comparable(context))
    p.curves.push_back(metricCurve(context, context.snapshot.previous->metricCurve, true, context.tr("training.before")));
  p.curves.push_back(presentMetric(context, context.tr("training.right")));
  cutToAxis(p.curves, p.x.max);
  p.references.push_back({s.blindScore, context.tr("training.blind")});
  p.marks = changes(context);
  p.y.min = 0.4;
  for (const plot::Curve& c : p.curves)
    for (const plot::Point& each : c.points)
      if (each.y < p.y.min) p.y.min = 0;
  p.y.max = 1;
  p.y.ticks = p.y.min > 0 ? std::vector<double>{0.5, 0.75, 1} : std::vector<double>{0, 0.5, 1};
  p.yWords = [](double y) { return percent(y); };
  plot::draw(context.ui, area, "metricPlot", context.tr("training.right"), p);
}

void drawLearned(const SceneContext& context, const Rect& card, float noteX) {
  const std::int64_t at = learnedAt(context.snapshot);
  if (at < 0 || !context.snapshot.learned) return;
  Ui& ui = context.ui;
  const std::string words = context.tr("training.learned", {{"n", ui.words().integer(at)}});
  const float left =
      card.x + ui.measureRich(context.tr("training.loss"), Type::heading).w + (context.layout == Layout::wide ? 18.f : 12.f) + 12;
  const float width = ui.measure(words, Type::smallStrong).w + 38, room = noteX - 12 - left;
  const std::string& brief = context.tr("training.learnedShort");
  const float briefWidth = ui.measure(brief, Type::smallStrong).w + 38;
  if (briefWidth > room) return;
  const Rect pill{left, card.y + (context.layout == Layout::wide ? 12.5f : 8.f), width <= room ? width : briefWidth, 26};
  ui.rounded(pill, fade(ui.color().good, 0.16f), 13);
  ui::icon(ui, ui::Icon::check, {pill.x + 15, pill.center().y}, 11, ui.color().good);
  ui.textIn({pill.x + 26, pill.y, pill.w - 34, pill.h}, width <= room ? words : brief, Type::smallStrong,
            mixColors(ui.color().good, ui.color().ink, 0.35f));
}

}  // namespace

void drawLossCard(const SceneContext& context, Rect area, TrainingView&) {
  const Snapshot& s = context.snapshot;
  std::string note;
  if (s.update > 0 && std::isfinite(s.metric)) note = metricWords(s, s.metric);
  if (!note.empty() && area.w > 420) note = context.tr("training.freshNow", {{"v", note}});
  if (s.update > 0 && note.empty() && std::isfinite(s.loss)) note = compactNumber(s.loss);
  float noteX = 0;
  Rect inside = trainingCard(context, area, context.tr("training.loss"), note, &noteX);
  drawLearned(context, area, noteX);
  if (!s.higherIsBetter) return drawLoss(context, inside);
  if (inside.h >= 190) {
    const Rect below = inside.cutBottom(std::round(inside.h * 0.42f), 2);
    drawLoss(context, inside);
    drawShareRight(context, below);
  } else {
    const Rect beside = inside.cutRight(std::round(inside.w * 0.46f), 10);
    drawLoss(context, inside);
    drawShareRight(context, beside);
  }
}

void drawGradientCard(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const Rect inside = trainingCard(context, area, context.tr("training.gradient"));
  const auto over = [](const std::vector<float>& norms) {
    std::vector<plot::Point> list;
    for (std::size_t t = 0; t < norms.size(); ++t) list.push_back({static_cast<double>(t), static_cast<double>(norms[t])});
    return list;
  };
  if (s.gradientNorms.empty()) {
    ui.richText(inside.min(), context.tr(s.current.gradient == "rtrl" && s.update > 0 ? "training.noGradient" : "training.gradientLater"),
                Type::text, ui.color().muted, inside.w);
    return;
  }
  plot::Plot p;
  p.curves.push_back({context.tr("training.now"), ui.color().whh, 2.4f, false, false, false, true, true, over(s.gradientNorms)});
  if (comparable(context) && context.snapshot.previous->gradientNorms.size() == s.gradientNorms.size()) {
    p.curves.push_back({context.tr("training.before"), ui.color().muted, 1.5f, true, true, false, true, true,
                        over(context.snapshot.previous->gradientNorms)});
  }
  const int last = static_cast<int>(s.gradientNorms.size()) - 1;
  p.x.max = std::max(1, last);
  p.x.minLabel = "t = 0";
  p.x.maxLabel = "t = " + std::to_string(last);
  p.y = plot::fitLog(p.curves, {}, 16);
  p.hasCursor = view.pointedStep >= 0 && view.pointedStep <= last;
  p.cursor = view.pointedStep;
  p.xWords = [](double x) { return "t = " + plainNumber(x, 0) + ":  ‖∂L/∂h_{" + plainNumber(x, 0) + "}‖"; };
  const plot::Reading reading = plot::draw(ui, inside, "gradientPlot", context.tr("training.gradientWords"), p);
  if (reading.active) view.pointedNext = static_cast<int>(std::lround(reading.x));
}

}  // namespace unroll
