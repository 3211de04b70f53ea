#include "widgets/heatmap.h"

#include <GLES3/gl3.h>  // the subset that OpenGL 3.3 and WebGL2 share

#include <array>
#include <cmath>
#include <string>

#include "gpu/gpu.h"

namespace unroll::heatmap {

namespace {

std::array<float, 3> channels(Color c) {
  return {static_cast<float>(c & 0xFFu) / 255, static_cast<float>((c >> 8) & 0xFFu) / 255, static_cast<float>((c >> 16) & 0xFFu) / 255};
}

int cellIndex(float from, float extent, int count, float p) {
  return std::clamp(static_cast<int>((p - from) / extent * static_cast<float>(count)), 0, count - 1);
}

bool showsNaN(const Picture& picture) {
  const int columns = picture.shownColumns();
  const int known = picture.known < 0 ? columns : std::min(columns, static_cast<int>(std::ceil(picture.known)));
  for (int column = 0; column < known; ++column)
    for (int row = 0; row < picture.shownRows(); ++row)
      if (std::isnan(picture.at(row, column))) return true;
  return false;
}

}  // namespace

void draw(Ui& ui, gpu::Gpu& gpu, std::string_view name, Rect r, const Picture& picture) {
  if (picture.rows < 1 || picture.columns < 1 || r.w <= 0 || r.h <= 0) return;
  if (showsNaN(picture)) ui.note({r.center().x, r.center().y, 0, 0}, "NaN");  // a cell's colour says so
  const unsigned int texture = gpu.floatTexture(name, picture.values, picture.columns, picture.rows, picture.version);
  const Palette& c = ui.color();
  const auto negative = channels(c.valueNegative), zero = channels(c.valueZero), positive = channels(c.valuePositive),
             invalid = channels(c.bad), ground = channels(c.card);
  const bool dark = ui.theme().dark;
  gpu.rectangle(ui.draw(), r, "heatmap", [=](const gpu::Program& program) {
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, texture);
    glUniform1i(program.uniform("values"), 0);
    glUniform2i(program.uniform("shown"), picture.shownColumns(), picture.shownRows());
    glUniform1i(program.uniform("transposed"), picture.transposed);
    glUniform1i(program.uniform("magnitude"), picture.map == Map::magnitude);
    glUniform1i(program.uniform("dark"), dark);
    glUniform1f(program.uniform("scale"), picture.scale);
    glUniform1f(program.uniform("known"), picture.known < 0 ? static_cast<float>(picture.shownColumns()) : picture.known);
    glUniform1f(program.uniform("opacity"), picture.opacity);
    glUniform3fv(program.uniform("negativeEnd"), 1, negative.data());
    glUniform3fv(program.uniform("zero"), 1, zero.data());
    glUniform3fv(program.uniform("positiveEnd"), 1, positive.data());
    glUniform3fv(program.uniform("invalid"), 1, invalid.data());
    glUniform3fv(program.uniform("ground"), 1, ground.data());
  });
}

Rect cellRect(Rect r, const Picture& picture, Cell cell) {
  const float w = r.w / static_cast<float>(std::max(1, picture.shownColumns())),
              h = r.h / static_cast<float>(std::max(1, picture.shownRows()));
  return {r.x + w * static_cast<float>(cell.column), r.y + h * static_cast<float>(cell.row), w, h};
}

Cell cellAt(Rect r, const Picture& picture, ImVec2 p) {
  if (!r.contains(p) || picture.rows < 1 || picture.columns < 1) return {};
  return {cellIndex(r.y, r.h, picture.shownRows(), p.y), cellIndex(r.x, r.w, picture.shownColumns(), p.x)};
}

Cell readable(Ui& ui, gpu::Gpu& gpu, std::string_view name, std::string_view label, Rect r, const Picture& picture,
              std::string_view value) {
  draw(ui, gpu, name, r, picture);
  if (picture.rows < 1 || picture.columns < 1) return {};
  const Id id = ui.id(name);
  const bool focused = ui.control(id, name, "picture", label, value, r);
  const Touch touch = ui.touch(id, r);
  Cell cell;
  if (touch.hovered || touch.held) cell = cellAt(r, picture, touch.pos);
  if (focused) {
    float& row = ui.memory(ui.id(std::string(name) + ".row"));
    float& column = ui.memory(ui.id(std::string(name) + ".column"));
    ControlKeys& keys = ui.keys(id);
    row = std::clamp(row - static_cast<float>(std::exchange(keys.y, 0)), 0.f, static_cast<float>(picture.shownRows() - 1));
    column = std::clamp(column + static_cast<float>(std::exchange(keys.x, 0)), 0.f, static_cast<float>(picture.shownColumns() - 1));
    if (std::exchange(keys.home, false)) column = 0;
    if (std::exchange(keys.end, false)) column = static_cast<float>(picture.shownColumns() - 1);
    if (!cell && ui.showsFocus()) cell = {static_cast<int>(row), static_cast<int>(column)};
    ui.focusRing(r, 4);
  }
  if (cell) {
    Rect at = cellRect(r, picture, cell);
    const float grow = std::max(0.f, 5 - std::min(at.w, at.h)) / 2;
    at = Rect{at.x - grow, at.y - grow, at.w + 2 * grow, at.h + 2 * grow};
    ui.outline(at.inset(-2), ui.color().card, 2, 1);
    ui.outline(at.inset(-1), ui.color().ink, 2, 1.5f);
  }
  return cell;
}

}  // namespace unroll::heatmap
