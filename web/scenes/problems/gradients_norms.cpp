// The gradient on its way back through time: its share of what it was at the end, before and after training, and the singular values that
// it lies between.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "scenes/problems/gradients_view.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();
constexpr int mostDecades = 40;

plot::Curve curveOf(const std::vector<double>& values, std::string name, Color color, float width, bool ghost = false) {
  plot::Curve curve;
  curve.name = std::move(name);
  curve.color = color;
  curve.width = width;
  curve.ghost = curve.dashed = ghost;
  for (std::size_t t = 0; t < values.size(); ++t) curve.points.push_back({static_cast<double>(t), values[t] > 0 ? values[t] : nowhere});
  return curve;
}

// "3.2·10^{−8}" of what it was.
std::string shareWords(const ProblemsContext& context, double share) {
  if (!std::isfinite(share)) return context.tr("problems.gradients.beyondFloat");
  return share > 0 ? compactNumber(share) : context.tr("problems.gradients.below30");
}

// As ui::cardHeading, of a formula.
Rect headed(Ui& ui, Rect area, std::string_view markup, std::string_view note = {}) {
  const TextSize size = ui.measureRich(markup, Type::heading, area.w);
  const Rect row = area.cutTop(size.h, 6);
  ui.richText(row.min(), markup, Type::heading, ui.color().ink, row.w);
  if (ui.measureRich(markup, Type::heading).w + ui.measure(note, Type::small).w + 12 <= row.w)
    ui.textIn(row, note, Type::small, ui.color().muted, Align::right);
  return area;
}

plot::Plot overTime(const ProblemsContext& context, const std::vector<double>& values) {
  plot::Plot p;
  p.x.max = std::max(1, static_cast<int>(values.size()) - 1);
  p.x.minLabel = "t = 0";
  p.x.maxLabel = "T = " + std::to_string(values.size());
  p.xWords = [&context](double t) { return context.tr("problems.gradients.atStep", {{"t", plainNumber(t, 0)}}); };
  return p;
}

void drawShares(const ProblemsContext& context, Rect area, const NormsPicture& picture, int pointed, GradientsView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  plot::Plot p = overTime(context, picture.fresh.shares);
  if (view.before && view.before->fresh.shares.size() == picture.fresh.shares.size())
    p.curves.push_back(curveOf(view.before->fresh.shares, context.tr("problems.gradients.before"), c.muted, 1.4f, true));
  p.curves.push_back(curveOf(picture.fresh.shares, context.tr("problems.gradients.untrained"), c.gradientLine, 2.4f));
  if (picture.trained)
    p.curves.push_back(curveOf(picture.trained->shares,
                               context.tr("problems.gradients.after", {{"n", ui.words().integer(picture.trained->updates)}}), c.control,
                               2.4f));
  p.references.push_back({NormsPicture::swallowed, context.tr("problems.gradients.swallowed")});
  p.y = plot::fitLog(p.curves, p.references, mostDecades);
  p.y.min = std::min(p.y.min, 1e-9);
  p.y.max = std::max(p.y.max, 10.0);
  if (pointed >= 0) p.hasCursor = true, p.cursor = pointed;
  const plot::Reading reading = plot::draw(ui, area, "sharesPlot", context.tr("problems.gradients.sharesWords"), p);
  if (reading.active) view.pointedStep = static_cast<int>(std::lround(reading.x)), ++view.read;
}

void drawSingular(const ProblemsContext& context, Rect area, const NormsPicture& picture, int pointed, GradientsView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const FlowCurve& shown = picture.trained && !picture.trained->largest.empty() ? *picture.trained : picture.fresh;
  const bool isTrained = &shown != &picture.fresh;
  area = headed(ui, area, context.tr(picture.between ? "problems.gradients.singular" : "problems.gradients.singularState"),
                context.tr(isTrained ? "problems.gradients.ofTrained" : "problems.gradients.ofUntrained"));
  if (shown.largest.empty()) {
    ui.richText(area.min(), context.tr(picture.whole ? "problems.gradients.noSingular" : "problems.gradients.singularLater"), Type::small,
                c.muted, area.w);
    return;
  }
  plot::Plot p = overTime(context, shown.shares);
  p.curves.push_back(curveOf(shown.largest, context.tr("problems.gradients.largest"), c.ink, 2));
  if (picture.between)
    p.curves.push_back(curveOf(shown.shares, context.tr("problems.gradients.share"), isTrained ? c.control : c.gradientLine, 1.4f));
  p.curves.push_back(curveOf(shown.smallest, context.tr("problems.gradients.smallest"), c.muted, 2));
  p.references.push_back({1, {}});
  p.y = plot::fitLog(p.curves, p.references, mostDecades);
  p.y.max = std::max(p.y.max, 10.0);
  if (pointed >= 0) p.hasCursor = true, p.cursor = pointed;
  const plot::Reading reading = plot::draw(ui, area, "singularPlot", context.tr("problems.gradients.singularWords"), p);
  if (reading.active) view.pointedStep = static_cast<int>(std::lround(reading.x)), ++view.read;
}

