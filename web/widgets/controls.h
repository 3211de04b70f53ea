// Controls in our own look, drawn in ImGui's draw lists. Each returns true in the frame in which the user changed or pressed it,
// is reachable by Tab, has a stable name, a touch-sized hit area and a focus ring, and is left out (no drawing, no room) when
// the link hides its name. `name` is a plain word such as "hiddenSize"; `label` comes from ui.tr().
//
//   if (ui::slider(ui, column, "learningRate", ui.tr("key.learningRate"), rate, {.min = 1e-5, .max = 10, .scale = Scale::log}))
//     context.set("learningRate", rate);
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/ui.h"

namespace unroll::ui {

enum class Icon {
  play,
  pause,
  stepForward,
  stepBack,
  first,
  last,
  reset,
  undo,
  redo,
  sun,
  moon,
  link,
  pencil,
  chevronDown,
  chevronRight,
  close,
  check,
  dice,
  backward,
  textSize,
  stop,
  speaker,
  muted
};
void icon(Ui& ui, Icon which, ImVec2 center, float size, Color color);

enum class ButtonStyle {
  primary,    // filled with the control colour
  secondary,  // outlined, on the card's colour
  quiet,      // no ground until hovered
  soft,       // chip on the soft colour
};
bool button(Ui& ui, Rect r, std::string_view name, std::string_view label, ButtonStyle style = ButtonStyle::secondary, bool enabled = true);
bool button(Ui& ui, Rect r, std::string_view name, Icon icon, std::string_view label, ButtonStyle style = ButtonStyle::secondary,
            bool enabled = true);
// The icon alone; `label` is its tooltip and what a screen reader says. Round when style is primary.
bool iconButton(Ui& ui, Rect r, std::string_view name, Icon icon, std::string_view label, ButtonStyle style = ButtonStyle::quiet,
                bool enabled = true);
float buttonWidth(const Ui& ui, std::string_view label, bool withIcon = false);  // natural width, padding included
// Text in the control colour that can be pressed, e.g. "draw ✎".
bool textButton(Ui& ui, ImVec2 pos, std::string_view name, std::string_view label, Align align = Align::left,
                float width = 0);  // where it is broken into lines; 0: nowhere

// One of a few, as the scenes in the header: the chosen one is a filled pill. One Tab stop; arrows choose.
bool pillTabs(Ui& ui, Rect r, std::string_view name, std::string_view label, std::span<const std::string> options, int& chosen);
float pillTabsWidth(const Ui& ui, std::span<const std::string> options);
// One of two or three in a joined frame ("loop | unfolded"). `again`: pressed, the chosen one counts as chosen anew.
bool segmented(Ui& ui, Rect r, std::string_view name, std::string_view label, std::span<const std::string> options, int& chosen,
               bool again = false);
float segmentedWidth(const Ui& ui, std::span<const std::string> options);
// One of some, as chips under a label; breaks into several lines where needed.
bool chips(Ui& ui, Column& column, std::string_view name, std::string_view label, std::span<const std::string> options, int& chosen);

enum class Scale { linear, log, squared };
struct SliderRange {
  double min = 0;
  double max = 1;
  Scale scale = Scale::linear;  // squared: fine near min, for counts
  bool integer = false;
  double step = 0;                    // of the arrow keys; 0: 1 for integers, else a fortieth of the way
  int decimals = -1;                  // −1: as many as needed for three significant digits
  double typedMin = 0, typedMax = 0;  // what may be typed, where it is wider than the track (both 0: as the track)
  std::string_view words = {};        // shown in place of the number; markup
  bool warning = false;               // it stands for something that is broken: in red
};
// Label at the left, value at the right, track below. Enter, a double-click on it or a finger on the value types a number; nonsense keeps
// the old value and says in the control's place what is allowed. `zeroText`: shown instead of 0 ("none").
bool slider(Ui& ui, Column& column, std::string_view name, std::string_view label, double& value, const SliderRange& range,
            std::string_view zeroText = {});
bool slider(Ui& ui, Column& column, std::string_view name, std::string_view label, int& value, const SliderRange& range);
// Without label and value, in a given place (transport).
bool bareSlider(Ui& ui, Rect r, std::string_view name, std::string_view label, double& value, const SliderRange& range);

// A whole number or any short text typed into a field, e.g. the seed. `shown` stands there instead of a long one while nobody types.
// Returns true on Enter or when the focus leaves it changed.
bool field(Ui& ui, Column& column, std::string_view name, std::string_view label, std::string& value,
           std::string_view allowedCharacters = "0123456789", std::string_view shown = {});

struct Option {
  std::string title;
  std::string caption;  // may be empty; one or two lines in muted small text
};
// A card that shows its label and the chosen option and opens the list over the page. Grows with its caption.
bool select(Ui& ui, Column& column, std::string_view name, std::string_view label, std::span<const Option> options, int& chosen);

bool toggle(Ui& ui, Column& column, std::string_view name, std::string_view label, bool& on);

// Time steps 0…last as dots on a line with numbers below; `reached` is filled, drag and arrows move `position`. Many steps
// lose their dots and keep labels at the ends. Height 44.
// `marked`: a step where something went wrong, in red.
// With `turn` the steps before it are forward in time, it is the loss (L), and those behind it, golden, lead back to step 0.
bool scrubber(Ui& ui, Rect r, std::string_view name, std::string_view label, int& position, int last, int reached, int turn = -1,
              int marked = -1);

// "▸ More settings": draws the headline and tells whether what follows is to be drawn.
bool section(Ui& ui, Column& column, std::string_view name, std::string_view label, bool openAtFirst = false);
struct Section {
  std::string name, label;
  std::function<void(Column&)> content;
};
// Several, their headlines side by side as far as they fit; below each row what is open in it.
void sections(Ui& ui, Column& column, std::span<const Section> all);

// ── Cards and text blocks ────────────────────────────────────────────────────────────────────────────────────────────
enum class CardStyle { outlined, soft, stage, tip };
// Draws the card and returns its inside (padding 18, less in narrow layouts).
Rect card(Ui& ui, Rect r, CardStyle style, float padding = 18);
// As high as what `content` puts into it.
void card(Ui& ui, Column& column, CardStyle style, const std::function<void(Column&)>& content, float padding = 18);
// Heading at the left of a card's first line, note in muted text at the right; returns what is left below.
Rect cardHeading(Ui& ui, Rect inside, std::string_view title, std::string_view note = {});

void heading(Ui& ui, Column& column, std::string_view markup);
void paragraph(Ui& ui, Column& column, std::string_view markup);
void caption(Ui& ui, Column& column, std::string_view markup);  // small, muted
// A task of the story: an empty ring, or a filled one with a tick when done.
void task(Ui& ui, Column& column, std::string_view markup, bool done);
void progressBar(Ui& ui, Rect r, double share, Color color);

}  // namespace unroll::ui
