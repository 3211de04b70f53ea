// The look as plain data: colours by their meaning, type, spacing. Light and dark are the same names with other values; the
// source of the numbers is look/README.md. Widgets and scenes take every colour and every font from here.
//
// All lengths are design units (base/rect.h). The app maps them to pixels: one unit is a CSS pixel × uiScale, uiScale being
// 1 at 1280×800, growing with the window up to 2, times the user's setting (100–200 %). Fonts are baked for the resulting pixels.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/rect.h"

namespace unroll {

using Color = ImU32;  // ImGui's packing, 0xAABBGGRR; make one with rgb() and change its opacity with fade()

constexpr Color rgb(std::uint32_t hex) { return 0xFF000000u | ((hex & 0xFFu) << 16) | (hex & 0xFF00u) | ((hex >> 16) & 0xFFu); }
// The same colour at `opacity` (0…1) times its own.
Color fade(Color color, float opacity);
Color mixColors(Color from, Color to, float amount);

struct Palette {
  Color ink;         // text
  Color background;  // the page
  Color stage;       // the stage's card
  Color card;        // outlined cards (inspector, plots)
  Color muted;       // secondary text, axes' labels
  Color lines;       // outlines, rules, grid
  Color soft;        // filled quiet areas: story, chips, transport
  Color control;     // controls, the present time step, links
  Color onControl;   // text on `control`
  Color tip;         // warm card for "try this"
  Color good;        // a task done
  Color bad;         // divergence, an error message
  Color shadow;      // under menus and overlays

  Color wxh, whh, why;                         // the three weight matrices, in every scene and formula
  Color bias;                                  // b: grey, it has no meaning of its own
  Color gradient, gradientLine, gradientText;  // gold, and nothing else is: filled, its edge, as words

  Color valueNegative, valueZero, valuePositive;  // ends and middle of valueColor()
  Color unitLine;                                 // outline of a unit that has a value
};

// Each is a baked font; draw text with ui.text(…, Type, …) so that the right one is taken. Digits are tabular in all of them.
enum class Type {
  small,        // 13 regular: axis labels, captions
  smallStrong,  // 13 semibold: numbers in units
  text,         // 15 regular
  strong,       // 15 semibold: buttons, values beside a slider
  heading,      // 16 semibold
  title,        // 20 bold: the name, big numbers
  display,      // 34 bold: the start page's heading, letters of Latin script alone
  formula,      // 16 italic: equations
  count_
};

struct Face {
  ImFont* font = nullptr;
  float size = 15;          // units per em
  float unitsPerPixel = 1;  // of the baked glyphs: ImGui's glyph metrics × this = units at `size`
  float ascent = 0.97f;     // from the top of a glyph's box to the base line, in ems
};

struct Theme {
  bool dark = false;
  Palette color{};
  std::array<Face, static_cast<std::size_t>(Type::count_)> faces{};
  float stroke = 1;         // lines are so many times as thick as usual: more on a projector
  float pixelsPerUnit = 1;  // device pixels; 1 / pixelsPerUnit is a hairline

  const Face& face(Type type) const { return faces[static_cast<std::size_t>(type)]; }

  static constexpr float grid = 20;        // margins and gaps between cards
  static constexpr float corner = 12;      // cards
  static constexpr float cornerSmall = 8;  // chips, buttons
  static constexpr float touch = 34;       // least height of a control; its hit area is 44 on touch screens
};

Palette lightPalette();
Palette darkPalette();
// For a hall that is never quite dark: what is light grey on a screen, a projector shows as nothing.
Palette projectorPalette(const Palette& usual, bool dark);

// Blue – white – orange (dark: through #2C3038) for v in [−1, 1], beyond it the end colours; NaN gives `bad`.
// The arithmetic is shaders/value_color.glsl, compiled for C++ as well: a heatmap texel and a circle of the same value match.
Color valueColor(const Theme& theme, float v);
// Ink or white, whichever is readable on that background.
Color inkOn(const Theme& theme, Color background);
// A perceptual ramp for magnitudes m in [0, 1] (gradient norms, attention), from nearly the background to full.
Color magnitudeColor(const Theme& theme, float m);

}  // namespace unroll
