// SDL events → the App's events. Common to both mains.
#pragma once

#include <SDL.h>

#include "app/app.h"

namespace unroll {

class SdlInput {
 public:
  explicit SdlInput(App& app) : app_(app) {}

  // `pixelsPerPoint`: CSS pixels per unit of SDL's mouse coordinates.
  void handle(const SDL_Event& event, ImVec2 pixelsPerPoint);

 private:
  void button(const SDL_MouseButtonEvent& event, ImVec2 scale);
  void key(const SDL_KeyboardEvent& event);

  App& app_;
  bool pinching_ = false;  // two fingers zoom: the first one doesn't press meanwhile
  bool finger_ = false;
};

}  // namespace unroll
