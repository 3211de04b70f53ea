// The steps of the Latch lesson as data: the more robust the bit, the deader the gradient. Their facts are the model's own, and of the
// scene t, walked (steps taken by now) and stated (the unit isn't as nothing said would leave it).
#pragma once

#include <span>

#include "lesson/story.h"

namespace unroll {

std::span<const Step> latchSteps();

}  // namespace unroll
