// What the bytes of own data say; they are UTF-8 already.
#pragma once

#include <string>
#include <string_view>

#include "tasks/own_data.h"

namespace unroll {

Result<void> readText(std::string_view bytes, const std::string& column, OwnText& text);
// `column`: a name of the header or a number from 1 on; empty: the last column whose first field is a number.
Result<void> readSeries(std::string_view bytes, const std::string& column, OwnSeries& series);
Result<void> readImages(std::string_view bytes, const std::string& column, OwnImages& images);

}  // namespace unroll
