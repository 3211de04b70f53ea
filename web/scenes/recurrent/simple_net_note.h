// What the scenes that draw x → h → y show while another kind of net runs: its name, and the way back.
#pragma once

#include <string>

#include "scenes/recurrent/context.h"

namespace unroll {

void drawSimpleNetNote(const SceneContext& context, Rect area);
std::string simpleNetWords(const SceneContext& context);  // the same for a screen reader

}  // namespace unroll
