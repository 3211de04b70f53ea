#include "base/theme.h"

#include <algorithm>
#include <cmath>

#include "base/contrast.h"

namespace unroll {

namespace {

// Just enough of GLSL to compile shaders/value_color.glsl as C++.
namespace glsl {

struct vec3 {
  float r, g, b;
  constexpr vec3(float red, float green, float blue) : r(red), g(green), b(blue) {}
};
inline float abs(float v) { return std::fabs(v); }
inline float min(float a, float b) { return a < b ? a : b; }
inline float clamp(float v, float low, float high) { return v < low ? low : (v > high ? high : v); }
inline vec3 mix(const vec3& a, const vec3& b, float t) { return {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t}; }

#include "value_color.glsl"

}  // namespace glsl

float channel(Color c, int shift) { return static_cast<float>((c >> shift) & 0xFFu) / 255.f; }
glsl::vec3 toVec(Color c) { return {channel(c, 0), channel(c, 8), channel(c, 16)}; }

Color fromVec(const glsl::vec3& v) {
  auto byte = [](float x) { return static_cast<Color>(std::lround(glsl::clamp(x, 0.f, 1.f) * 255.f)); };
  return 0xFF000000u | (byte(v.b) << 16) | (byte(v.g) << 8) | byte(v.r);
}

}  // namespace

Color fade(Color color, float opacity) {
  const float alpha = channel(color, 24) * glsl::clamp(opacity, 0.f, 1.f);
  return (color & 0x00FFFFFFu) | (static_cast<Color>(std::lround(alpha * 255.f)) << 24);
}

Color mixColors(Color from, Color to, float amount) {
  const float alpha = channel(from, 24) + (channel(to, 24) - channel(from, 24)) * amount;
  return fade(fromVec(glsl::mix(toVec(from), toVec(to), amount)), alpha);
}

Palette lightPalette() {
  Palette p{};
  p.ink = rgb(0x1B1B1F);
  p.background = rgb(0xFFFFFF);
  p.stage = rgb(0xFAFAF8);
  p.card = rgb(0xFFFFFF);
  p.muted = rgb(0x646E7E);
  p.lines = rgb(0xDDE1E6);
  p.soft = rgb(0xF1F3F5);
  p.control = rgb(0x1F4E8C);
  p.onControl = rgb(0xFFFFFF);
  p.tip = rgb(0xFFF6E8);
  p.good = rgb(0x009E73);
  p.bad = rgb(0xB3261E);
  p.shadow = fade(rgb(0x000000), 0.12f);
  p.wxh = rgb(0x009E73);
  p.whh = rgb(0x7A3E9D);
  p.why = rgb(0xC2185B);
  p.bias = rgb(0x646E7E);
  p.gradient = rgb(0xF2D24A);
  p.gradientLine = rgb(0xA88300);
  p.gradientText = rgb(0x7A5C00);
  p.valueNegative = rgb(0x0072B2);
  p.valueZero = rgb(0xFFFFFF);
  p.valuePositive = rgb(0xE07412);
  p.unitLine = rgb(0x1B1B1F);
  return p;
}

Palette projectorPalette(const Palette& usual, bool dark) {
  Palette p = usual;
  p.ink = p.unitLine = rgb(dark ? 0xFFFFFF : 0x000000);
  p.background = p.stage = p.card = rgb(dark ? 0x000000 : 0xFFFFFF);
  p.muted = mixColors(usual.muted, p.ink, 0.6f);
  p.lines = mixColors(usual.lines, p.ink, 0.35f);
  p.soft = mixColors(usual.soft, p.ink, 0.06f);
  for (Color Palette::*color : {&Palette::control, &Palette::good, &Palette::bad, &Palette::wxh, &Palette::whh, &Palette::why,
                                &Palette::bias, &Palette::gradientLine, &Palette::gradientText})
    p.*color = mixColors(usual.*color, p.ink, 0.3f);
  return p;
}

Palette darkPalette() {
  Palette p{};
  p.ink = rgb(0xF2F3F5);
  p.background = rgb(0x16181C);
  p.stage = rgb(0x1B1E23);
  p.card = rgb(0x1B1E23);
  p.muted = rgb(0x9AA4B2);
  p.lines = rgb(0x343A43);
  p.soft = rgb(0x2A2F37);
  p.control = rgb(0x8AB4F8);
  p.onControl = rgb(0x16181C);
  p.tip = rgb(0x3A3020);
  p.good = rgb(0x3CCFA3);
  p.bad = rgb(0xF2857D);
  p.shadow = fade(rgb(0x000000), 0.5f);
  p.wxh = rgb(0x3CCFA3);
  p.whh = rgb(0xB98AE0);
  p.why = rgb(0xF06292);
  p.bias = rgb(0x9AA4B2);
  p.gradient = rgb(0xC9A51E);
  p.gradientLine = rgb(0xF2D24A);
  p.gradientText = rgb(0xF2D24A);
  p.valueNegative = rgb(0x0072B2);
  p.valueZero = rgb(0x2C3038);
  p.valuePositive = rgb(0xE67814);
  p.unitLine = rgb(0xF2F3F5);
  return p;
}

Color valueColor(const Theme& theme, float v) {
  if (std::isnan(v)) return theme.color.bad;
  return fromVec(glsl::signedColor(v, toVec(theme.color.valueNegative), toVec(theme.color.valueZero), toVec(theme.color.valuePositive)));
}

Color inkOn(const Theme&, Color background) {
  auto linear = [](float c) { return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f); };
  const float luminance =
      0.2126f * linear(channel(background, 0)) + 0.7152f * linear(channel(background, 8)) + 0.0722f * linear(channel(background, 16));
  const float onWhite = 1.05f / (luminance + 0.05f);
  const float onInk = (luminance + 0.05f) / (0.0110f + 0.05f);
  if (std::max(onInk, onWhite) >= kTextContrast) return onInk >= onWhite ? rgb(0x1B1B1F) : rgb(0xFFFFFF);
  const float onBlack = (luminance + 0.05f) / 0.05f;  // one of these two always is enough
  return onBlack >= onWhite ? rgb(0x000000) : rgb(0xFFFFFF);
}

Color magnitudeColor(const Theme& theme, float m) {
  if (std::isnan(m)) return theme.color.bad;
  return fromVec(glsl::magnitudeRamp(m, theme.dark));
}

}  // namespace unroll
