// The steps of the Sequence lesson as data; lesson/story.h draws them. Their facts: what the scene adds in viewFacts().
#pragma once

#include <span>

#include "lesson/story.h"

namespace unroll {

std::span<const Step> sequenceSteps();

}  // namespace unroll
