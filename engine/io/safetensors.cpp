#include "io/safetensors.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace unroll {

namespace {

using Json = nlohmann::json;

constexpr std::size_t lengthBytes = 8, mostDimensions = 8, mostTexts = 1000;
constexpr const char* typeNames[] = {"F32", "F64", "I64"};
constexpr std::size_t typeSizes[] = {4, 8, 8};

// Thousands of names, nearly all of them as they stand.
std::string quoted(const std::string& name) {
  for (const char c : name)
    if (c < ' ' || c > '~' || c == '"' || c == '\\') return Json(name).dump();
  return '"' + name + '"';
}

// All our targets are little-endian.
void append(std::string& bytes, const void* data, std::size_t count) { bytes.append(static_cast<const char*>(data), count); }

// What a file calls itself may be anything, of any length.
std::string shown(const std::string& name) {
  std::string text = name.substr(0, 60);
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return name.size() > 60 ? text + "…" : text;
}

Error damaged(const std::string& name, const char* why) { return {"the model file is damaged: " + shown(name) + " " + why}; }

// One tensor as the header describes it.
struct Entry {
  std::string name, type;
  std::vector<std::uint64_t> shape, offsets;
};

// Takes the header as it comes: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, "__metadata__": {"key": "text"}}
// and nothing else. No tree of it is built, so a hostile header takes no more memory than a good one.
class HeaderReader {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  std::vector<Entry> entries;
  std::map<std::string, std::string> metadata;
  std::optional<Error> problem;

  bool null() { return refuse(); }
  bool boolean(bool) { return refuse(); }
  bool number_integer(number_integer_t) { return refuse(); }
  bool number_float(number_float_t, const string_t&) { return refuse(); }
  bool binary(binary_t&) { return refuse(); }
  bool number_unsigned(number_unsigned_t n) {
    if (depth_ != 3) return refuse();
    std::vector<std::uint64_t>& list = field_ == "shape" ? entries.back().shape : entries.back().offsets;
    if (list.size() == mostDimensions) return refuse();
    list.push_back(n);
    return true;
  }
  bool string(string_t& text) {
    if (depth_ != 2 || (!inMetadata_ && field_ != "dtype")) return refuse();
    if (!inMetadata_)
      entries.back().type = std::move(text);
    else if (metadata.size() == mostTexts)
      return refuse();
    else if (!metadata.emplace(field_, std::move(text)).second)
      return twice(field_);
    return true;
  }
  bool start_object(std::size_t) {
    if (depth_ > 1) return refuse();
    if (++depth_ == 1) return true;
    inMetadata_ = name_ == "__metadata__";
    fields_ = 0;
    if (inMetadata_ && std::exchange(hasMetadata_, true)) return twice(name_);
    if (!inMetadata_) entries.push_back({name_, {}, {}, {}});
    return true;
  }
  bool key(string_t& key) {
    if (depth_ == 1) {
      name_ = std::move(key);
      return true;
    }
    field_ = std::move(key);
    if (inMetadata_) return true;
    const int bit = field_ == "dtype" ? 1 : field_ == "shape" ? 2 : field_ == "data_offsets" ? 4 : 0;
    if (bit == 0) return refuse();
    if (fields_ & bit) return twice(name_);
    fields_ |= bit;
    return true;
  }
  bool end_object() { return depth_-- == 1 || inMetadata_ || fields_ == 7 || refuse(); }
  bool start_array(std::size_t) {
    if (depth_ != 2 || inMetadata_ || field_ == "dtype") return refuse();
    ++depth_;
    return true;
  }
  bool end_array() {
    --depth_;
    return field_ != "data_offsets" || entries.back().offsets.size() == 2 || refuse();
  }
  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception&) {
    problem = Error{"the model file is damaged: its header can't be read"};
    return false;
  }

 private:
  bool refuse() {
    problem = depth_ < 2 ? Error{"the model file is damaged: its header is no list of tensors"}
                         : damaged(name_, inMetadata_ ? "isn't a list of texts" : "has no type, shape or place");
    return false;
  }
  bool twice(const std::string& name) {
    problem = damaged(name, "occurs twice");
    return false;
  }

  int depth_ = 0;  // 1: in the header, 2: in an entry, 3: in its shape or place
  int fields_ = 0;
  bool inMetadata_ = false, hasMetadata_ = false;
  std::string name_, field_;
};

