// Measures a recurrent net against its feedforward twin.
#pragma once

#include "analysis/twins.h"
#include "network/network.h"

namespace unroll {

// Runs both on x (batch of one, at least `untied.copies()` steps) and fills everything but `version`.
void compareTwins(const Network<float>& tied, const Network<float>& untied, const Table& x, Twins& twins);

}  // namespace unroll
