#include <algorithm>
#include <cmath>

#include "core/keys.h"
#include "core/utf8.h"
#include "tasks/own_files.h"

namespace unroll {

namespace {

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr int warmUp = 5;                // steps of a window before the first that counts
constexpr double largestNumber = 1e100;  // so that no difference is infinite

struct Field {
  std::string text;
  std::size_t at = 0;  // where it begins
};
struct Row {
  std::vector<Field> fields;
  std::size_t end = 0;
};

bool endsLine(char c) { return c == '\n' || c == '\r'; }
bool isSpace(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
  return text;
}

// Rows of fields (RFC 4180); lines of nothing but spaces are none. An error: what is wrong, and where.
class Csv {
 public:
  explicit Csv(std::string_view bytes) : bytes_(bytes) {
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

bool readField(const std::string& text, bool decimalComma, double& value) {
  std::string number(trimmed(text));
  const auto comma = number.find(',');
  if (decimalComma && comma != std::string::npos) {
    if (number.find('.') != std::string::npos) return false;
    number[comma] = '.';
  }
  return readNumber(number, value) && std::fabs(value) <= largestNumber;
}

std::string shortened(const std::string& text) {
  constexpr std::size_t most = 20;
  std::size_t end = 0;
  while (end < text.size() && end < most) end += std::max<std::size_t>(1, utf8At(text, end).bytes);
  return "“" + text.substr(0, end) + (end < text.size() ? "…" : "") + "”";
}

std::string listOf(const std::vector<std::string>& names) {
  constexpr std::size_t most = 12;
  std::string all;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) all += (i > 0 ? ", " : "") + shortened(names[i]);
  return all + (names.size() > most ? " and " + std::to_string(names.size() - most) + " more" : "");
}

}  // namespace

Result<void> readSeries(std::string_view bytes, const std::string& column, OwnSeries& series) {
  Csv csv(bytes);
  auto first = csv.next();
  if (!first) return first.error();
  Row row = std::move(first).value();
  if (row.fields.empty()) return Error{"line 1, column 1: there is no number in it"};
  const bool decimalComma = csv.semicolons();
  double value = 0;
  const auto isNumber = [&](const Field& field) { return readField(field.text, decimalComma, value); };
  const bool header = std::none_of(row.fields.begin(), row.fields.end(), isNumber);
  for (std::size_t i = 0; i < row.fields.size(); ++i)
    series.columns.push_back(header ? std::string(trimmed(row.fields[i].text)) : std::to_string(i + 1));
  const std::size_t columnsAt = row.fields[0].at;
  if (header) {
    auto next = csv.next();
    if (!next) return next.error();
    row = std::move(next).value();
    if (row.fields.empty()) return csv.wrong(bytes.size(), "the file ends after its header, without a number");
  }
  while (series.columns.size() < row.fields.size()) series.columns.push_back(std::to_string(series.columns.size() + 1));
  const auto named = header ? std::find(series.columns.begin(), series.columns.end(), column) : series.columns.end();
  std::uint64_t number = 0;
  std::size_t chosen = 0;  // from 1 on
  if (column.empty()) {
    for (std::size_t i = 0; i < row.fields.size(); ++i)
      if (isNumber(row.fields[i])) chosen = i + 1;
    if (chosen == 0) return csv.wrong(row.fields[0].at, "no field of this line is a number");
  } else if (named != series.columns.end()) {
    chosen = static_cast<std::size_t>(named - series.columns.begin()) + 1;
  } else if (readWhole(column, number) && number >= 1 && number <= series.columns.size()) {
    chosen = static_cast<std::size_t>(number);
  } else {
    return csv.wrong(columnsAt, "there is no column " + shortened(column) + "; there are " +
                                    (header ? listOf(series.columns) : "1 to " + std::to_string(series.columns.size())));
  }
  series.number = static_cast<int>(chosen);
  series.column = series.columns[chosen - 1];
  std::vector<double> numbers;
  while (!row.fields.empty()) {
    if (row.fields.size() < chosen)
      return csv.wrong(row.end, "this line has only " + std::to_string(row.fields.size()) + " fields, and column " +
                                    std::to_string(chosen) + " is asked for");
    const Field& field = row.fields[chosen - 1];
    if (!isNumber(field))
      return csv.wrong(field.at,
                       trimmed(field.text).empty() ? "there is no number in this field" : shortened(field.text) + " is not a number");
    numbers.push_back(value);
    auto next = csv.next();
    if (!next) return next.error();
    row = std::move(next).value();
  }
  const auto [least, greatest] = std::minmax_element(numbers.begin(), numbers.end());
  series.least = *least;
  series.greatest = *greatest;
  series.before.resize(1);
  for (const double each : numbers) {
    const double scaled = series.least < series.greatest ? (each - series.least) / (series.greatest - series.least) * 2 - 1 : 0;
    series.values.push_back(static_cast<float>(scaled));
    const auto v = static_cast<double>(series.values.back());
    series.before.push_back({series.before.back().values + v, series.before.back().squares + v * v});
  }
  series.cut = series.size() - series.size() / OwnSeries::freshShare;
  if (series.longestWindow() < warmUp + 1)
    return csv.wrong(bytes.size(), "the file ends after " + std::to_string(series.size()) + " numbers; it needs " +
                                       std::to_string((warmUp + 2) * OwnSeries::freshShare) +
                                       " at least, the last quarter of which is for fresh data");
  if (series.least == series.greatest) return csv.wrong(bytes.size(), "all numbers of this column are the same");
  return {};
}

}  // namespace unroll
