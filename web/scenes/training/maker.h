// Own data made by hand, in the place of the Training scene's stage: a text that is typed, a curve that is drawn, and an image that the net
// reads row by row. A text and a curve become own data when they are taken over, as a file would; the image is an input of one's own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenes/recurrent/context.h"
#include "tasks/drawn_curve.h"

namespace unroll {

struct Maker {
  enum class Kind { none, text, curve, image };
  static constexpr std::string_view names[] = {"", "typed", "curve", "image"};  // as the link says them (key look)

  Kind kind = Kind::none;
  bool opens = false;   // it has just been opened: its field gets the keyboard
  std::string awaited;  // the hash of what was handed over: closes when the model has it
  std::string typed;    // the text
  DrawnCurve curve;
  int point = 0;            // where the keys change the curve
  int row = 0, column = 0;  // the same of the image
  bool erases = false;

  void open(Kind which) {
    kind = which;
    opens = true;
    awaited.clear();
  }
  void close() { kind = Kind::none; }
};

Maker::Kind makerFor(const Snapshot& snapshot);  // what can be made for its task
// Whether something is being made on the stage now.
bool isMaking(const Snapshot& snapshot, const Maker& maker);

void offerMaker(const SceneContext& context, Column& column, Maker& maker);  // its button, among the controls
void drawMaker(const SceneContext& context, Rect area, Maker& maker);        // the card, in the place of the stage
std::string makerWords(const SceneContext& context, const Maker& maker);     // for a screen reader

// The inside of the card, one file each.
void drawTextMaker(const SceneContext& context, Rect area, Maker& maker);
void drawCurveMaker(const SceneContext& context, Rect area, Maker& maker);
void drawImageMaker(const SceneContext& context, Rect area, Maker& maker);
std::string imageAnswer(const SceneContext& context);  // what the net says of it in the end, in words
// What they share: a row of buttons above what is made, drawn after it, so that Tab goes on to them. The last closes the card. Names are of
// controls.
struct MakerButton {
  std::string name, label;
  bool main = false, enabled = true;
};
Rect makerRow(Rect& area);
std::string makerButtons(const SceneContext& context, Rect row, std::vector<MakerButton> buttons, Maker& maker);  // pressed; "": none
void takeOver(const SceneContext& context, Maker& maker, std::string bytes);

}  // namespace unroll
