#include "scenes/hopfield/portrait_card.h"

#include <GLES3/gl3.h>  // the subset that OpenGL 3.3 and WebGL2 share

#include <algorithm>
#include <cmath>

#include "gpu/gpu.h"
#include "scenes/hopfield/view.h"
#include "widgets/controls.h"

namespace unroll {

namespace {

constexpr double flowLasts = 12;  // seconds after the last change or touch
constexpr int mostEnds = 8;

void putColor(float* to, Color c) {
  for (unsigned channel = 0; channel < 3; ++channel) to[channel] = static_cast<float>((c >> (8 * channel)) & 0xFFu) / 255;
}

}  // namespace

void PortraitCard::prepare() {
  if (known_) return;
  known_ = true;
  portrait_ = portraitOf(units_);
  const std::vector<std::int16_t> ends = phaseBasins(units_, portrait_, side);
  ends_.assign(ends.begin(), ends.end());
  ++version_;
}

void PortraitCard::paint(const FrameOf<HopfieldSnapshot>& context, Rect r) {
  Ui& ui = context.ui;
  const Palette& c = ui.color();
  const unsigned int ends = context.gpu.floatTexture("portrait.ends", ends_.data(), side, side, version_);
  std::array<float, 3 * mostEnds> colors{};
  std::size_t stable = 0;
  for (std::size_t k = 0; k < portrait_.fixedPoints.size() && k < mostEnds; ++k)
    if (portrait_.fixedPoints[k].kind == FixedPointKind::stable)
      putColor(colors.data() + 3 * k, mixColors(c.stage, patternColor(ui.theme(), stable++), 0.38f));
  std::array<float, 3> ground{}, ink{};
  putColor(ground.data(), c.stage);
  putColor(ink.data(), ui.theme().dark ? rgb(0xFFFFFF) : rgb(0x22252B));
  const TwoUnits units = units_;
  const auto seconds = static_cast<float>(std::fmod(ui.now(), 1000.0));
  context.gpu.rectangle(ui.draw(), r, "flow", [=](const gpu::Program& program) {
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, ends);
    glUniform1i(program.uniform("ends"), 0);
    glUniform1i(program.uniform("side"), side);
    glUniform1f(program.uniform("seconds"), seconds);
    glUniform1f(program.uniform("w"), static_cast<float>(units.w));
    glUniform1f(program.uniform("gain"), static_cast<float>(units.gain));
    glUniform2f(program.uniform("self"), static_cast<float>(units.self[0]), static_cast<float>(units.self[1]));
    glUniform2f(program.uniform("threshold"), static_cast<float>(units.threshold[0]), static_cast<float>(units.threshold[1]));
    glUniform3fv(program.uniform("ground"), 1, ground.data());
    glUniform3fv(program.uniform("ink"), 1, ink.data());
    glUniform3fv(program.uniform("colors"), mostEnds, colors.data());
  });
  const auto at = [&](TwoUnits::Point v) {
    return ImVec2{r.x + r.w * static_cast<float>((v[0] + 1) / 2), r.y + r.h * static_cast<float>((1 - v[1]) / 2)};
  };
  ui.pushClip(r);
  const Color lines[] = {c.wxh, c.whh};
  for (std::size_t i = 0; i < 2; ++i)
    for (const auto& line : portrait_.nullclines[i]) {
      std::vector<ImVec2> points;
      for (const TwoUnits::Point& p : line) points.push_back(at(p));
      ui.draw().AddPolyline(points.data(), static_cast<int>(points.size()), lines[i], 0, 2.2f);
    }
  for (const auto& point : portrait_.fixedPoints) {
    const ImVec2 p = at(point.at);
    const bool stays = point.kind == FixedPointKind::stable;
    ui.draw().AddCircleFilled(p, 6, stays ? c.ink : c.stage, 24);
    ui.draw().AddCircle(p, 6, c.ink, 24, 2);
  }
  ui.popClip();
  ui.outline(r, c.lines, 4);
}

