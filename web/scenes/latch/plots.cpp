// The two plots of the Latch scene over the steps t: the state, and the gradient that training would get back to the start.
#include <algorithm>
#include <cmath>
#include <vector>

#include "scenes/latch/equations.h"
#include "scenes/latch/stage.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

constexpr double floatRounding = 6e-8;  // half the distance from 1 to the next single-precision number

template <class Number>
std::vector<plot::Point> points(const std::vector<Number>& values, int first, int last) {
  std::vector<plot::Point> list;
  for (int t = first; t <= last; ++t) list.push_back({static_cast<double>(t), static_cast<double>(values[static_cast<std::size_t>(t)])});
  return list;
}

// What is computed up to the present step is drawn strong, what is to come is pale.
template <class Number>
void addRun(plot::Plot& p, const std::vector<Number>& values, const std::string& name, Color color, int present, bool dots) {
  const int last = static_cast<int>(values.size()) - 1;
  plot::Curve now{name, color, 2.4f, false, false, dots, true, true, points(values, 0, present)};
  plot::Curve later{name, color, 1.6f, false, true, dots, true, false, points(values, present, last)};
  p.curves.push_back(std::move(later));
  p.curves.push_back(std::move(now));
}

plot::Plot overSteps(const LatchView& view) {
  plot::Plot p;
  p.x.max = view.steps;
  p.x.minLabel = "t = 0";
  p.x.maxLabel = "t = " + std::to_string(view.steps);
  p.labelRoom = 38;
  p.hasCursor = true;
  p.cursor = view.pointedStep >= 0 ? view.pointedStep : view.present;
  return p;
}

// Heading at the left, a word at the right.
Rect headed(const LatchContext& context, Rect area, const std::string& title, const std::string& note, Color noteColor) {
  Ui& ui = context.ui;
  const Rect row = area.cutTop(ui.lineHeight(Type::strong), 2);
  const float noteWidth = note.empty() ? 0 : ui.measureRich(note, Type::strong).w;
  if (ui.measureRich(title, Type::strong).w + noteWidth + 10 <= row.w) {
    ui.richText(row.min(), title, Type::strong, ui.color().ink);
  }
  ui.richText({row.right() - noteWidth, row.y}, note, Type::strong, noteColor);
  return area;
}

// The y of a label at the disturbance, at the top, in the middle or at the bottom: where the curves beside it are furthest away.
float labelPlace(const LatchSnapshot& s, Rect frame, const plot::Plot& p, float height, bool left, float width) {
  const int steps = std::max(1, static_cast<int>(std::ceil(static_cast<double>(width / frame.w) * p.x.max)));
  const int at = s.latch.disturbanceAt, from = std::max(0, left ? at - steps : at), to = std::min(s.latch.steps, left ? at : at + steps);
  float best = 0, farthest = -1;
  for (const float y : {frame.bottom() - height - 2, frame.center().y - height / 2, frame.y + 2}) {
    float nearest = frame.h;
    for (int t = from; t <= to; ++t)
      for (const std::vector<float>* run : {&s.a, &s.undisturbed}) {
        const double share = (static_cast<double>((*run)[static_cast<std::size_t>(t)]) - p.y.min) / (p.y.max - p.y.min);
        nearest = std::min(nearest, std::fabs(frame.bottom() - frame.h * static_cast<float>(share) - (y + height / 2)));
      }
    if (nearest > farthest) farthest = nearest, best = y;
  }
  return best;
}

