// The keys of a Latch, one line each in keys.cpp.
#pragma once

#include "core/keys.h"
#include "latch/latch.h"

namespace unroll {

const KeyTable<Latch>& latchKeys();

}  // namespace unroll
