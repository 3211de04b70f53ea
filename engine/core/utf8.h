// Text in UTF-8, character by character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace unroll {

struct Utf8Character {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: what is there is no character of UTF-8
};
Utf8Character utf8At(std::string_view text, std::size_t at);  // at < text.size()
std::string utf8Of(char32_t code);

// Where a byte of a text stands, for messages: lines end with \n, \r or \r\n, a column is a character; both are counted from 1.
struct TextPlace {
  int line = 1;
  int column = 1;
};
TextPlace placeOf(std::string_view text, std::size_t at);
std::string printPlace(TextPlace place);  // "line 3, column 5"

}  // namespace unroll
