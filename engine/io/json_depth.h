// Before JSON from elsewhere is parsed: how deep its arrays and objects may lie in each other. The parser needs no stack for depth,
// but copying and comparing what it read does, and 200,000 levels end the program.
#pragma once

#include <string_view>

namespace unroll {

constexpr int deepestJson = 32;  // our own files need 5

// More than deepestJson brackets are open at some place, those within strings not counted. Says nothing of whether the text is JSON.
bool nestedTooDeep(std::string_view json);

}  // namespace unroll
