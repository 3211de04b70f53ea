// A fresh sequence of a task with classes: the probability of each class at each time step, what was asked for, and one step's as bars.
#include <algorithm>
#include <cmath>

#include "scenes/training/stage.h"
#include "widgets/formula.h"
#include "widgets/heatmap.h"
#include "widgets/readout.h"

namespace unroll {

namespace {

constexpr float mostNamedRows = 14;  // classes that have names at the side

bool isAskedAt(const Snapshot& s, int t) {
  const auto at = static_cast<std::size_t>(t);
  return (s.probe.scored[at] || s.probe.counts[at]) && s.probe.target.at(t, 0) == s.probe.target.at(t, 0);
}

}  // namespace

std::string className(const Snapshot& s, int k) {
  const auto at = static_cast<std::size_t>(k);
  if (at < s.names.size()) return s.names[at] == " " ? "·" : s.names[at] == "\n" ? "¶" : s.names[at] == "\t" ? "→" : s.names[at];
  return s.letters.size() == static_cast<std::size_t>(s.outputSize) ? std::string(1, s.letters[at]) : std::to_string(k);
}

std::string className(const SceneContext& context, int k) {
  const std::string name = className(context.snapshot, k), key = "choice.task." + context.snapshot.current.task + ".class." + name;
  return context.ui.words().has(key) ? context.tr(key) : name;
}

int classAt(const Snapshot& s, int t) {
  if (!isAskedAt(s, t)) return -1;
  for (int k = 0; k < s.probe.target.cols; ++k)
    if (s.probe.target.at(t, k) > 0.5f) return k;
  return -1;
}

namespace {

// What the input is at a step; −1: no class.
int inputAt(const Snapshot& s, int t) {
  for (int k = 0; k < s.probe.x.cols; ++k)
    if (s.probe.x.at(t, k) == 1) return k;
  return -1;
}

constexpr float widestShare = 0.45f;  // of what they stand beside
float widestName(const SceneContext& context, Type type) {
  float widest = 0;
  for (int k = 0; k < context.snapshot.outputSize; ++k) widest = std::max(widest, context.ui.measure(className(context, k), type).w);
  return widest + 2;
}

// The likeliest first, as many as fit.
void drawBars(const SceneContext& context, Rect area, int t) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  std::vector<int> order(static_cast<std::size_t>(s.outputSize));
  for (int k = 0; k < s.outputSize; ++k) order[static_cast<std::size_t>(k)] = k;
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return s.probe.y.at(t, a) > s.probe.y.at(t, b); });
  const float line = ui.lineHeight(Type::small), number = ui.measure("99.99 %", Type::smallStrong).w + 6;
  const float name = std::clamp(widestName(context, Type::smallStrong), 20.f, area.w * widestShare);
  const int asked = classAt(s, t);
  const Rect head = area.cutTop(line, 2);
  ui.richText(head.min(), "P(y_{" + std::to_string(t) + "})", Type::small, c.muted);
  const int fit = static_cast<int>(area.h / line);
  for (int i = 0; i < std::min(fit, s.outputSize); ++i) {
    const int k = order[static_cast<std::size_t>(i)];
    Rect row = area.cutTop(line);
    const double p = static_cast<double>(s.probe.y.at(t, k));
    ui.textIn(row.cutLeft(name, 4), className(context, k), k == asked ? Type::smallStrong : Type::small, k == asked ? c.good : c.ink);
    ui.textIn(row.cutRight(number, 4), percent(p), Type::smallStrong, c.ink, Align::right);
    const Rect bar{row.x, row.center().y - 5, row.w, 10};
    ui.rounded(bar, c.soft, 3);
    if (p > 0) ui.rounded({bar.x, bar.y, std::max(2.f, bar.w * static_cast<float>(p)), bar.h}, k == asked ? c.good : c.why, 3);
  }
}

}  // namespace

