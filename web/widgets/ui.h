// Ui: what a widget needs during one frame: where to draw, how text is set, where the pointer is, who has the keyboard, what
// time it is. Controls (widgets/controls.h) and drawings are functions that take a Ui. It is handed down, never stored.
//
// Keyboard: exactly one thing has the focus, either the stage or one control. Tab walks: stage, then the controls in the order
// in which they are drawn. Arrows on a control change it or, where they mean nothing to it, go to the neighbour in that
// direction. Escape returns to the stage. Each control is known by a stable name ("hiddenSize"), which is also its name in
// `hide=` of a link and in the tests.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/rect.h"
#include "base/sound.h"
#include "base/text.h"
#include "base/theme.h"

namespace unroll {

using Id = std::uint32_t;  // 0: nothing

enum class Align { left, center, right };

// Extent of a piece of set text.
struct TextSize {
  float w = 0;
  float h = 0;
};

// What the pointer does with an area. All are false while a menu or overlay lies above it, or another area holds the pointer.
struct Touch {
  bool hovered = false;
  bool pressed = false;   // went down here in this frame
  bool held = false;      // went down here and is still down, wherever it is now
  bool released = false;  // was held and went up in this frame
  bool clicked = false;   // went up here without having been dragged more than 6 units
  bool doubleClicked = false;
  bool rightClicked = false;  // a long press on touch screens
  bool dragging = false;      // held and moved more than 6 units
  ImVec2 pos{};               // pointer now
  ImVec2 origin{};            // where it went down
  ImVec2 delta{};             // movement in this frame while held
  float wheel = 0;            // only after the page was clicked, only while hovered; lines, up is positive
};

// Keys of a control with the focus in this frame. A control sets back to zero what it used; what is left over moves the focus.
struct ControlKeys {
  bool activate = false;  // Enter or space
  bool enter = false;     // Enter alone
  bool escape = false;
  int x = 0;  // right − left, with repeats
  int y = 0;  // up − down
  bool home = false, end = false;
  int page = 0;        // PageUp − PageDown
  bool shift = false;  // finer steps
  std::string typed;   // characters; '\b' is Backspace
};

// One control of the last frame, for the keyboard's walk, for tests and for a screen reader.
struct ControlRecord {
  Id id = 0;
  std::string name;
  std::string role;  // button, tab, slider, switch, menu, option
  std::string label;
  std::string value;
  std::string help;  // a sentence more, see Ui::explain
  Rect rect;
  Rect clip;              // the visible part of the column it scrolls in
  int layer = 0;          // 0 page, 1 and more: overlays
  std::string_view part;  // of the page, see Ui::enterPart
  Rect typed;             // a finger's press there begins typing; empty: there is no such place
  bool typesNumber = false;
  // What Ui::detailed() has been told.
  std::vector<std::string> options;               // what can be chosen
  bool isPlot = false;                            // it has a table of numbers behind it
  int chosen = -1;                                // of the options; of a switch and a section 1 on, 0 off
  double least = 0, most = 0, now = 0, step = 0;  // of a slider; least and most alike: it is moved by steps alone
};
struct TextRecord {
  std::string text;
  Rect rect;
  Rect clip;
  bool shortened = false;  // set with an ellipsis
  int layer = 0;
};

namespace finger {
constexpr float across = 44;       // units, of an area that a finger meets
constexpr float smallTarget = 64;  // units: what is smaller in one direction is a target of its own, not a ground for others
inline Rect reach(Rect area) { return area.inset(std::min(0.f, (area.w - across) / 2), std::min(0.f, (area.h - across) / 2)); }
inline bool isSmall(Rect area) { return std::min(area.w, area.h) < smallTarget; }
}  // namespace finger

class Ui {
 public:
  // ── Where to draw ──────────────────────────────────────────────────────────────────────────────────────────────────
  ImDrawList& draw() const { return *draw_; }
  const Theme& theme() const { return *theme_; }
  const Palette& color() const { return theme_->color; }
  Rect window() const { return window_; }
  void pushClip(Rect r);  // intersected with the present one; also limits where the pointer hits
  void popClip();
  Rect clip() const;
  void hairline(ImVec2 a, ImVec2 b, Color color) const;  // one device pixel wide, on the pixel grid
  void rounded(Rect r, Color fill, float corner = Theme::corner) const;
  void shadow(Rect r, float corner = Theme::corner) const;  // under what lies above the page; before the ground
  void outline(Rect r, Color line, float corner = Theme::corner, float width = 1) const;

  // ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  const Text& words() const { return *words_; }
  const std::string& tr(std::string_view key) const { return words_->tr(key); }
  std::string tr(std::string_view key, std::initializer_list<Placeholder> p) const { return words_->tr(key, p); }

  // ── Text ───────────────────────────────────────────────────────────────────────────────────────────────────────────
  // One line, no markup, crisp on the pixel grid. `pos` is the top of the line box at the left, centre or right of the text.
  TextSize text(ImVec2 pos, std::string_view s, Type type, Color color, Align align = Align::left);
  // One line centred vertically in r, aligned in it, shortened with … where it doesn't fit.
  TextSize textIn(Rect r, std::string_view s, Type type, Color color, Align align = Align::left);
  TextSize measure(std::string_view s, Type type) const;
  float lineHeight(Type type) const;  // distance of two base lines: 1.45 × size

  // Markup: W_hh and h_{t−1} subscript (letters and digits after _, or a braced group), 10^{−3} superscript,
  // <xh>…</> <hh>…</> <hy>…</> colours of the weight matrices, <grad>…</> of gradients, <b>…</> semibold, <i>…</> italic, <muted>…</>,
  // <control>…</>; \n a new line. h_t[i] needs nothing special; _{} and ^{} are those signs themselves. Wraps at spaces to `width` (0:
  // never). Returns the extent.
  TextSize richText(ImVec2 pos, std::string_view markup, Type type, Color color, float width = 0, Align align = Align::left);
  TextSize measureRich(std::string_view markup, Type type, float width = 0) const;

  // ── Pointer ────────────────────────────────────────────────────────────────────────────────────────────────────────
  // An area that takes the pointer. Later areas of the same frame lie above earlier ones. For a finger a small one reaches out to 44 units,
  // but not over another small one.
  Touch touch(Id id, Rect area);
  // The same of what is dragged to the side. A finger in a column that scrolls may mean that: where it moves up or down first, the column
  // takes it over, and before the way is known nothing is held; a tap is held for the frame in which it ends.
  Touch touchSideways(Id id, Rect area);
  // The same of what is pressed only: a finger that moves scrolls the column.
  Touch touchPress(Id id, Rect area);
  Id enterScroller(Id id) {
    return std::exchange(scroller_, id);
  }                              // the column that a finger may scroll from here on, 0: none; returns the one before
  bool hovers(Rect area) const;  // looks only; respects overlays, not other areas
  ImVec2 pointer() const { return pointer_.pos; }
  bool touchScreen() const { return pointer_.finger; }  // the last pointer was a finger: no hover, bigger hit areas
  float wheel() const { return pointer_.wheel; }        // lines, up positive; 0 before the page was clicked
  bool pressedAnywhere() const { return pointer_.pressed; }
  bool releasedAnywhere() const { return pointer_.released; }
  void cursor(ImGuiMouseCursor shape) const;
  void tip(Rect near, std::string_view text);  // a tooltip above everything, at the end of the frame; plain words

  // ── Numbers ────────────────────────────────────────────────────────────────────────────────────────────────────────
  // Where the plots that are drawn write what they show, as CSV; nullptr: nobody has asked for it.
  std::string* numbers() const { return numbers_; }
  void takeNumbers(std::string* to) { numbers_ = to; }

  // ── Sound ──
  // A plot says how it sounds where a key on it asks for that; after askSound() the first that is drawn does.
  void askSound() { soundAsked_ = true; }
  bool takeSoundAsked() { return std::exchange(soundAsked_, false); }
  void hear(std::vector<Tone> tones) { heard_ = std::move(tones); }
  std::optional<std::vector<Tone>> takeHeard() { return std::exchange(heard_, std::nullopt); }

