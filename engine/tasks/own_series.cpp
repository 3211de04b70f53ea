#include <algorithm>
#include <cmath>

#include "tasks/csv.h"
#include "tasks/own_files.h"

namespace unroll {

namespace {

constexpr int warmUp = 5;  // steps of a window before the first that counts
static_assert(OwnSeries::fewest == (warmUp + 2) * OwnSeries::freshShare);

using csv::Field;
using csv::Row;
using csv::shortened;
using csv::trimmed;

std::string listOf(const std::vector<std::string>& names) {
  constexpr std::size_t most = 12;
  std::string all;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) all += (i > 0 ? ", " : "") + shortened(names[i]);
  return all + (names.size() > most ? " and " + std::to_string(names.size() - most) + " more" : "");
}

}  // namespace

Result<void> readSeries(std::string_view bytes, const std::string& column, OwnSeries& series) {
  csv::Reader csv(bytes);
  auto first = csv.next();
  if (!first) return first.error();
  Row row = std::move(first).value();
  if (row.fields.empty()) return Error{"line 1, column 1: there is no number in it"};
  const bool decimalComma = csv.semicolons();
  double value = 0;
  const auto isNumber = [&](const Field& field) { return csv::readNumberIn(field.text, decimalComma, value); };
  const auto looks = [&](const Field& field) { return csv::looksLikeNumber(field.text, decimalComma, value); };
  const bool header = std::none_of(row.fields.begin(), row.fields.end(), looks);
  for (std::size_t i = 0; i < row.fields.size(); ++i)
    series.columns.push_back(header ? std::string(trimmed(row.fields[i].text)) : std::to_string(i + 1));
  const std::size_t columnsAt = row.fields[0].at;
  if (header) {
    auto next = csv.next();
    if (!next) return next.error();
    row = std::move(next).value();
    if (row.fields.empty()) return csv.endsTooSoon("the file ends after its header, without a number");
  }
  while (series.columns.size() < row.fields.size()) series.columns.push_back(std::to_string(series.columns.size() + 1));
  const auto named = header ? std::find(series.columns.begin(), series.columns.end(), column) : series.columns.end();
  std::uint64_t number = 0;
  std::size_t chosen = 0;  // from 1 on
  if (column.empty()) {
    for (std::size_t i = 0; i < row.fields.size(); ++i)
      if (isNumber(row.fields[i])) chosen = i + 1;
    const auto large = std::find_if(row.fields.begin(), row.fields.end(), looks);
    if (chosen == 0 && large != row.fields.end()) return csv.wrong(large->at, csv::whyNoNumber(large->text, decimalComma));
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
  std::size_t last = 0;  // where the last number stands
  while (!row.fields.empty()) {
    if (row.fields.size() < chosen)
      return csv.wrong(row.end, "this line has only " + csv::counted(row.fields.size(), "field") + ", and column " +
                                    std::to_string(chosen) + " is asked for");
    const Field& field = row.fields[chosen - 1];
    if (!isNumber(field)) return csv.wrong(field.at, csv::whyNoNumber(field.text, decimalComma));
    numbers.push_back(value);
    last = field.at;
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
    return csv.endsTooSoon("the file ends after " + csv::counted(numbers.size(), "number") + "; it needs " +
                           std::to_string(OwnSeries::fewest) + " at least, the last quarter of which is for fresh data");
  if (series.least == series.greatest) return csv.wrong(last, "all numbers of this column are the same");
  return {};
}

}  // namespace unroll
