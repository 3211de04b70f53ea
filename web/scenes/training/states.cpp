// Hidden states of the fresh sequence as a picture [unit, t].
#include <cmath>

#include "scenes/training/stage.h"
#include "widgets/heatmap.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

// What the colours mean: the ends of the scale with a ramp between.
void drawScale(Ui& ui, Rect row, float scale, float leftLimit) {
  const float ramp = 72;
  const std::string size = compactNumber(static_cast<double>(scale)), low = "−" + size, high = "+" + size;
  const float lowWidth = ui.measureRich(low, Type::small).w, highWidth = ui.measureRich(high, Type::small).w;
  if (row.right() - lowWidth - highWidth - ramp - 12 < leftLimit) return;
  const float top = row.center().y - ui.lineHeight(Type::small) / 2;
  ui.richText({row.right() - highWidth, top}, high, Type::small, ui.color().muted);
  const Rect bar{row.right() - highWidth - 6 - ramp, row.center().y - 5, ramp, 10};
  constexpr int kPieces = 24;
  for (int i = 0; i < kPieces; ++i) {
    const float from = bar.x + bar.w * static_cast<float>(i) / kPieces, to = bar.x + bar.w * static_cast<float>(i + 1) / kPieces;
    ui.draw().AddRectFilled({from, bar.y}, {to, bar.bottom()}, valueColor(ui.theme(), (static_cast<float>(i) + 0.5f) / kPieces * 2 - 1));
  }
  ui.outline(bar, ui.color().lines, 0);
  ui.richText({bar.x - 6 - lowWidth, top}, low, Type::small, ui.color().muted);
}

std::string cellWords(const SceneContext& context, int t, int unit) {
  const Snapshot& s = context.snapshot;
  const std::string name = "h_{" + std::to_string(t) + "}[" + std::to_string(unit) + "]";
  const Explanation why = explainHidden(s, t, unit);
  std::string words = "<b>" + name + " = " + signedNumber(static_cast<double>(s.probe.h.at(t, unit)), 4) + "</>";
  if (!why.parts.empty()) {
    std::string parts;
    for (const Explanation::Part& part : why.parts)
      parts += (parts.empty() ? "" : "  ") + (part.name == "h_prev" ? "h_{" + std::to_string(t - 1) + "}" : part.name) + " = " +
               signedNumber(static_cast<double>(part.value), 3);
    std::string gated = why.gated;
    if (const auto at = gated.find("h_prev"); at != std::string::npos) gated.replace(at, 6, "h_{" + std::to_string(t - 1) + "}");
    return words + "\n" + gated + "\n" + context.tr("training.gates", {{"parts", parts}, {"t", std::to_string(t)}});
  }
  if (why.terms.empty()) return words;
  words +=
      "\n" + (why.activation == "identity" ? std::string() : why.activation) + "( " + signedNumber(static_cast<double>(why.sum), 4) + " )";
  if (s.simple) words += "\n<muted>" + context.tr("training.statesSum", {{"t", std::to_string(t)}, {"s", std::to_string(t - 1)}}) + "</>";
  return words;
}

}  // namespace

void drawStatesCard(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const Snapshot& s = context.snapshot;
  const Table& h = s.probe.h;
  const std::string& title = context.tr("training.states");
  const float padding = context.layout == Layout::wide ? 18.f : 12.f;
  Rect inside = trainingCard(context, area, title);
  if (h.empty()) return;
  float largest = 1;
  for (const float v : h.values)
    if (std::isfinite(v)) largest = std::max(largest, std::fabs(v));
  const Rect head{inside.x, area.y + padding * 0.75f, inside.w - chooseLook(context, area, view), ui.lineHeight(Type::heading)};
  drawScale(ui, head, largest, inside.x + ui.measureRich(title, Type::heading).w + 16);

  const float line = ui.lineHeight(Type::small);
  const std::string first = "h[0]", last = "h[" + std::to_string(h.cols - 1) + "]";
  const Rect bottom = inside.cutBottom(line + 2);
  const float side = std::max(ui.measure(first, Type::small).w, ui.measure(last, Type::small).w) + 8;
  const Rect labels = inside.cutLeft(side);
  inside.cutRight(2);
  if (inside.w < 20 || inside.h < 12) return;
  const float cell = inside.h / static_cast<float>(h.cols);
  const float inset = std::max(0.f, (cell - line) / 2);
  ui.textIn({labels.x, labels.y + std::max(0.f, inset), side - 8, line}, first, Type::small, ui.color().muted, Align::right);
  if (h.cols > 1 && labels.h - 2 * inset > 2 * line)
    ui.textIn({labels.x, labels.bottom() - inset - line, side - 8, line}, last, Type::small, ui.color().muted, Align::right);
  ui.textIn({inside.x, bottom.y + 2, inside.w / 2, line}, "t = 0", Type::small, ui.color().muted);
  if (h.rows > 1)
    ui.textIn({inside.x + inside.w / 2, bottom.y + 2, inside.w / 2, line}, "t = " + std::to_string(h.rows - 1), Type::small,
              ui.color().muted, Align::right);

  heatmap::Picture picture;
  picture.values = h.values.data();
  picture.rows = h.rows;
  picture.columns = h.cols;
  picture.transposed = true;
  picture.version = s.version;
  picture.scale = largest;
  const heatmap::Cell at = heatmap::readable(ui, context.gpu, "states", title, inside, picture, view.cell);
  view.cell.clear();
  ui.outline(inside.inset(-1), ui.color().lines, 2);
  for (const int t : markedSteps(s)) {
    const Rect column = heatmap::cellRect(inside, picture, {0, t});
    ui.outline(Rect{column.x - 1, inside.y - 3, column.w + 2, inside.h + 6}, ui.color().why, 2, 2);
  }
  if (view.pointedStep >= 0 && view.pointedStep < h.rows && !at) {
    const Rect column = heatmap::cellRect(inside, picture, {0, view.pointedStep});
    ui.outline(Rect{column.x - 1, inside.y - 2, column.w + 2, inside.h + 4}, ui.color().control, 2, 1.5f);
  }
  if (!at || at.row >= h.cols || at.column >= h.rows) return;
  view.pointedNext = at.column;
  view.cell = "h_" + std::to_string(at.column) + "[" + std::to_string(at.row) +
              "] = " + signedNumber(static_cast<double>(h.at(at.column, at.row)), 4);
  const Rect place = heatmap::cellRect(inside, picture, at);
  readout(ui, place.center(), inside, cellWords(context, at.column, at.row));
}

}  // namespace unroll