  // ── Keyboard ───────────────────────────────────────────────────────────────────────────────────────────────────────
  Id id(std::string_view name) const;     // stable within a scope
  void pushScope(std::string_view name);  // so that two cards may both have a "reset"
  void popScope();
  bool isHidden(std::string_view name) const;  // by `hide=` of the link; controls draw nothing and take no room then
  // Makes it a stop of the Tab walk and records it; call once per frame per control. Returns whether it has the focus.
  bool control(Id id, std::string_view name, std::string_view role, std::string_view label, std::string_view value, Rect rect);
  // What the control drawn last under this name is for, in a sentence or two of markup: a tooltip while the pointer is on its label or the
  // keyboard on it, and told after its name and value.
  void explain(std::string_view name, Rect labelArea, std::string_view words);
  ControlKeys& keys(Id id);  // all zero unless it has the focus
  bool hasFocus(Id id) const { return focus_ == id && id != 0; }
  bool stageHasFocus() const { return focus_ == 0; }
  bool showsFocus() const { return keyboardLast_; }  // the ring is drawn only if the last input was a key
  void focusRing(Rect r, float corner) const;
  void setFocus(Id id) { focus_ = id; }
  std::size_t controlCount() const { return controls_.size(); }  // recorded so far in this frame
  const ControlRecord* focusedSince(std::size_t first) const;    // the one with the focus, if recorded since then
  // Where to press next: a ring around the first of these controls, names separated by spaces, that stands on the page.
  void pointAt(std::string_view names) { pointed_ = names; }
  void bringIntoSight(std::string_view names);  // and the column around it scrolls as far as is needed
  // What has just opened below `from` shall be seen: the column around it scrolls `from` into its first third.
  void reveal(Rect from) { reveal_ = from; }
  std::optional<Rect> takeRevealed() { return std::exchange(reveal_, std::nullopt); }
  // While a control has the keyboard to itself (a number is typed, a list is open), Tab and Escape are its own too.
  void captureKeys(Id id) { capture_ = id; }
  bool captures(Id id) const { return capture_ == id && id != 0; }

  // ── A field of the platform's own ──
  // Where something is typed, once a frame: the platform may lay a field of its own over it (an input or a textarea in the page), for the
  // keyboard of a phone, an input method, dead keys, a caret, the clipboard. What was typed into that is taken in the next frame; nothing:
  // it has not changed. Of two the one that has the keyboard to itself counts.
  struct TypedField {
    Id id = 0;
    std::string label, text;
    Rect rect;
    bool isLine = false;    // else several lines
    bool isNumber = false;  // with no more than digits and a point
    bool isMarked = false;  // all of it
    bool atRight = false;
    Rect clip = {};  // it and the layer as a ControlRecord's, filled in by placeField()
    int layer = 0;
  };
  void placeField(TypedField field);
  // What is being typed into the control recorded last is its value meanwhile.
  void standsThere(std::string_view typed) { controls_.back().value = typed; }
  // A finger's press there types into the control recorded last: the platform can have its keyboard ready before that is drawn.
  void typesAt(Rect where, bool number) {
    controls_.back().typed = where;
    controls_.back().typesNumber = number;
  }
  std::optional<std::string> takeTyped(Id id) { return id == typedFor_ ? std::exchange(typed_, std::nullopt) : std::nullopt; }

  // ── Screen reader ──────────────────────────────────────────────────────────────────────────────────────────────────
  // Something stands on the page that speaks up by itself: a message, a tip. Called in each frame in which it stands; told once, when
  // its key is new. Markup.
  void tell(std::string key, std::string words) { told_.push_back({std::move(key), std::move(words)}); }
  std::size_t textCount() const { return texts_.size(); }  // recorded so far in this frame
  void tellSince(std::size_t firstText);                   // the same of the texts recorded since; the first of them is the key
  // The control recorded last, where more of it is wanted in this frame than what is drawn (App::mirrorControls); else nullptr.
  ControlRecord* detailed() { return gathers_ && !controls_.empty() ? &controls_.back() : nullptr; }
  // What a reader asks of a control. A press and a step come as keys; of the others the control takes its own, and does what a hand would
  // have done.
  struct Request {
    enum class Kind { press, step, value, option, draft, text };
    Kind kind = Kind::press;
    Id id = 0;
    double number = 0;  // steps; the value as ControlRecord::now; which option
    std::string text;   // what stands in a field: while it is typed, and then for good
  };
  std::optional<Request> takeRequest(Id id) {
    return request_ && request_->id == id ? std::exchange(request_, std::nullopt) : std::nullopt;
  }
  // The part of the page that what follows belongs to, a literal: "header", "stage"…; returns the one before.
  std::string_view enterPart(std::string_view part) { return std::exchange(part_, part); }

