// The steps of the Graph lesson as data: from a net without a cycle to one that needs a clock and has a state, and back by unrolling it.
// Their facts are the model's own, and of the scene t, walked (ticks gone by now), passes (seen to their end), unrolls (times it was pulled
// apart) and stated (the net isn't as nothing said would leave it).
#pragma once

#include <span>

#include "lesson/story.h"

namespace unroll {

std::span<const Step> graphSteps();

}  // namespace unroll
