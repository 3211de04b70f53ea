// The field of a unit, taken apart by pattern or by neighbour, and what the unit does about it.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "core/order.h"
#include "scenes/hopfield/view.h"

namespace unroll {

namespace {

struct Part {
  std::string name;
  double value = 0;
  Color color = 0;
};

std::vector<Part> byPattern(const HopfieldContext& context, int unit) {
  const HopfieldSnapshot& s = context.snapshot;
  std::vector<Part> parts;
  const std::vector<double> values = fieldByPattern(s, unit);
  for (std::size_t p = 0; p < s.patterns.size(); ++p)
    parts.push_back({patternName(context, static_cast<int>(p)), values[p], patternColor(context.ui.theme(), p)});
  if (s.settings.isDense()) return parts;
  parts.push_back({context.tr("hopfield.self"), values[s.patterns.size()], context.ui.color().muted});
  if (s.settings.threshold != 0) parts.push_back({"−θ", values.back(), context.ui.color().muted});
  return parts;
}

std::vector<Part> byNeighbour(const HopfieldContext& context, int unit) {
  const HopfieldSnapshot& s = context.snapshot;
  std::vector<Part> parts;
  for (int j = 0; j < s.settings.size; ++j)
    if (const double value = (*s.weights)(unit, j) * s.state[static_cast<std::size_t>(j)]; value != 0)
      parts.push_back({"w_{" + std::to_string(unit) + "," + std::to_string(j) + "} s_{" + std::to_string(j) + "}", value,
                       value > 0 ? context.ui.color().valuePositive : context.ui.color().valueNegative});
  return parts;
}

// The largest, and the rest as one.
void shorten(const HopfieldContext& context, std::vector<Part>& parts, std::size_t most) {
  if (parts.size() <= most) return;
  sortShort(parts, [](const Part& a, const Part& b) { return std::fabs(a.value) > std::fabs(b.value); });
  Part rest{context.tr("hopfield.rest", {{"n", std::to_string(parts.size() - most + 1)}}), 0, context.ui.color().muted};
  for (std::size_t k = most - 1; k < parts.size(); ++k) rest.value += parts[k].value;
  parts.resize(most - 1);
  parts.push_back(rest);
}

}  // namespace

namespace {

const char* restTitle(const HopfieldSnapshot& s) {
  if (s.end.kind == EndKind::cycle) return "hopfield.kind.cycle";
  return s.settings.temperature > 0 ? "hopfield.overTitle" : "hopfield.doneTitle";
}

// Why nothing moves any more, or never will rest.
const char* restWords(const HopfieldSnapshot& s) {
  if (s.end.kind == EndKind::cycle) return "hopfield.atRest.cycle";
  if (s.settings.isSoftmax()) return "hopfield.atRest.softmax";
  if (s.settings.isGraded()) return "hopfield.atRest.graded";
  return s.settings.temperature > 0 ? "hopfield.atRest.warm" : "hopfield.atRest.units";
}

}  // namespace

void drawField(const HopfieldContext& context, Column& column, HopfieldView& view) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  const int unit = view.attention(s);
  const bool graded = s.settings.isGraded() && (view.hovered >= 0 || view.selected >= 0);
  if (unit < 0 || (!graded && unit >= static_cast<int>(s.fields.size()))) {
    ui::heading(ui, column, context.tr(!s.done ? "hopfield.togetherTitle" : restTitle(s)));
    if (s.done) ui::paragraph(ui, column, context.tr(restWords(s)));
    if (s.done && s.end.kind != EndKind::cycle) ui::paragraph(ui, column, context.tr("hopfield.doneWords"));
    if (!s.done)
      ui::paragraph(ui, column,
                    context.tr(s.settings.isSoftmax()  ? "hopfield.softmaxWords"
                               : s.settings.isGraded() ? "hopfield.gradedWords"
                                                       : "hopfield.togetherWords"));
    return;
  }
  const auto at = static_cast<std::size_t>(unit);
  ui::heading(
      ui, column,
      context.tr("hopfield.unit",
                 {{"i", std::to_string(unit)}, {"row", std::to_string(unit / s.columns)}, {"column", std::to_string(unit % s.columns)}}));
  const bool hebb = s.settings.rule == "hebb" && s.weights->size > 0, pairs = s.weights->size > 0;
  if (hebb) {
    const std::string options[] = {context.tr("hopfield.byPattern"), context.tr("hopfield.byNeighbour")};
    int chosen = view.byNeighbour ? 1 : 0;
    if (ui::segmented(ui, column.take(34), "fieldBy", context.tr("hopfield.fieldBy"), options, chosen)) view.byNeighbour = chosen == 1;
  }
  const double state = s.state[at];
  double h = graded ? -s.settings.threshold : s.fields[at];
  for (int j = 0; graded && j < s.settings.size; ++j) h += (*s.weights)(unit, j) * s.state[static_cast<std::size_t>(j)];
  ui::paragraph(ui, column,
                "<i>h_{" + std::to_string(unit) +
                    "}</> = " + (pairs ? "Σ_j w_{" + std::to_string(unit) + ",j} " + (graded ? "V" : "s") + "_j = " : "") + "<b>" +
                    signedNumber(h, 3) + "</>");
  if (pairs || s.settings.isDense()) {
    std::vector<Part> parts = !pairs || (hebb && !view.byNeighbour) ? byPattern(context, unit) : byNeighbour(context, unit);
    shorten(context, parts, 9);
    double greatest = 1e-9, sum = 0, low = 0, high = 0;
    for (const Part& part : parts) {
      sum += part.value;
      low = std::min(low, sum);
      high = std::max(high, sum);
      greatest = std::max(greatest, std::fabs(part.value));
    }
    const float left = column.x() + column.width() * 0.48f, width = column.width() * 0.5f;
    const auto xOf = [&](double v) { return left + width * static_cast<float>((v - low) / std::max(1e-9, high - low)); };
    column.setGap(2);
    double from = 0;
    for (const Part& part : parts) {  // a stack: each begins where the one before ended
      const Rect row = column.take(ui.lineHeight(Type::small) + 4);
      ui.richText({row.x, row.y + 2}, part.name, Type::smallStrong, part.color);
      const std::string number = signedNumber(part.value, 2);
      ui.textIn({row.x, row.y, column.width() * 0.46f, row.h}, number, Type::small, ui.color().ink, Align::right);
      const float a = xOf(std::min(from, from + part.value)), b = xOf(std::max(from, from + part.value));
      ui.rounded({a, row.y + 3, std::max(1.5f, b - a), row.h - 6}, part.color, 3);
      ui.hairline({xOf(0), row.y}, {xOf(0), row.bottom() + 2}, ui.color().lines);
      from += part.value;
    }
    column.setGap(10);
  }
  if (graded) {
    ui::paragraph(ui, column, context.tr("hopfield.gradedUnit", {{"v", signedNumber(state, 3)}, {"beta", compactNumber(s.settings.gain)}}));
    return;
  }
  const double to = h > tieBelow ? 1 : h < -tieBelow ? -1 : state, change = to - state;
  if (change == 0) {
    ui::paragraph(ui, column, context.tr(std::fabs(h) <= tieBelow ? "hopfield.tie" : "hopfield.stays"));
    return;
  }
  const double own = s.selfWeight(unit), delta = -change * h - 0.5 * own * change * change;
  ui::paragraph(ui, column, "<b>" + context.tr("hopfield.follows") + "</>");
  std::string words = "ΔE = −Δs · h = −(" + signedNumber(change, 0) + ") · (" + signedNumber(h, 3) + ")";
  if (own != 0) words += " − ½ w_{ii} Δs^{2} = … − " + signedNumber(0.5 * own * change * change, 3);
  ui::paragraph(ui, column, words + " = <b>" + signedNumber(delta, 3) + "</>");
  ui::caption(ui, column, context.tr(own < 0 ? "hopfield.whyNotDown" : "hopfield.whyDown"));
}

}  // namespace unroll
