// Geometry in design units: 1 unit is a CSS pixel times the interface scale (see base/theme.h). Nothing on the screen is ever
// multiplied by a scale by hand: a font of 15 is 15 units, the grid 20, at every window size and pixel density.
// The one header through which web/ includes imgui.h, so that ImVec2 has its operators everywhere.
#pragma once

#ifndef IMGUI_DEFINE_MATH_OPERATORS
#define IMGUI_DEFINE_MATH_OPERATORS
#endif
#include <imgui.h>

#include <algorithm>

namespace unroll {

struct Rect {
  float x = 0;
  float y = 0;
  float w = 0;
  float h = 0;

  float right() const { return x + w; }
  float bottom() const { return y + h; }
  ImVec2 min() const { return {x, y}; }
  ImVec2 max() const { return {x + w, y + h}; }
  ImVec2 center() const { return {x + w / 2, y + h / 2}; }
  bool contains(ImVec2 p) const { return p.x >= x && p.y >= y && p.x < right() && p.y < bottom(); }
  bool overlaps(const Rect& o) const { return x < o.right() && o.x < right() && y < o.bottom() && o.y < bottom(); }

  Rect inset(float d) const { return {x + d, y + d, std::max(0.f, w - 2 * d), std::max(0.f, h - 2 * d)}; }
  Rect inset(float dx, float dy) const { return {x + dx, y + dy, std::max(0.f, w - 2 * dx), std::max(0.f, h - 2 * dy)}; }
  Rect moved(float dx, float dy) const { return {x + dx, y + dy, w, h}; }

  // Cut a strip off one side and hand it back; this rectangle becomes the rest, `gap` further in.
  Rect cutTop(float height, float gap = 0);
  Rect cutBottom(float height, float gap = 0);
  Rect cutLeft(float width, float gap = 0);
  Rect cutRight(float width, float gap = 0);
};

inline Rect Rect::cutTop(float height, float gap) {
  Rect strip{x, y, w, height};
  y += height + gap;
  h = std::max(0.f, h - height - gap);
  return strip;
}
inline Rect Rect::cutBottom(float height, float gap) {
  Rect strip{x, bottom() - height, w, height};
  h = std::max(0.f, h - height - gap);
  return strip;
}
inline Rect Rect::cutLeft(float width, float gap) {
  Rect strip{x, y, width, h};
  x += width + gap;
  w = std::max(0.f, w - width - gap);
  return strip;
}
inline Rect Rect::cutRight(float width, float gap) {
  Rect strip{right() - width, y, width, h};
  w = std::max(0.f, w - width - gap);
  return strip;
}

// Stacks things downwards. The owner may scroll it: `take` goes on below the visible end, the owner clips.
class Column {
 public:
  explicit Column(Rect area, float gap = 12) : area_(area), y_(area.y), gap_(gap) {}

  Rect take(float height) {
    Rect r{area_.x, y_, area_.w, height};
    y_ += height + gap_;
    return r;
  }
  void space(float height) { y_ += height; }
  float x() const { return area_.x; }
  float y() const { return y_; }
  float width() const { return area_.w; }
  float remaining() const { return area_.bottom() - y_; }  // may be negative
  float used() const { return y_ > area_.y ? y_ - gap_ - area_.y : 0; }
  void setGap(float gap) { gap_ = gap; }

 private:
  Rect area_;
  float y_;
  float gap_;
};

}  // namespace unroll
