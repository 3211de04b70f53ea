// The latch as two sides of one number: what the bit survives, and what is left of its gradient.
#include <algorithm>
#include <cmath>

#include "scenes/problems/washout.h"
#include "widgets/plot.h"

namespace unroll {

namespace {

constexpr double floatRounding = 6e-8;  // half the distance from 1 to the next single-precision number
constexpr int gradientDecades = 300;

std::string gradientWords(double gradient) { return gradient > 0 ? compactNumber(gradient) : "< 10^{−300}"; }

plot::Plot overWeights(const ProblemsContext& context) {
  const WashoutPicture& picture = *context.snapshot.washout;
  plot::Plot p;
  p.x.min = picture.bits.front().w;
  p.x.max = picture.bits.back().w;
  p.integerX = false;
  p.labelRoom = 44;
  p.hasCursor = true;
  p.cursor = picture.bit.w;
  p.xWords = [](double w) { return "w = " + plainNumber(w, 2); };
  return p;
}

plot::Curve curveOf(const WashoutPicture& picture, double WashoutBit::*number, std::string name, Color color, float width,
                    bool log = false) {
  plot::Curve curve;
  curve.name = std::move(name);
  curve.color = color;
  curve.width = width;
  for (const WashoutBit& bit : picture.bits) curve.points.push_back({bit.w, log && !(bit.*number > 0) ? std::nan("") : bit.*number});
  return curve;
}

// Where the slider stands, as a dot on the curve.
plot::Curve dotOf(const WashoutPicture& picture, double y, Color color) {
  plot::Curve dot;
  dot.color = color;
  dot.width = 5;
  dot.dots = true;
  dot.labelled = dot.read = false;
  dot.points = {{picture.bit.w, y}};
  return dot;
}

}  // namespace

void drawBitSides(const ProblemsContext& context, Rect inside) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const ProblemsSnapshot& s = context.snapshot;
  const WashoutPicture& picture = *s.washout;
  const bool low = inside.h < 260, beside = low && inside.w > 400;
  if (!low) {
    const std::string& words = context.tr("problems.washout.bitWords");
    const TextSize size = ui.measureRich(words, Type::small, inside.w);
    const Rect below = inside.cutBottom(size.h, 8);
    ui.richText(below.min(), words, Type::small, c.muted, below.w);
  }
  const float gap = beside ? 20.f : low ? 4.f : 14.f;
  const Rect first = beside ? inside.cutLeft((inside.w - gap) / 2, gap) : inside.cutTop((inside.h - gap) / 2, gap);

  const std::string survives =
      picture.bit.at > 0 ? "|d| < " + plainNumber(picture.bit.singleLimit, 3) : context.tr("problems.washout.noBit");
  Rect area = washoutHeading(ui, first, context.tr(beside ? "problems.washout.survives" : "problems.washout.robust"), survives,
                             picture.bit.at > 0 ? c.control : c.muted);
  plot::Plot robust = overWeights(context);
  robust.curves.push_back(
      curveOf(picture, &WashoutBit::constantLimit, context.tr("problems.washout.constant"), mixColors(c.stage, c.ink, 0.5f), 1.5f));
  robust.curves.push_back(curveOf(picture, &WashoutBit::singleLimit, context.tr("problems.washout.single"), c.control, 2.6f));
  robust.curves.push_back(dotOf(picture, picture.bit.singleLimit, c.control));
  robust.y.max = std::ceil(robust.curves[1].points.back().y);
  robust.yWords = [](double y) { return plainNumber(y, 3); };
  if (beside) {
    robust.x.minLabel = "w = " + plainNumber(robust.x.min, 1);
    robust.x.maxLabel = plainNumber(robust.x.max, 1);
  }
  (void)plot::draw(ui, area, "robustPlot", context.tr("problems.washout.robust"), robust);

  const std::string after = context.tr(s.settings.bitSteps == 1 ? "problems.washout.gradientAfterOne" : "problems.washout.gradientAfter",
                                       {{"T", std::to_string(s.settings.bitSteps)}});
  area =
      washoutHeading(ui, inside, beside ? context.tr("problems.washout.gradientIs", {{"T", std::to_string(s.settings.bitSteps)}}) : after,
                     gradientWords(picture.bit.gradient), c.gradientText);
  plot::Plot gradient = overWeights(context);
  gradient.x.minLabel = "w = " + plainNumber(gradient.x.min, 1);
  gradient.x.maxLabel = plainNumber(gradient.x.max, 1);
  gradient.curves.push_back(curveOf(picture, &WashoutBit::gradient, "|∂a_{T}/∂a_{0}|", c.gradientLine, 2.6f, true));
  gradient.curves.push_back(dotOf(picture, picture.bit.gradient > 0 ? picture.bit.gradient : std::nan(""), c.gradientLine));
  gradient.references.push_back({floatRounding, context.tr("problems.washout.rounding")});
  gradient.y = plot::fitLog(gradient.curves, gradient.references, gradientDecades);
  gradient.y.max = std::max(gradient.y.max, 10.0);
  gradient.yWords = gradientWords;
  (void)plot::draw(ui, area, "gradientPlot", after, gradient);
}

void findBit(const ProblemsContext& context, Column& column) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const ProblemsSnapshot& s = context.snapshot;
  const WashoutBit& bit = s.washout->bit;
  ui::heading(ui, column, "a_{t} = tanh(<hh>w</> a_{t−1} + u)");
  const std::string number = bit.at > 0 ? "±" + plainNumber(bit.at, 3) : "0";
  struct {
    std::string label, value;
    Color color;
  } rows[] = {{context.tr("problems.washout.rests"), number, c.ink},
              {context.tr("problems.washout.slope"), plainNumber(bit.slope, 3), c.gradientText},
              {context.tr("problems.washout.single"), bit.at > 0 ? "|d| < " + plainNumber(bit.singleLimit, 3) : "–", c.control},
              {context.tr("problems.washout.constant"), bit.at > 0 ? "|u| < " + plainNumber(bit.constantLimit, 3) : "–", c.ink},
              {context.tr("problems.washout.gradientIs", {{"T", std::to_string(s.settings.bitSteps)}}), gradientWords(bit.gradient),
               c.gradientText}};
  column.setGap(4);
  for (const auto& each : rows) {
    const Rect row = column.take(26);
    const TextSize value = ui.measureRich(each.value, Type::strong), label = ui.measureRich(each.label, Type::text);
    ui.richText({row.x, row.center().y - label.h / 2}, each.label, Type::text, c.muted);
    ui.richText({row.right() - value.w, row.center().y - value.h / 2}, each.value, Type::strong, each.color);
  }
  column.setGap(12);
  column.space(8);
  ui::paragraph(ui, column,
                context.tr(bit.at > 0 ? "problems.washout.price" : "problems.washout.free",
                           {{"d", plainNumber(bit.singleLimit, 2)},
                            {"steps", counted(context, "problems.washout.ofSteps", s.settings.bitSteps)},
                            {"g", gradientWords(bit.gradient)}}));
}

}  // namespace unroll
