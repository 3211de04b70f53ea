// The weights with which memory is seen to appear: what the story's step "A memory" begins with.
#pragma once

#include "lesson/story.h"

namespace unroll {

// h[0] hears one input and nothing else, W_hh[0][0] = 0: its sign follows the input. With W_hh[0][0] ≥ 2 it keeps the sign that it had at
// t = 0 whatever comes. Chosen for the sequence in story.now (x, inputs, steps, units, activation, tied: SequenceScene::viewFacts).
void prepareMemory(StoryBegin& story);

}  // namespace unroll
