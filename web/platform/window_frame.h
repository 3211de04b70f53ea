// One frame of the app in a window of SDL2 and OpenGL: the same for the page and for the native program.
#pragma once

#include "app/app.h"

namespace unroll {

// Draws into the present framebuffer of that many pixels. Returns when to draw again.
App::Next drawWindowFrame(App& app, const App::Window& window, int pixelWidth, int pixelHeight);

}  // namespace unroll
