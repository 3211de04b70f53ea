// The card beside the duel: the first number that differs and why; else what one step of gradient descent is made of; while untied, how
// both nets learn.
#include <algorithm>
#include <cmath>

#include "scenes/recurrent/numbers.h"
#include "scenes/theorem/stage.h"
#include "scenes/theorem/twin.h"
#include "scenes/recurrent/weights.h"
#include "widgets/network_diagram.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

// With two decimals, a small one with one digit: a weight that prints as 0 would not be told from none.
std::string weightNumber(float v) {
  return v == 0 || !std::isfinite(v) || std::fabs(v) >= 0.005f ? signedNumber(static_cast<double>(v)) : diagram::oneDigit(v);
}

// One of the two sums: its changed term, the rest, the number that comes of it.
struct Sum {
  std::string words;  // "−0.87 · +0.84 + …"
  std::string total;  // "= −0.83"; empty: not a sum of that kind
  float added = 0;    // its number
  float value = 0;
};

// The sum of the first unit that differs, of the recurrent net or with the changed term of the twin: all other terms are the same.
Sum sumOf(const SceneContext& context, const TwinPlace& place, bool twin) {
  const Snapshot& s = context.snapshot;
  const Twins& twins = s.twins;
  const auto cell = [&](const Table& a, const Table& b) { return (twin ? b : a).at(place.t, place.unit); };
  Sum sum;
  const bool top = place.layer + 1 == twins.shape.layers;
  const auto layer = static_cast<std::size_t>(place.layer);
  sum.value = place.output ? cell(twins.rnn, twins.feedforward)
              : top        ? cell(twins.rnnHidden, twins.feedforwardHidden)
                           : cell(twins.rnnLower[layer], twins.feedforwardLower[layer]);
  const bool taken = twins.broken.unit >= 0;  // the term of a unit that is out
  const float by = twin && !taken ? twins.broken.by : 0;
  sum.words = taken ? std::string() : weightNumber(twins.brokenFrom + by);
  if (!s.simple || !isComplete(s) || s.current.tying == "untied" || (place.output && s.outputActivation != "identity")) return sum;
  const diagram::UnitRef unit{place.output ? diagram::Layer::output : diagram::Layer::hidden, place.t, place.unit};
  Explanation why = explain(s, unit);
  // Added up as the engine does, in the order of the terms.
  float total = 0;
  bool found = false;
  for (Term& term : why.terms) {
    const bool bias = term.kind == Term::Kind::bias;
    const bool changed = bias ? !taken && twins.broken.weight.find("bias") != std::string::npos
                         : taken
                             ? term.index == twins.broken.unit && (term.kind == Term::Kind::readout || term.kind == Term::Kind::recurrent)
                             : term.parameter == twins.broken.weight && term.index == twins.broken.col;
    if (changed && taken && twin) {
      found = true;
      sum.words = "0 · " + weightNumber(term.operand) + " + …";
      term.product = 0;
    } else if (changed) {
      found = true;
      const float w = term.weight + by;
      sum.words = weightNumber(w) + (bias ? " + …" : " · " + weightNumber(term.operand) + " + …");
      term.product = w * term.operand;
    }
    total += term.product;
  }
  if (found) sum.total = "= " + weightNumber(total), sum.added = total;
  return sum;
}

// What is known of the copy that is to be found: no more than the present step's outputs show.
void drawSeeking(const SceneContext& context, Rect inside, const TheoremView& view) {
  Ui& ui = context.ui;
  ui.textIn(inside.cutTop(ui.lineHeight(Type::heading), 4), context.tr("theorem.seekTitle"), Type::heading, ui.color().ink);
  ui.richText(inside.min(), seekingWords(context, view), Type::text, ui.color().ink, inside.w);
}

