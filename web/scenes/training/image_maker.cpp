// An image that is drawn, and what the net says of it after each row. image_set.cpp keeps several, to be learned from.
#include <algorithm>
#include <cmath>
#include <utility>

#include "scenes/training/maker.h"
#include "scenes/training/row_image.h"
#include "scenes/training/stage.h"
#include "tasks/drawn_image.h"

namespace unroll {

namespace {

PenPlace penAt(Rect grid, ImVec2 p) {  // whole numbers are the middles of pixels
  const float pixel = grid.w / imageSide;
  return {(p.x - grid.x) / pixel - 0.5f, (p.y - grid.y) / pixel - 0.5f};
}

void turnByKeys(Ui& ui, Id id, Table& image, Maker& maker) {
  ControlKeys& keys = ui.keys(id);
  maker.column = std::clamp(maker.column + std::exchange(keys.x, 0), 0, imageSide - 1);
  maker.row = std::clamp(maker.row - std::exchange(keys.y, 0), 0, imageSide - 1);
  if (std::exchange(keys.home, false)) maker.column = 0;
  if (std::exchange(keys.end, false)) maker.column = imageSide - 1;
  if (!std::exchange(keys.activate, false)) return;
  keys.enter = false;
  float& pixel = image.values[static_cast<std::size_t>(maker.row * imageSide + maker.column)];
  pixel = pixel < 0.5f ? 1.f : 0.f;
}

void drawByPointer(Ui& ui, Id id, Rect grid, Table& image, Maker& maker) {
  const Touch touch = ui.touch(id, grid);
  if (touch.hovered) ui.cursor(ImGuiMouseCursor_Hand);
  if (!touch.pressed && !touch.held && !touch.released) return;
  const PenPlace from = penAt(grid, touch.pressed ? touch.pos : touch.pos - touch.delta), to = penAt(grid, touch.pos);
  drawLine(image, from, to, maker.erases);
  maker.row = std::clamp(static_cast<int>(std::lround(to.y)), 0, imageSide - 1);
  maker.column = std::clamp(static_cast<int>(std::lround(to.x)), 0, imageSide - 1);
}

}  // namespace

void drawImageMaker(const SceneContext& context, Rect area, Maker& maker) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const Snapshot& s = context.snapshot;
  if (s.probe.x.cols != imageSide || s.probe.y.rows < imageSide || s.outputSize != 2) return;
  maker.set.follow(s);
  Table image = imageOf(s.probe.x);
  const Table before = image;
  const Rect buttons = makerRow(area);
  const Rect set = area.cutBottom(ImageSet::height(ui, area), 8);
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
  drawByPointer(ui, id, grid, image, maker);
  turnByKeys(ui, id, image, maker);
  drawPixels(ui, grid, image, imageSide);
  if (focused && ui.showsFocus()) {
    ui.outline(pixelAt(grid, maker.row, maker.column).inset(-1), c.control, 3, 2.5f);
    ui.focusRing(grid, 4);
  }
  if (readsImage(s)) {
    drawRowAnswers(context, answers, head, grid);
    ui.richText({below.x, std::min(below.y, grid.bottom() + 8)}, answer, Type::strong, c.ink, area.w);
  }
  const bool isDrawn = std::any_of(image.values.begin(), image.values.end(), [](float ink) { return ink > 0; });
  const std::string pressed = makerButtons(context, buttons,
                                           {{"erases", context.tr("training.make.image.eraser"), maker.erases},
                                            {"clearImage", context.tr("training.make.clear"), false, isDrawn},
                                            {"newSequence", context.tr("training.make.image.fresh")}},
                                           maker);
  if (pressed == "erases") maker.erases = !maker.erases;
  if (pressed == "clearImage") image = imageOf({});
  if (pressed == "newSequence") return context.send(RecurrentModel::newProbe);
  if (drawImageSet(context, set, maker, image, isDrawn)) image = imageOf({});
  if (image.values != before.values) context.send("input", imageInput(image));
}

}  // namespace unroll
