// What the scenes that draw x → h → y show while another kind of net runs: its name, and the way back.
#pragma once

#include <string>

#include "scenes/recurrent/context.h"

namespace unroll {

void drawSimpleNetNote(const SceneContext& context, Rect area);
void drawSimpleNetTransport(const SceneContext& context, Rect bar);  // in the place of a walk that would show nothing
void drawSimpleNetControls(const SceneContext& context, Column& column);
std::string netInWords(const SceneContext& context);      // "LSTM, 2 layers"
std::string simpleNetWords(const SceneContext& context);  // the same for a screen reader

}  // namespace unroll
