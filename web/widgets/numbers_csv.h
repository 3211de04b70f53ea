// What is seen as numbers, for other programs: CSV (RFC 4180) of words and of curves, with a decimal point whatever the language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "widgets/plot.h"

namespace unroll {

// Plain words or a number as the page writes them (a real minus, a decimal mark of its own, powers of ten as markup), as a field.
std::string csvField(std::string_view words);
std::string csvLine(const std::vector<std::string>& words);

// The label by itself, a line of names, then a line for each x that a curve has a point at; errors are a column of their own. Fields of
// curves without a point there are empty.
std::string csvOf(std::string_view label, const plot::Plot& plot);

}  // namespace unroll
