// How the Sequence scene is looked at: the present time step, folded or not, what is pointed at. Nothing of it changes the model.
#pragma once

#include <optional>
#include <vector>

#include "lesson/time_walk.h"
#include "recurrent/forward_steps.h"
#include "recurrent/recurrent.h"
#include "widgets/network_diagram.h"
#include "widgets/sequence_strip.h"

namespace unroll {

constexpr float weightPerUnit = 0.01f;  // of dragging

// A gate of a cell, what is made of gates and states on the way, or a state: see cell_parts.h.
enum class CellPart { f, i, g, o, c, tanhC, h, fc, ig, r, z, n, rest, restN, zh, rm, m, cBefore, hBefore, one };

// What one step on does: one number, one layer in one direction, or all of a time step.
enum class StepSize { unit, layer, time };

struct SequenceView final : TimeWalk {
  int steps = 1;  // T of the sequence on the stage

  // Of a large net: below 1 narrower columns and more of them, above it fewer units of fewer steps, from `first` on.
  struct Zoom {
    float level = 1;
    int first = 0;
  };
  Zoom zoom;
  enum class Drag { open, time, units };  // what a drag moves there: its first movement decides
  Drag drag = Drag::open;
  int dragFrom = 0;  // the first unit when it began
  int shownUnits = 0, shownSteps = 0;  // as drawn last

  // The way back: from the last step on to the loss, then against time to step 0.
  bool backward = false;  // it can be walked; then the net is unfolded
  int back = -1;          // steps of it that are done, 0 (at the loss) … T; −1: still on the way forward
  int last() const override { return fine() ? pass.count() : backward ? 2 * steps : steps - 1; }
  int place() const override { return fine() ? done : placeOf(back == 0 ? steps : present); }
  int turn() const override { return backward ? steps : -1; }
  // Of a time step, in the direction of the present one.
  int placeOf(int t) const { return fine() ? pass.beginOf(t) : back < 0 ? t : 2 * steps - t; }
  // When the sequence has become another, and where its pass has other steps.
  void keepWithin(const ForwardSteps& now) {
    if (fine() && (now != pass || timeOf(done) != present)) done = now.beginOf(present);
    pass = now;
    if (linkedPlace >= 0) setPlace(std::min(linkedPlace, last()));
    linkedPlace = -1;
    back = backward ? std::min(back, steps) : -1;
    if (back > 0) present = steps - back;
    if (lossOfPiece >= steps) lossOfPiece = -1;
  }
  int linkedPlace = -1;                                    // what a link says, until the sequence is there
  bool reached(int t) const { return back >= steps - t; }  // ∂L/∂h_t is known

  StepSize size = StepSize::time;  // of the way forward
  ForwardSteps pass;
  int done = 0;  // steps of it, where they are less than time steps
  bool fine() const { return size != StepSize::time && !backward; }
  void stepBy(StepSize to) {
    if (fine() && to == StepSize::layer) done = pass.blockBegin(done);
    const bool begins = size == StepSize::time;
    size = to;
    if (begins && fine()) done = pass.beginOf(present);
  }
  // What the next step computes (of a layer its first number); nothing: all is there, or it goes by time steps.
  std::optional<ForwardStep> pending() const {
    return fine() && done < pass.count() ? std::optional<ForwardStep>(pass.at(done)) : std::nullopt;
  }
  // That it shows in the place of what is pointed at.
  bool showsPending() const { return !attention() && pending(); }
  // How many of `all` numbers like this one are computed: they come one after the other.
  int thereOf(const ForwardStep& like, int all) const {
    return fine() ? pass.thereOf(done, like) : like.t <= present || back >= 0 ? all : 0;
  }
  // The same of a unit of a simple net.
  bool isThere(const diagram::UnitRef& u) const {
    if (!fine() || u.layer == diagram::Layer::input || u.step < 0) return u.step <= present;
    return u.index < pass.thereOf(done, stepOf(u));
  }
  static ForwardStep stepOf(const diagram::UnitRef& u) {
    return {u.layer == diagram::Layer::output ? ForwardStep::Kind::output : ForwardStep::Kind::hidden, u.step, 0, 0, u.index, -1};
  }
  std::optional<diagram::UnitRef> pendingUnit() const {
    const auto next = pending();
    if (!next) return {};
    if (next->kind == ForwardStep::Kind::output) return diagram::UnitRef{diagram::Layer::output, next->t, next->index};
    return diagram::UnitRef{diagram::Layer::hidden, next->t, pass.unitOf(*next)};
  }
  int timeOf(int number) const { return pass.count() == 0 ? 0 : pass.at(std::min(number, pass.count() - 1)).t; }

  bool unfolded = false;
  bool foldSaid = false;     // by hand or by a link; else a simple net begins as a loop, every other one as a chain
  float half = -1;           // 0…1: left half-way between loop and columns; −1: it is at one of its ends
  bool draggedOpen = false;  // by its grip, now
  float openness() const { return half >= 0 ? half : unfolded ? 1.f : 0.f; }
  // Near an end it is that end.
  void openTo(float share) {
    constexpr float near = 0.08f;
    const bool open = share >= 0.5f;
    if (open && !unfolded) ++unfoldings;
    unfolded = open;
    foldSaid = true;
    half = share < near || share > 1 - near ? -1.f : share;
  }
  int unfoldings = 0, walked = 0, smallSteps = 0, entered = 0;  // how often it was done by hand
  void fold(bool open) {
    if (open && !unfolded) ++unfoldings;
    unfolded = open;
    foldSaid = true;
    half = -1;
    backward = false;
    back = -1;
  }
  void goBack() {  // to the loss, from where the way back begins
    if (!unfolded) ++unfoldings;
    unfolded = backward = foldSaid = true;
    half = -1;
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
    entered += into;
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
  bool turnsInput = false;                       // a term of x_t that is dragged changes the input instead of its weight
  std::vector<std::size_t> shownTerms;           // by their place in the sum; they stay while one is dragged
  std::optional<diagram::WeightRef> touched;     // by a finger that has yet to show whether it drags the weight or scrubs
  bool typeWeight = false;                       // the selected weight is to be typed: the inspector opens its field
  ImVec2 anchor{};                               // of the inspector's overlay
  std::optional<diagram::NetworkLayout> layout;  // as drawn last
  std::vector<float> columnPlaces;               // the same of a chain: the middles of its columns, from the first shown
  bool low = false;                              // and whether the stage had no room for a key to the colours

 private:
  void setPlace(int to) override {
    if (fine()) {
      if (size == StepSize::layer) to = to > done ? pass.blockEnd(to - 1) : pass.blockBegin(to);
      done = to;
      present = timeOf(done);
      return;
    }
    back = to < steps ? -1 : to - steps;
    present = back < 0 ? to : back == 0 ? steps - 1 : steps - back;
  }
  // The selection comes along.
  void moved() override {
    ++walked;
    if (fine()) ++smallSteps;
    if (fine()) selected = {};  // what is computed next is shown
    if (selected.unit) selected.unit->step = present;
    if (selected.weight) selected.weight->step = present;
    hovered = {};
  }
};

}  // namespace unroll
