// What stands beside the state: the landscape, the weights, capacity, two units, what a softmax attends to.
#include <algorithm>
#include <cmath>
#include <string>

#include "core/order.h"
#include "scenes/hopfield/view.h"
#include "widgets/heatmap.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

// The weights of the first so many patterns, as numbers of a picture.
void prepareWeights(const HopfieldSnapshot& s, HopfieldView& view) {
  const auto all = static_cast<int>(s.patterns.size());
  view.grown = std::clamp(view.grown, 0, std::max(0, all - 1));
  const std::string key = std::to_string(view.grown);
  if (view.weightsShown == s.weights && view.weightsKey == key) return;
  view.weightsShown = s.weights;
  view.weightsKey = key;
  Weights partial;
  if (view.grown > 0) {
    std::vector<Spins> spins;
    for (int p = 0; p < all - view.grown; ++p) spins.push_back(s.patterns[static_cast<std::size_t>(p)].units);
    partial = weightsOf(s.settings.rule, s.settings.size, spins, s.settings.selfConnections);
  }
  const Weights& weights = view.grown > 0 ? partial : *s.weights;
  view.weightValues.clear();
  view.weightsScale = 1e-9f;
  for (std::size_t k = 0; k < weights.values.size(); ++k) {
    const auto value = static_cast<float>(weights.scale * weights.values[k]);
    view.weightValues.push_back(value);
    view.weightsScale = std::max(view.weightsScale, std::fabs(value));
  }
  ++view.weightsVersion;
}

// Which patterns made the weight: ξ_i ξ_j / N of each, as a stack.
void weightStack(const HopfieldContext& context, Rect r, const HopfieldView& view) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  const int i = view.weightRow, j = view.weightColumn;
  if (i < 0 || j < 0 || i >= s.settings.size || j >= s.settings.size) {
    ui.richText(r.min(), context.tr("hopfield.weightHint"), Type::small, ui.color().muted, r.w);
    return;
  }
  const double value =
      view.weightValues[static_cast<std::size_t>(i) * static_cast<std::size_t>(s.settings.size) + static_cast<std::size_t>(j)];
  const std::string name = "w_{" + std::to_string(i) + "," + std::to_string(j) + "} = ";
  if (s.settings.rule != "hebb" || i == j) {
    ui.richText(r.min(),
                name + "<b>" + signedNumber(value, 4) + "</> " + context.tr(i == j ? "hopfield.weightSelf" : "hopfield.weightRule"),
                Type::small, ui.color().ink, r.w);
    return;
  }
  const auto shown = static_cast<int>(s.patterns.size()) - view.grown;
  const TextSize sum = ui.richText(
      r.min(),
      name + context.tr("hopfield.weightSum", {{"n", std::to_string(s.settings.size)}}) + " = <b>" + signedNumber(value, 3) + "</>",
      Type::small, ui.color().ink, r.w);
  const float width = std::min(96.f, r.w / static_cast<float>(std::max(1, shown)) - 3), y = r.y + sum.h + 4;
  for (int p = 0; p < shown; ++p) {
    const Spins& units = s.patterns[static_cast<std::size_t>(p)].units;
    const int sign = units[static_cast<std::size_t>(i)] * units[static_cast<std::size_t>(j)];
    const Rect box{r.x + (width + 3) * static_cast<float>(p), y, std::max(1.f, width), 22};
    ui.rounded(box, sign > 0 ? ui.color().valuePositive : ui.color().valueNegative, 4);
    const std::string number = sign > 0 ? "+1" : "−1";
    if (width > 24)
      ui.textIn(box, fitting(ui, width - 4, Type::smallStrong, {patternName(context, p) + ": " + number, number}), Type::smallStrong,
                rgb(0xFFFFFF), Align::center);
  }
}

}  // namespace

std::string endWords(const HopfieldContext& context, const End& end) {
  const HopfieldSnapshot& s = context.snapshot;
  const auto name = [&](int p) { return p >= 0 && p < static_cast<int>(s.patterns.size()) ? patternName(context, p) : std::string("?"); };
  switch (end.kind) {
    case EndKind::stored: return name(end.pattern);
    case EndKind::inverse: return "−" + name(end.pattern);
    case EndKind::mixture: {
      std::string names = context.tr("hopfield.mixtureOf");
      for (std::size_t k = 0; k < 3; ++k) names += (k > 0 ? ", " : " ") + std::string(end.partSigns[k] < 0 ? "−" : "") + name(end.parts[k]);
      return names;
    }
    case EndKind::cycle: return context.tr("hopfield.kind.cycle");
    default: return context.tr("hopfield.kind.other");
  }
}

