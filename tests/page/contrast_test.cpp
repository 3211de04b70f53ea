// What is read stands out from what it stands on: WCAG's ratios over the pairs of the palettes that are used, in both themes.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/contrast.h"

using namespace unroll;

namespace {

using Named = std::vector<std::pair<std::string, Color>>;

Theme themeOf(bool dark) {
  Theme theme;
  theme.dark = dark;
  theme.color = dark ? darkPalette() : lightPalette();
  return theme;
}

Named groundsOf(const Palette& p) {
  return {{"background", p.background}, {"stage", p.stage}, {"card", p.card}, {"soft", p.soft}, {"tip", p.tip}};
}

}  // namespace

TEST_CASE("contrast: black on white is 21, a colour on itself 1, and known pairs in between") {
  CHECK(std::fabs(contrast(rgb(0x000000), rgb(0xFFFFFF)) - 21) < 1e-4f);
  CHECK(std::fabs(contrast(rgb(0xFFFFFF), rgb(0x000000)) - 21) < 1e-4f);
  CHECK(contrast(rgb(0x123456), rgb(0x123456)) == 1.f);
  CHECK(std::fabs(contrast(rgb(0x767676), rgb(0xFFFFFF)) - 4.54f) < 0.005f);  // the lightest grey that passes on white
  CHECK(std::fabs(contrast(rgb(0x777777), rgb(0xFFFFFF)) - 4.48f) < 0.005f);
  CHECK(std::fabs(contrast(rgb(0xFF0000), rgb(0xFFFFFF)) - 4.00f) < 0.005f);
}

TEST_CASE("contrast: text of every colour on every ground of the page is at least 4.5 to 1, in both themes") {
  for (const bool dark : {false, true}) {
    const Theme theme = themeOf(dark);
    const Palette& p = theme.color;
    const Named texts{{"ink", p.ink},
                      {"muted", p.muted},
                      {"control", p.control},
                      {"bad", p.bad},
                      {"good", p.good},
                      {"wxh", p.wxh},
                      {"whh", p.whh},
                      {"why", p.why},
                      {"bias", p.bias},
                      {"gradient", p.gradient},
                      {"gradientLine", p.gradientLine},
                      {"gradientText", p.gradientText},
                      {"negative", p.valueNegative},
                      {"positive", p.valuePositive}};
    for (const auto& [name, color] : texts)
      for (const auto& [ground, below] : groundsOf(p)) {
        const float found = contrast(asText(theme, color), below);
        const std::string which = std::string(dark ? "dark: " : "light: ") + std::string(name) + " on " + std::string(ground);
        CAPTURE(which);
        CHECK(found >= kTextContrast);
      }
    // On filled grounds: buttons, also under the pointer; messages and tooltips; chips under the pointer.
    CHECK(contrast(p.onControl, p.control) >= kTextContrast);
    CHECK(contrast(p.onControl, mixColors(p.control, p.ink, 0.15f)) >= kTextContrast);
    CHECK(contrast(p.background, p.ink) >= kTextContrast);
    CHECK(contrast(p.ink, mixColors(p.soft, p.lines, 0.7f)) >= kTextContrast);
    CHECK(contrast(p.control, mixColors(p.soft, p.lines, 0.5f)) >= kTextContrast);
  }
}

TEST_CASE("contrast: text keeps its opacity, and what needs no other colour keeps its own") {
  for (const bool dark : {false, true}) {
    const Theme theme = themeOf(dark);
    CHECK(asText(theme, theme.color.ink) == theme.color.ink);
    CHECK(asText(theme, theme.color.onControl) == theme.color.onControl);
    CHECK(asText(theme, fade(theme.color.why, 0.5f)) == fade(asText(theme, theme.color.why), 0.5f));
  }
}

TEST_CASE("contrast: numbers in units and cells are readable on every value's colour") {
  for (const bool dark : {false, true}) {
    const Theme theme = themeOf(dark);
    for (int i = -20; i <= 20; ++i) {
      const Color ground = valueColor(theme, static_cast<float>(i) / 20);
      CAPTURE(i);
      CHECK(contrast(inkOn(theme, ground), ground) >= kTextContrast);
    }
  }
}

TEST_CASE("contrast: marks, lines that say something and the parts of controls are at least 3 to 1") {
  for (const bool dark : {false, true}) {
    const Palette p = themeOf(dark).color;
    const Named marks{{"control", p.control},
                      {"good", p.good},
                      {"bad", p.bad},
                      {"wxh", p.wxh},
                      {"whh", p.whh},
                      {"why", p.why},
                      {"bias", p.bias},
                      {"ink", p.ink},
                      {"unitLine", p.unitLine},
                      {"gradientLine", p.gradientLine},
                      {"switch that is off", mixColors(p.lines, p.muted, 0.75f)}};  // its track, fields.cpp
    for (const auto& [name, color] : marks)
      for (const auto& [ground, below] : groundsOf(p)) {
        if (name == "switch that is off" && ground == "tip") continue;  // none stands there
        const float found = contrast(color, below);
        const std::string which = std::string(dark ? "dark: " : "light: ") + std::string(name) + " on " + std::string(ground);
        CAPTURE(which);
        CHECK(found >= kMarkContrast);
      }
    // Values are drawn on cards and stages; the fill of a gradient has gradientLine around it.
    for (const Color value : {p.valueNegative, p.valuePositive})
      for (const Color below : {p.background, p.stage, p.card}) CHECK(contrast(value, below) >= kMarkContrast);
  }
}
