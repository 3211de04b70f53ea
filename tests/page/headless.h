// A Ui without a window: fonts, words and frames as on the page, drawn into lists that nobody shows. Feed it events, draw, look at what it
// has recorded.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/fonts.h"
#include "widgets/ui_frame.h"

namespace unroll {

class Headless {
 public:
  explicit Headless(ImVec2 size, std::string_view language = "en") : size_(size) {
    static ImFontAtlas atlas;  // baked once for all
    ImGui::CreateContext(&atlas);
    ImGui::GetIO().IniFilename = nullptr;
    static const Theme baked = [] {
      Theme theme;
      theme.color = lightPalette();
      bakeFonts(theme, 1);
      return theme;
    }();
    theme_ = baked;
    text_.setLanguage(language);
  }
  ~Headless() { ImGui::DestroyContext(); }
  Headless(const Headless&) = delete;
  Headless& operator=(const Headless&) = delete;

  // As many frames as events and settling ask for, at least two: what is under the pointer is known in the second. Returns the keys that
  // went to the stage.
  std::vector<KeyEvent> draw(const std::function<void(Ui&)>& content) {
    std::vector<KeyEvent> forStage;
    bool again = true;
    for (int n = 0; n < 2 || (again && n < 40); ++n) {
      ImGui::GetIO().DisplaySize = size_;
      ImGui::NewFrame();
      UiFrame::Settings settings;
      settings.theme = &theme_;
      settings.words = &text_;
      settings.window = {0, 0, size_.x, size_.y};
      settings.now = now_ += 0.02;
      settings.animates = false;
      settings.hidden = &hidden_;
      for (const KeyEvent& key : frame_.begin(settings)) forStage.push_back(key);
      content(frame_.ui);
      again = frame_.end();
      ImGui::EndFrame();
    }
    return forStage;
  }

  void press(KeyName key) { frame_.add(KeyEvent{key}); }
  void type(std::string_view characters) {
    for (const char c : characters) {
      KeyEvent key{KeyName::character};
      key.character = c;
      frame_.add(key);
    }
  }
  void click(ImVec2 at) {
    for (const auto kind : {PointerEvent::Kind::move, PointerEvent::Kind::down, PointerEvent::Kind::up}) frame_.add(PointerEvent{kind, at});
  }
  void point(ImVec2 at, bool finger = false, PointerEvent::Kind kind = PointerEvent::Kind::move) {
    PointerEvent event{kind, at};
    event.finger = finger;
    frame_.add(event);
  }
  void wheel(ImVec2 at, float lines, bool fingers) {
    PointerEvent event{fingers ? PointerEvent::Kind::pinch : PointerEvent::Kind::wheel, at};
    event.wheel = lines;
    frame_.add(event);
  }
  UiFrame& frame() { return frame_; }
  bool walk(bool back) { return frame_.walk(back); }
  std::vector<std::string> takeNews() { return frame_.takeNews(); }
  const std::string& ringed() const { return frame_.ringed(); }
  const ControlRecord* focused() const { return frame_.focused(); }
  const std::vector<TextRecord>& texts() const { return frame_.texts(); }
  const std::vector<ControlRecord>& controls() const { return frame_.controls(); }
  // The first text that is exactly this; nullptr: it isn't shown.
  const TextRecord* find(std::string_view words) const {
    for (const TextRecord& t : texts())
      if (t.text == words) return &t;
    return nullptr;
  }
  // What is shortened, cut at a side or written over something else, as tests/browser/layout.test.mjs looks at it.
  std::vector<std::string> faults() const {
    std::vector<std::string> list;
    const auto seen = [](const TextRecord& t) {
      const Rect letters{t.rect.x, t.rect.y + t.rect.h * 0.22f, t.rect.w, t.rect.h * 0.56f};
      const float x = std::max(letters.x, t.clip.x), y = std::max(letters.y, t.clip.y);
      return Rect{x, y, std::min(letters.right(), t.clip.right()) - x, std::min(letters.bottom(), t.clip.bottom()) - y};
    };
    std::vector<const TextRecord*> shown;
    for (const TextRecord& t : texts())
      if (t.layer == 0 && t.rect.w > 0 && t.text.find_first_not_of(' ') != std::string::npos && seen(t).w > 0 && seen(t).h > 0)
        shown.push_back(&t);
    for (const TextRecord* t : shown) {
      if (t->shortened) list.push_back(t->text + " is shortened");
      if (t->rect.x < t->clip.x - 1.5f || t->rect.right() > t->clip.right() + 1.5f) list.push_back(t->text + " is cut off at a side");
    }
    for (std::size_t i = 0; i < shown.size(); ++i)
      for (std::size_t j = i + 1; j < shown.size(); ++j) {
        const Rect a = seen(*shown[i]), b = seen(*shown[j]);
        if (std::min(a.right(), b.right()) - std::max(a.x, b.x) > 1.5f && std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y) > 1.5f)
          list.push_back(shown[i]->text + " overlaps " + shown[j]->text);
      }
    return list;
  }

  Text& words() { return text_; }

 private:
  ImVec2 size_;
  Theme theme_;
  Text text_;
  UiFrame frame_;
  std::vector<std::string> hidden_;
  double now_ = 0;
};

}  // namespace unroll
