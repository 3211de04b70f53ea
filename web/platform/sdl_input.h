// SDL events → the App's events. Common to both mains.
#pragma once

#include <vector>

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
  void finger(const SDL_TouchFingerEvent& event, ImVec2 scale);

  struct Finger {
    SDL_FingerID id;
    ImVec2 at;  // design units
  };

  App& app_;
  std::vector<Finger> fingers_;  // on the screen
  bool pinching_ = false;  // two fingers zoom: the first one doesn't press meanwhile
  bool finger_ = false;
};

}  // namespace unroll
