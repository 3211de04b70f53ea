// The steps of the Theorem lesson as data; lesson/story.h draws them.
#pragma once

#include <span>

#include "lesson/story.h"

namespace unroll {

std::span<const Step> theoremSteps();

}  // namespace unroll
