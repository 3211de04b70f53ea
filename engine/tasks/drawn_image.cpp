#include "tasks/drawn_image.h"

#include <algorithm>
#include <cmath>

#include "core/keys.h"

namespace unroll {

namespace {

float distance(PenPlace p, PenPlace from, PenPlace to) {
  const float x = to.x - from.x, y = to.y - from.y, length = x * x + y * y;
  const float share = length > 0 ? std::clamp(((p.x - from.x) * x + (p.y - from.y) * y) / length, 0.f, 1.f) : 0.f;
  const float right = p.x - from.x - share * x, down = p.y - from.y - share * y;
  return std::sqrt(right * right + down * down);
}

float hundredth(float value) { return std::round(value * 100) / 100 + 0.f; }

}  // namespace

void drawLine(Table& image, PenPlace from, PenPlace to, bool erases) {
  for (int row = 0; row < image.rows; ++row)
    for (int column = 0; column < image.cols; ++column) {
      float& pixel = image.values[static_cast<std::size_t>(row * image.cols + column)];
      const float left = hundredth(ink(distance({static_cast<float>(column), static_cast<float>(row)}, from, to)));
      if (left > 0) pixel = erases ? std::min(pixel, hundredth(1 - left)) : std::max(pixel, left);
    }
}

Table imageOf(const Table& sequence) {
  Table image;
  image.fill(imageSide, imageSide, [&](int t, int i) {
    return t < sequence.rows && i < sequence.cols ? hundredth(std::clamp(sequence.at(t, i), 0.f, 1.f)) : 0.f;
  });
  return image;
}

std::string imageInput(const Table& image) {
  std::string text;
  for (int t = 0; t < image.rows; ++t)
    for (int i = 0; i < image.cols; ++i) {
      const double hundredths = std::round(static_cast<double>(image.at(t, i)) * 100);
      text += (i > 0 ? "," : t > 0 ? ";" : "") + printNumber(hundredths / 100);
    }
  return text;
}

}  // namespace unroll
