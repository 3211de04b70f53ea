#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "base/embedded.h"

namespace unroll {

namespace {

constexpr std::string_view kTranslates = " => ";
constexpr const char* kMinus = "\xE2\x88\x92";

void flatten(const nlohmann::json& node, const std::string& path, std::unordered_map<std::string, std::string>& words) {
  for (const auto& [name, value] : node.items()) {
    const std::string key = path.empty() ? name : path + "." + name;
    if (value.is_object())
      flatten(value, key, words);
    else if (value.is_string())
      words.emplace(key, value.get<std::string>());
  }
}

std::string withRealMinus(std::string digits) {
  if (!digits.empty() && digits[0] == '-') digits.replace(0, 1, kMinus);
  return digits;
}

bool notFinite(double v, std::string& words) {
  if (std::isnan(v))
    words = "NaN";
  else if (std::isinf(v))
    words = v > 0 ? "+\xE2\x88\x9E" : std::string(kMinus) + "\xE2\x88\x9E";
  else
    return false;
  return true;
}

std::string print(const char* format, int decimals, double v) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, decimals, v);
  return buffer;
}

std::string withDecimalMark(std::string digits) {
  if (const std::size_t dot = digits.find('.'); dot != std::string::npos) digits.replace(dot, 1, decimalMark);
  return digits;
}

bool isZeroAsPrinted(const std::string& digits) { return digits.find_first_of("123456789") == std::string::npos; }

constexpr std::string_view builtWith[] = {UNROLL_LANGUAGES};

}  // namespace

std::span<const std::string_view> languages() { return builtWith; }

Text::Words Text::read(std::string_view language) {
  Words words;
  for (const std::string_view file : embeddedUnder("words/" + std::string(language) + "/")) {
    const auto json = nlohmann::json::parse(file, nullptr, false);
    if (json.is_object()) flatten(json, "", words);
  }
  return words;
}

void Text::setLanguage(std::string_view language) {
  if (english_.empty()) english_ = read("en");
  Words words = language == "en" ? Words{} : read(language);
  const bool isKnown = !words.empty() || std::find(std::begin(builtWith), std::end(builtWith), language) != std::end(builtWith);
  wanted_ = isKnown ? language : "en";
  if (words.empty() && (wanted_ != "en" || english_.empty())) return;
  language_ = wanted_;
  words_ = std::move(words);
  missing_.clear();
  if (has("written.decimal")) decimal_ = tr("written.decimal");
  if (has("written.thousands")) thousands_ = tr("written.thousands");
  engine_.clear();
  for (const auto& [key, value] : words_)
    if (const std::size_t at = value.find(kTranslates); at != std::string::npos && key.compare(0, 7, "engine.") == 0)
      engine_.emplace_back(value.substr(0, at), value.substr(at + kTranslates.size()));
  std::sort(engine_.begin(), engine_.end(), [](const auto& a, const auto& b) {
    return a.first.size() != b.first.size() ? a.first.size() > b.first.size() : a.first < b.first;
  });
}

bool Text::has(std::string_view key) const {
  const std::string k(key);
  return words_.count(k) > 0 || english_.count(k) > 0;
}

const std::string& Text::tr(std::string_view key) const {
  const std::string k(key);
  if (auto it = words_.find(k); it != words_.end()) return it->second;
  if (auto it = english_.find(k); it != english_.end()) return it->second;
  auto known = std::find(missing_.begin(), missing_.end(), k);
  if (known != missing_.end()) return *known;
  return missing_.emplace_back(k);
}

std::string Text::tr(std::string_view key, std::initializer_list<Placeholder> placeholders) const {
  std::string words = tr(key);
  for (const Placeholder& p : placeholders) {
    const std::string slot = "{" + std::string(p.name) + "}";
    for (std::size_t at = words.find(slot); at != std::string::npos; at = words.find(slot, at + p.value.size()))
      words.replace(at, slot.size(), p.value);
  }
  return words;
}

namespace {

// What stands in the slots {0}, {1}… of a pattern that fits all of the message; false: it doesn't. A slot is never empty, and ends before a
// colon.
bool fits(std::string_view message, std::string_view pattern, std::vector<std::string_view>& slots) {
  slots.clear();
  for (;;) {
    const std::size_t slot = pattern.find('{');
    if (slot == std::string_view::npos) return message == pattern;
    if (message.substr(0, slot) != pattern.substr(0, slot)) return false;
    message.remove_prefix(slot);
    pattern.remove_prefix(slot + 3);
    const std::string_view next = pattern.substr(0, pattern.find('{'));
    const std::size_t end = next.empty() ? message.size() : message.find(next, 1);
    if (end == std::string_view::npos || end == 0 || message.substr(0, end).find(": ") != std::string_view::npos) return false;
    slots.push_back(message.substr(0, end));
    message.remove_prefix(end);
  }
}

}  // namespace

