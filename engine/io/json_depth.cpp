#include "io/json_depth.h"

namespace unroll {

bool nestedTooDeep(std::string_view json) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"')
      quoted = !quoted;
    else if (quoted)
      i += c == '\\';  // what follows is part of the string, a quotation mark too
    else if (c == '[' || c == '{') {
      if (++depth > deepestJson) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

}  // namespace unroll
