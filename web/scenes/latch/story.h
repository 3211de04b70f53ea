// The steps of the Latch lesson as data: the more robust the bit, the deader the gradient. Their facts are the model's own, and t and
// walked of the scene.
#pragma once

#include <span>

#include "lesson/story.h"

namespace unroll {

std::span<const Step> latchSteps();

}  // namespace unroll
