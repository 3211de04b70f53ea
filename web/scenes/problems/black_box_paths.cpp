// Black box: paths of the state in the plane of the first two principal components, and the training that leads there.
#include <cmath>

#include "scenes/problems/black_box_view.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

constexpr int mostDots = 1800, mostLines = 700;
constexpr float nameRadius = 10, chooserHeight = 30;

// Equal lengths in both directions are equal distances.
struct PlaneMap {
  Rect r{};
  float scale = 1;
  ImVec2 middle{};
  ImVec2 at(float x, float y) const { return {r.center().x + (x - middle.x) * scale, r.center().y - (y - middle.y) * scale}; }
};

PlaneMap mapOf(const BlackBoxPaths& paths, Rect r) {
  constexpr float margin = 14;
  float low[2] = {1e30f, 1e30f}, high[2] = {-1e30f, -1e30f};
  for (int s = 0; s < static_cast<int>(paths.lengths.size()); ++s)
    for (int t = 0; t < paths.lengths[static_cast<std::size_t>(s)]; ++t)
      for (int axis = 0; axis < 2; ++axis) {
        const float v = paths.plane.at(static_cast<int>(paths.row(s, t)), axis);
        if (!std::isfinite(v)) continue;
        low[axis] = std::min(low[axis], v);
        high[axis] = std::max(high[axis], v);
      }
  PlaneMap map;
  map.r = r;
  if (!(low[0] <= high[0])) return map;
  map.middle = {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2};
  map.scale = std::min((r.w - 2 * margin) / std::max(1e-6f, high[0] - low[0]), (r.h - 2 * margin) / std::max(1e-6f, high[1] - low[1]));
  return map;
}

void arrow(Ui& ui, ImVec2 from, ImVec2 to, Color color, float width) {
  const ImVec2 way = to - from;
  const float length = std::hypot(way.x, way.y);
  ui.draw().AddLine(from, to, color, width);
  if (length < 12) return;
  const ImVec2 d = way * (1 / length), side{-d.y, d.x}, tip = from + way * 0.62f;
  const float size = 3 + 1.6f * width;
  ui.draw().AddTriangleFilled(tip + d * size, tip - d * (size * 0.5f) + side * (size * 0.7f),
                              tip - d * (size * 0.5f) - side * (size * 0.7f), color);
}

void drawClouds(const ProblemsContext& context, const PlaneMap& map, bool clusters) {
  Ui& ui = context.ui;
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  const BlackBoxPaths& paths = *picture.paths;
  const auto at = [&](std::size_t row) {
    return map.at(paths.plane.at(static_cast<int>(row), 0), paths.plane.at(static_cast<int>(row), 1));
  };
  const auto color = [&](int s, int t) {
    if (!clusters || !picture.found) return stepColor(context, picture, s, t);
    const int cluster = picture.found->clusters[paths.row(s, t)];
    const int meaning = cluster < 0 ? -1 : picture.found->meaning[static_cast<std::size_t>(cluster)];
    return kindColor(ui, picture.asked ? meaning : cluster);
  };
  int lines = 0, dots = 0;
  for (int s = 0; s < paths.sequences && lines < mostLines; ++s)
    for (int t = 1; t < paths.lengths[static_cast<std::size_t>(s)]; ++t, ++lines)
      ui.draw().AddLine(at(paths.row(s, t - 1)), at(paths.row(s, t)), fade(ui.color().muted, 0.1f), 1);
  for (int s = 0; s < paths.sequences && dots < mostDots; ++s)
    for (int t = 0; t < paths.lengths[static_cast<std::size_t>(s)]; ++t, ++dots)
      ui.draw().AddCircleFilled(at(paths.row(s, t)), 2.2f, fade(color(s, t), 0.6f), 8);
}

// Clusters that lie on each other in the plane can't all be named there.
void drawNames(const ProblemsContext& context, const PlaneMap& map) {
  Ui& ui = context.ui;
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  const BlackBoxAutomaton& found = *picture.found;
  std::vector<ImVec2> placed;
  for (int state = 0; state < found.states; ++state) {
    const ImVec2 p = map.at(found.centres.at(state, 0), found.centres.at(state, 1));
    const bool free =
        std::none_of(placed.begin(), placed.end(), [&](ImVec2 q) { return std::hypot(p.x - q.x, p.y - q.y) < 2 * nameRadius; });
    if (!free) continue;
    placed.push_back(p);
    const Color hue = kindColor(ui, picture.asked ? found.meaning[static_cast<std::size_t>(state)] : state);
    ui.draw().AddCircleFilled(p, nameRadius, ui.color().card, 24);
    ui.draw().AddCircle(p, nameRadius, hue, 24, 2);
    ui.text({p.x, p.y - ui.lineHeight(Type::smallStrong) / 2}, stateName(state, found.states), Type::smallStrong, ui.color().ink,
            Align::center);
  }
}

