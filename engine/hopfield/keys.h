// The keys of a Hopfield net, one line each in keys.cpp.
#pragma once

#include "core/keys.h"
#include "hopfield/settings.h"
#include "hopfield/weights.h"

namespace unroll {

const KeyTable<Hopfield>& hopfieldKeys();

// What the table can't say of one key alone: patterns and start that make sense for the size. At most mostPatterns(size).
Result<void> validate(const Hopfield& settings);
int mostPatterns(int size);

// Of the patterns, less what was unlearned; of size 0 where the memory has none (dense, softmax).
Weights weightsFor(const Hopfield& settings, std::span<const Spins> patterns);
void takeUnlearned(const Hopfield& settings, Weights& weights);  // the second half of it

}  // namespace unroll
