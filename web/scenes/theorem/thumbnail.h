// What the Theorem scene's thumbnail shows: a loop over three time steps, and its feedforward twin of three layers.
#pragma once

#include "scenes/recurrent/little_net.h"

namespace unroll {

struct LittleTheorem {
  LittleNet loop, twin;  // the states of each, computed by each
};
LittleTheorem littleTheorem();

}  // namespace unroll
