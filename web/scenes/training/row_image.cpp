#include "scenes/training/row_image.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "scenes/training/stage.h"
#include "tasks/drawn_image.h"
#include "widgets/formula.h"

namespace unroll {

namespace {

double shareOf(const Snapshot& s, int t, int k) { return static_cast<double>(s.probe.y.at(t, k)); }

// The row that was read last at step t, of those that there are.
int rowOf(int t) { return std::clamp(t, 0, imageSide - 1); }

int shownStep(const Snapshot& s, const TrainingView& view) {
  const int last = s.probe.y.rows - 1;
  return view.pointedStep >= 0 ? std::min(view.pointedStep, last) : view.readStep >= 0 ? std::min(view.readStep, last) : last;
}

}  // namespace

bool readsImage(const Snapshot& s) {
  return s.current.task == "rows" && hasClasses(s) && s.outputSize == 2 && s.probe.x.cols == imageSide && s.probe.y.rows >= imageSide;
}

Rect pixelAt(Rect grid, int row, int column) {
  const float pixel = grid.w / imageSide;
  return {grid.x + pixel * static_cast<float>(column), grid.y + pixel * static_cast<float>(row), pixel, pixel};
}

void drawPixels(Ui& ui, Rect grid, const Table& image, int read) {
  constexpr float pale = 0.3f;
  const Palette& c = ui.color();
  for (int row = 0; row < std::min(image.rows, imageSide); ++row)  // nothing comes after them
    for (int column = 0; column < image.cols; ++column) {
      const float ink = std::clamp(image.at(row, column), 0.f, 1.f);
      ui.rounded(pixelAt(grid, row, column).inset(0.75f), mixColors(c.soft, c.ink, row > read ? pale * ink : ink), 2);
    }
}

void drawRowAnswers(const SceneContext& context, Rect area, Rect head, Rect grid) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const Rect names{area.x, head.y, area.w, head.h};
  ui.textIn({names.x, names.y, names.w / 2, names.h}, className(context, 0), Type::smallStrong, c.why);
  ui.textIn({names.x + names.w / 2, names.y, names.w / 2, names.h}, className(context, 1), Type::smallStrong, c.muted, Align::right);
  const float height = grid.h / imageSide, number = ui.measure("99.99 %", Type::small).w + 6;
  const bool numbers = area.w > 2 * number + 60 && height >= ui.lineHeight(Type::small) * 0.9f;
  for (int t = 0; t < std::min(imageSide, s.probe.y.rows); ++t) {
    Rect row{area.x, grid.y + height * static_cast<float>(t), area.w, height};
    if (numbers) {
      ui.textIn(row.cutLeft(number, 4), percent(shareOf(s, t, 0)), Type::small, c.ink, Align::right);
      ui.textIn(row.cutRight(number, 4), percent(shareOf(s, t, 1)), Type::small, c.ink);
    }
    const Rect bar = row.inset(0, std::max(2.f, height * 0.18f));
    ui.rounded(bar, mixColors(c.card, c.muted, 0.35f), 3);
    const float filled = bar.w * static_cast<float>(std::clamp(shareOf(s, t, 0), 0.0, 1.0));
    if (filled > 0) ui.rounded({bar.x, bar.y, filled, bar.h}, c.why, 3);
  }
}

std::string imageAnswer(const SceneContext& context, int t) {
  const Snapshot& s = context.snapshot;
  if (t < 0 || t >= s.probe.y.rows || !readsImage(s)) return {};
  const std::string key = t + 1 == imageSide ? "answer" : t < imageSide ? "answerRow" : "answerLater";
  return context.tr("training.image." + key, {{"a", formula::asTyped(className(context, 0))},
                                              {"b", formula::asTyped(className(context, 1))},
                                              {"pa", percent(shareOf(s, t, 0))},
                                              {"pb", percent(shareOf(s, t, 1))},
                                              {"t", std::to_string(t)}});
}

void drawReadImage(const SceneContext& context, Rect area, TrainingView& view) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const int last = s.probe.y.rows - 1, asked = classAt(s, last);
  int shown = shownStep(s, view);
  const auto words = [&](int t) { return imageAnswer(context, t); };
  const std::string target =
      asked < 0 ? std::string() : context.tr("training.image.target", {{"a", formula::asTyped(className(context, asked))}});
  const float line = ui.lineHeight(Type::small);
  // As much below as the longest of the sentences needs, so that nothing moves.
  float height = 0;
  for (int t = 0; t <= last; ++t) height = std::max(height, ui.measureRich(words(t), Type::small, area.w).h);
  if (!target.empty()) height += line + 2;
  const Rect below = area.cutBottom(height, 6), head = area.cutTop(line, 2);
  const float side = std::floor(std::min(area.h, area.w * 0.56f) / imageSide) * imageSide;
  if (side < 2 * imageSide) return;
  const Rect grid{area.x, area.y, side, side};
  const Rect answers{grid.right() + 12, grid.y, std::min(area.right() - grid.right() - 12, 420.f), side};
  const Rect whole{grid.x, grid.y, answers.right() - grid.x, side};

  const Id id = ui.id("readImage");
  const Touch touch = ui.touch(id, whole);
  if (touch.hovered || touch.held) {
    shown = std::clamp(static_cast<int>((touch.pos.y - grid.y) / side * imageSide), 0, imageSide - 1);
    if (touch.clicked || touch.held) view.readStep = shown;
    view.pointedNext = shown;
  }
  if (ui.control(id, "readImage", "picture", context.tr("training.image.title"), formula::withoutMarkup(words(shown)), whole)) {
    ControlKeys& keys = ui.keys(id);
    const int before = shown;
    shown = std::clamp(shown - std::exchange(keys.y, 0), 0, last);
    if (std::exchange(keys.home, false)) shown = 0;
    if (std::exchange(keys.end, false)) shown = last;
    if (shown != before) view.readStep = shown;
    ui.focusRing(whole, 4);
  }
  drawPixels(ui, grid, s.probe.x, rowOf(shown));
  drawRowAnswers(context, answers, head, grid);
  const Rect row = pixelAt(grid, rowOf(shown), 0);
  ui.outline(Rect{grid.x - 2, row.y - 1, whole.w + 4, row.h + 2}, c.control, 3, 2);
  ui.richText({below.x, below.y}, words(shown), Type::small, c.ink, below.w);
  if (!target.empty()) ui.richText({below.x, below.bottom() - line}, target, Type::small, c.muted, below.w);
}

}  // namespace unroll
