// A plot that is heard: higher is larger.
#pragma once

#include <vector>

#include "base/sound.h"
#include "widgets/plot.h"

namespace unroll::plot {

// Its curves one after the other, each from left to right, ghosts and those that aren't read left out. The y axis reaches over three
// octaves, C3 to C6; a gap is silent. Empty: there is nothing to be heard.
std::vector<Tone> tonesOf(const Plot& plot);

}  // namespace unroll::plot