namespace {

// What an English message quotes, in the quotation marks of the language; and its numbers, but for what is quoted, with a real minus sign.
std::string asWritten(const Text& text, std::string_view slot) {
  constexpr std::string_view opens = "“", closes = "”", minus = "−";
  std::string all;
  bool quoted = false;
  for (std::size_t i = 0; i < slot.size();) {
    const std::string_view rest = slot.substr(i);
    const bool isMinus = !quoted && rest[0] == '-' && rest.size() > 1 && rest[1] >= '0' && rest[1] <= '9' && (i == 0 || slot[i - 1] == ' ');
    if (!quoted && rest.substr(0, opens.size()) == opens) {
      all += text.tr("written.opens");
      i += opens.size();
      quoted = true;
    } else if (quoted && rest.substr(0, closes.size()) == closes) {
      all += text.tr("written.closes");
      i += closes.size();
      quoted = false;
    } else if (isMinus) {
      all += minus;
      ++i;
    } else {
      all += slot[i++];
    }
  }
  return all;
}

// Names that the engine lists by comma ("text, series"), as the words say them: of `under`.NAME.title.
std::string named(const Text& text, std::string_view names, std::string_view under) {
  std::string all;
  while (!names.empty()) {
    const std::size_t end = std::min(names.size(), names.find(", "));
    const std::string key = std::string(under) + "." + std::string(names.substr(0, end)) + ".title";
    all += (all.empty() ? "" : ", ") + (text.has(key) ? text.tr(key) : std::string(names.substr(0, end)));
    names.remove_prefix(std::min(names.size(), end + 2));
  }
  return all;
}

}  // namespace

std::string Text::ofEngine(std::string_view message) const {
  std::vector<std::string_view> slots;
  for (const auto& [pattern, words] : engine_) {
    if (!fits(message, pattern, slots)) continue;
    std::string said = words;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const std::string slot = "{" + std::to_string(i);  // {0}, or {0:choice.task}: the names of tasks
      const std::size_t at = said.find(slot), end = at == std::string::npos ? at : said.find('}', at);
      if (end == std::string::npos) continue;
      const std::string under = said[at + slot.size()] == ':' ? said.substr(at + slot.size() + 1, end - at - slot.size() - 1) : "";
      said.replace(at, end + 1 - at, under.empty() ? asWritten(*this, slots[i]) : named(*this, slots[i], under));
    }
    return said;
  }
  const std::size_t colon = message.find(": ");
  if (colon == std::string_view::npos) return std::string(message);
  return ofEngine(message.substr(0, colon)) + ": " + ofEngine(message.substr(colon + 2));
}

std::string Text::written(std::string_view words) const {
  std::string with(words);
  for (std::size_t at = with.find(decimalMark); at != std::string::npos; at = with.find(decimalMark, at + 1))
    with.replace(at, decimalMark.size(), decimal_);
  return with;
}

std::string Text::integer(long long n) const {
  std::string digits = std::to_string(n < 0 ? -n : n);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(static_cast<std::size_t>(at), thousands_);
  return n < 0 ? kMinus + digits : digits;
}

std::string signedNumber(double v, int decimals) {
  std::string words;
  if (notFinite(v, words)) return words;
  if (v == 0) return "0";
  words = withDecimalMark(print("%.*f", decimals, v));
  if (isZeroAsPrinted(words)) return v < 0 ? kMinus + words.substr(1) : "+" + words;
  return v > 0 ? "+" + words : withRealMinus(words);
}

std::string plainNumber(double v, int decimals) {
  std::string words;
  if (notFinite(v, words)) return words;
  words = withDecimalMark(print("%.*f", decimals, v));
  if (words[0] == '-' && isZeroAsPrinted(words)) words.erase(0, 1);
  return withRealMinus(words);
}

std::string compactNumber(double v) {
  std::string words;
  if (notFinite(v, words)) return words;
  if (v == 0) return "0";
  const double magnitude = std::fabs(v);
  if (magnitude >= 1e-4 && magnitude < 1e6) {
    const int decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(magnitude))), 0, 6);
    words = print("%.*f", decimals, v);
    if (words.find('.') != std::string::npos) {
      words.erase(words.find_last_not_of('0') + 1);
      if (words.back() == '.') words.pop_back();
    }
    return withRealMinus(withDecimalMark(words));
  }
  words = print("%.*e", 1, v);
  const std::size_t e = words.find('e');
  std::string mantissa = words.substr(0, e);
  if (mantissa.size() > 2 && mantissa.substr(mantissa.size() - 2) == ".0") mantissa.erase(mantissa.size() - 2);
  const int exponent = std::atoi(words.c_str() + e + 1);
  const std::string power = "10^{" + withRealMinus(std::to_string(exponent)) + "}";
  if (mantissa == "1") return power;
  if (mantissa == "-1") return kMinus + power;
  return withRealMinus(withDecimalMark(mantissa)) + "\xC2\xB7" + power;
}

}  // namespace unroll
