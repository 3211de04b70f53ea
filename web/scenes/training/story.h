// The steps of the Training lesson as data; lesson/story.h draws them.
#pragma once

#include <span>

#include "lesson/story.h"
#include "recurrent/recurrent.h"
#include "scenes/recurrent/blind.h"

namespace unroll {

std::span<const Step> trainingSteps();

// How a training fares: whether it was broken, and mended after that. Counted, so that a step of the lesson can ask for one of each.
class Course {
 public:
  void follow(const Snapshot& snapshot);
  int breaks() const { return breaks_; }
  int mends() const { return mends_; }

 private:
  bool whole_ = false, broken_ = false;
  int breaks_ = 0, mends_ = 0;
};

}  // namespace unroll
