// What window.unroll.state() says of Theorem.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "scenes/recurrent/context.h"
#include "scenes/theorem/view.h"

namespace unroll {

int firstOutput(const Twins& twins);  // the first time step whose outputs differ; −1: none
void theoremState(const SceneContext& context, const TheoremView& view, nlohmann::json& fields);

}  // namespace unroll