// By what the paths are coloured, at the right; takes its room off the row.
void chooseColours(const ProblemsContext& context, Rect& row) {
  std::vector<std::string> names{"symbol", "time"}, options;
  if (!context.snapshot.blackBox->taskProperties.empty()) names.emplace_back("property");
  int chosen = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    options.push_back(context.tr("choice.colours." + names[i] + ".title"));
    if (context.snapshot.settings.colours == names[i]) chosen = static_cast<int>(i);
  }
  const Rect place = row.cutRight(std::min(row.w, ui::segmentedWidth(context.ui, options)), 12);
  if (ui::segmented(context.ui, place, "colours", context.tr("key.colours"), options, chosen))
    context.set("colours", names[static_cast<std::size_t>(chosen)]);
}

}  // namespace

void drawPaths(const ProblemsContext& context, Rect r, BlackBoxView& view, bool clusters) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const BlackBoxPicture& picture = *context.snapshot.blackBox;
  const BlackBoxPaths& paths = *picture.paths;
  Rect axes = r.cutBottom(clusters ? ui.lineHeight(Type::small) : chooserHeight, clusters ? 4 : 8);
  if (!clusters) chooseColours(context, axes);
  if (paths.shares.size() > 1) {
    std::string words =
        context.tr("problems.blackBox.axes", {{"first", percentWords(paths.shares[0])}, {"second", percentWords(paths.shares[1])}});
    if (ui.measure(words, Type::small).w > axes.w) words = "→ " + percentWords(paths.shares[0]) + "  ↑ " + percentWords(paths.shares[1]);
    if (ui.measure(words, Type::small).w <= axes.w) ui.textIn(axes, words, Type::small, c.muted);
  }
  ui.rounded(r, c.card, 8);
  ui.outline(r, c.lines, 8);
  const PlaneMap map = mapOf(paths, r);
  ui.pushClip(r);
  drawClouds(context, map, clusters);
  const auto at = [&](int t) {
    const int row = static_cast<int>(paths.row(picture.walked, t));
    return map.at(paths.plane.at(row, 0), paths.plane.at(row, 1));
  };
  for (int t = 1; t < picture.length(); ++t) {
    const bool known = t <= view.present;
    arrow(ui, at(t - 1), at(t), fade(t == view.present ? c.control : c.ink, known ? 0.85f : 0.16f), t == view.present ? 2.6f : 1.4f);
  }
  for (int t = 0; t < picture.length(); ++t)
    if (t != view.present) ui.draw().AddCircleFilled(at(t), 3, fade(c.ink, t < view.present ? 0.85f : 0.25f), 12);
  if (clusters && picture.found) drawNames(context, map);
  ui.pushScope(clusters ? "clusters" : "paths");
  const ImVec2 now = at(view.present);
  const float seconds = view.jumps ? 0.f : 0.3f;
  const ImVec2 shown{ui.glide(ui.id("x"), now.x, seconds), ui.glide(ui.id("y"), now.y, seconds)};
  ui.popScope();
  ui.draw().AddCircleFilled(shown, 7, c.control, 24);
  ui.draw().AddCircle(shown, 7, c.card, 24, 2);
  if (!clusters && !paths.letters.empty()) {  // what was read last, away from the middle
    const std::string letter = letterOf(paths, paths.symbols[paths.row(picture.walked, view.present)]);
    const float aside = shown.x > r.center().x ? -16.f : 16.f;
    ui.text({shown.x + aside, shown.y - ui.lineHeight(Type::strong) / 2}, letter, Type::strong, c.control, Align::center);
  }
  ui.popClip();
}

void drawTraining(const ProblemsContext& context, Rect r) {
  Ui& ui = context.ui;
  const ProblemsSnapshot& s = context.snapshot;
  const BlackBoxPicture& picture = *s.blackBox;
  plot::Plot p;
  plot::Curve curve;
  curve.name = context.tr("problems.blackBox.fresh");
  curve.color = ui.color().control;
  for (const CurvePoint& point : picture.curve)
    curve.points.push_back({static_cast<double>(point.update), static_cast<double>(point.value)});
  p.curves.push_back(std::move(curve));
  p.references = {{s.blindScore, context.tr("problems.blind")}, {s.learnedBound, context.tr("problems.learned")}};
  p.x.max = std::max<double>(1, static_cast<double>(picture.goal));
  p.x.minLabel = "0";
  p.x.maxLabel = context.tr("problems.blackBox.updates", {{"n", ui.words().integer(picture.goal)}});
  if (s.higherIsBetter) {
    p.y.ticks = {0, 0.5, 1};
    p.yWords = [](double y) { return percentWords(y); };
  } else {
    p.y = plot::fitLog(p.curves, p.references, 6);
  }
  (void)plot::draw(ui, r, "trainingPlot", context.tr("problems.blackBox.training"), p);
}

}  // namespace unroll
