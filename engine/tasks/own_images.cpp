#include <algorithm>
#include <cmath>

#include "tasks/csv.h"
#include "tasks/own_files.h"

namespace unroll {

namespace {

constexpr std::string_view firstOf[] = {"ring", "cross"};  // the task's own classes have their places

// The class of this name; a new one where there is room for it. −1: there is none.
int kindOf(std::vector<std::string>& names, std::string_view name) {
  const auto known = std::find(names.begin(), names.end(), name);
  if (known != names.end()) return static_cast<int>(known - names.begin());
  if (names.size() == OwnImages::classes) return -1;
  names.emplace_back(name);
  return static_cast<int>(names.size()) - 1;
}

std::string listOf(const OwnImages& images, const std::array<std::size_t, OwnImages::classes>& counts) {
  std::string list;
  for (std::size_t k = 0; k < images.names.size(); ++k)
    list += (k > 0 ? ", " : "") + std::to_string(counts[k]) + " of " + csv::shortened(images.names[k]);
  return list;
}

}  // namespace

Result<void> readImages(std::string_view bytes, const std::string&, OwnImages& images) {
  constexpr std::size_t fields = OwnImages::pixels + 1;
  csv::Reader csv(bytes);
  std::array<std::size_t, OwnImages::classes> counts{};
  double value = 0;
  for (bool isFirst = true;; isFirst = false) {
    auto next = csv.next();
    if (!next) return next.error();
    const csv::Row row = std::move(next).value();
    if (row.fields.empty()) break;
    const auto isNumber = [&](const csv::Field& field) { return csv::readNumberIn(field.text, csv.semicolons(), value); };
    if (isFirst && row.fields.size() > 1 && !isNumber(row.fields[1]) && !csv::trimmed(row.fields[1].text).empty()) continue;  // a header
    const std::string_view name = csv::trimmed(row.fields[0].text);
    if (name.empty()) return csv.wrong(row.fields[0].at, "there is no class in this field");
    if (row.fields.size() != fields)
      return csv.wrong(row.fields.size() < fields ? row.end : row.fields[fields].at,
                       "this line has " + csv::counted(row.fields.size() - 1, "pixel") + " behind its class; an image has " +
                           std::to_string(OwnImages::pixels) + ", its " + std::to_string(OwnImages::side) + " rows one after the other");
    const int kind = kindOf(images.names, name);
    if (kind < 0)
      return csv.wrong(row.fields[0].at, csv::shortened(std::string(name)) + " is a third class; there are " +
                                             csv::shortened(images.names[0]) + " and " + csv::shortened(images.names[1]) + " already");
    OwnImages::Image image;
    image.kind = static_cast<std::size_t>(kind);
    image.fresh = ++counts[image.kind] % OwnImages::freshShare == 0;
    for (std::size_t i = 0; i < image.ink.size(); ++i) {
      const csv::Field& field = row.fields[i + 1];
      if (!isNumber(field))
        return csv.wrong(field.at, csv::trimmed(field.text).empty() ? "there is no number in this field"
                                                                    : csv::shortened(field.text) + " is not a number");
      if (value < 0 || value > 1) return csv.wrong(field.at, "a pixel is a number from 0, paper, to 1, ink");
      image.ink[i] = static_cast<float>(value);
    }
    images.images.push_back(image);
  }
  if (images.images.empty()) return Error{"line 1, column 1: there is no image in it"};
  const auto fewest = std::min(counts[0], counts[1]);
  if (fewest < OwnImages::freshShare)
    return csv.endsTooSoon("the images end after " + listOf(images, counts) + "; there must be two classes and " +
                           std::to_string(OwnImages::freshShare) + " of each at least, every fourth of which is for fresh data");
  if (images.names[0] == firstOf[1] && images.names[1] == firstOf[0]) {
    std::swap(images.names[0], images.names[1]);
    for (OwnImages::Image& image : images.images) image.kind = 1 - image.kind;
  }
  for (std::size_t i = 0; i < images.images.size(); ++i) {
    const OwnImages::Image& image = images.images[i];
    (image.fresh ? images.fresh : images.training)[image.kind].push_back(i);
  }
  return {};
}

std::string imagesCsv(const std::vector<std::string>& names, const std::vector<OwnImages::Image>& images) {
  std::string text;
  for (const OwnImages::Image& image : images) {
    const std::string& name = names[image.kind];
    if (name.find_first_of(",;\"") == std::string::npos) {
      text += name;
    } else {
      text += '"';
      for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
      text += '"';
    }
    for (const float ink : image.ink) text += "," + printNumber(std::round(static_cast<double>(ink) * 1000) / 1000);
    text += '\n';
  }
  return text;
}

}  // namespace unroll
