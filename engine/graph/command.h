// `unroll graph`: a net judged, run and unrolled, as one JSON object.
#pragma once

#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"

namespace unroll {

extern const std::string_view graphCommandHelp;
Result<void> runGraphCommand(std::span<const std::string> arguments, std::FILE* out);

}  // namespace unroll
