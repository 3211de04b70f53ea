#include "platform/sdl_input.h"

namespace unroll {

namespace {

KeyName keyName(SDL_Keycode code) {
  switch (code) {
    case SDLK_TAB: return KeyName::tab;
    case SDLK_RETURN:
    case SDLK_KP_ENTER: return KeyName::enter;
    case SDLK_SPACE: return KeyName::space;
    case SDLK_ESCAPE: return KeyName::escape;
    case SDLK_LEFT: return KeyName::left;
    case SDLK_RIGHT: return KeyName::right;
    case SDLK_UP: return KeyName::up;
    case SDLK_DOWN: return KeyName::down;
    case SDLK_HOME: return KeyName::home;
    case SDLK_END: return KeyName::end;
    case SDLK_PAGEUP: return KeyName::pageUp;
    case SDLK_PAGEDOWN: return KeyName::pageDown;
    case SDLK_BACKSPACE:
    case SDLK_DELETE: return KeyName::backspace;
    default: return KeyName::none;
  }
}

}  // namespace

void SdlInput::button(const SDL_MouseButtonEvent& e, ImVec2 scale) {
  PointerEvent p;
  p.pos = {static_cast<float>(e.x) * scale.x, static_cast<float>(e.y) * scale.y};
  p.finger = finger_ = e.which == SDL_TOUCH_MOUSEID;
  const bool down = e.type == SDL_MOUSEBUTTONDOWN;
  if (pinching_ && p.finger) {  // not before the first one is lifted
    pinching_ = false;
    if (!down) return;
  }
  if (e.button == SDL_BUTTON_LEFT)
    p.kind = down ? PointerEvent::Kind::down : PointerEvent::Kind::up;
  else if (e.button == SDL_BUTTON_RIGHT && down)
    p.kind = PointerEvent::Kind::rightDown;
  else
    return;
  app_.pointer(p);
  if (p.finger && !down) {
    p.kind = PointerEvent::Kind::leave;  // a finger that is gone hovers over nothing
    app_.pointer(p);
  }
}

void SdlInput::key(const SDL_KeyboardEvent& e) {
  const SDL_Keymod mod = static_cast<SDL_Keymod>(e.keysym.mod);
  const bool control = (mod & (KMOD_CTRL | KMOD_GUI)) != 0;
  const bool shift = (mod & KMOD_SHIFT) != 0;
  if (control) {
    if (e.keysym.sym == SDLK_z) app_.key({shift ? KeyName::redo : KeyName::undo});
    if (e.keysym.sym == SDLK_y) app_.key({KeyName::redo});
    return;
  }
  if ((mod & KMOD_ALT) != 0) return;
  const KeyName name = keyName(e.keysym.sym);
  if (name != KeyName::none) app_.key({name, shift});
}

void SdlInput::handle(const SDL_Event& event, ImVec2 scale) {
  switch (event.type) {
    case SDL_MOUSEMOTION: {
      if (pinching_ && event.motion.which == SDL_TOUCH_MOUSEID) break;
      PointerEvent p;
      p.pos = {static_cast<float>(event.motion.x) * scale.x, static_cast<float>(event.motion.y) * scale.y};
      p.finger = event.motion.which == SDL_TOUCH_MOUSEID;
      app_.pointer(p);
      break;
    }
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: button(event.button, scale); break;
    case SDL_MOUSEWHEEL: {
      PointerEvent p;
      int x = 0, y = 0;
      SDL_GetMouseState(&x, &y);
      p.kind = PointerEvent::Kind::wheel;
      p.pos = {static_cast<float>(x) * scale.x, static_cast<float>(y) * scale.y};
      p.wheel = event.wheel.preciseY;
      app_.pointer(p);
      break;
    }
    case SDL_MULTIGESTURE: {
      if (event.mgesture.numFingers != 2) break;
      if (!pinching_) app_.clearPointer();
      pinching_ = true;
      constexpr float linesPerWindow = 16;  // fingers that come apart by half of it: eight lines
      PointerEvent p;
      int x = 0, y = 0;
      SDL_GetMouseState(&x, &y);  // the first finger
      p.kind = PointerEvent::Kind::pinch;
      p.pos = {static_cast<float>(x) * scale.x, static_cast<float>(y) * scale.y};
      p.finger = true;
      p.wheel = event.mgesture.dDist * linesPerWindow;
      app_.pointer(p);
      break;
    }
    case SDL_KEYDOWN: key(event.key); break;
    case SDL_TEXTINPUT:
      for (const char* c = event.text.text; *c != '\0'; ++c)
        if (const auto byte = static_cast<unsigned char>(*c); byte > ' ' && byte != 0x7F) app_.key({KeyName::character, false, *c});
      break;
    case SDL_WINDOWEVENT:
      if (event.window.event == SDL_WINDOWEVENT_LEAVE && !finger_) {
        PointerEvent p;
        p.kind = PointerEvent::Kind::leave;
        app_.pointer(p);
      }
      if (event.window.event == SDL_WINDOWEVENT_FOCUS_LOST) app_.clearPointer();
      break;
    default: break;
  }
}

}  // namespace unroll
