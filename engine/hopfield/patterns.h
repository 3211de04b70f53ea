// What a Hopfield net remembers: patterns of N units, each −1 or +1, row by row on a grid. A text names them: built-in ones ("A", "7",
// "smile"), drawn ones (x and hexadecimal digits, four units each), or a number: that many random ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "core/result.h"

namespace unroll {

using Spins = std::vector<std::int8_t>;  // [N], each −1 or +1

struct Pattern {
  std::string name;  // as the text says it; random ones are called "1", "2", … in the order drawn, drawn ones by their place
  std::string text;  // what says it in a list; empty for random ones
  Spins units;       // [N]
};

// A group of built-in patterns: "letters", "digits", "faces", "shapes", "alike" (which overlap much) and "apart" (hardly).
struct PatternSet {
  std::string_view name;
  std::vector<std::string_view> patterns;
};
const std::vector<PatternSet>& patternSets();

// The grid of N units: as square as it gets, rows × columns ≥ N; the last row may be shorter.
int columnsOf(int size);

// A built-in drawing on the grid of N units: stretched over it. False: there is none of that name.
bool builtIn(std::string_view name, int size, Spins& units);

// ±1 with equal chance.
Spins randomSpins(int size, Random& random);

// x and hexadecimal digits: +1 is a set bit, the first unit the highest bit of the first digit.
std::string printSpins(const Spins& units);
Result<Spins> readSpins(std::string_view text, int size);

// "3", "A,J,X", "A,x3f…,4": items by comma; a number draws that many. At most `most` patterns; an error names the item.
Result<std::vector<Pattern>> readPatterns(std::string_view text, int size, std::uint64_t seed, int most);

// Of −1…1: 1 the same, −1 the inverse, 0 as near as chance.
double overlap(const Spins& a, const Spins& b);

}  // namespace unroll
