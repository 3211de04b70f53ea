#include "hopfield/picture.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_NO_SIMD  // the same bits everywhere
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_NO_FAILURE_STRINGS
#define STBI_MAX_DIMENSIONS 8192
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace unroll {

Result<std::shared_ptr<const GrayPicture>> readPicture(std::string_view bytes) {
  constexpr std::size_t mostBytes = std::size_t{64} << 20;
  const Error wrong{"not a picture that can be read; must be PNG, JPEG or BMP with sides of at most 8192"};
  if (bytes.empty() || bytes.size() > mostBytes) return wrong;
  int width = 0, height = 0, channels = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const int length = static_cast<int>(bytes.size());
  // 4 bytes a place would not be there for any two sides; and a BMP may say that it has none.
  if (!stbi_info_from_memory(data, length, &width, &height, &channels) || width < 1 || height < 1 ||
      static_cast<std::int64_t>(width) * height > (16 << 20))
    return wrong;
  unsigned char* pixels = stbi_load_from_memory(data, length, &width, &height, &channels, 2);  // grey and alpha
  if (!pixels) return wrong;
  auto picture = std::make_shared<GrayPicture>();
  picture->width = width;
  picture->height = height;
  picture->brightness.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (std::size_t i = 0; i < picture->brightness.size(); ++i) {
    const int gray = pixels[2 * i], alpha = pixels[2 * i + 1];
    picture->brightness[i] = static_cast<unsigned char>((gray * alpha + 255 * (255 - alpha)) / 255);
  }
  std::free(pixels);
  return std::shared_ptr<const GrayPicture>(std::move(picture));
}

Spins unitsOf(const GrayPicture& picture, int size, double threshold) {
  const int columns = columnsOf(size), rows = (size + columns - 1) / columns;
  // The largest part of the grid's shape, about the middle.
  const double side = std::min(static_cast<double>(picture.width) / columns, static_cast<double>(picture.height) / rows);
  const double left = (picture.width - side * columns) / 2, top = (picture.height - side * rows) / 2;
  const auto edge = [](double from, int most) { return std::clamp(static_cast<int>(std::floor(from)), 0, most); };
  Spins units;
  for (int i = 0; i < size; ++i) {
    const int x0 = edge(left + side * (i % columns), picture.width - 1), y0 = edge(top + side * (i / columns), picture.height - 1);
    const int x1 = std::max(x0 + 1, edge(left + side * (i % columns + 1), picture.width));
    const int y1 = std::max(y0 + 1, edge(top + side * (i / columns + 1), picture.height));
    std::int64_t sum = 0;
    for (int y = y0; y < y1; ++y)
      for (int x = x0; x < x1; ++x)
        sum += picture.brightness[static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) + static_cast<std::size_t>(x)];
    const double mean = static_cast<double>(sum) / (static_cast<double>(x1 - x0) * (y1 - y0)) / 255;
    units.push_back(mean < threshold ? 1 : -1);
  }
  return units;
}

double middleBrightness(const GrayPicture& picture) {
  std::vector<std::int64_t> counts(256, 0);
  for (const unsigned char b : picture.brightness) ++counts[b];
  const auto tenth = static_cast<std::int64_t>(picture.brightness.size() / 10);
  int dark = 0, bright = 255;
  for (std::int64_t sum = counts[0]; sum <= tenth && dark < 255;) sum += counts[static_cast<std::size_t>(++dark)];
  for (std::int64_t sum = counts[255]; sum <= tenth && bright > 0;) sum += counts[static_cast<std::size_t>(--bright)];
  const double middle = (dark + bright) / 510.0;
  return dark == bright ? std::max(middle, 0.5 / 255) : middle;
}

}  // namespace unroll
