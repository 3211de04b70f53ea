#pragma once

#include <span>
#include <string_view>

#include "lesson/story.h"

namespace unroll {

std::span<const Step> hopfieldSteps();
inline constexpr std::string_view planetsStep = "2";  // the lecture's planets

}  // namespace unroll
