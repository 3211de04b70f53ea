// Own data made by hand, in the place of the Training scene's stage: a text that is typed, a curve that is drawn, and an image that the net
// reads row by row. A text and a curve become own data when they are taken over, as a file would; the image is an input of one's own, and
// several that are kept under the names of their classes become own data too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenes/recurrent/context.h"
#include "tasks/drawn_curve.h"
#include "tasks/own_data.h"

namespace unroll {

// The images that are kept.
struct ImageSet {
  std::vector<std::string> names;  // of both classes; empty: not known yet
  std::vector<OwnImages::Image> images;
  std::string from;  // the hash of the data that they are; empty: they were drawn

  void follow(const Snapshot& snapshot);  // the names are those of the data in use; with nothing kept, its images are here
  std::size_t countOf(std::size_t kind) const;
  bool enough() const { return countOf(0) >= OwnImages::freshShare && countOf(1) >= OwnImages::freshShare; }
  static float height(const Ui& ui, Rect area);  // that it takes of the maker's area
};

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
  ImageSet set;

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
// What is kept, below the image; true: the present one was, and another may be drawn.
bool drawImageSet(const SceneContext& context, Rect area, Maker& maker, const Table& image, bool isDrawn);
// What they share: a row of buttons above what is made, drawn after it, so that Tab goes on to them. The last closes the card. Names are of
// controls.
struct MakerButton {
  std::string name, label;
  bool main = false, enabled = true;
};
Rect makerRow(Rect& area);
std::string makerButtons(const SceneContext& context, Rect row, std::vector<MakerButton> buttons, Maker& maker);  // pressed; "": none
void takeOver(const SceneContext& context, Maker& maker, std::string bytes);
// Why what is made can't be learned from, in a line; empty: it can, or nothing is made.
std::string whyNotText(const SceneContext& context, const Maker& maker);
std::string whyNotCurve(const SceneContext& context, const Maker& maker);

}  // namespace unroll
