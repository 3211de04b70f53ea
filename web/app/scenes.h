// The lessons in the lecture's order, from scenes.inc: the one place that knows them all.
#pragma once

#include <string_view>
#include <vector>

#include "lesson/scene.h"

namespace unroll {

const std::vector<SceneEntry>& scenes();
int findScene(std::string_view name);  // −1: there is no such lesson

}  // namespace unroll
