#include "scenes/seats/people.h"

#include <cmath>

namespace unroll {

ImVec2 seatOf(Rect half, int person, int people, bool left) {
  static constexpr float across[] = {0.62f, 0.3f, 0.78f, 0.46f, 0.2f, 0.7f, 0.38f};
  const float share = across[person % 7];
  const float y = half.y + half.h * (static_cast<float>(person) + 0.75f) / (static_cast<float>(people) + 0.5f);
  return {left ? half.right() - half.w * share : half.x + half.w * share, y};
}

float roomAround(Rect half, int people) {
  float least = std::max(half.w, half.h);
  for (int i = 0; i < people; ++i)
    for (int j = i + 1; j < people; ++j) {
      const ImVec2 apart = seatOf(half, i, people, true) - seatOf(half, j, people, true);
      least = std::min(least, std::max(std::fabs(apart.x), std::fabs(apart.y)));
    }
  return least / 2;
}

void drawFace(Ui& ui, ImVec2 at, float r, const FaceLook& look) {
  const Palette& c = ui.color();
  ImDrawList& draw = ui.draw();
  if (look.next) draw.AddCircle(at, r + 5, c.control, 40, 3);
  draw.AddCircleFilled(at, r, c.card, 40);
  draw.AddCircle(at, r, look.marked ? c.control : c.ink, 40, look.marked ? look.line + 1 : look.line);
  draw.AddCircleFilled(at + ImVec2(-0.33f * r, -0.2f * r), 0.1f * r + 0.375f * look.line, c.ink, 12);
  draw.AddCircleFilled(at + ImVec2(0.33f * r, -0.2f * r), 0.1f * r + 0.375f * look.line, c.ink, 12);
  const ImVec2 mouth = at + ImVec2(0, look.unhappy ? 0.68f * r : 0.12f * r);
  constexpr float kPi = 3.14159265f;
  draw.PathArcTo(mouth, 0.4f * r, look.unhappy ? 1.2f * kPi : 0.2f * kPi, look.unhappy ? 1.8f * kPi : 0.8f * kPi, 16);
  draw.PathStroke(c.ink, 0, look.line);
  if (look.unhappy) draw.AddCircleFilled(at + ImVec2(-0.72f * r, -0.72f * r), std::max(1.875f * look.line, 0.28f * r), c.bad, 20);
}

Color sympathyColor(const Ui& ui, double w) { return w > 0 ? ui.color().valuePositive : ui.color().valueNegative; }

void drawSympathy(Ui& ui, ImVec2 a, ImVec2 b, bool likes, Color color, float width, float scale) {
  if (likes) return ui.draw().AddLine(a, b, color, width);
  const ImVec2 way = b - a;
  const float length = std::sqrt(way.x * way.x + way.y * way.y), step = 11 * scale, dash = 6.5f * scale;
  for (float at = 0; at < length; at += step) {
    const float end = std::min(length, at + dash);
    ui.draw().AddLine(a + way * (at / length), a + way * (end / length), color, width);
  }
}

}  // namespace unroll
