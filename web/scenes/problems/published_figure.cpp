#include "scenes/problems/published_figure.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "problems/published.h"
#include "widgets/formula.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

// As printf writes numbers, "2.557e+04" and "-1.7e-09": in words 25,570 and −1.7·10⁻⁹.
std::string readableNumbers(const ProblemsContext& context, std::string words) {
  static constexpr const char* raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  const auto isDigit = [&](std::size_t at) { return at < words.size() && words[at] >= '0' && words[at] <= '9'; };
  for (std::size_t at = words.find('-'); at != std::string::npos; at = words.find('-', at + 1))
    if (isDigit(at + 1) && (at == 0 || words[at - 1] == ' ')) words.replace(at, 1, "−");
  for (std::size_t at = words.find('e'); at != std::string::npos; at = words.find('e', at + 1)) {
    if (at == 0 || !isDigit(at - 1) || at + 2 >= words.size() || (words[at + 1] != '+' && words[at + 1] != '-') || !isDigit(at + 2))
      continue;
    std::size_t begin = at, end = at + 2;
    while (begin > 0 && (isDigit(begin - 1) || words[begin - 1] == '.')) --begin;
    while (isDigit(end)) ++end;
    std::string number;
    if (words[at + 1] == '+') {
      number = grouped(context, std::strtod(words.c_str() + begin, nullptr));
    } else {
      number = words.substr(begin, at - begin) + "·10⁻";
      for (const char digit : std::to_string(std::atoi(words.c_str() + at + 2))) number += raised[digit - '0'];
    }
    words.replace(begin, end - begin, number);
    at = begin + number.size() - 1;
  }
  return words;
}

}  // namespace

// What the engine says in English, in the page's language: its parts between semicolons and colons.
std::string inWords(const ProblemsContext& context, std::string_view said) {
  std::string words;
  while (!said.empty()) {
    const std::size_t end = std::min(said.find("; "), said.size());
    if (!words.empty()) words += "; ";
    words += context.ui.words().ofEngine(said.substr(0, end));
    said.remove_prefix(std::min(said.size(), end + 2));
  }
  words = readableNumbers(context, std::move(words));
  const auto isDigit = [&](std::size_t at) { return at < words.size() && words[at] >= '0' && words[at] <= '9'; };
  for (std::size_t at = words.find('.'); at != std::string::npos; at = words.find('.', at + 1))
    if (isDigit(at + 1) && (at == 0 || isDigit(at - 1))) words.replace(at, 1, decimalMark);
  return words;
}

std::string publishedWords(const ProblemsContext& context, const Figure& figure) {
  const char* sign = figure.compare == Figure::Compare::atLeast  ? "\xE2\x89\xA5 "
                     : figure.compare == Figure::Compare::atMost ? "\xE2\x89\xA4 "
                                                                 : "";
  return sign + grouped(context, figure.points[0].value);
}

