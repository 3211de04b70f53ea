// `unroll hopfield …`, and the model from its text.
#pragma once

#include <cstdio>
#include <functional>
#include <span>
#include <string>

#include "core/model.h"
#include "hopfield/experiments.h"

namespace unroll {

// "from,to,points,repetitions" of a net of that size.
Result<void> readPlan(std::string_view text, int size, CapacityPlan& plan);

std::function<double(long)> benchSweeps();
Result<void> runHopfield(std::span<const std::string> arguments, std::FILE* out);
ParsedModel parseHopfield(std::string_view text);
Result<std::unique_ptr<Model>> openPicture(std::string_view bytes);

}  // namespace unroll
