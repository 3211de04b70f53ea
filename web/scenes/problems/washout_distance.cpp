// Two sequences that differ in one input: how far apart the states are at each step, in all nets; the states themselves of one.
#include <algorithm>
#include <cmath>
#include <limits>

#include "scenes/problems/washout.h"
#include "widgets/heatmap.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr int distanceDecades = 9;

plot::Curve curveOf(const ProblemsContext& context, const WashoutNet& net, const WashoutDistance& distance) {
  const NetStroke stroke = strokeOf(context, net.cell);
  plot::Curve curve;
  curve.name = cellTitle(context, net.cell);
  curve.color = stroke.color;
  curve.width = stroke.width;
  curve.dashed = stroke.dashed;
  for (std::size_t t = 0; t < distance.at.size(); ++t)
    curve.points.push_back({static_cast<double>(t), distance.at[t] > 0 ? distance.at[t] : nothing});
  return curve;
}

struct Row {
  std::string label;
  const Table* table;
  float scale;
};

float greatestOf(const Table& table) {
  float greatest = 0;
  for (const float value : table.values)
    if (std::isfinite(value)) greatest = std::max(greatest, std::fabs(value));
  return greatest;
}

// In the columns of the plot above: step t is centred at its x.
void drawRows(const ProblemsContext& context, Rect area, float x, float width, const WashoutNet& net) {
  constexpr float gap = 8, least = 30;  // of a row's height
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const float states = std::max({1.f, greatestOf(net.h), greatestOf(net.other)}), apart = greatestOf(net.apart);
  const Row all[] = {{"h_{t}", &net.h, states}, {"h'_{t}", &net.other, states}, {"h'_{t} − h_{t}", &net.apart, apart}};
  std::span<const Row> rows = all;
  if (area.h < 3 * least + 2 * gap) rows = rows.last(1);
  if (area.h < least) return;
  const float height = (area.h + gap) / static_cast<float>(rows.size()) - gap;
  for (const Row& row : rows) {
    const Rect line = area.cutTop(height, gap);
    const TextSize size = ui.measureRich(row.label, Type::small);
    ui.richText({x - 8 - size.w, line.center().y - size.h / 2}, row.label, Type::small, c.muted);
    const heatmap::Picture picture{.values = row.table->values.data(),
                                   .rows = row.table->rows,
                                   .columns = row.table->cols,
                                   .version = net.version,
                                   .transposed = true,
                                   .scale = row.scale > 0 ? row.scale : 1};
    const Rect cells{x, line.y, width, line.h};
    const std::string name = "states" + std::to_string(&row - all);
    std::string& said = ui.memoryText(ui.id(name + ".said"));
    const heatmap::Cell cell = heatmap::readable(ui, context.gpu, name, row.label, cells, picture, said);
    ui.outline(cells, c.lines, 2);
    if (!cell) continue;
    said = context.tr("problems.washout.cell", {{"t", std::to_string(cell.column)},
                                                {"i", std::to_string(cell.row)},
                                                {"value", compactNumber(static_cast<double>(picture.at(cell.row, cell.column)))}});
    ui.tip(heatmap::cellRect(cells, picture, cell), said);
  }
}

const WashoutNet* chosenNet(const ProblemsSnapshot& s) {
  for (const auto& net : s.washout->nets)
    if (net && net->cell == s.settings.net.cell) return net.get();
  return nullptr;
}

}  // namespace

