// The eigenvalues of the Jacobian of the whole state at a step, around the unit circle. It shows Snapshot::spectrum, which a scene asks for
// by its parts (spectrumAt).
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "scenes/recurrent/context.h"

namespace unroll {

void drawEigenvalues(const SceneContext& context, Rect inside, int t);
std::string eigenvalueWords(const SceneContext& context, int t);  // markup
void spectrumState(const Snapshot& snapshot, int t, nlohmann::json& fields);

}  // namespace unroll