  // ── Time ───────────────────────────────────────────────────────────────────────────────────────────────────────────
  double now() const { return now_; }          // seconds, monotonic
  bool animates() const { return animates_; }  // false: link says animate=false, or the system asks for reduced motion
  // A number that glides to its target in `seconds` (eased, 0.3–0.6 for big moves) and keeps the frames coming meanwhile.
  // The first call for an id starts at the target.
  float glide(Id id, float target, float seconds = 0.3f);
  void keepDrawing() { wantsFrame_ = true; }                             // something moves: draw the next frame too
  void wakeAt(double seconds) { wakeAt_ = std::min(wakeAt_, seconds); }  // draw again at that time

  // Something that lies above the page: its drawing is delayed to the end of the frame, the pointer can't reach what is below.
  // `area` as exactly as it is known; draw(ui) is called once in this frame with the draw list of the overlay. What is the page's own and
  // not the lesson's (a message) is left out of pictures.
  enum class Of { lesson, page };
  void overlay(Rect area, std::function<void(Ui&)> draw, Of of = Of::lesson);

  // State of a control that must outlive the frame (an open section, a scroll offset).
  float& memory(Id id, float initial = 0);
  std::string& memoryText(Id id) { return strings_[id]; }
  void note(Rect where, std::string_view text, bool shortened = false);  // records a text that was not drawn by text()

 private:
  friend class UiFrame;  // app/ui_frame.h: begins and ends a frame, feeds it with events

  struct Told {
    std::string key, words;
  };
  struct Overlay {
    Rect area;
    std::function<void(Ui&)> draw;
    Of of = Of::lesson;
  };
  struct Glide {
    float from = 0, to = 0;
    double start = 0;
  };
  struct Tip {
    Rect near;
    std::string text;
  };
  struct Blocked {
    Rect area;
    int layer = 0;
  };
  // What the pointer did since the last frame: at most one press or release (app/ui_frame.h spreads more over several frames).
  struct Pointer {
    ImVec2 pos{};
    ImVec2 delta{};
    bool inside = false;
    bool finger = false;
    bool down = false, pressed = false, released = false, rightPressed = false, doublePress = false;
    float wheel = 0, pinch = 0;
  };

  bool reachable(ImVec2 p) const;

  ImDrawList* draw_ = nullptr;
  const Theme* theme_ = nullptr;
  const Text* words_ = nullptr;
  Rect window_;
  std::vector<Rect> clips_;
  std::vector<Id> scopes_;
  std::vector<std::string> hidden_;

  Pointer pointer_;
  Id held_ = 0;
  ImVec2 origin_{};
  bool dragged_ = false;
  bool sideways_ = false;  // the way of the finger that holds is known
  Id scroller_ = 0;
  Id hoverNow_ = 0, hoverBefore_ = 0;
  bool hoverSure_ = false;  // the finger is on it, not only beside it
  mutable ImGuiMouseCursor cursor_ = ImGuiMouseCursor_Arrow;

  Id focus_ = 0;
  std::optional<Rect> reveal_;
  Id capture_ = 0;
  std::optional<TypedField> field_;
  std::optional<std::string> typed_;
  Id typedFor_ = 0;
  bool keyboardLast_ = false;
  ControlKeys keys_, noKeys_;

  int layer_ = 0;
  std::vector<Blocked> blockedNow_, blockedBefore_;
  std::vector<Overlay> overlays_;
  std::vector<Tip> tips_;

  double now_ = 0;
  bool animates_ = true;
  bool wantsFrame_ = false;
  double wakeAt_ = 0;
  std::unordered_map<Id, Glide> glides_;
  std::unordered_map<Id, float> memory_;
  std::unordered_map<Id, std::string> strings_;

  std::string* numbers_ = nullptr;
  bool soundAsked_ = false;
  std::optional<std::vector<Tone>> heard_;
  bool gathers_ = false;
  std::optional<Request> request_;
  std::string_view part_;
  std::vector<ControlRecord> controls_, controlsBefore_;
  std::string_view pointed_;
  Id sought_ = 0;  // is to be brought into sight
  std::vector<TextRecord> texts_, textsBefore_;
  std::vector<Told> told_, toldBefore_;
};

}  // namespace unroll
