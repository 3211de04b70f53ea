// Bytes as text and back (RFC 4648, with padding).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace unroll {

std::string toBase64(std::string_view bytes);
std::optional<std::string> fromBase64(std::string_view text);  // none: it is no such text

}  // namespace unroll