namespace {

bool isTraining(const FigureCurve& curve) { return curve.kind == FigureCurve::Kind::training && !curve.points.empty(); }

// About so many round numbers from low to high.
std::vector<double> roundTicks(double low, double high, int about) {
  std::vector<double> ticks;
  if (!(high > low)) return ticks;
  const double power = std::pow(10.0, std::floor(std::log10((high - low) / about)));
  double step = 10 * power;
  for (const double each : {5.0, 2.0, 1.0})
    if (each * power * about >= (high - low) * 0.7) step = each * power;
  for (double at = std::ceil(low / step) * step; at <= high; at += step) ticks.push_back(at);
  return ticks;
}

plot::Curve curveOf(const ProblemsContext& context, const FigureCurve& curve) {
  const Palette& c = context.ui.color();
  const bool ours = curve.kind == FigureCurve::Kind::ours;
  plot::Curve each;
  each.name = context.tr(ours ? "problems.published.ours" : "problems.published.paper");
  each.color = ours ? c.control : c.ink;
  each.dots = true;
  each.dashed = !ours;
  for (const FigureCurve::Point& point : curve.points) {
    each.points.push_back({point.x, point.y});
    each.errors.push_back(std::isfinite(point.error) ? point.error : 0);
  }
  return each;
}

// The published number as a line with its name, in plots of the same quantity.
plot::Reference paperLine(const ProblemsContext& context, const Figure& figure) {
  return {figure.points[0].value, context.tr("problems.published.paper") + " " + publishedWords(context, figure)};
}

plot::Curve oursAt(const ProblemsContext& context, const Estimate& ours, double x) {
  plot::Curve dot;
  dot.name = context.tr("problems.published.ours");
  dot.color = context.ui.color().control;
  dot.dots = true;
  dot.joined = false;
  dot.width = 3;
  dot.points = {{x, ours.value}};
  dot.errors = {std::isfinite(ours.error) ? ours.error : 0};
  return dot;
}

plot::Axis fit(const plot::Plot& plot) {
  double least = 1e300, most = -1e300;
  bool positive = true;
  const auto see = [&](double y) {
    if (!std::isfinite(y)) return;
    least = std::min(least, y);
    most = std::max(most, y);
    positive = positive && y > 0;
  };
  for (const plot::Curve& curve : plot.curves)
    for (const plot::Point& point : curve.points) see(point.y);
  for (const plot::Reference& reference : plot.references) see(reference.y);
  constexpr double wide = 50;  // from where on it takes a logarithmic axis to see the least
  return positive && most > wide * least ? plot::fitLog(plot.curves, plot.references, 8)
                                         : plot::fitLinear(plot.curves, plot.references, {0});
}

// Ours over the published ones, against what the figure is of.
plot::Plot overX(const ProblemsContext& context, const PublishedPicture& p) {
  const Figure& figure = *p.figure;
  plot::Plot plot;
  for (const FigureCurve& curve : p.curves)
    if ((curve.kind == FigureCurve::Kind::ours || curve.kind == FigureCurve::Kind::published) && !curve.points.empty())
      plot.curves.push_back(curveOf(context, curve));
  if (plot.curves.empty()) {  // not measured yet
    FigureCurve printed{FigureCurve::Kind::published, "", {}};
    for (const unroll::Published& point : figure.points) printed.points.push_back({point.x, point.value, point.error});
    std::sort(printed.points.begin(), printed.points.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
    plot.curves.push_back(curveOf(context, printed));
  }
  double low = 1e300, high = -1e300;
  for (const unroll::Published& point : figure.points) low = std::min(low, point.x), high = std::max(high, point.x);
  constexpr double wide = 20, names = 0.3;  // right of the curves' ends
  plot.x.log = low > 0 && high > wide * low;
  plot.x.min = low;
  plot.x.max = plot.x.log ? high * std::pow(high / low, names) : high + names * (high - low);
  for (const unroll::Published& point : figure.points) plot.x.ticks.push_back(point.x);
  std::sort(plot.x.ticks.begin(), plot.x.ticks.end());
  const std::string name = inWords(context, figure.xName);
  const bool isShort = !name.empty() && context.ui.measure(name, Type::small).w < 40;
  plot.x.minLabel = (isShort ? name + " = " : std::string()) + compactNumber(low);
  plot.xWords = [name](double x) { return name.empty() ? compactNumber(x) : name + " = " + compactNumber(x); };
  return plot;
}

// One number: the paper's as a line, ours as a dot.
plot::Plot alone(const ProblemsContext& context, const PublishedPicture& p) {
  plot::Plot plot;
  plot.references.push_back(paperLine(context, *p.figure));
  constexpr double left = 0.12;  // the line's name stands at the right
  const bool measured = std::isfinite(p.outcome.ours.value);
  plot.curves.push_back(oursAt(context, measured ? p.outcome.ours : Estimate{p.figure->points[0].value, 0}, left));
  if (!measured) {  // nothing to be seen but the line
    plot.curves[0].name = context.tr("problems.published.paper");
    plot.curves[0].labelled = false;
    plot.curves[0].color = context.ui.color().ink;
  }
  plot.xWords = [&context](double) { return context.tr("problems.published.number"); };
  return plot;
}

plot::Plot trainings(const ProblemsContext& context, const PublishedPicture& p, bool isMetric) {
  const Palette& c = context.ui.color();
  plot::Plot plot;
  double last = 1;
  for (const FigureCurve& curve : p.curves) {
    if (!isTraining(curve)) continue;
    plot::Curve each;
    each.color = mixColors(c.card, c.control, 0.55f);
    each.width = 1.2f;
    each.labelled = each.read = false;
    for (const FigureCurve::Point& point : curve.points) each.points.push_back({point.x, point.y});
    last = std::max(last, each.points.back().x);
    plot.curves.push_back(std::move(each));
  }
  if (isMetric) {
    plot.references.push_back(paperLine(context, *p.figure));
    if (std::isfinite(p.figure->blind)) plot.references.push_back({p.figure->blind, context.tr("problems.blind")});
    if (std::isfinite(p.outcome.ours.value)) plot.curves.push_back(oursAt(context, p.outcome.ours, last));
  }
  plot.x.max = last;
  plot.x.minLabel = "0";
  plot.x.maxLabel = counted(context, "problems.published.updates", std::llround(last));
  plot.x.ticks = roundTicks(0, last, 4);
  plot.xWords = [&context](double x) { return counted(context, "problems.published.updates", std::llround(x)); };
  return plot;
}

void drawPlot(const ProblemsContext& context, Rect area, std::string_view name, std::string_view label, const std::string& above,
              plot::Plot plot) {
  Ui& ui = context.ui;
  if (!above.empty()) {
    const std::string words = formula::asTyped(above);
    const Rect lines = area.cutTop(ui.measureRich(words, Type::small, area.w).h, 4);
    ui.richText(lines.min(), words, Type::small, ui.color().muted, lines.w);
  }
  plot.y = fit(plot);
  plot.integerX = false;
  (void)plot::draw(ui, area, name, label, plot);
}

}  // namespace

void drawFigure(const ProblemsContext& context, Rect area, std::string_view label) {
  const PublishedPicture& p = *context.snapshot.published;
  const Figure& figure = *p.figure;
  const bool many = figure.points.size() > 1, trains = std::any_of(p.curves.begin(), p.curves.end(), isTraining);
  const bool isMetric = !many && std::all_of(figure.measures.begin(), figure.measures.end(), [](const Measure& m) { return m.isMetric; });
  std::string y = inWords(context, figure.yName);
  if (many && !y.empty() && !figure.xName.empty())
    y = context.tr("problems.published.over", {{"y", y}, {"x", inWords(context, figure.xName)}});
  if (isMetric && trains) return drawPlot(context, area, "figurePlot", label, y, trainings(context, p, true));
  if (!many && trains) {  // the trainings show another quantity: a plot of their own
    const bool beside = area.w > 2 * area.h && area.w > 420;
    const Rect first = beside ? area.cutLeft(area.w * 0.42f, 16) : area.cutTop(area.h * 0.42f, 8);
    drawPlot(context, area, "trainingsPlot", context.tr("problems.published.trainings"), context.tr("problems.published.trainings"),
             trainings(context, p, false));
    area = first;
  }
  drawPlot(context, area, "figurePlot", label, y, many ? overX(context, p) : alone(context, p));
}

}  // namespace unroll
