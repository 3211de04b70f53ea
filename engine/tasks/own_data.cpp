#include "tasks/own_data.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>

#include "core/hash.h"
#include "core/utf8.h"
#include "tasks/own_files.h"

namespace unroll {

namespace {

template <class T>
struct Read {
  std::unique_ptr<T> what;
  std::optional<Error> error;
  Result<const T*> result() const {
    if (error) return *error;
    return static_cast<const T*>(what.get());
  }
};

struct Entry {
  std::string bytes;
  std::optional<Read<OwnText>> text;
  std::optional<Read<OwnImages>> images;
  std::map<std::string, Read<OwnSeries>, std::less<>> series;  // by the key column
};

// Entries are never taken out, so that what points into them stays. Runs of a study in several threads read them.
struct Registry {
  std::mutex mutex;
  std::map<std::string, Entry, std::less<>> entries;
};
Registry& registry() {
  static Registry all;
  return all;
}

constexpr std::size_t mostColumnsRead = 1000;  // of one file, for which readings are kept

Error notHere(const std::string& hash) {
  return {"data=" + hash + ": this data isn't here. Own data is never in a link: open its file once more"};
}

template <class T>
Read<T> readWith(Result<void> (*read)(std::string_view, const std::string&, T&), const Entry& entry, const std::string& column) {
  Read<T> done;
  done.what = std::make_unique<T>();
  if (auto good = read(entry.bytes, column, *done.what); !good) {
    done.error = good.error();
    done.what.reset();
  }
  return done;
}

}  // namespace

std::string hashOfData(std::string_view bytes) {
  Fnv1a hash;
  hash.add(bytes.data(), bytes.size());
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash.value()));
  return text;
}

bool isDataHash(std::string_view text) {
  constexpr std::size_t digits = 16;
  return text.size() == digits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Result<std::string> keepOwnData(std::string_view bytes) {
  if (bytes.empty()) return Error{"line 1, column 1: there is nothing in it"};
  if (bytes.size() > largestOwnData)
    return Error{printPlace(placeOf(bytes, largestOwnData)) + ": it is larger than 1 MB (" + std::to_string(largestOwnData) +
                 " bytes), which is where that ends"};
  for (std::size_t at = 0; at < bytes.size();) {
    const Utf8Character character = utf8At(bytes, at);
    if (character.bytes == 0) return Error{printPlace(placeOf(bytes, at)) + ": it is not UTF-8"};
    if (character.code == 0) return Error{printPlace(placeOf(bytes, at)) + ": a NUL byte, which no text has"};
    at += character.bytes;
  }
  std::string hash = hashOfData(bytes);
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  const auto [entry, isNew] = all.entries.try_emplace(hash);
  if (isNew) entry->second.bytes = bytes;
  if (entry->second.bytes != bytes) return Error{"data=" + hash + ": other data with the same hash is here already"};
  return hash;
}

const std::string* ownData(std::string_view hash) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  const auto found = all.entries.find(hash);
  return found == all.entries.end() ? nullptr : &found->second.bytes;
}

Result<const OwnText*> readOwnText(const Experiment& experiment) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  const auto found = all.entries.find(experiment.data);
  if (found == all.entries.end()) return notHere(experiment.data);
  Entry& entry = found->second;
  if (!entry.text) entry.text = readWith<OwnText>(readText, entry, "");
  return entry.text->result();
}

Result<const OwnSeries*> readOwnSeries(const Experiment& experiment) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  const auto found = all.entries.find(experiment.data);
  if (found == all.entries.end()) return notHere(experiment.data);
  Entry& entry = found->second;
  const auto known = entry.series.find(experiment.column);
  if (known != entry.series.end()) return known->second.result();
  Read<OwnSeries> read = readWith<OwnSeries>(readSeries, entry, experiment.column);
  if (read.error || entry.series.size() >= mostColumnsRead) {
    if (read.error) return *read.error;
    return Error{"column=" + experiment.column + ": too many columns of this file were used"};
  }
  return entry.series.emplace(experiment.column, std::move(read)).first->second.result();
}

Result<const OwnImages*> readOwnImages(const Experiment& experiment) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  const auto found = all.entries.find(experiment.data);
  if (found == all.entries.end()) return notHere(experiment.data);
  Entry& entry = found->second;
  if (!entry.images) entry.images = readWith<OwnImages>(readImages, entry, "");
  return entry.images->result();
}

const OwnText* ownText(const Experiment& experiment) {
  if (experiment.data.empty()) return nullptr;
  const auto read = readOwnText(experiment);
  return read ? read.value() : nullptr;
}

const OwnSeries* ownSeries(const Experiment& experiment) {
  if (experiment.data.empty()) return nullptr;
  const auto read = readOwnSeries(experiment);
  return read ? read.value() : nullptr;
}

const OwnImages* ownImages(const Experiment& experiment) {
  if (experiment.data.empty()) return nullptr;
  const auto read = readOwnImages(experiment);
  return read ? read.value() : nullptr;
}

}  // namespace unroll
