// Which fresh sequences a saved model is tried on, as texts say it: the command line's `predict`, the module's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"

namespace unroll {

struct FreshSequences {
  std::optional<int> seqLen;  // none: that of its training
  int count = 1000;
  std::optional<std::uint64_t> seed;  // the same

  // One of the keys seqLen, sequences and seed. False: it is another key.
  Result<bool> take(const std::string& key, const std::string& value);
};

}  // namespace unroll
