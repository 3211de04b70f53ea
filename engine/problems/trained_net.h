// The net of a Simulation as it is now, to be looked into.
#pragma once

#include <memory>

#include "network/network.h"
#include "recurrent/recurrent.h"

namespace unroll {

// Only of a tied net.
std::unique_ptr<Network<float>> networkOf(Simulation& simulation);

}  // namespace unroll
