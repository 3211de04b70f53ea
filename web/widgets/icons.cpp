// Icons as vectors, in a box of `size` units around `center`.
#include <cmath>
#include <numbers>

#include "widgets/controls.h"

namespace unroll::ui {

namespace {

struct Pen {
  ImDrawList& list;
  ImVec2 c;
  float s;  // half the size
  Color color;
  float width;

  ImVec2 at(float x, float y) const { return {c.x + x * s, c.y + y * s}; }
  // Clockwise on the screen, else ImGui's smoothing goes inwards.
  void triangle(float x1, float y1, float x2, float y2, float x3, float y3) const {
    const bool clockwise = (x2 - x1) * (y3 - y1) - (y2 - y1) * (x3 - x1) > 0;
    if (clockwise)
      list.AddTriangleFilled(at(x1, y1), at(x2, y2), at(x3, y3), color);
    else
      list.AddTriangleFilled(at(x1, y1), at(x3, y3), at(x2, y2), color);
  }
  void bar(float x, float y, float w, float h) const { list.AddRectFilled(at(x, y), at(x + w, y + h), color, s * 0.06f); }
  void line(float x1, float y1, float x2, float y2) const { list.AddLine(at(x1, y1), at(x2, y2), color, width); }
  void polyline(std::initializer_list<ImVec2> points) const {
    for (const ImVec2& p : points) list.PathLineTo(at(p.x, p.y));
    list.PathStroke(color, 0, width);
  }
  void arc(float x, float y, float radius, float from, float to) const {
    constexpr float kTurn = 2 * std::numbers::pi_v<float>;
    list.PathArcTo(at(x, y), radius * s, from * kTurn, to * kTurn, 28);
    list.PathStroke(color, 0, width);
  }
};

// Arrow that turns back: undo; mirrored: redo.
void turn(const Pen& p, float mirror) {
  p.list.PathLineTo(p.at(-0.7f * mirror, -0.25f));
  p.list.PathLineTo(p.at(0.2f * mirror, -0.25f));
  p.list.PathBezierCubicCurveTo(p.at(0.95f * mirror, -0.25f), p.at(0.95f * mirror, 0.75f), p.at(0.2f * mirror, 0.75f), 16);
  p.list.PathLineTo(p.at(-0.25f * mirror, 0.75f));
  p.list.PathStroke(p.color, 0, p.width);
  p.polyline({{-0.3f * mirror, -0.7f}, {-0.75f * mirror, -0.25f}, {-0.3f * mirror, 0.2f}});
}

// The outline of a disc without a second disc that overlaps it.
void moon(const Pen& p) {
  constexpr float kPi = std::numbers::pi_v<float>;
  constexpr float kRadius = 0.85f, kShift = 0.45f, kBite = 0.72f;
  const float away = -kPi / 4;  // direction of the bite
  const float alongOuter = (kRadius * kRadius - kBite * kBite + kShift * kShift) / (2 * kShift);
  const float outer = std::acos(alongOuter / kRadius);
  const float inner = std::acos((alongOuter - kShift) / kBite);
  p.list.PathArcTo(p.c, kRadius * p.s, away + outer, away + 2 * kPi - outer, 32);
  p.list.PathStroke(p.color, 0, p.width);
  p.list.PathArcTo(p.at(kShift * std::cos(away), kShift * std::sin(away)), kBite * p.s, away + 2 * kPi - inner, away + inner, 24);
  p.list.PathStroke(p.color, 0, p.width);
}

void sun(const Pen& p) {
  p.list.AddCircle(p.c, p.s * 0.42f, p.color, 24, p.width);
  for (int i = 0; i < 8; ++i) {
    const float a = static_cast<float>(i) * std::numbers::pi_v<float> / 4;
    p.line(0.68f * std::cos(a), 0.68f * std::sin(a), 0.95f * std::cos(a), 0.95f * std::sin(a));
  }
}

// A capital A whose foot stands at y, `half` wide and twice as high.
void letterA(const Pen& p, float x, float y, float half) {
  p.line(x - 0.75f * half, y, x, y - 2 * half);
  p.line(x + 0.75f * half, y, x, y - 2 * half);
  p.line(x - 0.48f * half, y - 0.65f * half, x + 0.48f * half, y - 0.65f * half);
}

void speaker(const Pen& p) {
  p.bar(-0.85f, -0.3f, 0.4f, 0.6f);
  p.triangle(-0.7f, 0, 0.05f, -0.75f, 0.05f, 0.75f);
}

void dice(const Pen& p) {
  p.list.AddRect(p.at(-0.75f, -0.75f), p.at(0.75f, 0.75f), p.color, p.s * 0.25f, 0, p.width);
  for (const ImVec2 dot : {ImVec2{-0.35f, -0.35f}, ImVec2{0, 0}, ImVec2{0.35f, 0.35f}})
    p.list.AddCircleFilled(p.at(dot.x, dot.y), p.s * 0.14f, p.color);
}

}  // namespace

void icon(Ui& ui, Icon which, ImVec2 center, float size, Color color) {
  const Pen p{ui.draw(), center, size / 2, color, std::max(1.6f, size * 0.1f)};
  switch (which) {
    case Icon::play: p.triangle(-0.6f, -0.9f, -0.6f, 0.9f, 0.95f, 0); break;
    case Icon::pause: p.bar(-0.7f, -0.85f, 0.48f, 1.7f), p.bar(0.22f, -0.85f, 0.48f, 1.7f); break;
    case Icon::stepForward: p.triangle(-0.4f, -0.8f, -0.4f, 0.8f, 0.7f, 0); break;
    case Icon::stepBack: p.triangle(0.4f, -0.8f, 0.4f, 0.8f, -0.7f, 0); break;
    case Icon::first: p.bar(-0.9f, -0.85f, 0.28f, 1.7f), p.triangle(0.85f, -0.85f, 0.85f, 0.85f, -0.45f, 0); break;
    case Icon::last: p.bar(0.62f, -0.85f, 0.28f, 1.7f), p.triangle(-0.85f, -0.85f, -0.85f, 0.85f, 0.45f, 0); break;
    case Icon::reset: p.arc(0, 0, 0.75f, -0.12f, 0.62f), p.polyline({{0.1f, -0.62f}, {0.52f, -0.55f}, {0.58f, -0.98f}}); break;
    case Icon::undo: turn(p, 1); break;
    case Icon::redo: turn(p, -1); break;
    case Icon::sun: sun(p); break;
    case Icon::moon: moon(p); break;
    case Icon::link: p.arc(-0.35f, 0, 0.45f, 0.2f, 0.8f), p.arc(0.35f, 0, 0.45f, -0.3f, 0.3f), p.line(-0.35f, 0, 0.35f, 0); break;
    case Icon::pencil: p.polyline({{-0.8f, 0.8f}, {-0.65f, 0.3f}, {0.45f, -0.8f}, {0.8f, -0.45f}, {-0.3f, 0.65f}, {-0.8f, 0.8f}}); break;
    case Icon::chevronDown: p.triangle(-0.6f, -0.35f, 0.6f, -0.35f, 0, 0.55f); break;
    case Icon::chevronRight: p.triangle(-0.35f, -0.6f, -0.35f, 0.6f, 0.55f, 0); break;
    case Icon::close: p.line(-0.6f, -0.6f, 0.6f, 0.6f), p.line(-0.6f, 0.6f, 0.6f, -0.6f); break;
    case Icon::check: p.polyline({{-0.65f, 0.05f}, {-0.15f, 0.55f}, {0.7f, -0.5f}}); break;
    case Icon::dice: dice(p); break;
    case Icon::textSize: letterA(p, -0.35f, 0.75f, 0.75f), letterA(p, 0.7f, 0.75f, 0.45f); break;
    case Icon::stop: p.bar(-0.7f, -0.7f, 1.4f, 1.4f); break;
    case Icon::speaker: speaker(p), p.arc(0, 0, 0.4f, -0.13f, 0.13f), p.arc(0, 0, 0.75f, -0.13f, 0.13f); break;
    case Icon::muted: speaker(p), p.line(0.3f, -0.3f, 0.85f, 0.3f), p.line(0.3f, 0.3f, 0.85f, -0.3f); break;
    case Icon::backward: p.line(-0.8f, 0, 0.8f, 0), p.polyline({{-0.3f, -0.5f}, {-0.8f, 0}, {-0.3f, 0.5f}}); break;
  }
}

}  // namespace unroll::ui
