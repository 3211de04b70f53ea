#include "base/contrast.h"

#include <algorithm>
#include <cmath>

namespace unroll {

namespace {

float luminance(Color c) {
  const auto linear = [&](int shift) {
    const float v = static_cast<float>((c >> shift) & 0xFFu) / 255;
    return v <= 0.04045f ? v / 12.92f : std::pow((v + 0.055f) / 1.055f, 2.4f);
  };
  return 0.2126f * linear(0) + 0.7152f * linear(8) + 0.0722f * linear(16);
}

}  // namespace

float contrast(Color a, Color b) {
  const float one = luminance(a), other = luminance(b);
  return (std::max(one, other) + 0.05f) / (std::min(one, other) + 0.05f);
}

Color asText(const Theme& theme, Color color) {
  const Palette& p = theme.color;
  const auto is = [&](Color mark) { return ((color ^ mark) & 0xFFFFFFu) == 0; };
  const auto as = [&](std::uint32_t hex) { return (rgb(hex) & 0xFFFFFFu) | (color & 0xFF000000u); };
  if (theme.dark) {
    if (is(p.why)) return as(0xF57FA6);
    if (is(p.valueNegative)) return as(0x5AB0E8);
    if (is(p.valuePositive)) return as(0xEE8E3A);
    return color;
  }
  if (is(p.good) || is(p.wxh)) return as(0x00785A);
  if (is(p.gradientLine) || is(p.gradient)) return as(0x7A5C00);
  if (is(p.valuePositive)) return as(0x9A5200);
  return color;
}

}  // namespace unroll
