// One number explained: the terms of its sum as bars, their total, and the point on the curve of its activation. Plain data;
// the equation itself is set with ui.richText.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "widgets/ui.h"

namespace unroll::formula {

struct TermBar {
  std::string words;   // markup: "−0.70 · 0.41"
  std::string spoken;  // for a screen reader: "W_xh[1][0] · x_3[0]"; markup, too
  float value = 0;
  Color color = 0;
  bool marked = false;  // the one that is selected
  bool pressable = true;
};

struct Total {
  std::string words;  // markup: "<b>Σ −0.74</>"
  float value = 0;
};

// Markup as plain words, for a screen reader: "<hh>W_{hh}</>[1][2]" → "W_hh[1][2]".
std::string withoutMarkup(std::string_view markup);
// What somebody typed as markup that shows it so: "my_net" → "my_{}net".
std::string asTyped(std::string_view words);

// What is done with the line of a term in this frame.
struct TermTouch {
  int term = -1;          // −1: none
  bool pressed = false;   // clicked, or Enter: the term is chosen
  bool down = false;      // the pointer went down on it
  bool dragging = false;  // and is dragged to the right by so many units since then
  float by = 0;
  int steps = 0;  // of arrow keys, to the right; PageUp and PageDown are ten
  bool fine = false;
};

// One line per term, right of it a bar from a common zero axis, last the total below a rule. Lines are controls of the names `name`0,
// `name`1…, which can be pressed, dragged to the left and right, and turned with the arrows.
TermTouch sum(Ui& ui, Column& column, std::string_view name, const std::vector<TermBar>& terms, const Total& total);

// y = f(x) with axes, and the point at x: a dashed line down from the axis to a dot in the value's colour.
// f is drawn on [−reach, reach], at least as wide as |x|.
void curve(Ui& ui, Rect r, const std::function<float(float)>& f, float x, float reach = 4);

// The same, and below it how x comes about: each term as a bar that begins where the one under it ends, the last of them under the point.
// `progress` 0…1: how many of them have come; the point is where their sum is.
void runIntoCurve(Ui& ui, Rect r, const std::function<float(float)>& f, const std::vector<TermBar>& terms, float x, float progress);

}  // namespace unroll::formula
