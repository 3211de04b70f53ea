#include "study/helpers.h"

namespace unroll {

namespace {

std::optional<Helpers> present;

}  // namespace

void useHelpers(const std::optional<Helpers>& helpers) { present = helpers; }
const Helpers* presentHelpers() { return present ? &*present : nullptr; }

}  // namespace unroll
