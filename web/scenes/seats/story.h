#pragma once

#include <span>

#include "lesson/story.h"

namespace unroll {

std::span<const Step> seatsSteps();

}  // namespace unroll
