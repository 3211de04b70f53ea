// Fields of numbers and words, by line: what own data is read from.
#pragma once

#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/keys.h"
#include "core/result.h"
#include "core/utf8.h"

namespace unroll::csv {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr double largestNumber = 1e100;  // so that no difference is infinite

struct Field {
  std::string text;
  std::size_t at = 0;  // where it begins
};
struct Row {
  std::vector<Field> fields;
  std::size_t end = 0;
};

inline bool endsLine(char c) { return c == '\n' || c == '\r'; }
inline bool isSpace(char c) { return c == ' ' || c == '\t'; }

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
  return text;
}

// Behind the last character that is seen.
inline std::size_t endOf(std::string_view bytes) {
  while (!bytes.empty() && (endsLine(bytes.back()) || isSpace(bytes.back()))) bytes.remove_suffix(1);
  return bytes.size();
}

// Rows of fields (RFC 4180); lines of nothing but spaces are none. An error: what is wrong, and where.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {
    if (bytes.substr(0, byteOrderMark.size()) == byteOrderMark) at_ = byteOrderMark.size();
    while (at_ < bytes_.size() && (endsLine(bytes_[at_]) || isSpace(bytes_[at_]))) ++at_;
    bool quoted = false;
    for (std::size_t i = at_; i < bytes_.size() && (quoted || !endsLine(bytes_[i])); ++i) {
      if (bytes_[i] == '"') quoted = !quoted;
      if (!quoted && bytes_[i] == ';') separator_ = ';';
    }
  }

  bool semicolons() const { return separator_ == ';'; }
  Error wrong(std::size_t at, const std::string& why) const { return {printPlace(placeOf(bytes_, at)) + ": " + why}; }
  // Where it ends: behind the last line that isn't empty.
  Error endsTooSoon(const std::string& why) const { return wrong(endOf(bytes_), why); }

  // Without fields: there is none any more.
  Result<Row> next() {
    Row row;
    while (row.fields.empty() && at_ < bytes_.size()) {
      if (auto read = readRow(row); !read) return read.error();
      const bool isEmpty = row.fields.size() == 1 && trimmed(row.fields[0].text).empty() && !quoted_;
      if (isEmpty) row.fields.clear();
    }
    return row;
  }

 private:
  Result<void> readRow(Row& row) {
    quoted_ = false;
    for (;;) {
      Field field;
      if (auto read = readField(field); !read) return read;
      row.fields.push_back(std::move(field));
      row.end = at_;
      if (at_ == bytes_.size()) return {};
      const char c = bytes_[at_++];
      if (c == separator_) continue;
      if (c == '\r' && at_ < bytes_.size() && bytes_[at_] == '\n') ++at_;
      return {};
    }
  }
  Result<void> readField(Field& field) {
    while (at_ < bytes_.size() && isSpace(bytes_[at_])) ++at_;
    field.at = at_;
    if (at_ < bytes_.size() && bytes_[at_] == '"') return readQuoted(field);
    while (at_ < bytes_.size() && bytes_[at_] != separator_ && !endsLine(bytes_[at_])) field.text += bytes_[at_++];
    return {};
  }
  Result<void> readQuoted(Field& field) {
    quoted_ = true;
    for (++at_;; ++at_) {
      if (at_ == bytes_.size()) return wrong(field.at, "a quotation mark that is never closed");
      if (bytes_[at_] != '"') {
        field.text += bytes_[at_];
      } else if (at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '"') {
        field.text += bytes_[at_++];
      } else {
        break;
      }
    }
    for (++at_; at_ < bytes_.size() && isSpace(bytes_[at_]);) ++at_;
    if (at_ < bytes_.size() && bytes_[at_] != separator_ && !endsLine(bytes_[at_]))
      return wrong(at_, "something behind a closing quotation mark");
    return {};
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  char separator_ = ',';
  bool quoted_ = false;  // in the row that was read last
};

inline bool looksLikeNumber(const std::string& text, bool decimalComma, double& value) {
  std::string number(trimmed(text));
  const auto comma = number.find(',');
  if (decimalComma && comma != std::string::npos) {
    if (number.find('.') != std::string::npos) return false;
    number[comma] = '.';
  }
  return readNumber(number, value);
}

inline bool readNumberIn(const std::string& text, bool decimalComma, double& value) {
  return looksLikeNumber(text, decimalComma, value) && std::fabs(value) <= largestNumber;
}

inline std::string shortened(const std::string& text) {
  constexpr std::size_t most = 20;
  std::size_t end = 0;
  while (end < text.size() && end < most) end += std::max<std::size_t>(1, utf8At(text, end).bytes);
  return "“" + text.substr(0, end) + (end < text.size() ? "…" : "") + "”";
}

// Of a field that readNumberIn() refuses.
inline std::string whyNoNumber(const std::string& text, bool decimalComma) {
  double value = 0;
  if (trimmed(text).empty()) return "there is no number in this field";
  return shortened(text) + (looksLikeNumber(text, decimalComma, value) ? " is beyond 1e100" : " is not a number");
}

// "1 field", "3 fields".
inline std::string counted(std::size_t n, std::string_view one) { return std::to_string(n) + " " + std::string(one) + (n == 1 ? "" : "s"); }

}  // namespace unroll::csv
