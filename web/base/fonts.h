// Bakes the faces of a Theme into ImGui's atlas, for a given number of device pixels per unit. Call again when that changes;
// the texture must then be made anew (ImGui_ImplOpenGL3_CreateFontsTexture).
#pragma once

#include "base/theme.h"

namespace unroll {

void bakeFonts(Theme& theme, float pixelsPerUnit);

}  // namespace unroll
