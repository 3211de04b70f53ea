#include "widgets/network_edges.h"

#include <cmath>

namespace unroll::diagram {

namespace {

constexpr float paleEdge = 0.22f;
constexpr int mostRibbonLines = 48;  // of one unit, between heatmap columns

float thickness(float w, float largest) { return 0.7f + 2.9f * std::min(1.f, std::abs(w) / std::clamp(largest, 0.8f, 1.6f)); }

// Whether the spot is this weight, in whichever column, when all columns have the same.
bool sameWeight(const WeightRef& a, const WeightRef& b, bool tied) {
  return a.matrix == b.matrix && a.row == b.row && a.col == b.col && (tied || a.step == b.step);
}

bool marks(const Spot& spot, const WeightRef& weight, bool tied) {
  if (spot.weight) return sameWeight(*spot.weight, weight, tied);
  return spot.unit && receiver(weight) == *spot.unit;
}

// What the lines are drawn for: a bias has no line, so it stands for its unit.
Spot attentionOf(const Appearance& look) {
  const Spot& spot = look.hovered ? look.hovered : look.selected;
  using M = WeightRef::Matrix;
  if (spot.weight && (spot.weight->matrix == M::hiddenBias || spot.weight->matrix == M::outputBias)) return {receiver(*spot.weight), {}};
  return spot;
}

struct Line {
  float opacity = 0;
  float width = 1;
  Color color = 0;
  bool dashed = false;
};

Line lineOf(Ui& ui, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look, const WeightRef& weight, float largest,
            float gliding) {
  const float w = numbers.weight(weight);
  float known = std::clamp(gliding - static_cast<float>(weight.step) + 1, 0.f, 1.f);
  if (weight.step == layout.present()) known = std::min(known, look.there(receiver(weight), 1));
  const float happened = paleEdge + (1 - paleEdge) * known;
  // In the loop there is but one column, always at work.
  const float visible = edgeOpacity(layout, weight) * (happened * layout.unfolded() + (1 - layout.unfolded()));
  return {visible, thickness(w, largest), matrixColor(ui.theme(), weight.matrix), w < 0};
}

int segmentsFor(const NetworkLayout& layout) {
  const Shape& s = layout.shape();
  const int lines = s.hidden * (s.inputs + s.hidden + s.outputs) * layout.visibleColumns();
  return std::clamp(6000 / std::max(1, lines), 6, 22);
}

// Heatmap columns: too many weights to draw each, so a ribbon per matrix stands for all of them.
void drawRibbons(Ui& ui, const NetworkLayout& layout, int step, float gliding) {
  const float known = std::clamp(gliding - static_cast<float>(step) + 1, 0.f, 1.f);
  const Rect to = layout.heatColumn(step), from = layout.heatColumn(step - 1);
  const auto tint = [&](WeightRef::Matrix m, float opacity) { return fade(matrixColor(ui.theme(), m), opacity * (0.06f + 0.2f * known)); };
  const float before = std::min(layout.opacity(Layer::hidden, step - 1), layout.opacity(Layer::hidden, step));
  if (before > 0.02f) {
    const Color c = tint(WeightRef::Matrix::hh, before);
    ui.draw().AddQuadFilled({from.right(), from.y}, {to.x, to.y}, {to.x, to.bottom()}, {from.right(), from.bottom()}, c);
  }
  const float ends = layout.opacity(Layer::input, step);
  if (ends < 0.02f) return;
  const Rect x0 = layout.unit({Layer::input, step, 0}), x1 = layout.unit({Layer::input, step, layout.shape().inputs - 1});
  const Rect y0 = layout.unit({Layer::output, step, 0}), y1 = layout.unit({Layer::output, step, layout.shape().outputs - 1});
  ui.draw().AddQuadFilled({to.x, to.bottom()}, {to.right(), to.bottom()}, {x1.right(), x1.y}, {x0.x, x0.y},
                          tint(WeightRef::Matrix::xh, ends));
  ui.draw().AddQuadFilled({y0.x, y0.bottom()}, {y1.right(), y1.bottom()}, {to.right(), to.y}, {to.x, to.y},
                          tint(WeightRef::Matrix::hy, ends));
}

// The strongest weights of one unit as lines over the ribbons.
void drawUnitLines(Ui& ui, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look, const UnitRef& unit, float largest,
                   float gliding) {
  using M = WeightRef::Matrix;
  const Shape& s = layout.shape();
  std::vector<WeightRef> incoming;
  if (unit.layer == Layer::hidden) {
    for (int j = 0; j < s.inputs; ++j) incoming.push_back({M::xh, unit.step, unit.index, j});
    for (int j = 0; j < s.hidden; ++j) incoming.push_back({M::hh, unit.step, unit.index, j});
  } else if (unit.layer == Layer::output) {
    for (int j = 0; j < s.hidden; ++j) incoming.push_back({M::hy, unit.step, unit.index, j});
  }
  std::sort(incoming.begin(), incoming.end(),
            [&](const WeightRef& a, const WeightRef& b) { return std::abs(numbers.weight(a)) > std::abs(numbers.weight(b)); });
  std::erase_if(incoming, [&](const WeightRef& w) { return !layout.shows(sender(w)) || !layout.shows(receiver(w)); });
  if (incoming.size() > mostRibbonLines) incoming.resize(mostRibbonLines);
  for (const WeightRef& weight : incoming) {
    const Line line = lineOf(ui, layout, numbers, look, weight, largest, gliding);
    if (line.opacity > 0.02f)
      stroke(ui.draw(), layout.edge(weight), fade(line.color, line.opacity * 0.8f), line.width * 0.7f * ui.theme().stroke, line.dashed, 12);
  }
}

}  // namespace

// Solid or dashed (dash and gap in units), sampled evenly in the curve's parameter.
void stroke(ImDrawList& list, const Curve& curve, Color color, float width, bool dashed, int segments) {
  if (!dashed) {
    list.PathLineTo(curve.p0);
    for (int i = 1; i <= segments; ++i) list.PathLineTo(curve.at(static_cast<float>(i) / static_cast<float>(segments)));
    list.PathStroke(color, 0, width);
    return;
  }
  const float longer = segments < 12 ? 1.6f : 1.f;  // fewer pieces where there are many lines
  const float dash = (6 + width * 0.6f) * longer, gap = (3.5f + width * 0.6f) * longer;
  float left = dash;
  bool on = true;
  ImVec2 a = curve.p0;
  for (int i = 1; i <= segments; ++i) {
    const ImVec2 b = curve.at(static_cast<float>(i) / static_cast<float>(segments));
    float length = std::hypot(b.x - a.x, b.y - a.y);
    while (length > left) {
      const ImVec2 cut = a + (b - a) * (left / length);
      if (on) list.AddLine(a, cut, color, width);
      length -= left;
      a = cut;
      on = !on;
      left = on ? dash : gap;
    }
    if (on) list.AddLine(a, b, color, width);
    left -= length;
    a = b;
  }
}

float edgeOpacity(const NetworkLayout& layout, const WeightRef& weight) {
  const UnitRef to = receiver(weight), from = sender(weight);
  return std::min(layout.opacity(to.layer, to.step), layout.opacity(from.layer, from.step));
}

void drawEdges(Ui& ui, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look, float gliding) {
  const float largest = numbers.largestWeight();
  const int segments = segmentsFor(layout);
  const float crowded = std::clamp(5.f / static_cast<float>(layout.shape().hidden), 0.4f, 1.f);
  const Spot attention = attentionOf(look);
  const int first = std::min(layout.firstStep(), std::max(0, layout.present() - 1));
  const int last = std::max(layout.lastStep(), layout.present());
  for (int step = first; step <= last; ++step) {
    if (layout.form() == UnitForm::heat) {
      drawRibbons(ui, layout, step, gliding);
      continue;
    }
    forEachWeight(layout, step, [&](const WeightRef& weight) {
      const Line line = lineOf(ui, layout, numbers, look, weight, largest, gliding);
      if (line.opacity < 0.02f || marks(attention, weight, numbers.tied())) return;
      const float quiet = attention ? 0.42f : 0.75f;  // the others step back while one is looked at
      stroke(ui.draw(), layout.edge(weight), fade(line.color, line.opacity * quiet * crowded), ui.theme().stroke * line.width * (0.5f + 0.5f * crowded),
             line.dashed, segments);
    });
  }
}

void drawMarkedEdges(Ui& ui, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look, float gliding) {
  const float largest = numbers.largestWeight();
  const Spot attention = attentionOf(look);
  if (!attention) return;
  const int first = std::min(layout.firstStep(), std::max(0, layout.present() - 1));
  const int last = std::max(layout.lastStep(), layout.present());
  if (layout.form() == UnitForm::heat && attention.unit) {
    drawUnitLines(ui, layout, numbers, look, *attention.unit, largest, gliding);
    return;
  }
  const auto drawOne = [&](const WeightRef& weight) {
    const Line line = lineOf(ui, layout, numbers, look, weight, largest, gliding);
    if (line.opacity < 0.02f || !marks(attention, weight, numbers.tied())) return;
    const Curve curve = layout.edge(weight);
    const bool alone = attention.weight.has_value();
    if (alone) stroke(ui.draw(), curve, fade(line.color, line.opacity * 0.3f), line.width + 8, false, 20);
    stroke(ui.draw(), curve, fade(line.color, line.opacity), alone ? std::max(2.2f, line.width) : line.width + 0.7f, line.dashed, 22);
  };
  for (int step = first; step <= last; ++step) {
    if (attention.weight) {
      WeightRef here = *attention.weight;
      here.step = step;
      drawOne(here);
    } else {
      forEachWeight(layout, step, drawOne);
    }
  }
}

void drawWeightLabel(Ui& ui, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look) {
  const Spot attention = attentionOf(look);
  if (!attention.weight || layout.form() == UnitForm::heat || edgeOpacity(layout, *attention.weight) < 0.5f) return;
  const std::string words = signedNumber(static_cast<double>(numbers.weight(*attention.weight)));
  const ImVec2 c = layout.edge(*attention.weight).at(0.5f);
  const float width = ui.measure(words, Type::smallStrong).w + 14;
  // Between two units the gap may be narrower than the label: then a little above it, or above all of them.
  const UnitRef to = receiver(*attention.weight), from = sender(*attention.weight);
  const float above = layout.unit({Layer::hidden, to.step, 0}).y - 13;
  Rect r{c.x - width / 2, c.y - 11, width, 22};
  if (attention.weight->matrix == WeightRef::Matrix::hh)
    for (const float y : {c.y, c.y - 20, above}) {
      r.y = y - 11;
      bool free = true;
      for (const int step : {from.step, to.step})
        for (int i = 0; i < layout.shape().hidden; ++i) {
          const Rect u = layout.unit({Layer::hidden, step, i});
          free = free && (u.right() <= r.x || r.right() <= u.x || u.bottom() <= r.y || r.bottom() <= u.y);
        }
      if (free) break;
    }
  const Color color = matrixColor(ui.theme(), attention.weight->matrix);
  ui.rounded(r, ui.color().background, 11);
  ui.outline(r, color, 11, 1.5f);
  ui.textIn(r, words, Type::smallStrong, color, Align::center);
}

}  // namespace unroll::diagram