std::string verdict(double share) {
  if (!std::isfinite(share) || share > 1 / NormsPicture::through) return "grows";
  if (share < NormsPicture::swallowed) return "swallowed";
  return share < NormsPicture::through ? "shrinks" : "through";
}

}  // namespace

void drawNorms(const ProblemsContext& context, Rect area, GradientsView& view) {
  Ui& ui = context.ui;
  const NormsPicture& picture = *normsOf(context);
  if (picture.fresh.shares.empty()) {
    ui.textIn(area, context.tr("problems.gradients.normsComing"), Type::text, ui.color().muted, Align::center);
    return;
  }
  const int pointed = std::exchange(view.pointedStep, -1);  // in either plot, and shown in both
  constexpr float least = 330;
  const Rect below = area.h > least ? area.cutBottom(area.h * 0.45f, 14) : Rect{};
  drawShares(context, headed(ui, area, context.tr("problems.gradients.shares")), picture, pointed, view);
  if (below.h > 0) drawSingular(context, below, picture, pointed, view);
}

void normsFindings(const ProblemsContext& context, Column& column, GradientsView&) {
  Ui& ui = context.ui;
  const NormsPicture& picture = *normsOf(context);
  const Palette& c = ui.color();
  if (picture.fresh.shares.empty()) return ui::paragraph(ui, column, context.tr("problems.gradients.normsComing"));
  const auto told = [&](const std::string& label, const FlowCurve& curve, Color color) {
    const double share = picture.first(curve);
    ui::heading(ui, column, label);
    const Rect row = column.take(ui.lineHeight(Type::title) + 2);
    const std::string words = curve.leavesFloat() ? "–" : shareWords(context, share);
    ui.richText(row.min(), words, Type::title, color);
    ui::paragraph(ui, column, context.tr("problems.gradients.verdict." + (curve.leavesFloat() ? "leavesFloat" : verdict(share))));
    if (std::isfinite(curve.radius) && !curve.leavesFloat() && picture.between)
      ui::caption(ui, column,
                  context.tr("problems.gradients.radius",
                             {{"r", compactNumber(curve.radius)}, {"g", compactNumber(curve.norms.empty() ? 0 : curve.norms.back())}}));
  };
  told(context.tr("problems.gradients.arrives"), picture.fresh, c.gradientText);
  if (picture.trained)
    told(context.tr("problems.gradients.arrivesAfter", {{"n", ui.words().integer(picture.trained->updates)}}), *picture.trained, c.control);
  ui::caption(ui, column, context.tr(picture.between ? "problems.gradients.rule" : "problems.gradients.ruleState"));
}

std::string normsWords(const ProblemsContext& context) {
  const NormsPicture* picture = normsOf(context);
  if (!picture) return {};
  if (picture->fresh.shares.empty()) return context.tr("problems.gradients.normsComing");
  if (picture->fresh.leavesFloat()) return context.tr("problems.gradients.verdict.leavesFloat");
  std::string words = context.tr("problems.gradients.describeNorms", {{"share", shareWords(context, picture->first(picture->fresh))}});
  if (picture->trained)
    words += " " + context.tr("problems.gradients.describeTrained", {{"n", std::to_string(picture->trained->updates)},
                                                                     {"share", shareWords(context, picture->first(*picture->trained))}});
  return words;
}

SpokenTable normsTable(const ProblemsContext& context) {
  const NormsPicture* picture = normsOf(context);
  if (!picture) return {};
  SpokenTable spoken{context.tr("problems.gradients.shares"),
                     {"t", context.tr("problems.gradients.untrained"), context.tr("problems.gradients.largest"),
                      context.tr("problems.gradients.smallest")},
                     {}};
  if (picture->trained) spoken.head.push_back(context.tr("problems.gradients.after", {{"n", std::to_string(picture->trained->updates)}}));
  const auto number = [](const std::vector<double>& values, std::size_t t) {
    char text[32];
    if (t >= values.size()) return std::string("–");
    std::snprintf(text, sizeof text, "%.3g", values[t]);
    return std::string(text);
  };
  const FlowCurve& fresh = picture->fresh;
  for (std::size_t t = 0; t < fresh.shares.size(); ++t) {
    std::vector<std::string> row{std::to_string(t), number(fresh.shares, t), number(fresh.largest, t), number(fresh.smallest, t)};
    if (picture->trained) row.push_back(number(picture->trained->shares, t));
    spoken.rows.push_back(std::move(row));
  }
  return spoken;
}

}  // namespace unroll
