// How the Sequence scene is looked at: the present time step, folded or not, what is pointed at. Nothing of it changes the model.
#pragma once

#include <optional>
#include <vector>

#include "lesson/time_walk.h"
#include "recurrent/recurrent.h"
#include "widgets/network_diagram.h"
#include "widgets/sequence_strip.h"

namespace unroll {

constexpr float weightPerUnit = 0.01f;  // of dragging

// A gate of a cell, what is made of gates and states on the way, or a state: see cell_parts.h.
enum class CellPart { f, i, g, o, c, tanhC, h, fc, ig, r, z, n, rest, restN, zh, rm, m, cBefore, hBefore, one };

struct SequenceView final : TimeWalk {
  int steps = 1;  // T of the sequence on the stage

  // The way back: from the last step on to the loss, then against time to step 0.
  bool backward = false;  // it can be walked; then the net is unfolded
  int back = -1;          // steps of it that are done, 0 (at the loss) … T; −1: still on the way forward
  int last() const override { return backward ? 2 * steps : steps - 1; }
  int place() const override { return placeOf(back == 0 ? steps : present); }
  int turn() const override { return backward ? steps : -1; }
  int placeOf(int t) const { return back < 0 ? t : 2 * steps - t; }  // of a time step, in the direction of the present one
  void keepWithin() {                                                // when the sequence has become another
    if (linkedPlace >= 0) setPlace(std::min(linkedPlace, last()));
    linkedPlace = -1;
    back = backward ? std::min(back, steps) : -1;
    if (back > 0) present = steps - back;
    if (lossOfPiece >= steps) lossOfPiece = -1;
  }
  int linkedPlace = -1;                                    // what a link says, until the sequence is there
  bool reached(int t) const { return back >= steps - t; }  // ∂L/∂h_t is known

  bool unfolded = false;
  int unfoldings = 0, walked = 0;  // how often it was done by hand
  void fold(bool open) {
    if (open && !unfolded) ++unfoldings;
    unfolded = open;
    backward = false;
    back = -1;
  }
  void goBack() {  // to the loss, from where the way back begins
    if (!unfolded) ++unfoldings;
    unfolded = backward = true;
    jumpTo(steps);
  }
  diagram::WeightRef copied{diagram::WeightRef::Matrix::hh, 0, 0, 0};  // the weight whose copies' shares are stacked
  WeightPlace copiedPlace;                                             // the same of a net that is drawn as a chain
  int path = 0;                                                        // which of the largest ones of a piece is lit up
  int lossOfPiece = -1;                                                // the piece of it whose paths are shown: τ
  strip::Hold heldBar;                                                 // of the input, in the controls
  int tempo = 1;                                                       // index into tempi
  static constexpr double tempi[] = {0.5, 1, 2};
  double period() const override { return 1.0 / tempi[tempo]; }

  // The inside of a gated cell, at the present step, in the place of the chain.
  bool inside = false;
  CellPart part = CellPart::f;          // that is looked at, of the selected unit
  std::optional<CellPart> pointedPart;  // by the pointer
  int pointedUnit = -1;                 // −1: the selected one
  void enter(bool into) {
    inside = into;
    pointedPart.reset();
    if (into) backward = false, back = -1;
  }
  std::vector<HeldUnit> holds;  // hidden units held by hand
  std::vector<WeightPlace> cuts;  // copies of weights of an untied net that count as 0
  bool turnHold = false;        // one has just been held: its slider gets the keyboard

  diagram::Spot selected;
  diagram::Spot hovered;
  const diagram::Spot& attention() const { return hovered ? hovered : selected; }

  std::string turnedTerm;                        // the same of a net that is drawn as a chain: its target
  std::optional<diagram::WeightRef> turned;      // while its term in the inspector is dragged
  float turnedFrom = 0;                          // its number when the drag began
  std::vector<std::size_t> shownTerms;           // by their place in the sum; they stay while one is dragged
  std::optional<diagram::WeightRef> touched;     // by a finger that has yet to show whether it drags the weight or scrubs
  bool typeWeight = false;                       // the selected weight is to be typed: the inspector opens its field
  ImVec2 anchor{};                               // of the inspector's overlay
  std::optional<diagram::NetworkLayout> layout;  // as drawn last
  bool low = false;                              // and whether the stage had no room for a key to the colours

 private:
  void setPlace(int to) override {
    back = to < steps ? -1 : to - steps;
    present = back < 0 ? to : back == 0 ? steps - 1 : steps - back;
  }
  // The selection comes along.
  void moved() override {
    ++walked;
    if (selected.unit) selected.unit->step = present;
    if (selected.weight) selected.weight->step = present;
    hovered = {};
  }
};

}  // namespace unroll
