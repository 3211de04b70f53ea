// `unroll seats FILE.csv`, the model from its text, and from a file.
#pragma once

#include <cstdio>
#include <memory>
#include <span>
#include <string>

#include "core/model.h"

namespace unroll {

Result<void> runSeats(std::span<const std::string> arguments, std::FILE* out);
ParsedModel parseSeats(std::string_view text);
Result<std::unique_ptr<Model>> openSeats(std::string_view bytes);

}  // namespace unroll
