// Feeds a Ui with events and begins and ends its frames. Events of one frame are spread so that each frame sees at most one
// press or release, after the pointer's move; what is left asks for another frame.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "widgets/ui.h"

namespace unroll {

struct PointerEvent {
  enum class Kind { move, down, up, rightDown, wheel, pinch, leave };
  Kind kind = Kind::move;
  ImVec2 pos{};     // design units
  float wheel = 0;  // lines, up positive; of a pinch the same, apart is up
  bool finger = false;
};

enum class KeyName {
  none,
  tab,
  enter,
  space,
  escape,
  left,
  right,
  up,
  down,
  home,
  end,
  pageUp,
  pageDown,
  backspace,
  character,
  undo,
  redo
};

struct KeyEvent {
  KeyName key = KeyName::none;
  bool shift = false;
  char character = 0;  // for KeyName::character, a byte of UTF-8
};

class UiFrame {
 public:
  void add(const PointerEvent& event);
  void add(const KeyEvent& event) { keys_.push_back(event); }
  void add(Ui::Request request) { requests_.push_back(std::move(request)); }  // each is carried out in a frame of its own
  bool eventsWaiting() const { return !pointers_.empty() || !keys_.empty() || !requests_.empty(); }
  void clearPointer();  // the page was hidden or lost: nothing is held any more

  // Moves the focus one stop on (or back). False at the ends: the focus should leave the canvas. The stage is the first stop.
  // Judged by the controls of the last frame, so it can be answered at once; but it waits for keys that were pressed before it.
  bool walk(bool back);
  void focusStage();
  void focusControl(Id id);                          // from outside, as a reader does; at once
  void keyboardLeft() { ui.keyboardLast_ = false; }  // no focus ring while the keyboard is elsewhere
  void keyboardCame() {
    focusStage();
    ui.keyboardLast_ = true;
  }

  struct Settings {
    const Theme* theme = nullptr;
    const Text* words = nullptr;
    Rect window;
    double now = 0;  // seconds
    bool animates = true;
    const std::vector<std::string>* hidden = nullptr;
    bool isPicture = false;  // overlays of the page and tips work as ever, but leave nothing in the draw list
    bool gathers = false;    // what Ui::detailed() is for
  };
  // After it the Ui draws into ImGui's background list. Returns the keys that are for the stage (focus there), oldest first.
  std::vector<KeyEvent> begin(const Settings& settings);
  // Draws overlays and tooltips, moves the focus by unused arrows, and tells whether another frame is wanted at once.
  bool end();
  double wakeAt() const { return ui.wakeAt_; }  // infinity: not at all
  ImGuiMouseCursor cursor() const { return ui.cursor_; }

  const std::vector<ControlRecord>& controls() const { return ui.controlsBefore_; }
  const std::vector<TextRecord>& texts() const { return ui.textsBefore_; }
  // The field that the platform may have one of its own for; what was typed into that, and that it has the keyboard.
  const std::optional<Ui::TypedField>& field() const { return ui.field_; }
  void typed(Id field, std::string text) {
    ui.typed_ = std::move(text);
    ui.typedFor_ = field;
    settle_ = std::max(settle_, 1);
  }
  void fieldFocused() {
    if (ui.field_) ui.focus_ = ui.field_->id;
  }
  // The control that a finger's press there would type into, judged by the last frame; nullptr: none.
  const ControlRecord* typedAt(ImVec2 place) const;
  // What speaks up in the last frame and did not at the last call, without markup.
  std::vector<std::string> takeNews();
  const ControlRecord* focused() const;
  const std::string& ringed() const { return ringed_; }  // the control with a hint's ring in the last frame; empty: none
  bool pointerWasFinger() const { return ui.pointer_.finger; }

  Ui ui;

 private:
  bool moveFocus(bool back);
  void takePointerEvents(double now);
  std::vector<KeyEvent> takeKeys();
  void takeRequest();
  void drawOverlays();
  void drawTip(const std::string& words, Rect near);
  void seekPointed(std::string_view names);
  void drawPointed();
  void moveFocusByArrows();

  std::deque<PointerEvent> pointers_;
  std::deque<KeyEvent> keys_;
  std::deque<Ui::Request> requests_;
  bool stepped_ = false;  // the arrows of this frame are a request's
  double lastPress_ = -1;
  ImVec2 lastPressPos_{};
  int settle_ = 0;  // frames still to draw after an event, until hover and press have settled
  Id sought_ = 0;   // what a hint points at, and in how many frames more it is scrolled to
  int seeks_ = 0;
  std::string ringed_;
  Id tipFor_ = 0;
  double tipSince_ = 0;
  bool isPicture_ = false;
  std::vector<std::string> known_;  // keys of what was told and still stands
};

}  // namespace unroll
