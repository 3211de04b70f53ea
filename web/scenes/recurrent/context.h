// What the scenes of recurrent nets share: a frame with the net's numbers in it, and the base of such a scene.
#pragma once

#include "lesson/scene.h"
#include "recurrent/model.h"

namespace unroll {

using SceneContext = FrameOf<Snapshot>;
using RecurrentScene = SceneOf<RecurrentModel, Snapshot>;

}  // namespace unroll
