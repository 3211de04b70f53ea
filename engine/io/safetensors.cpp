#include "io/safetensors.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "io/json_depth.h"

namespace unroll {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t lengthBytes = 8, largestHeader = 100u << 20;
constexpr const char* typeNames[] = {"F32", "F64", "I64"};
constexpr std::size_t typeSizes[] = {4, 8, 8};

// All our targets are little-endian.
void append(std::string& bytes, const void* data, std::size_t count) { bytes.append(static_cast<const char*>(data), count); }

struct Place {
  std::size_t begin = 0, end = 0;
};

Error damaged(const std::string& name, const char* why) { return {"the model file is damaged: " + name + " " + why}; }

// One entry of the header; `size` is how many bytes of numbers there are.
Result<Place> readEntry(const std::string& name, const Json& entry, std::size_t size, Tensor& tensor) {
  if (!entry.is_object()) return damaged(name, "has no description");
  const auto type = entry.find("dtype"), shape = entry.find("shape"), offsets = entry.find("data_offsets");
  if (type == entry.end() || !type->is_string() || shape == entry.end() || !shape->is_array() || offsets == entry.end() ||
      !offsets->is_array() || offsets->size() != 2 || !(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned())
    return damaged(name, "has no type, shape or place");
  const std::string typeName = type->get<std::string>();
  const auto known = std::find(std::begin(typeNames), std::end(typeNames), typeName);
  if (known == std::end(typeNames))
    return Error{name + " has numbers of type " + typeName.substr(0, 20) + ": only F32, F64 and I64 are read"};
  const auto kind = static_cast<std::size_t>(known - std::begin(typeNames));
  std::size_t count = 1;
  for (const Json& n : *shape) {
    if (!n.is_number_unsigned()) return damaged(name, "has a shape that isn't one");
    const std::uint64_t extent = n.get<std::uint64_t>();
    if (extent > size || (extent > 0 && count > size / extent)) return damaged(name, "is larger than the file");
    count *= static_cast<std::size_t>(extent);
    tensor.shape.push_back(static_cast<std::int64_t>(extent));
  }
  const std::uint64_t begin = (*offsets)[0].get<std::uint64_t>(), end = (*offsets)[1].get<std::uint64_t>();
  if (begin > end || end > size) return damaged(name, "lies outside the file, which may have been cut off");
  if (end - begin != count * typeSizes[kind]) return damaged(name, "has a place that doesn't fit its shape");
  if (kind == 0)
    tensor.numbers = std::vector<float>(count);
  else if (kind == 1)
    tensor.numbers = std::vector<double>(count);
  else
    tensor.numbers = std::vector<std::int64_t>(count);
  return Place{static_cast<std::size_t>(begin), static_cast<std::size_t>(end)};
}

}  // namespace

std::size_t Tensor::count() const {
  return std::visit([](const auto& v) { return v.size(); }, numbers);
}

std::string writeSafetensors(const TensorFile& file) {
  Json header = Json::object();
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  std::size_t offset = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const std::size_t kind = tensor.numbers.index(), end = offset + tensor.count() * typeSizes[kind];
    header[name] = {{"dtype", typeNames[kind]}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string bytes;
  bytes.reserve(lengthBytes + text.size() + offset);
  const std::uint64_t length = text.size();
  append(bytes, &length, sizeof length);
  bytes += text;
  for (const auto& [name, tensor] : file.tensors)
    std::visit([&](const auto& v) { append(bytes, v.data(), v.size() * sizeof v[0]); }, tensor.numbers);
  return bytes;
}

Result<TensorFile> readSafetensors(std::string_view bytes) {
  const Error foreign{"this is not a model file (safetensors)"};
  if (bytes.size() < lengthBytes + 2 || bytes[lengthBytes] != '{') return foreign;
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > largestHeader) return foreign;
  if (length > bytes.size() - lengthBytes) return Error{"the model file is damaged or cut off: it ends inside its header"};
  const std::string_view numbers = bytes.substr(lengthBytes + static_cast<std::size_t>(length));
  const std::string_view headerText = bytes.substr(lengthBytes, static_cast<std::size_t>(length));
  if (nestedTooDeep(headerText))
    return Error{"the model file is damaged: its header is nested more than " + std::to_string(deepestJson) + " levels deep"};
  bool repeated = false;
  std::vector<std::string> seen;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth == 1 && event == Json::parse_event_t::key) {
      seen.push_back(parsed.get<std::string>());
      if (seen.size() > 100000) repeated = true;
    }
    return true;
  };
  const Json header = Json::parse(headerText, watch, false);
  if (header.is_discarded() || !header.is_object()) return Error{"the model file is damaged: its header can't be read"};
  std::sort(seen.begin(), seen.end());
  if (repeated || std::adjacent_find(seen.begin(), seen.end()) != seen.end())
    return Error{"the model file is damaged: a name occurs twice"};

  TensorFile file;
  std::vector<Place> places;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") {
      if (!entry.is_object()) return damaged(name, "isn't a list of texts");
      for (const auto& [key, value] : entry.items()) {
        if (!value.is_string()) return damaged(name, "isn't a list of texts");
        file.metadata[key] = value.get<std::string>();
      }
      continue;
    }
    Tensor tensor;
    const auto place = readEntry(name, entry, numbers.size(), tensor);
    if (!place) return place.error();
    places.push_back(place.value());
    std::visit(
        [&](auto& v) {
          if (!v.empty()) std::memcpy(v.data(), numbers.data() + place.value().begin, v.size() * sizeof v[0]);
        },
        tensor.numbers);
    file.tensors.emplace(name, std::move(tensor));
  }
  // The format allows neither holes nor overlaps.
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; });
  std::size_t at = 0;
  for (const Place& place : places) {
    if (place.begin != at) return Error{"the model file is damaged: its tensors don't lie one behind the other"};
    at = place.end;
  }
  if (at != numbers.size()) return Error{"the model file is damaged: it has bytes that belong to nothing"};
  return file;
}

}  // namespace unroll