void drawFirst(const SceneContext& context, Rect inside, const TheoremView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const auto& first = s.twins.first;
  const Rect head = inside.cutTop(ui.lineHeight(Type::heading), 4);
  if (!first) {
    ui.textIn(head, context.tr("theorem.nothingDiffers"), Type::heading, c.ink);
    ui.richText(inside.min(), context.tr("theorem.noEffect", {{"w", placeSymbol(s, view.weight)}}), Type::small, c.muted, inside.w);
    return;
  }
  const float half = ui.lineHeight(Type::heading) / 2;
  const std::string title = "<b>" + context.tr("theorem.firstTitle") + "</>";
  const float width = ui.measureRich(title, Type::heading).w;
  ui.richText({head.x, head.center().y - half}, title, Type::heading, c.ink);
  ui.richText({head.x + width + 7, head.center().y - half}, placeInWords(s, *first), Type::heading, c.bad);
  Sum sums[] = {sumOf(context, *first, false), sumOf(context, *first, true)};
  const auto [loopValue, twinValue] = toldApart(sums[0].value, sums[1].value);
  const std::string values[] = {loopValue, twinValue};
  if (!sums[0].total.empty() && !sums[1].total.empty()) {
    const auto [a, b] = toldApart(sums[0].added, sums[1].added);
    sums[0].total = "= " + a;
    sums[1].total = "= " + b;
  }
  const std::string names[] = {context.tr("theorem.loopShort"), context.tr("theorem.twinShort")};
  const float named = std::max(ui.measure(names[0], Type::small).w, ui.measure(names[1], Type::small).w) + 10;
  const float row = 25;
  const float pill = std::max(52.f, std::max(ui.measure(values[0], Type::smallStrong).w, ui.measure(values[1], Type::smallStrong).w) + 14);
  float widest = 0, totals = 0;
  for (const Sum& sum : sums) {
    widest = std::max(widest, ui.measure(sum.words, Type::small).w);
    totals = std::max(totals, ui.measure(sum.total, Type::small).w);
  }
  const bool showTotals = named + widest + totals + 12 + pill + 18 <= inside.w;
  for (int i = 0; i < 2; ++i) {
    const Sum& sum = sums[i];
    const Rect line = inside.cutTop(row, 3);
    ui.textIn({line.x, line.y, named, row}, names[i], Type::small, c.muted);
    ui.textIn({line.x + named, line.y, widest + 2, row}, sum.words, Type::small, i == 1 ? c.bad : c.ink);
    float x = line.x + named + widest + 6;
    if (showTotals && totals > 0) {
      ui.textIn({x, line.y, totals + 2, row}, sum.total, Type::small, c.ink);
      x += totals + 6;
    }
    const Rect place{std::min(x + 18, line.right() - pill), line.y + 1, pill, row - 2};
    ui.textIn({place.x - 18, line.y, 16, row}, "→", Type::small, c.muted);
    const Color ground = valueColor(ui.theme(), sum.value);
    ui.rounded(place, ground, place.h / 2);
    ui.outline(place, i == 1 ? c.bad : c.unitLine, place.h / 2, i == 1 ? 2.4f : 1.2f);
    ui.textIn(place, values[i], Type::smallStrong, inkOn(ui.theme(), ground), Align::center);
  }
  const std::string& before = context.tr(s.current.bidirectional ? "theorem.beforeBoth" : "theorem.beforeEqual");
  if (inside.h >= ui.lineHeight(Type::small) - 4) ui.richText({inside.x, inside.y}, before, Type::small, c.muted, inside.w);
}

// One plain step of gradient descent for one weight: what the copies bring, one by one, is what the tied weight gets.
void drawGradient(const SceneContext& context, Rect inside) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const Rect head = inside.cutTop(ui.lineHeight(Type::heading), 4);
  ui.textIn(head, context.tr("theorem.oneStep"), Type::heading, c.ink);
  double sum = 0;
  for (const float g : s.shares.contributions) sum += static_cast<double>(g);
  const std::string symbol = placeSymbol(s, s.shares.place);
  const auto number = [](double v) { return v == 0 || std::fabs(v) >= 0.0005 ? signedNumber(v, 6) : compactNumber(v); };
  const auto line = [&](const std::string& words, const std::string& value, Color color) {
    const Rect row = inside.cutTop(ui.lineHeight(Type::small), 2);
    const std::string strong = "<b>" + value + "</>";
    ui.richText({row.right(), row.y}, strong, Type::small, color, 0, Align::right);
    // Where it is narrow the words end at their comma.
    const bool fits = ui.measureRich(words, Type::small).w + ui.measureRich(strong, Type::small).w + 8 <= row.w;
    ui.richText(row.min(), fits ? std::string_view(words) : std::string_view(words).substr(0, words.find(',')), Type::small, c.muted);
  };
  const double gradient = static_cast<double>(s.shares.gradient), off = std::fabs(sum - gradient);
  line(context.tr("theorem.sumOfCopies", {{"T", std::to_string(s.shares.contributions.size())}}), number(sum), c.gradientText);
  line(context.tr("theorem.tiedGradient", {{"w", symbol}}), number(gradient), c.gradientText);
  line(context.tr("theorem.sumDifference"), off == 0 ? "0" : compactNumber(off),
       off <= 1e-5 * (1e-3 + std::fabs(gradient)) ? c.good : c.bad);
  if (inside.h >= ui.lineHeight(Type::small) - 2)
    line(context.tr("theorem.withRate", {{"eta", compactNumber(s.learningRate)}}), number(-s.learningRate * gradient), c.ink);
}

