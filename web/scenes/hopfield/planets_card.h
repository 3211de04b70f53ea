// The lecture's comparison: a planet on its orbit beside a ball that rolls with friction. Both are integrated step by step
// (hopfield/orbit.h).
#pragma once

#include <deque>

#include "hopfield/hopfield.h"
#include "hopfield/orbit.h"
#include "lesson/scene.h"

namespace unroll {

class PlanetsCard {
 public:
  void draw(const FrameOf<HopfieldSnapshot>& context, Rect inside);

  int pushes() const { return pushes_; }
  const Planet& planet() const { return planet_; }
  const RollingBall& ball() const { return ball_; }
  bool wentAround() const { return around_; }  // a whole time since it was pushed
  bool cameToRest() const { return pushes_ > 0 && ball_.rests(); }

 private:
  void run(Ui& ui);

  Planet planet_;
  RollingBall ball_{1.2, 0.4, 0, 0};
  std::deque<ImVec2> orbit_, track_;  // where they were
  int pushes_ = 0;
  double last_ = -1, time_ = 0;  // seconds of Ui::now; of the motion
  double until_ = 0, angle_ = 0;
  bool around_ = false;
};

}  // namespace unroll
