// An image that is drawn, and what the net says of it after each row.
#include <algorithm>
#include <cmath>
#include <utility>

#include "scenes/training/maker.h"
#include "scenes/training/stage.h"
#include "tasks/drawn_image.h"

namespace unroll {

namespace {

constexpr int kRing = 0, kCross = 1;  // as the task's classes

PenPlace penAt(Rect grid, ImVec2 p) {  // whole numbers are the middles of pixels
  const float pixel = grid.w / imageSide;
  return {(p.x - grid.x) / pixel - 0.5f, (p.y - grid.y) / pixel - 0.5f};
}

Rect pixelAt(Rect grid, int row, int column) {
  const float pixel = grid.w / imageSide;
  return {grid.x + pixel * static_cast<float>(column), grid.y + pixel * static_cast<float>(row), pixel, pixel};
}

bool turnByKeys(Ui& ui, Id id, Table& image, Maker& maker) {
  ControlKeys& keys = ui.keys(id);
  maker.column = std::clamp(maker.column + std::exchange(keys.x, 0), 0, imageSide - 1);
  maker.row = std::clamp(maker.row - std::exchange(keys.y, 0), 0, imageSide - 1);
  if (std::exchange(keys.home, false)) maker.column = 0;
  if (std::exchange(keys.end, false)) maker.column = imageSide - 1;
  if (!std::exchange(keys.activate, false)) return false;
  keys.enter = false;
  float& pixel = image.values[static_cast<std::size_t>(maker.row * imageSide + maker.column)];
  pixel = pixel < 0.5f ? 1.f : 0.f;
  return true;
}

bool drawByPointer(Ui& ui, Id id, Rect grid, Table& image, Maker& maker) {
  const Touch touch = ui.touch(id, grid);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (!touch.pressed && !touch.held && !touch.released) return false;
  const PenPlace from = penAt(grid, touch.pressed ? touch.pos : touch.pos - touch.delta), to = penAt(grid, touch.pos);
  drawLine(image, from, to, maker.erases);
  maker.row = std::clamp(static_cast<int>(std::lround(to.y)), 0, imageSide - 1);
  maker.column = std::clamp(static_cast<int>(std::lround(to.x)), 0, imageSide - 1);
  return true;
}

double shareOf(const Snapshot& s, int t, int k) { return static_cast<double>(s.probe.y.at(t, k)); }

// A bar for each row, as high as the row: from the left the share of a ring, the rest is a cross's.
void drawAnswers(const SceneContext& context, Rect area, Rect grid) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  const float height = grid.h / imageSide, number = ui.measure("99.99 %", Type::small).w + 6;
  const bool numbers = area.w > 2 * number + 60 && height >= ui.lineHeight(Type::small) * 0.9f;
  for (int t = 0; t < std::min(imageSide, s.probe.y.rows); ++t) {
    Rect row{area.x, grid.y + height * static_cast<float>(t), area.w, height};
    if (numbers) {
      ui.textIn(row.cutLeft(number, 4), percent(shareOf(s, t, kRing)), Type::small, c.ink, Align::right);
      ui.textIn(row.cutRight(number, 4), percent(shareOf(s, t, kCross)), Type::small, c.ink);
    }
    const Rect bar = row.inset(0, std::max(2.f, height * 0.18f));
    ui.rounded(bar, mixColors(c.card, c.muted, 0.35f), 3);
    const float filled = bar.w * static_cast<float>(std::clamp(shareOf(s, t, kRing), 0.0, 1.0));
    if (filled > 0) ui.rounded({bar.x, bar.y, filled, bar.h}, c.why, 3);
  }
}

}  // namespace

std::string imageAnswer(const SceneContext& context) {
  const Snapshot& s = context.snapshot;
  const int last = s.probe.y.rows - 1;
  if (last < 0 || !hasClasses(s)) return {};
  return context.tr(
      last < imageSide ? "training.make.image.answer" : "training.make.image.answerLater",
      {{"ring", percent(shareOf(s, last, kRing))}, {"cross", percent(shareOf(s, last, kCross))}, {"t", std::to_string(last)}});
}

void drawImageMaker(const SceneContext& context, Rect area, Maker& maker) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  if (s.probe.x.cols != imageSide || s.probe.y.rows < imageSide || s.outputSize != 2) return;
  Table image = imageOf(s.probe.x);
  const Table before = image;
  const Rect buttons = makerRow(area);
  const std::string answer = imageAnswer(context);
  const float line = ui.lineHeight(Type::small), words = ui.measureRich(answer, Type::strong, area.w).h;
  const Rect below = area.cutBottom(words, 6);
  const Rect head = area.cutTop(line, 4);
  const float widest = area.h > 0.8f * area.w ? 0.7f : 0.56f;  // of the area; the rest is for the answers
  const float side = std::floor(std::min(area.h, area.w * widest) / imageSide) * imageSide;
  const Rect grid{area.x, area.y, side, side};
  const Rect answers{grid.right() + 14, grid.y, std::min(area.right() - grid.right() - 14, 420.f), side};
  // The grid.
  const Id id = ui.id("image");
  if (maker.opens) ui.setFocus(id);
  const auto pixel = [&](int row, int column) { return image.at(row, column); };
  const std::string value =
      context.tr("training.make.image.pixel", {{"row", std::to_string(maker.row)},
                                               {"column", std::to_string(maker.column)},
                                               {"v", plainNumber(static_cast<double>(pixel(maker.row, maker.column)), 2)}});
  const bool focused = ui.control(id, "image", "picture", context.tr("training.make.image.title"), value, grid);
  const bool drawn = drawByPointer(ui, id, grid, image, maker), turned = turnByKeys(ui, id, image, maker);
  for (int row = 0; row < imageSide; ++row)
    for (int column = 0; column < imageSide; ++column)
      ui.rounded(pixelAt(grid, row, column).inset(0.75f), mixColors(c.soft, c.ink, pixel(row, column)), 2);
  if (focused && ui.showsFocus()) {
    ui.outline(pixelAt(grid, maker.row, maker.column).inset(-1), c.control, 3, 2.5f);
    ui.focusRing(grid, 4);
  }
  if (hasClasses(s)) {
    ui.textIn({answers.x, head.y, answers.w / 2, head.h}, context.tr("training.make.image.ring"), Type::smallStrong, c.why);
    ui.textIn({answers.x + answers.w / 2, head.y, answers.w / 2, head.h}, context.tr("training.make.image.cross"), Type::smallStrong,
              c.muted, Align::right);
    drawAnswers(context, answers, grid);
    ui.richText({below.x, std::min(below.y, grid.bottom() + 8)}, answer, Type::strong, c.ink, area.w);
  }
  const std::string pressed = makerButtons(context, buttons,
                                           {{"erases", context.tr("training.make.image.eraser"), maker.erases},
                                            {"clearImage", context.tr("training.make.clear")},
                                            {"newSequence", context.tr("training.make.image.fresh")}},
                                           maker);
  if (pressed == "erases") maker.erases = !maker.erases;
  if (pressed == "clearImage") image = imageOf({});
  if (pressed == "newSequence") return context.send(RecurrentModel::newProbe);
  if ((drawn || turned || pressed == "clearImage") && image.values != before.values) context.send("input", imageInput(image));
}

}  // namespace unroll
