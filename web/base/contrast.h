// How far two colours are apart for the eye (WCAG 2.2, contrast ratio), and what is done where it is too little for text.
#pragma once

#include "base/theme.h"

namespace unroll {

constexpr float kTextContrast = 4.5f, kMarkContrast = 3;  // least, WCAG 1.4.3 and 1.4.11

float contrast(Color a, Color b);  // 1…21, of opaque colours

// A mark's colour as text's: the same hue, darker in the light theme, lighter in the dark one, where it needs that to be read on the page's
// grounds; any other colour as it is. Opacity stays.
Color asText(const Theme& theme, Color color);

}  // namespace unroll