void markDisturbance(const LatchContext& context, Rect frame, const plot::Plot& p) {
  const LatchSnapshot& s = context.snapshot;
  if (!s.hasDisturbance()) return;
  Ui& ui = context.ui;
  const float x = frame.x + frame.w * static_cast<float>(s.latch.disturbanceAt / p.x.max);
  for (float y = frame.y; y < frame.bottom(); y += 7) ui.draw().AddLine({x, y}, {x, std::min(y + 4, frame.bottom())}, ui.color().wxh, 1.6f);
  if (frame.h < 80) return;  // the names of the curves need that room
  const std::string words = "d = " + compactNumber(s.latch.disturbance);
  const float width = ui.measure(words, Type::smallStrong).w;
  const bool left = x + 5 + width > frame.right();
  ui.text({left ? x - 5 - width : x + 5, labelPlace(s, frame, p, ui.lineHeight(Type::smallStrong), left, width + 10)}, words,
          Type::smallStrong, ui.color().wxh);
}

}  // namespace

void drawStates(const LatchContext& context, Rect area, LatchView& view) {
  const LatchSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const Rect inside = headed(context, area, context.tr("latch.states"),
                             context.tr(s.remembers       ? "latch.kept"
                                        : s.wouldRemember ? "latch.lost"
                                                          : "latch.notKept"),
                             s.remembers       ? ui.color().good
                             : s.wouldRemember ? ui.color().bad
                                               : ui.color().muted);
  plot::Plot p = overSteps(view);
  if (s.hasDisturbance())
    p.curves.push_back(
        {context.tr("latch.undisturbed"), ui.color().muted, 1.4f, true, true, false, true, true, points(s.undisturbed, 0, view.steps)});
  if (view.before && view.before->latch.steps == view.steps && view.before->a != s.a && !s.hasDisturbance())
    p.curves.push_back(
        {context.tr("latch.before"), ui.color().muted, 1.4f, true, true, false, true, true, points(view.before->a, 0, view.steps)});
  addRun(p, s.a, "a_t", ui.color().ink, view.present, view.steps <= 40);
  if (s.twoValleys) p.references.push_back({s.watershed, context.tr("latch.watershed")});
  p.y.min = -1.05;
  p.y.max = 1.05;
  p.y.ticks = {-1, 0, 1};
  p.xWords = [&context](double t) {
    const std::vector<std::string> lines = stepLines(context, static_cast<int>(std::lround(t)));
    return t > 0 ? lines[0] + "\n" + lines[1] : lines[0];
  };
  const plot::Reading reading = plot::draw(ui, inside, "statesPlot", context.tr("latch.statesWords"), p);
  if (reading.active) view.pointedNext = static_cast<int>(std::lround(reading.x));
  markDisturbance(context, plot::frame(ui, inside, p), p);
}

void drawGradients(const LatchContext& context, Rect area, LatchView& view) {
  const LatchSnapshot& s = context.snapshot;
  Ui& ui = context.ui;
  const Gold gold = goldOf(ui.theme());
  const std::string symbol = "|∂a_{t}/∂a_{0}|";
  const std::string end = "|∂a_{T}/∂a_{0}| = " + gradientWords(s.gradient.back());
  const Rect inside = headed(context, area, context.tr("latch.gradient"), end, gold.text);
  plot::Plot p = overSteps(view);
  if (view.before && view.before->latch.steps == view.steps && view.before->gradient != s.gradient)
    p.curves.push_back(
        {context.tr("latch.before"), ui.color().muted, 1.4f, true, true, false, true, true, points(view.before->gradient, 0, view.steps)});
  addRun(p, s.gradient, symbol, gold.edge, view.present, view.steps <= 40);
  p.references.push_back({floatRounding, context.tr("latch.rounding")});
  p.y = plot::fitLog(p.curves, p.references, 300);
  p.y.max = std::max(p.y.max, 10.0);
  p.y.min = std::min(p.y.min, 1e-9);
  p.xWords = [&context](double x) {
    const int t = static_cast<int>(std::lround(x));
    return t > 0 ? gradientLine(context, t) + "\n" + slopeLine(context, t) : gradientLine(context, t);
  };
  const plot::Reading reading = plot::draw(ui, inside, "gradientPlot", context.tr("latch.gradientWords"), p);
  if (reading.active) view.pointedNext = static_cast<int>(std::lround(reading.x));
}

}  // namespace unroll