void drawStatesApart(const ProblemsContext& context, Rect inside) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const WashoutPicture& picture = *s.washout;
  const WashoutNet* chosen = chosenNet(s);
  if (!chosen) return;
  const bool low = inside.h < 260;
  if (!low) {
    inside = washoutHeading(ui, inside, context.tr("problems.washout.title"), context.tr("problems.washout.symbol"), ui.color().muted);
    const std::string words = context.tr("problems.washout.differ", {{"t", std::to_string(chosen->differAt)},
                                                                     {"by", compactNumber(std::fabs(s.settings.differBy))},
                                                                     {"sign", s.settings.differBy < 0 ? "−" : "+"},
                                                                     {"cell", cellTitle(context, chosen->cell)}});
    const TextSize size = ui.measureRich(words, Type::small, inside.w);
    const Rect below = inside.cutBottom(size.h, 8);
    ui.richText(below.min(), words, Type::small, ui.color().muted, below.w);
  }
  plot::Plot p;
  std::vector<std::string> names;
  for (const auto& net : picture.nets) {
    if (!net) continue;
    names.push_back(cellTitle(context, net->cell));
    if (net.get() != chosen) p.curves.push_back(curveOf(context, *net, net->shown()));
  }
  // From the top to the bottom of their ends, so that the names there stand in that order.
  const auto end = [](const plot::Curve& curve) { return std::isfinite(curve.points.back().y) ? curve.points.back().y : 0; };
  std::stable_sort(p.curves.begin(), p.curves.end(), [&](const plot::Curve& a, const plot::Curve& b) { return end(a) > end(b); });
  if (!chosen->trained.at.empty()) {
    plot::Curve before = curveOf(context, *chosen, chosen->untrained);
    before.name = context.tr("problems.washout.untrained");
    before.dashed = before.ghost = true;
    p.curves.push_back(std::move(before));
  }
  p.curves.push_back(curveOf(context, *chosen, chosen->shown()));
  const double steps = static_cast<double>(chosen->shown().at.size());
  p.y = plot::fitLog(p.curves, {}, distanceDecades);
  for (const plot::Curve& curve : p.curves)  // below its end a name needs room
    if (end(curve) > 0 && end(curve) < 4 * p.y.min) p.y.min /= 10;
  p.x.min = -0.5;
  p.x.max = -0.5 + steps / (1 - static_cast<double>(plot::endRoom(ui, names, inside.w)));
  p.x.minLabel = "t = 0";
  p.x.ticks = {steps - 1};
  p.labelRoom = ui.measureRich("h'_{t} − h_{t}", Type::small).w;
  p.marks.push_back({static_cast<double>(chosen->differAt),
                     low || context.layout == Layout::phone ? std::string() : context.tr("problems.washout.here")});
  p.xWords = [](double t) { return "t = " + plainNumber(t, 0); };
  const Rect upper = low ? inside : inside.cutTop(std::round(inside.h * 0.54f), 8);
  (void)plot::draw(ui, upper, "distancePlot", context.tr("problems.washout.title"), p);
  if (low) return;
  const Rect frame = plot::frame(ui, upper, p);
  drawRows(context, inside, frame.x, frame.w * static_cast<float>(steps / (p.x.max - p.x.min)), *chosen);
}

void findStatesApart(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const ProblemsSnapshot& s = context.snapshot;
  ui::heading(ui, column, context.tr("problems.washout.lasts"));
  column.setGap(2);
  for (const auto& net : s.washout->nets) {
    if (!net) continue;
    const bool both = !net->trained.at.empty();
    const std::string value = (both ? lastsWords(context, net->untrained) + " → " : std::string()) + lastsWords(context, net->shown());
    const Rect row = column.take(36);
    const bool chosen = chooseNet(context, row, net->cell, value);
    ui.textIn(row.inset(12, 0), cellTitle(context, net->cell), chosen ? Type::strong : Type::text, c.ink);
    ui.textIn(row.inset(12, 0), value, Type::strong, net->diverged ? c.bad : c.ink, Align::right);
  }
  column.setGap(12);
  column.space(8);
  ui::caption(ui, column, context.tr("problems.washout.tenth"));
  const WashoutNet* chosen = chosenNet(s);
  if (!chosen) return;
  ui::paragraph(
      ui, column,
      context.tr("problems.washout.ends", {{"cell", cellTitle(context, chosen->cell)},
                                           {"t", std::to_string(chosen->differAt)},
                                           {"first", compactNumber(chosen->shown().at[static_cast<std::size_t>(chosen->differAt)])},
                                           {"last", compactNumber(chosen->shown().at.back())}}));
  if (context.layout == Layout::medium) {  // where the stage has no room for them
    const float labels = ui.measureRich("h'_{t} − h_{t}", Type::small).w + 8;
    const Rect rows = column.take(150);
    drawRows(context, rows, rows.x + labels, rows.w - labels, *chosen);
  }
  if (chosen->cell == "lstm") ui::caption(ui, column, context.tr("problems.washout.hidden"));
  if (s.settings.trained && !chosen->learns) ui::caption(ui, column, context.tr("problems.washout.frozen"));
}

}  // namespace unroll
