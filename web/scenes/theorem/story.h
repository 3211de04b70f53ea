// The steps of the Theorem lesson as data; lesson/story.h draws them.
#pragma once

#include <span>

#include "lesson/story.h"

namespace unroll {

constexpr int theoremFindStep = 4;  // in which the copy that is broken is not named
std::span<const Step> theoremSteps();

}  // namespace unroll