// Beside each other where the room is low, else below each other.
void PortraitCard::controls(const FrameOf<HopfieldSnapshot>& context, Rect area) {
  Ui& ui = context.ui;
  const bool row = area.h < 150;
  const float width = row ? (area.w - 32) / 3 : area.w, across = row ? width + 16 : 0, down = row ? 0 : 48;
  const auto place = [&](float k) { return Column({area.x + across * k, area.y + down * k, width, 44}); };
  Column first = place(0), second = place(1), third = place(2);
  bool changed = ui::slider(ui, first, "twoWeight", context.tr("hopfield.twoWeight"), units_.w, {.min = -2, .max = 2, .step = 0.05});
  changed |=
      ui::slider(ui, second, "twoGain", context.tr("hopfield.twoGain"), units_.gain, {.min = 0.2, .max = 10, .scale = ui::Scale::log});
  changed |=
      ui::slider(ui, third, "twoThreshold", context.tr("hopfield.twoThreshold"), units_.threshold[0], {.min = -1, .max = 1, .step = 0.05});
  if (!changed) return;
  known_ = false;
  movedAt_ = ui.now();
}

void PortraitCard::draw(const FrameOf<HopfieldSnapshot>& context, Rect inside) {
  Ui& ui = context.ui;
  if (movedAt_ < 0) movedAt_ = ui.now();
  prepare();
  const std::string count = std::to_string(std::count_if(portrait_.fixedPoints.begin(), portrait_.fixedPoints.end(),
                                                         [](const auto& p) { return p.kind == FixedPointKind::stable; }));
  const std::string words = context.tr("hopfield.portraitCaption", {{"n", count}});
  Rect picture = inside, rest = inside;
  float caption = 0;
  if (inside.w > 1.5f * inside.h) {
    picture = rest.cutLeft(std::min(inside.h, inside.w * 0.5f), 16);
    caption = ui.measureRich(words, Type::small, rest.w).h;
    if (rest.h < 150 + caption) caption = 0;
  } else {
    caption = ui.measureRich(words, Type::small, inside.w).h;
    const float controlsHeight = inside.h > inside.w + 150 + caption ? 150.f : 46.f;
    picture = rest.cutTop(std::min(inside.w, inside.h - controlsHeight - caption - 16), 8);
  }
  Rect sliders = rest;
  if (caption > 0) {
    const Rect foot = sliders.cutBottom(caption, 6);
    ui.richText(foot.min(), words, Type::small, ui.color().muted, foot.w);
  }
  const float extent = std::min(picture.w, picture.h);
  const Rect r{picture.x + (picture.w - extent) / 2, picture.y, extent, extent};
  const Id id = ui.id("portrait");
  const bool focused =
      ui.control(id, "portrait", "picture", context.tr("hopfield.portrait"), context.tr("hopfield.portraitValue", {{"n", count}}), r);
  const Touch touch = ui.touch(id, r);
  if (touch.hovered || touch.held) movedAt_ = ui.now();
  if (ui.animates() && ui.now() < movedAt_ + flowLasts) ui.keepDrawing();
  paint(context, r);
  if (focused) ui.focusRing(r, 4);
  if ((touch.hovered || touch.held) && r.contains(touch.pos)) {
    const auto along = [](float at, float from, float length) { return 2 * static_cast<double>((at - from) / length) - 1; };
    const TwoUnits::Point v = {along(touch.pos.x, r.x, r.w), -along(touch.pos.y, r.y, r.h)};
    const TwoUnits::Point flow = units_.flow(v);
    ui.tip({touch.pos.x - 4, touch.pos.y - 4, 8, 8}, context.tr("hopfield.portraitTip", {{"a", signedNumber(v[0], 2)},
                                                                                         {"b", signedNumber(v[1], 2)},
                                                                                         {"e", signedNumber(units_.energy(v), 3)},
                                                                                         {"fa", signedNumber(flow[0], 2)},
                                                                                         {"fb", signedNumber(flow[1], 2)}}));
  }
  controls(context, sliders);
}

}  // namespace unroll