bool readsItsClasses(const Snapshot& s) { return hasClasses(s) && (s.current.task == "text" || !s.notes.empty()); }
bool hasClasses(const Snapshot& s) { return s.outputActivation == "softmax" && s.outputSize > 1; }

void drawClasses(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const int steps = s.probe.y.rows, classes = s.outputSize;
  int shown = steps - 1;  // the last step that is asked
  for (int t = 0; t < steps; ++t)
    if (classAt(s, t) >= 0) shown = t;
  const float line = ui.lineHeight(Type::small);
  if (s.goneOn.next.rows > 0 && area.h > 6 * line) drawGoingOn(context, area.cutBottom(3 * line, 6));
  const bool beside = area.w > 380;
  Rect bars = beside ? area.cutRight(std::min(170.f, area.w * 0.34f), 14)
                     : area.cutBottom(std::min(area.h * 0.4f, line * static_cast<float>(classes + 1)), 6);
  const Rect below = area.cutBottom(line, 2);
  const bool named = static_cast<float>(classes) <= mostNamedRows && area.h / static_cast<float>(classes) >= line * 0.8f;
  const Rect names = named ? area.cutLeft(std::clamp(widestName(context, Type::small), 18.f, area.w * 0.3f), 2) : Rect{};
  heatmap::Picture picture;
  picture.values = s.probe.y.values.data();
  picture.rows = steps;
  picture.columns = classes;
  picture.version = s.probe.version;
  picture.transposed = true;
  picture.map = heatmap::Map::magnitude;
  const heatmap::Cell cell = heatmap::readable(ui, context.gpu, "classes", context.tr("training.classes"), area, picture);
  for (int t = 0; t < steps; ++t) {
    const int asked = classAt(s, t);
    if (asked < 0) continue;
    const Rect r = heatmap::cellRect(area, picture, {asked, t});
    if (r.w >= 5)
      ui.outline(r.inset(0.5f), c.good, std::min(4.f, r.w / 4), 1.8f);
    else
      ui.draw().AddLine({r.center().x, r.y}, {r.center().x, r.bottom()}, c.good, 1.5f);
  }
  if (named)
    for (int k = 0; k < classes; ++k) {
      const Rect r = heatmap::cellRect(area, picture, {k, 0});
      ui.textIn({names.x, r.center().y - line / 2, names.w, line}, className(context, k), Type::small, c.muted, Align::center);
    }
  const float pitch = area.w / static_cast<float>(steps);
  if (readsItsClasses(s) && pitch >= 8)
    for (int t = 0; t < steps; ++t) {
      if (const int k = inputAt(s, t); k >= 0)
        ui.textIn({area.x + pitch * static_cast<float>(t), below.y, pitch, below.h}, className(s, k), Type::small, c.wxh, Align::center);
    }
  else if (s.word.size() == static_cast<std::size_t>(steps) && pitch >= 8)
    for (int t = 0; t < steps; ++t)
      ui.textIn({area.x + pitch * static_cast<float>(t), below.y, pitch, below.h}, std::string(1, s.word[static_cast<std::size_t>(t)]),
                Type::small, c.wxh, Align::center);
  else
    ui.textIn({area.x, below.y, area.w, below.h}, "t = " + std::to_string(steps - 1), Type::small, c.muted, Align::right);
  if (cell) {
    shown = cell.column;
    view.pointedNext = shown;
    const int asked = classAt(s, shown);
    std::string words = "<b>t = " + std::to_string(shown) + "</>\nP(y = " + formula::asTyped(className(context, cell.row)) +
                        ") = " + plainNumber(static_cast<double>(s.probe.y.at(shown, cell.row)), 4);
    if (asked >= 0) words += "\n" + context.tr("training.target") + ": " + formula::asTyped(className(context, asked));
    readout(ui, heatmap::cellRect(area, picture, cell).center(), area, words);
  } else if (view.pointedStep >= 0 && view.pointedStep < steps) {
    shown = view.pointedStep;
  }
  drawBars(context, bars, shown);
}

}  // namespace unroll