void drawWeights(const HopfieldContext& context, Rect inside, HopfieldView& view) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  if (!s.weights || s.weights->size == 0) {
    ui.richText(inside.min(), context.tr("hopfield.noWeights"), Type::text, ui.color().muted, inside.w);
    return;
  }
  prepareWeights(s, view);
  // What belongs to it below; beside it where there is more width than height.
  Column below(inside.w > 2 * inside.h ? inside.cutRight(inside.w - inside.h, 16) : inside.cutBottom(s.patterns.size() > 1 ? 124 : 76, 6),
               6);
  const float side = std::min(inside.w, inside.h);
  const Rect r{inside.x + (inside.w - side) / 2, inside.y, side, side};
  heatmap::Picture picture;
  picture.values = view.weightValues.data();
  picture.rows = picture.columns = s.settings.size;
  picture.version = view.weightsVersion;
  picture.scale = view.weightsScale;
  const heatmap::Cell cell = heatmap::readable(ui, context.gpu, "weights", context.tr("hopfield.weights"), r, picture,
                                               context.tr("hopfield.weightsValue", {{"n", std::to_string(s.settings.size)}}));
  if (cell) {
    view.weightRow = cell.row;
    view.weightColumn = cell.column;
  }
  if (s.patterns.size() > 1) {
    int count = static_cast<int>(s.patterns.size()) - view.grown;
    if (ui::slider(ui, below, "grown", context.tr("hopfield.grown"), count,
                   {.min = 1, .max = static_cast<double>(s.patterns.size()), .integer = true}))
      view.grown = static_cast<int>(s.patterns.size()) - count;
  }
  weightStack(context, below.take(70), view);
}

// Query, keys, values: the present state against each pattern, and the share that each has in the next state.
void drawAttention(const HopfieldContext& context, Rect inside) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  std::vector<Spins> spins;
  for (const Pattern& p : s.patterns) spins.push_back(p.units);
  const std::vector<double> shares = attentionOf(spins, s.settings.beta, s.state);
  std::vector<double> next(s.state.size(), 0);
  double entropy = 0;
  for (std::size_t p = 0; p < spins.size(); ++p) {
    for (std::size_t i = 0; i < next.size(); ++i) next[i] += shares[p] * spins[p][i];
    if (shares[p] > 0) entropy -= shares[p] * std::log(shares[p]);
  }
  const std::string words = context.tr("hopfield.attentionCaption", {{"n", compactNumber(std::exp(entropy))}});
  const float height = ui.measureRich(words, Type::small, inside.w).h;
  const Rect foot = inside.cutBottom(height, 6);
  ui.richText(foot.min(), words, Type::small, ui.color().muted, inside.w);
  const float picture = std::clamp(inside.h * 0.24f, 40.f, 84.f), line = 20;
  const auto heading = [&](float x, float w, const std::string& title, Align align) {
    ui.textIn({x, inside.y, w, line}, title, Type::smallStrong, ui.color().ink, align);
  };
  heading(inside.x, picture + 8, context.tr("hopfield.query"), Align::left);
  heading(inside.x + picture + 14, inside.w, context.tr("hopfield.keys"), Align::left);
  heading(inside.x, inside.w, context.tr("hopfield.shares"), Align::right);
  drawTiles(ui, {inside.x, inside.y + line + 2, picture, picture}, s, s.state, nullptr, 0.3f);
  ui.textIn({inside.x, inside.y + line + picture + 10, picture + 8, line}, context.tr("hopfield.valueNext"), Type::smallStrong,
            ui.color().ink);
  drawTiles(ui, {inside.x, inside.y + 2 * line + picture + 12, picture, picture}, s, next, nullptr, 0.3f);
  // The strongest of them.
  std::vector<std::size_t> order(spins.size());
  for (std::size_t p = 0; p < order.size(); ++p) order[p] = p;
  const float left = inside.x + picture + 14, width = inside.right() - left, top = inside.y + line + 2;
  const float row = std::clamp((inside.bottom() - top) / static_cast<float>(std::max<std::size_t>(1, order.size())), 24.f, 46.f);
  const auto rows = std::min(order.size(), static_cast<std::size_t>(std::max(1.f, (inside.bottom() - top) / row)));
  if (rows < order.size()) sortShort(order, [&](std::size_t a, std::size_t b) { return shares[a] > shares[b]; });
  for (std::size_t k = 0; k < rows; ++k) {
    const std::size_t p = order[k];
    const Rect r{left, top + row * static_cast<float>(k), width, row - 4};
    const std::vector<double> units(spins[p].begin(), spins[p].end());
    drawTiles(ui, {r.x, r.y, r.h, r.h}, s, units, nullptr, 0.2f);
    ui.textIn({r.x + r.h + 6, r.y, 44, r.h}, signedNumber(s.overlaps[p] * s.settings.size, 1), Type::small, ui.color().muted, Align::right);
    const float x = r.x + r.h + 58, room = r.right() - x - 50;
    ui.rounded({x, r.center().y - 7, std::max(1.5f, room * static_cast<float>(shares[p])), 14}, patternColor(ui.theme(), p), 3);
    ui.textIn({r.right() - 48, r.y, 48, r.h}, compactNumber(std::round(1000 * shares[p]) / 1000), Type::smallStrong, ui.color().ink,
              Align::right);
  }
}

