#include "core/keys.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace unroll {

std::string printNumber(double value) {
  char text[40];
  if (value == std::floor(value) && std::fabs(value) < 1e15) {
    std::snprintf(text, sizeof text, "%.0f", value);
    return text;
  }
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  return text;
}

bool readNumber(std::string_view text, double& value) {
  // strtod takes more than we mean (hexadecimal, "inf", leading space); what is left of it doesn't depend on a locale, since
  // no program of ours ever sets one.
  if (text.empty() || text.size() > 60) return false;
  for (char c : text)
    if (!((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E')) return false;
  const std::string copy(text);
  char* end = nullptr;
  value = std::strtod(copy.c_str(), &end);
  return end == copy.c_str() + copy.size() && std::isfinite(value);
}

bool readWhole(std::string_view text, std::uint64_t& value) {
  if (text.empty() || text.size() > 20) return false;
  value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (UINT64_MAX - digit) / 10) return false;
    value = value * 10 + digit;
  }
  return true;
}

std::string allowed(const KeyInfo& key) {
  if (key.type == KeyInfo::Type::choice) {
    std::string names;
    for (const std::string& name : key.choices) names += (names.empty() ? "" : ", ") + name;
    return "must be one of " + names;
  }
  if (key.maximum >= 18446744073709551615.0) return "must be a whole number, 0…18446744073709551615";
  std::string range =
      (key.openMinimum ? ">" : "") + printNumber(key.minimum) + "…" + (key.openMaximum ? "<" : "") + printNumber(key.maximum);
  if (key.noneAllowed) range += " or none";
  return "must be " + range;
}

Error refuse(const KeyInfo& key, std::string_view value) { return {key.name + "=" + std::string(value) + ": " + allowed(key)}; }

std::string printField(const KeyInfo& key, FieldRef value) {
  if (auto* text = std::get_if<std::string*>(&value)) return **text;
  if (auto* flag = std::get_if<bool*>(&value)) return **flag ? "true" : "false";
  if (auto* count = std::get_if<int*>(&value)) return std::to_string(**count);
  if (auto* updates = std::get_if<std::int64_t*>(&value)) return std::to_string(**updates);
  if (auto* seed = std::get_if<std::uint64_t*>(&value)) return std::to_string(**seed);
  const double real = *std::get<double*>(value);
  return key.noneAllowed && real < 0 ? "none" : printNumber(real);
}

Result<void> parseField(const KeyInfo& key, std::string_view text, FieldRef value) {
  if (key.type == KeyInfo::Type::text) {
    *std::get<std::string*>(value) = std::string(text);
    return {};
  }
  if (key.type == KeyInfo::Type::choice) {
    if (std::find(key.choices.begin(), key.choices.end(), text) == key.choices.end()) return refuse(key, text);
    if (auto* flag = std::get_if<bool*>(&value))
      **flag = text == "true";
    else
      *std::get<std::string*>(value) = std::string(text);
    return {};
  }
  if (auto* seed = std::get_if<std::uint64_t*>(&value)) {
    std::uint64_t read = 0;
    if (!readWhole(text, read)) return refuse(key, text);
    **seed = read;
    return {};
  }
  if (key.noneAllowed && text == "none") {
    *std::get<double*>(value) = -1;
    return {};
  }
  double number = 0;
  if (!readNumber(text, number)) return refuse(key, text);
  if (number < key.minimum || number > key.maximum || (key.openMinimum && number == key.minimum) ||
      (key.openMaximum && number == key.maximum))
    return refuse(key, text);
  if (key.type == KeyInfo::Type::integer && number != std::floor(number)) return refuse(key, text);
  if (auto* count = std::get_if<int*>(&value))
    **count = static_cast<int>(number);
  else if (auto* updates = std::get_if<std::int64_t*>(&value))
    **updates = static_cast<std::int64_t>(number);
  else
    *std::get<double*>(value) = number;
  return {};
}

}  // namespace unroll
