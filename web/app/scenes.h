// The lessons in the lecture's order, from scenes.inc: the one place that knows them all.
#pragma once

#include <string_view>
#include <vector>

#include "lesson/scene.h"

namespace unroll {

const std::vector<SceneEntry>& scenes();
inline constexpr std::string_view kStart = "start";  // in a link: no scene but the start page
int findScene(std::string_view name);                // −1: there is no such lesson
// Whether it lies in the second part of the page's program, with its model (UNROLL_LATER_SCENES in web/CMakeLists.txt): until that part has
// come, neither may be called. The native program has no parts.
bool isLater(std::size_t scene);
bool isLaterModel(std::string_view model);

}  // namespace unroll
