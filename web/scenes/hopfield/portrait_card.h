// Two graded units as a phase portrait: basins, nullclines, fixed points, the flow as particles; it follows while a weight is dragged.
#pragma once

#include <cstdint>
#include <vector>

#include "hopfield/hopfield.h"
#include "hopfield/phase_portrait.h"
#include "lesson/scene.h"

namespace unroll {

class PortraitCard {
 public:
  static constexpr int side = 128;  // of the basins' picture

  void draw(const FrameOf<HopfieldSnapshot>& context, Rect inside);
  const TwoUnits& units() const { return units_; }
  const PhasePortrait& portrait() const { return portrait_; }

 private:
  void prepare();
  void paint(const FrameOf<HopfieldSnapshot>& context, Rect r);
  void controls(const FrameOf<HopfieldSnapshot>& context, Rect area);

  TwoUnits units_;
  bool known_ = false;
  PhasePortrait portrait_;
  std::vector<float> ends_;
  std::uint64_t version_ = 0;
  double movedAt_ = -1;  // seconds of Ui::now: the flow is shown for a while after it changed
};

}  // namespace unroll