// Why the numbers are not finite, and that both nets agree there.
void drawNotFinite(const SceneContext& context, Rect inside) {
  Ui& ui = context.ui;
  ui.textIn(inside.cutTop(ui.lineHeight(Type::heading), 2), context.tr("theorem.notFiniteTitle"), Type::heading, ui.color().ink);
  ui.richText(inside.min(), context.tr("notFinite") + " " + context.tr("theorem.notFinite"), Type::small, ui.color().ink, inside.w);
}

// As exactly as it was measured.
std::string timeInWords(const UpdateTime& time) {
  const bool micro = time.milliseconds < 1;
  const double unit = micro ? 1e3 : 1, error = time.error * unit;
  return plainNumber(time.milliseconds * unit, error > 0.5 ? 0 : error > 0.05 ? 1 : 2) + (micro ? " µs" : " ms");
}

// What an update takes of the clock here and now, of both nets.
void drawTimes(const SceneContext& context, Rect& inside) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  if (s.untiedTime.updates == 0 || s.tiedTime.updates == 0) return;
  const auto words = [&](const char* key) {
    return context.tr(
        key, {{"loop", timeInWords(s.tiedTime)}, {"twin", timeInWords(s.untiedTime)}, {"n", ui.words().integer(s.untiedTime.updates)}});
  };
  std::string line = words("theorem.times");
  if (inside.h < 110 && ui.measureRich(line, Type::small).w > inside.w) line = words("theorem.timesShort");
  inside.cutTop(ui.richText(inside.min(), line, Type::small, ui.color().ink, inside.w).h, 2);
}

}  // namespace

std::string seekingWords(const SceneContext& context, const TheoremView& view) {
  if (view.present >= view.steps) return filledIn(context, "theorem.noLayer", "T", view.steps);
  bool anyDiffers = false;
  const Twins& twins = context.snapshot.twins;
  for (int o = 0; o < twins.feedforward.cols; ++o)
    anyDiffers = anyDiffers || differ(twins.rnn.at(view.present, o), twins.feedforward.at(view.present, o));
  return filledIn(context, anyDiffers ? "theorem.seekDiffers" : "theorem.seekEqual", "t", view.present);
}

bool isFinite(const Twins& twins) {
  for (const Table* table : {&twins.rnn, &twins.rnnHidden})
    for (const float v : table->values)
      if (!std::isfinite(v)) return false;
  return true;
}

std::string_view theoremCard(const Snapshot& snapshot) {
  return snapshot.twins.broken.step >= 0 ? "first" : snapshot.current.tying == "untied" ? "drift" : "gradient";
}

void drawTheoremCard(const SceneContext& context, Rect area, const TheoremView& view) {
  const std::string_view which = theoremCard(context.snapshot);
  if (which == "drift") return drawTheoremDrift(context, area);
  Ui& ui = context.ui;
  const Rect inside = ui::card(ui, area, ui::CardStyle::outlined, context.layout == Layout::wide ? 16.f : 12.f);
  if (which == "first" && view.seeking) return drawSeeking(context, inside, view);
  if (which == "first") return drawFirst(context, inside, view);
  if (!isFinite(context.snapshot.twins)) return drawNotFinite(context, inside);
  const WeightShares& shares = context.snapshot.shares;
  if (!shares.contributions.empty() && shares.version == context.snapshot.probe.version) return drawGradient(context, inside);
  ui.richText(inside.min(), context.tr("theorem.noGradient"), Type::text, ui.color().muted, inside.w);
}

