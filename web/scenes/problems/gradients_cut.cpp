// Beside the wall's map: the cut through the wall where the ball is, the gradient over the steps, and the same in words and numbers.
#include <algorithm>
#include <cmath>
#include <limits>

#include "scenes/problems/gradients_view.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();

constexpr double mostShown = 0.5;  // E is at most .49

const WallCut& cutAt(const ProblemsContext& context, const BallStep& ball, GradientsView& view) {
  const Problems& s = context.snapshot.settings;
  if (view.cut.points.empty() || view.cutW != ball.w || view.cutB != ball.b || view.cutSteps != s.wallSteps) {
    view.cut = cutThroughWall(s, ball.w, ball.b);
    view.cutW = ball.w;
    view.cutB = ball.b;
    view.cutSteps = s.wallSteps;
  }
  return view.cut;
}

// As far below the curve as it is.
void fillBelow(Ui& ui, Rect frame, const WallCut& cut) {
  const ImDrawListFlags before = ui.draw().Flags;
  ui.draw().Flags &= ~ImDrawListFlags_AntiAliasedFill;  // pieces side by side show no seams
  const Color color = mixColors(ui.color().card, ui.color().control, ui.theme().dark ? 0.22f : 0.13f);
  const auto at = [&](const WallCut::Point& point) {
    return ImVec2{frame.x + frame.w * static_cast<float>((point.b - cut.bottom) / (cut.top - cut.bottom)),
                  frame.bottom() - frame.h * static_cast<float>(std::clamp(point.loss / mostShown, 0.0, 1.0))};
  };
  for (std::size_t i = 1; i < cut.points.size(); ++i) {
    const ImVec2 a = at(cut.points[i - 1]), b = at(cut.points[i]);
    if (b.x - a.x > 0.01f) ui.draw().AddQuadFilled(a, b, {b.x, frame.bottom()}, {a.x, frame.bottom()}, color);
  }
  ui.draw().Flags = before;
}

void drawCut(const ProblemsContext& context, Column& column, const BallStep& ball, bool isFree, GradientsView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const WallCut& cut = cutAt(context, ball, view);
  ui::heading(ui, column, context.tr(cut.wall ? "problems.gradients.cut" : "problems.gradients.cutFree"));
  plot::Plot p;
  plot::Curve curve;
  curve.name = "E";
  curve.labelled = false;
  curve.color = c.ink;
  for (const WallCut::Point& point : cut.points) curve.points.push_back({point.b, point.loss});
  p.curves.push_back(std::move(curve));
  p.x.min = cut.bottom;
  p.x.max = cut.top;
  const int decimals = cut.top - cut.bottom < 0.5 ? 2 : 1;
  p.x.minLabel = "b = " + plainNumber(cut.bottom, decimals);
  p.x.maxLabel = plainNumber(cut.top, decimals);
  p.y.max = mostShown;
  p.y.ticks = {0, 0.2, 0.4};
  p.integerX = false;
  p.xWords = [](double b) { return "b = " + plainNumber(b, 4); };
  const Rect r = column.take(126), frame = plot::frame(ui, r, p);
  fillBelow(ui, frame, cut);
  plot::draw(ui, r, "cutPlot", context.tr("problems.gradients.cutWords", {{"w", placeWords(cut.w)}}), p);
  const ImVec2 place{frame.x + frame.w * static_cast<float>((ball.b - cut.bottom) / (cut.top - cut.bottom)),
                     frame.bottom() - frame.h * static_cast<float>(std::min(1.0, ball.loss / mostShown))};
  ui.draw().AddCircleFilled(place, 6, c.card, 20);
  ui.draw().AddCircleFilled(place, 5, isFree ? c.bad : c.control, 20);
  std::string words = context.tr("problems.gradients.cutAt", {{"w", placeWords(cut.w)}});
  if (cut.wall)
    words += " " + (cut.wall->thickness > 0 ? context.tr("problems.gradients.jump", {{"high", compactNumber(cut.height)},
                                                                                     {"thick", compactNumber(cut.wall->thickness)}})
                                            : context.tr("problems.gradients.jumpSheer", {{"high", compactNumber(cut.height)}}));
  ui::caption(ui, column, words);
}

plot::Curve gradientCurve(const BallWalk& walk, std::string name, Color color) {
  plot::Curve curve;
  curve.name = std::move(name);
  curve.color = color;
  curve.width = 1.6f;
  curve.labelled = false;
  for (std::size_t i = 0; i < walk.steps.size(); ++i)
    curve.points.push_back({static_cast<double>(i), walk.steps[i].gradient > 0 ? walk.steps[i].gradient : nowhere});
  return curve;
}

void drawGradients(const ProblemsContext& context, Column& column, const WallPicture& picture, GradientsView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Problems& s = context.snapshot.settings;
  ui::heading(ui, column, context.tr("problems.gradients.perStep"));
  plot::Plot p;
  p.curves.push_back(gradientCurve(picture.clipped, context.tr("problems.gradients.with"), c.control));
  p.curves.push_back(gradientCurve(picture.free, context.tr("problems.gradients.without"), c.bad));
  p.references.push_back({s.wallClip, context.tr("problems.gradients.clipLine", {{"c", compactNumber(s.wallClip)}})});
  if (picture.thrown >= 0)
    p.marks.push_back({static_cast<double>(picture.thrown), compactNumber(ballAt(picture.free, picture.thrown).gradient)});
  p.x.max = std::max(1, view.time.last());
  p.x.minLabel = "0";
  p.x.maxLabel = counted(context, "problems.gradients.stepsLabel", view.time.last());
  p.y = plot::fitLog(p.curves, p.references, 9);
  p.hasCursor = true;
  p.cursor = view.time.place();
  p.xWords = [&](double x) { return context.tr("problems.gradients.step", {{"n", plainNumber(x, 0)}}); };
  if (plot::draw(ui, column.take(140), "gradientPlot", context.tr("problems.gradients.perStepWords"), p).active) ++view.read;
}

