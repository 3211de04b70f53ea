#include "recurrent/fresh_sequences.h"

#include "core/keys.h"
#include "recurrent/recurrent.h"

namespace unroll {

namespace {

Result<int> readUpTo(int most, const std::string& key, const std::string& value) {
  std::uint64_t number = 0;
  if (!readWhole(value, number) || number < 1 || number > static_cast<std::uint64_t>(most))
    return Error{key + "=" + value + ": must be 1…" + std::to_string(most)};
  return static_cast<int>(number);
}

}  // namespace

Result<bool> FreshSequences::take(const std::string& key, const std::string& value) {
  constexpr int longest = 1000;
  if (key == "seqLen" || key == "sequences") {
    const auto number = readUpTo(key == "seqLen" ? longest : Simulation::mostPredicted, key, value);
    if (!number) return number.error();
    if (key == "seqLen")
      seqLen = number.value();
    else
      count = number.value();
    return true;
  }
  if (key != "seed") return false;
  std::uint64_t number = 0;
  if (!readWhole(value, number)) return Error{key + "=" + value + ": must be a whole number, 0…18446744073709551615"};
  seed = number;
  return true;
}

}  // namespace unroll