// Its type, as an index of typeNames, where there are `size` bytes of numbers.
Result<std::size_t> judgeEntry(const Entry& entry, std::size_t size) {
  const auto known = std::find(std::begin(typeNames), std::end(typeNames), entry.type);
  if (known == std::end(typeNames))
    return Error{shown(entry.name) + " has numbers of type " + shown(entry.type) + ": only F32, F64 and I64 are read"};
  const auto kind = static_cast<std::size_t>(known - std::begin(typeNames));
  std::uint64_t count = 1;
  for (const std::uint64_t extent : entry.shape) {
    if (extent > size || (extent > 0 && count > size / extent)) return damaged(entry.name, "is larger than the file");
    count *= extent;
  }
  const std::uint64_t begin = entry.offsets[0], end = entry.offsets[1];
  if (begin > end || end > size) return damaged(entry.name, "lies outside the file, which may have been cut off");
  if (end - begin != count * typeSizes[kind]) return damaged(entry.name, "has a place that doesn't fit its shape");
  return kind;
}

template <class Number>
std::vector<Number> copied(std::string_view bytes) {
  std::vector<Number> numbers(bytes.size() / sizeof(Number));
  if (!numbers.empty()) std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

Tensor::Numbers copied(std::size_t kind, std::string_view bytes) {
  if (kind == 0) return copied<float>(bytes);
  if (kind == 1) return copied<double>(bytes);
  return copied<std::int64_t>(bytes);
}

}  // namespace

std::size_t Tensor::count() const {
  return std::visit([](const auto& v) { return v.size(); }, numbers);
}

std::string writeSafetensors(const TensorFile& file) {
  // Written out by hand: a tree of hundreds of thousands of entries takes long.
  std::string header = "{";
  if (!file.metadata.empty()) header += "\"__metadata__\":" + Json(file.metadata).dump() + (file.tensors.empty() ? "" : ",");
  std::size_t offset = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const std::size_t kind = tensor.numbers.index(), end = offset + tensor.count() * typeSizes[kind];
    if (offset > 0 || name != file.tensors.begin()->first) header += ",";
    header += quoted(name) + ":{\"dtype\":\"" + typeNames[kind] + "\",\"shape\":[";
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) header += (i > 0 ? "," : "") + std::to_string(tensor.shape[i]);
    header += "],\"data_offsets\":[" + std::to_string(offset) + "," + std::to_string(end) + "]}";
    offset = end;
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string bytes;
  bytes.reserve(lengthBytes + header.size() + offset);
  const std::uint64_t length = header.size();
  append(bytes, &length, sizeof length);
  bytes += header;
  for (const auto& [name, tensor] : file.tensors)
    std::visit([&](const auto& v) { append(bytes, v.data(), v.size() * sizeof v[0]); }, tensor.numbers);
  return bytes;
}

Result<TensorFile> readSafetensors(std::string_view bytes) {
  const Error foreign{"this is not a model file (safetensors)"};
  if (bytes.size() < lengthBytes + 2 || bytes[lengthBytes] != '{') return foreign;
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  const std::size_t rest = bytes.size() - lengthBytes;
  if (length > rest && length > largestHeader) return foreign;
  if (length > rest) return Error{"the model file is damaged or cut off: it ends inside its header"};
  if (length > largestHeader)
    return Error{"the model file has a header of " + std::to_string(length >> 20) + " MB; at most " + std::to_string(largestHeader >> 20) +
                 " MB are read"};
  HeaderReader header;
  if (!Json::sax_parse(bytes.substr(lengthBytes, static_cast<std::size_t>(length)), &header)) return *header.problem;

  // The format allows neither holes nor overlaps; only then it is certain that the tensors take no more memory than the file.
  const std::string_view numbers = bytes.substr(lengthBytes + static_cast<std::size_t>(length));
  std::sort(header.entries.begin(), header.entries.end(), [](const Entry& a, const Entry& b) { return a.offsets < b.offsets; });
  std::size_t at = 0;
  std::vector<std::size_t> kinds;
  for (const Entry& entry : header.entries) {
    const auto kind = judgeEntry(entry, numbers.size());
    if (!kind) return kind.error();
    if (entry.offsets[0] != at) return Error{"the model file is damaged: its tensors don't lie one behind the other"};
    at = static_cast<std::size_t>(entry.offsets[1]);
    kinds.push_back(kind.value());
  }
  if (at != numbers.size()) return Error{"the model file is damaged: it has bytes that belong to nothing"};

  TensorFile file;
  file.metadata = std::move(header.metadata);
  for (std::size_t i = 0; i < header.entries.size(); ++i) {
    Entry& entry = header.entries[i];
    const std::size_t begin = static_cast<std::size_t>(entry.offsets[0]), end = static_cast<std::size_t>(entry.offsets[1]);
    Tensor tensor{{entry.shape.begin(), entry.shape.end()}, copied(kinds[i], numbers.substr(begin, end - begin))};
    if (!file.tensors.emplace(entry.name, std::move(tensor)).second) return damaged(entry.name, "occurs twice");
  }
  return file;
}

}  // namespace unroll
