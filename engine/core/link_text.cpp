#include "core/link_text.h"

#include <algorithm>

namespace unroll {

namespace {

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 && hexDigit(text[i + 2]) >= 0) {
      plain += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// What a hash carries unharmed through browsers, mail programs and chats; the rest becomes %XX.
std::string encode(std::string_view text) {
  constexpr std::string_view safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:,=@[]";
  std::string coded;
  for (char c : text) {
    if (safe.find(c) != std::string_view::npos) {
      coded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    coded += '%';
    coded += "0123456789ABCDEF"[byte >> 4];
    coded += "0123456789ABCDEF"[byte & 15];
  }
  return coded;
}

}  // namespace

std::vector<Pair> splitLink(std::string_view text) {
  std::vector<Pair> pairs;
  if (!text.empty() && text.front() == '#') text.remove_prefix(1);
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view one = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (one.empty()) continue;
    const std::size_t equals = one.find('=');
    pairs.emplace_back(decode(one.substr(0, equals)), equals == std::string_view::npos ? std::string() : decode(one.substr(equals + 1)));
  }
  return pairs;
}

void appendPair(std::string& text, std::string_view key, std::string_view value) {
  if (!text.empty()) text += '&';
  text += key;
  text += '=';
  text += encode(value);
}

std::vector<Error> dropRepeated(std::vector<Pair>& pairs) {
  std::vector<Error> dropped;
  std::vector<Pair> kept, named;
  for (Pair& pair : pairs) {
    const auto isSame = [&](const Pair& other) {  // `hide` may be there twice, once of each kind
      return other.first == pair.first && isPagePair(other.first, other.second) == isPagePair(pair.first, pair.second);
    };
    const bool again = std::any_of(kept.begin(), kept.end(), isSame);
    if (again && std::none_of(named.begin(), named.end(), isSame)) {
      dropped.push_back({pair.first.substr(0, 60) + "=" + pair.second.substr(0, 60) + ": the key is given twice"});
      named.push_back(pair);
    }
    if (!again) kept.push_back(std::move(pair));
  }
  pairs = std::move(kept);
  return dropped;
}

const std::vector<std::string_view>& pageKeys() {
  static const std::vector<std::string_view> keys{"scene", "lang",   "theme",   "embed",     "hide",        "animate",  "scale",  "story",
                                                  "fold",  "inside", "t",       "look",      "hold",        "cut",      "share",  "piece",
                                                  "step",  "break",  "breakBy", "breakUnit", "breakWeight", "foldBack", "beyond", "zoom",
                                                  "goOn",  "tempo",  "volume",  "projector", "exercise", "fuzz"};
  return keys;
}

bool isPagePair(std::string_view key, std::string_view value) {
  const bool isNumber = !value.empty() && (value[0] == '.' || value[0] == '-' || value[0] == '+' || (value[0] >= '0' && value[0] <= '9'));
  return isPageKey(key) && !(key == "hide" && isNumber);
}
bool isPageKey(std::string_view key) { return std::find(pageKeys().begin(), pageKeys().end(), key) != pageKeys().end(); }

}  // namespace unroll
