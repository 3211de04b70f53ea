// Of Elman's sentences, what no target says: how likely each word is to come next.
#pragma once

#include "core/table.h"

namespace unroll {

// x [T, 29], words one after the other from the begin of a sentence on. [T, 29] the probability of each word to follow on those until t;
// all 0 where x is no such sequence.
Table likelyNextWords(const Table& x);
bool isVerb(int word);

}  // namespace unroll