void drawCapacity(const HopfieldContext& context, Rect inside, HopfieldView& view) {
  Ui& ui = context.ui;
  const HopfieldSnapshot& s = context.snapshot;
  const std::string options[] = {context.tr("hopfield.capacityLoad"), context.tr("hopfield.capacityNoise")};
  int chosen = view.noise ? 1 : 0;
  Rect top = inside.cutTop(inside.h < 260 && inside.w > 420 ? Theme::touch : 32, 8);
  // Buttons: measure, pause, end; where there is little height beside the choice.
  Rect row = top.h > 32 ? top.cutRight(top.w * 0.45f, 10) : inside.cutBottom(Theme::touch, 0);
  if (ui::segmented(ui, top, "capacityKind", context.tr("hopfield.capacity"), options, chosen)) view.noise = chosen == 1;
  const std::int64_t done = view.noise ? s.basinsDone : s.capacityDone, goal = view.noise ? s.basinsGoal : s.capacityGoal;
  const bool unfinished = goal > 0 && done < goal, running = unfinished && context.commands.running();
  const std::string first = context.tr(!unfinished ? "hopfield.measure" : running ? "hopfield.pauseRun" : "hopfield.goOn");
  const Rect stop = row.cutRight(ui::buttonWidth(ui, context.tr("hopfield.stopRun")), 8);
  if (ui::button(ui, row, "measure", first, ui::ButtonStyle::primary)) {
    if (running) {
      context.commands.pause();
    } else {
      const int n = s.settings.size;
      if (!unfinished && view.noise) context.send(HopfieldModel::basins, "100");
      if (!unfinished && !view.noise) {
        const bool large = s.settings.rule == "hebb" && !s.settings.selfConnections;
        const int most = s.settings.isSoftmax() || s.settings.isDense() ? 2 * n : large ? (n + 3) / 4 : n;
        context.send(HopfieldModel::capacity, "1," + std::to_string(std::max(2, most)) + ",25,20");
      }
      context.commands.run();
    }
  }
  if (ui::button(ui, stop, "stopMeasuring", context.tr("hopfield.stopRun"), ui::ButtonStyle::secondary, goal > 0))
    context.send(view.noise ? HopfieldModel::basins : HopfieldModel::capacity);
  if (unfinished)
    ui::progressBar(ui, {inside.x, inside.bottom() - 8, inside.w, 4}, static_cast<double>(done) / static_cast<double>(goal),
                    ui.color().control);
  inside.cutBottom(top.h > 32 ? 8 : 14);

  plot::Plot p;
  p.y.min = 0;
  p.y.max = 1;
  p.y.ticks = {0, 0.25, 0.5, 0.75, 1};
  p.integerX = false;
  if (view.noise) {
    plot::Curve curve{context.tr("hopfield.recalled"), ui.color().control, 2, false, false, true, true, true, {}, {}};
    for (const BasinPoint& b : s.basins) {
      curve.points.push_back({b.flip, b.recalled});
      curve.errors.push_back(b.error);
    }
    p.curves.push_back(std::move(curve));
    p.x.max = 0.5;
    p.x.minLabel = "0";
    p.x.maxLabel = context.tr("hopfield.flippedAxis");
  } else {
    if (!s.capacity.empty() && done == goal) view.measured[s.settings.rule] = s.capacity;
    double most = 0.25;
    for (const auto& [rule, points] : view.measured) {
      if (rule == s.settings.rule || points.empty() || std::lround(points.front().load * s.settings.size) != points.front().patterns)
        continue;
      plot::Curve ghost{context.tr("choice.rule." + rule + ".title"), ui.color().muted, 1.5f, false, true, false, true, true, {}, {}};
      for (const CapacityPoint& c : points) {
        ghost.points.push_back({c.load, c.stable});
        most = std::max(most, c.load);
      }
      p.curves.push_back(std::move(ghost));
    }
    plot::Curve stable{context.tr("hopfield.stableCurve"), ui.color().control, 2, false, false, true, true, true, {}, {}};
    plot::Curve overlap{context.tr("hopfield.overlapCurve"), ui.color().valuePositive, 2, false, false, true, true, true, {}, {}};
    for (const CapacityPoint& c : s.capacity) {
      stable.points.push_back({c.load, c.stable});
      stable.errors.push_back(c.stableError);
      overlap.points.push_back({c.load, c.overlap});
      overlap.errors.push_back(c.overlapError);
      most = std::max(most, c.load);
    }
    p.curves.push_back(std::move(stable));
    p.curves.push_back(std::move(overlap));
    p.x.max = most;
    p.x.minLabel = "P/N: 0";
    p.x.maxLabel = compactNumber(most);
    const double n = s.settings.size;
    p.marks.push_back({1 / (2 * std::log(n)), "1/(2 ln N)"});
    p.marks.push_back({0.138, plainNumber(0.138, 3)});
    sortShort(p.marks, [](const auto& a, const auto& b) { return a.x < b.x; });
  }
  std::string words = context.tr(view.noise ? "hopfield.noiseCaption" : "hopfield.capacityCaption");
  const auto roomFor = [&](const std::string& text) { return inside.h > ui.measureRich(text, Type::small, inside.w).h + 98; };
  if (!roomFor(words) && !view.noise) words = context.tr("hopfield.capacityCaptionShort");
  if (const float height = ui.measureRich(words, Type::small, inside.w).h; roomFor(words)) {
    const Rect foot = inside.cutBottom(height, 6);
    ui.richText(foot.min(), words, Type::small, ui.color().muted, inside.w);
  }
  (void)plot::draw(ui, inside, "capacityPlot", context.tr("hopfield.capacity"), p);
}

void drawExhibit(const HopfieldContext& context, Rect inside, HopfieldView& view) {
  Ui& ui = context.ui;
  const bool softmax = context.snapshot.settings.isSoftmax();
  if (view.exhibit == Exhibit::planets) {
    inside = ui::cardHeading(ui, inside, context.tr("hopfield.planets"));
    view.planets.draw(context, inside);
    return;
  }
  const std::string options[] = {context.tr(softmax ? "hopfield.attention" : "hopfield.landscapeShort"),
                                 context.tr("hopfield.weightsShort"), context.tr("hopfield.capacityShort"),
                                 context.tr("hopfield.twoShort")};
  int chosen = static_cast<int>(view.exhibit);
  if (ui::segmented(ui, inside.cutTop(Theme::touch, 10), "exhibit", context.tr("hopfield.exhibit"), options, chosen))
    view.exhibit = static_cast<Exhibit>(chosen);
  switch (view.exhibit) {
    case Exhibit::landscape: return softmax ? drawAttention(context, inside) : view.landscape.draw(context, inside);
    case Exhibit::weights: return drawWeights(context, inside, view);
    case Exhibit::capacity: return drawCapacity(context, inside, view);
    default: return view.portrait.draw(context, inside);
  }
}

}  // namespace unroll
