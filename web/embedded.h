// Files that are part of the program: "text/en.json", "shaders/heatmap.frag", "fonts/Inter-Regular.ttf". The build puts them in.
#pragma once

#include <string_view>

namespace unroll {

std::string_view findEmbedded(std::string_view name);  // empty: no such file

}  // namespace unroll
