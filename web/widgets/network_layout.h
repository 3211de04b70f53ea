// Where everything of the network diagram sits: the loop, its T columns, and every state between the two. Pure geometry in
// design units; network_diagram.h draws it. x_t stands below, h_t in the middle, y_t above; time runs to the right.
//
// The loop shows h_t and, left of it, h_{t−1}: the same numbers, one step later, led around by a cable with a delay. Unfolding
// moves these two columns to their places in time and lets the others come out of them.
#pragma once

#include "base/rect.h"

namespace unroll::diagram {

enum class Layer { input, hidden, output };

// One number of one time step. Hidden units also exist at step −1: the state before the first step.
struct UnitRef {
  Layer layer = Layer::hidden;
  int step = 0;
  int index = 0;
  bool operator==(const UnitRef&) const = default;
};

// One weight as it is used in the sum of step `step`: row is the unit that receives, col the one that sends (0 for a bias).
struct WeightRef {
  enum class Matrix { xh, hh, hy, hiddenBias, outputBias };
  Matrix matrix = Matrix::hh;
  int step = 0;
  int row = 0;
  int col = 0;
  bool operator==(const WeightRef&) const = default;
};

// The unit in whose sum the weight stands, and the one whose value it multiplies (for a bias: the receiver itself).
UnitRef receiver(const WeightRef& weight);
UnitRef sender(const WeightRef& weight);

struct Shape {
  int inputs = 1;
  int hidden = 1;
  int outputs = 1;
  int steps = 1;
};

// How hidden units are drawn: as circles, where these don't fit as flat pills, else as one heatmap column per step.
enum class UnitForm { circles, pills, heat };

// A cubic Bézier curve.
struct Curve {
  ImVec2 p0, p1, p2, p3;
  ImVec2 at(float s) const;
  float distance(ImVec2 p, int samples = 14) const;
};

class NetworkLayout {
 public:
  struct View {
    float unfolded = 1;      // 0 loop … 1 columns
    int present = 0;         // the present step
    float gliding = 0;       // the same while it moves
    float numberWidth = 36;  // of "−0.00" in the units' font
    float inputNumber = 0;   // of "0.00": rather fewer columns than inputs that don't hold it; 0: inputs as wide as there is room
    // Where height is short: how far the loop's cable may reach above the area, and what is taken there at the right.
    float headRoom = 0;
    float headTaken = 0;
    // Of a net that is too large for circles and pills: 2 shows half as many columns, and half as many of their units, from firstUnit on;
    // ½ twice as many columns.
    float zoom = 1;
    int firstUnit = 0;
  };
  NetworkLayout(Rect area, Shape shape, const View& view);
  NetworkLayout(Rect area, Shape shape, float unfolded, int present, float gliding, float numberWidth)
      : NetworkLayout(area, shape, View{unfolded, present, gliding, numberWidth}) {}

  // From this height on there is room above y for a line of words: its target.
  static constexpr float leastForTargets = 200;

  const Shape& shape() const { return shape_; }
  UnitForm form() const { return form_; }
  float unfolded() const { return unfolded_; }
  int present() const { return present_; }
  Rect area() const { return area_; }

  float columnX(int step) const;
  float pitch() const { return pitch_; }
  // 0: not shown. In the loop a past column shows its hidden units only; x and y of it come out while unfolding.
  float opacity(Layer layer, int step) const;
  // The columns that can be seen, inclusive; with T too long for the area a window around the present step.
  int firstStep() const { return firstStep_; }
  int lastStep() const { return lastStep_; }
  bool windowed() const { return windowed_; }
  int visibleColumns() const { return columns_; }
  static constexpr int mostColumns = 64;
  // Of a heatmap column the units that are seen; else all are.
  int firstUnit() const { return firstUnit_; }
  int shownUnits() const { return shownUnits_; }
  bool shows(const UnitRef& u) const { return u.layer != Layer::hidden || (u.index >= firstUnit_ && u.index < firstUnit_ + shownUnits_); }

  Rect unit(const UnitRef& unit) const;
  Rect heatColumn(int step) const;          // all hidden units of a step
  Rect frame(float step) const;             // around the present column
  float labelY() const { return labelY_; }  // top of "t = 3"
  Curve edge(const WeightRef& weight) const;

  // The cable of the loop that leads h_t[lane] round y_t to where it is h_{t−1}: corners of a rounded path, and its delay.
  int lanes() const { return form_ == UnitForm::heat ? 1 : shape_.hidden; }
  int cable(int lane, ImVec2 (&corners)[6]) const;
  Rect delay(float width) const;
  ImVec2 alongCable(int lane, float s) const;  // s from 0 (leaves h_t) to 1 (arrives)

 private:
  void placeRows(const View& view);
  void placeColumns(const View& view);
  float unfoldedX(float step) const;

  Rect area_;
  Shape shape_;
  UnitForm form_ = UnitForm::circles;
  float unfolded_, eased_;
  int present_;
  float gliding_;
  float rx_ = 23, ry_ = 23, rowPitch_ = 70;  // of hidden units
  float hiddenTop_ = 0;                      // centre of h[0]; of a heat column its top
  float heatHeight_ = 0;
  float outputY_ = 0, inputY_ = 0, labelY_ = 0;                                // centres; top
  float frameMargin_ = 14;                                                     // above y
  float laneGap_ = 5;                                                          // between the wires of the loop's cable
  float cableGap_ = 22, delayHeight_ = 30;                                     // of the loop: its innermost wire above y; the box on it
  float outputW_ = 48, outputH_ = 34, inputW_ = 44, inputH_ = 28, grown_ = 1;  // grown_: sizes in the loop against those in columns
  float pitch_ = 100, left_ = 0, firstColumn_ = 0;
  float loopX_ = 0, contextX_ = 0;
  int columns_ = 1, firstStep_ = 0, lastStep_ = 0, firstUnit_ = 0, shownUnits_ = 1;
  bool windowed_ = false;
};

}  // namespace unroll::diagram
