// Files that are part of the program: "words/en/app.json", "shaders/heatmap.frag", "fonts/Inter-Regular.ttf". The build puts them in; the
// page gets those with words when it needs them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace unroll {

std::string_view findEmbedded(std::string_view name);                  // empty: no such file
std::vector<std::string_view> embeddedUnder(std::string_view folder);  // all whose name begins so, in the order of their names, those that came later last
void addEmbedded(std::string name, std::string bytes);

}  // namespace unroll
