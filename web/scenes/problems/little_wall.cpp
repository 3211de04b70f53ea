#include "scenes/problems/little_wall.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/check.h"

namespace unroll {

namespace {

constexpr int kHalfRows = 12, kBeforeWall = 8;  // of the mesh: above the wall and below it; columns where it has not begun yet
constexpr int kAcrossRows = 3;                  // of points along the wall: from one side of it to the other
constexpr double kAcross = 0.75;                // times its thickness: what of the jump is not beyond it

}  // namespace

ImVec2 LittleWall::placeOf(double w, double b) {
  return {static_cast<float>((w - WallMap::left) / WallMap::width),
          static_cast<float>((WallMap::top - b) / (WallMap::top - WallMap::bottom))};
}

bool LittleWall::advance(double milliseconds) {
  if (isThere()) return false;
  if (!work_) work_.emplace(settings_);
  (void)work_->advance(milliseconds);
  const auto picture = work_->picture();
  if (picture->wall.empty()) return true;
  free_ = picture->free;
  clipped_ = picture->clipped;
  thrown_ = picture->thrown;
  const WallPlace& first = picture->wall.front();
  // Left of its beginning it goes on as a line along which nothing jumps: b = x − w σ(x) with x = 0.
  for (int i = 0; i < kBeforeWall; ++i) {
    const double w = WallMap::left + (first.w - WallMap::left) * i / kBeforeWall;
    takeColumn(w, first.b + (first.w - w) / 2, first.thickness);
  }
  for (const WallPlace& place : picture->wall) {
    takeColumn(place.w, place.b, place.thickness);
    if (place.b > WallMap::bottom) wall_.push_back(placeOf(place.w, place.b));
  }
  takeLevels();
  work_.reset();
  return false;
}

// From above: the squares grow with their distance from the wall. What lies below the map is drawn at its edge.
void LittleWall::takeColumn(double w, double wall, double thickness) {
  constexpr double most = 0.49, contrast = 0.7;  // of E, (0 − .7)²; as shaders/wall.frag
  const auto take = [&](double b) {
    const double loss = wallHere(settings_, w, b).loss;
    const ImVec2 place = placeOf(w, b);
    points_.push_back(
        {w, b, loss, {place.x, std::clamp(place.y, 0.f, 1.f)}, static_cast<float>(std::pow(std::min(1.0, loss / most), contrast))});
  };
  const double reach = kAcross * thickness;
  const auto part = [](int i) { return static_cast<double>(i * i) / (kHalfRows * kHalfRows); };
  const double above = std::max(wall + reach, WallMap::bottom);
  for (int i = kHalfRows; i > 0; --i) take(above + (WallMap::top - above) * part(i));
  take(above);
  take(wall);
  take(wall - reach);
  for (int i = 1; i <= kHalfRows; ++i) take(wall - reach - std::max(0.0, wall - reach - WallMap::bottom) * part(i));
  ++columns_;
}

// Through the two triangles of each square, but those of the wall itself.
void LittleWall::takeLevels() {
  const auto triangle = [&](const Point& a, const Point& b, const Point& c) {
    const std::array corners = {&a, &b, &c};
    const double at[] = {equalLine(a.loss), equalLine(b.loss), equalLine(c.loss)};
    const auto [low, high] = std::minmax({at[0], at[1], at[2]});
    for (int line = std::max(1, static_cast<int>(std::floor(low)) + 1); line <= high; ++line) {
      ImVec2 ends[2] = {};
      int count = 0;
      for (int i = 0; i < 3 && count < 2; ++i) {
        const int j = (i + 1) % 3;
        if ((at[i] < line) == (at[j] < line)) continue;
        const Point &from = *corners[static_cast<std::size_t>(i)], &to = *corners[static_cast<std::size_t>(j)];
        ends[count++] = from.place + (to.place - from.place) * static_cast<float>((line - at[i]) / (at[j] - at[i]));
      }
      if (count == 2 && std::min(ends[0].y, ends[1].y) < 1) levels_.push_back({ends[0], ends[1]});
    }
  };
  for (int column = 0; column + 1 < columns_; ++column)
    for (int row = 0; row + 1 < rows(); ++row) {
      if (row >= kHalfRows && row + 1 < kHalfRows + kAcrossRows) continue;
      const Point *left = &points_[static_cast<std::size_t>(column * rows() + row)], *right = left + rows();
      triangle(left[0], right[0], right[1]);
      triangle(left[0], right[1], left[1]);
    }
}

}  // namespace unroll
