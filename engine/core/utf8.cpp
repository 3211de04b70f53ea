#include "core/utf8.h"

#include <algorithm>

namespace unroll {

// RFC 3629: no longer form than needed, no surrogates, nothing above U+10FFFF.
Utf8Character utf8At(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() - at < bytes) return {};
  auto code = static_cast<char32_t>(first & (0xFF >> (bytes + 1)));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(at + i) & 0x3Fu);
  }
  const bool isTooLong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  if (isTooLong || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {code, bytes};
}

std::string utf8Of(char32_t code) {
  const auto piece = [&](int shift) { return static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), piece(0)};
  if (code < 0x10000) return {static_cast<char>(0xE0 | code >> 12), piece(6), piece(0)};
  return {static_cast<char>(0xF0 | code >> 18), piece(12), piece(6), piece(0)};
}

TextPlace placeOf(std::string_view text, std::size_t at) {
  TextPlace place;
  for (std::size_t i = 0; i < std::min(at, text.size());) {
    const bool ends = text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
    place.column = ends ? 1 : place.column + 1;
    place.line += ends;
    i += std::max<std::size_t>(1, utf8At(text, i).bytes);
  }
  return place;
}

std::string printPlace(TextPlace place) { return "line " + std::to_string(place.line) + ", column " + std::to_string(place.column); }

}  // namespace unroll
