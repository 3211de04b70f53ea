// Training that goes on from a model file: what may be said anew of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "recurrent/recurrent.h"

namespace unroll {

// Of a net that was loaded: how far to train (`updates`, which is returned; its present one where that isn't said), and live settings,
// which hold from here on. Any other key must be as the net has it. `name` is what errors call it: "the model of net.safetensors".
Result<std::int64_t> resume(Simulation& simulation, std::string_view text, const std::string& name);

}  // namespace unroll
