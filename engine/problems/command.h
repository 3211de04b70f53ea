// unroll problems problem=… key=value…: the runs of a problem, a line of JSON each as they come,
// in their order, by jobs=N threads; then one with what comes of them.
#pragma once

#include <cstdio>
#include <span>
#include <string>

#include "core/result.h"

namespace unroll {

Result<void> runProblems(std::span<const std::string> arguments, std::FILE* out);

}  // namespace unroll