namespace {

Color copyColor(const Ui& ui, std::size_t i, std::size_t count) {
  const float along = count < 2 ? 1.f : static_cast<float>(i) / static_cast<float>(count - 1);
  return magnitudeColor(ui.theme(), 0.25f + 0.7f * along);
}

// What the lines are: "‖copy − tied‖ 0 ▬▬▬ 19", and the red one.
void fanLegend(const SceneContext& context, Rect& inside) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  if (inside.h < 76) return;
  const auto& copies = context.snapshot.copyCurves;
  const Rect row = inside.cutTop(ui.lineHeight(Type::small), 2);
  float x = row.x;
  const auto say = [&](const std::string& words, Color color) {
    const float width = ui.measureRich(words, Type::small).w;
    if (x + width > row.right()) return false;
    ui.richText({x, row.y}, words, Type::small, color);
    x += width + 5;
    return true;
  };
  if (!say(context.tr("theorem.fanLines"), c.muted) || x + 60 > row.right()) return;
  say(std::to_string(copies.front().step), c.muted);
  const float each = std::min(7.f, 56.f / static_cast<float>(copies.size()));
  for (std::size_t i = 0; i < copies.size(); ++i, x += each)
    ui.draw().AddRectFilled({x, row.center().y - 3}, {x + each + 0.5f, row.center().y + 3}, copyColor(ui, i, copies.size()));
  x += 5;
  say(std::to_string(copies.back().step), c.muted);
  x += 5;
  if (!say(context.tr("theorem.driftCurve"), c.bad)) say(context.tr("theorem.rowDifference"), c.bad);
}

}  // namespace

void drawTheoremDrift(const SceneContext& context, Rect area) {
  Ui& ui = context.ui;
  const Snapshot& snapshot = context.snapshot;
  const bool wide = context.layout == Layout::wide;
  Rect inside = ui::card(ui, area, ui::CardStyle::outlined, wide ? 16.f : 12.f);
  const Rect head = inside.cutTop(ui.lineHeight(Type::heading), wide ? 2.f : 0.f);
  const std::string& title = context.tr("theorem.drift");
  ui.textIn(head, title, Type::heading, ui.color().ink);
  if (context.commands.running()) {
    const std::string speed = context.tr("theorem.speed", {{"n", ui.words().integer(std::llround(context.stepsPerSecond))}});
    if (ui.measure(title, Type::heading).w + ui.measure(speed, Type::small).w + 10 <= head.w)
      ui.textIn(head, speed, Type::small, ui.color().muted, Align::right);
  }
  // Both learned from the same batch.
  if (std::isfinite(snapshot.loss) && std::isfinite(snapshot.twins.rnnLoss) && snapshot.update > 0) {
    const Rect row = inside.cutTop(ui.lineHeight(Type::small), 2);
    ui.richText(row.min(),
                context.tr("theorem.losses", {{"loop", compactNumber(snapshot.twins.rnnLoss)}, {"twin", compactNumber(snapshot.loss)}}),
                Type::small, ui.color().ink);
  }
  drawTimes(context, inside);
  plot::Plot p;
  // A line for each copy, from pale to strong along time; the first and the last are named and read.
  const auto& copies = snapshot.copyCurves;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    const bool end = i == 0 || i + 1 == copies.size();
    plot::Curve line;
    line.color = copyColor(ui, i, copies.size());
    line.width = end ? 2.f : 1.3f;
    line.labelled = false;
    line.read = end;
    if (end) line.name = filledIn(context, "theorem.copy", "k", copies[i].step);
    for (const CurvePoint& each : copies[i].points)
      if (std::isfinite(each.value)) line.points.push_back({static_cast<double>(each.update), static_cast<double>(each.value)});
    line.dots = line.points.size() < 8;
    p.curves.push_back(std::move(line));
  }
  if (!copies.empty()) fanLegend(context, inside);
  plot::Curve curve;
  curve.name = context.tr("theorem.driftCurve");
  curve.labelled = false;
  curve.color = ui.color().bad;
  curve.width = 2.2f;
  for (const CurvePoint& each : snapshot.driftCurve)
    if (std::isfinite(each.value)) curve.points.push_back({static_cast<double>(each.update), static_cast<double>(each.value)});
  curve.dots = curve.points.size() < 8;  // what was measured
  p.curves.push_back(std::move(curve));
  const std::int64_t updates = snapshot.update;
  p.x.max = static_cast<double>(std::max<std::int64_t>(updates, 10));
  p.x.minLabel = "0";
  p.x.maxLabel = context.tr("theorem.updates", {{"n", ui.words().integer(static_cast<long long>(p.x.max))}});
  p.y = plot::fitLinear(p.curves, {}, {0, 1e-3});
  if (snapshot.twins.maxAbsDifference == 0 && p.y.max <= 1e-3) {
    p.y.max = 1;
    p.y.ticks = {0, 1};
  }
  p.xWords = [&context](double x) { return context.tr("theorem.updates", {{"n", context.ui.words().integer(std::llround(x))}}); };
  p.yWords = differenceWords;
  plot::draw(ui, inside, "driftPlot", context.tr("theorem.drift"), p);
}

}  // namespace unroll
