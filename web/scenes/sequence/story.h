// The steps of the Sequence lesson as data; lesson/story.h draws them. Their facts: what the scene adds in viewFacts().
#pragma once

#include <span>

#include "lesson/story.h"

namespace unroll {

std::span<const Step> sequenceSteps();
// Of nets other than one layer of simple cells.
std::span<const Step> chainSteps();
constexpr int untyingStep = 9, everyLossStep = 8, dependsStep = 6, chainEveryLossStep = 6;  // whose controls are not under a fold

}  // namespace unroll