// "0.2 × 345 = 69: one step, 23 maps wide."
std::string stepSentence(const ProblemsContext& context, const WallPicture& picture) {
  const Problems& s = context.snapshot.settings;
  const auto longest = std::max_element(picture.free.steps.begin(), picture.free.steps.end(),
                                        [](const BallStep& a, const BallStep& b) { return a.move < b.move; });
  const std::string move = compactNumber(longest->move), maps = compactNumber(picture.maps);
  if (picture.thrown < 0) return context.tr("problems.gradients.notThrown", {{"move", move}, {"maps", maps}});
  if (s.wallOptimizer != "sgd") return context.tr("problems.gradients.stepIs", {{"move", move}, {"maps", maps}});
  return context.tr("problems.gradients.product",
                    {{"rate", compactNumber(s.wallRate)}, {"gradient", compactNumber(longest->gradient)}, {"move", move}, {"maps", maps}});
}

std::string freeEnd(const ProblemsContext& context, const WallPicture& picture) {
  const BallStep& end = picture.free.end();
  if (picture.free.beyond) return counted(context, "problems.gradients.beyond", static_cast<std::int64_t>(picture.free.steps.size()) - 1);
  return context.tr("problems.gradients.freeEnd", {{"w", placeWords(end.w, 2)},
                                                   {"b", placeWords(end.b, 2)},
                                                   {"e", compactNumber(end.loss)},
                                                   {"g", end.gradient > 0 ? compactNumber(end.gradient) : "0"}});
}

std::string clippedEnd(const ProblemsContext& context, const WallPicture& picture) {
  const BallStep& end = picture.clipped.end();
  const auto clips =
      std::count_if(picture.clipped.steps.begin(), picture.clipped.steps.end(), [](const BallStep& step) { return step.clipped; });
  if (clips == 0) return context.tr("problems.gradients.neverClipped");
  return context.tr("problems.gradients.clippedEnd", {{"n", std::to_string(clips)},
                                                      {"of", std::to_string(picture.clipped.steps.size() - 1)},
                                                      {"w", placeWords(end.w, 2)},
                                                      {"b", placeWords(end.b, 2)},
                                                      {"e", compactNumber(end.loss)}});
}

}  // namespace

std::string placeWords(double value, int decimals) {
  const auto rounded = [value](int places) { return std::round(value * std::pow(10, places)) / std::pow(10, places); };
  while (decimals > 0 && std::fabs(rounded(decimals) - rounded(decimals - 1)) < 1e-9) --decimals;
  return plainNumber(value, decimals);
}

// The cut goes through the free ball until it is thrown; from then on through the one that is still there.
void wallFindings(const ProblemsContext& context, Column& column, GradientsView& view) {
  Ui& ui = context.ui;
  const WallPicture& picture = *wallOf(context);
  const int step = view.time.place();
  const bool isFree = picture.thrown >= 0 && step <= picture.thrown + 1 && step > picture.parted;
  drawCut(context, column, ballAt(isFree ? picture.free : picture.clipped, step), isFree, view);
  drawGradients(context, column, picture, view);
  ui::paragraph(ui, column, "<b>" + stepSentence(context, picture) + "</>");
  ui::caption(ui, column, freeEnd(context, picture));
  ui::caption(ui, column, clippedEnd(context, picture));
  if (view.ballBefore)
    ui::caption(ui, column, context.tr("problems.gradients.ballBefore", {{"e", compactNumber(view.ballBefore->clipped.end().loss)}}));
}

std::string wallWords(const ProblemsContext& context, const GradientsView& view) {
  const WallPicture* picture = wallOf(context);
  if (!picture) return {};
  const BallStep &free = ballAt(picture->free, view.time.place()), &clipped = ballAt(picture->clipped, view.time.place());
  return context.tr(
             "problems.gradients.describeWall",
             {{"n", std::to_string(view.time.place())}, {"free", compactNumber(free.loss)}, {"clipped", compactNumber(clipped.loss)}}) +
         " " + stepSentence(context, *picture) + " " + freeEnd(context, *picture) + " " + clippedEnd(context, *picture);
}

SpokenTable wallTable(const ProblemsContext& context) {
  const WallPicture* picture = wallOf(context);
  if (!picture) return {};
  SpokenTable spoken{context.tr("choice.view.wall.title"), {context.tr("problems.gradients.column.step")}, {}};
  for (const char* name : {"without", "with"})
    for (const char* what : {"w", "b", "E", "gradient"})
      spoken.head.push_back(context.tr(std::string("problems.gradients.") + name) + ", " +
                            (what == std::string_view("gradient") ? context.tr("problems.gradients.column.gradient") : what));
  const int last = static_cast<int>(std::max(picture->free.steps.size(), picture->clipped.steps.size())) - 1;
  constexpr int rows = 20;
  std::vector<int> shown;
  for (int i = 0; i <= rows; ++i) shown.push_back(last * i / rows);
  if (picture->thrown >= 0) shown.insert(shown.end(), {picture->thrown, std::min(last, picture->thrown + 1)});
  std::sort(shown.begin(), shown.end());
  shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
  for (const int i : shown) {
    std::vector<std::string> row{std::to_string(i)};
    for (const BallWalk* walk : {&picture->free, &picture->clipped}) {
      const BallStep& step = ballAt(*walk, i);
      for (const double value : {step.w, step.b, step.loss, step.gradient}) row.push_back(printNumber(std::round(value * 1e6) / 1e6));
    }
    spoken.rows.push_back(std::move(row));
  }
  return spoken;
}

}  // namespace unroll
