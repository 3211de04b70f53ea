// Files that are opened, dropped on the page or pasted.
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

#include "fuzz/bounded.h"
#include "fuzz/targets.h"
#include "hopfield/picture.h"
#include "io/reference_case.h"
#include "io/safetensors.h"
#include "recurrent/own_data_taken.h"
#include "recurrent/recurrent.h"
#include "tasks/own_data.h"
#include "tasks/own_files.h"
#include "unroll.h"

namespace unroll::fuzz {

void safetensors(std::string_view bytes) {
  const auto read = readSafetensors(bytes);
  if (!read) {
    UNROLL_CHECK(!read.error().message.empty());
    return;
  }
  const auto again = readSafetensors(writeSafetensors(read.value()));
  UNROLL_CHECK(again && writeSafetensors(again.value()) == writeSafetensors(read.value()));
}

// The header's length is written by us, so that a changed name or number of it leads further than to the first check: a line of JSON, then
// the numbers.
void modelFile(std::string_view bytes) {
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  const std::uint64_t length = end;
  std::string file(sizeof length, '\0');
  std::memcpy(file.data(), &length, sizeof length);
  file += bytes.substr(0, end);
  file += bytes.substr(std::min(end + 1, bytes.size()));
  const auto parts = readSafetensors(file);
  if (!parts) return;
  for (const char* which : {"experiment", "current"}) {
    const auto text = parts.value().metadata.find(which);
    if (text == parts.value().metadata.end()) break;
    if (!isSmall(text->second) || text->second.find("hiddenSize=") == std::string::npos ||
        text->second.find("seqLen=") == std::string::npos)
      return;
  }
  const ModelKind& kind = *findModel("recurrent");
  auto opened = kind.open(file);
  if (!opened) return;
  Model& model = *opened.value();
  constexpr int slices = 3;
  model.setGoal(model.progress().done + 2);
  for (int i = 0; i < slices && !model.advance(1); ++i) {
  }
  lookAt(kind, model, true);
  UNROLL_CHECK(kind.open(model.file()));
}

void ownData(std::string_view bytes) {
  if (bytes.empty()) return;
  constexpr std::string_view columns[] = {"", "1", "2", "rain", "99999999999"};
  const std::string column(columns[static_cast<unsigned char>(bytes.front()) % std::size(columns)]);
  bytes.remove_prefix(1);
  (void)mayBeOwnData(bytes);
  static int kept = 0;
  constexpr int mostKept = 20000;  // they stay until the program ends
  if (kept >= mostKept) return;
  const auto hash = keepOwnData(bytes);
  if (!hash) return;
  ++kept;
  OwnText text;
  OwnSeries series;
  OwnImages images;
  const bool isText = static_cast<bool>(readText(bytes, column, text));
  const bool isSeries = static_cast<bool>(readSeries(bytes, column, series));
  const bool isImages = static_cast<bool>(readImages(bytes, column, images));
  if (isText && text.longestWindow() >= 2) (void)text.blind(2);
  if (isImages) {
    OwnImages again;
    UNROLL_CHECK(readImages(imagesCsv(images.names, images.images), "", again));
    UNROLL_CHECK(again.size() == images.size());
  }
  const std::pair<bool, const char*> tasks[] = {{isText, "text"}, {isSeries, "series"}, {isImages, "rows"}};
  const ModelKind& kind = *findModel("recurrent");
  for (const auto& [fits, task] : tasks) {
    if (!fits) continue;
    std::string link =
        std::string("task=") + task + "&data=" + hash.value() + "&seqLen=" + (task[0] == 'r' ? "8" : "2") + "&hiddenSize=2&batchSize=2";
    if (task[0] == 's' && !column.empty()) link += "&column=" + column;
    ParsedModel parsed = kind.parse(link);
    UNROLL_CHECK(parsed.model);
    parsed.model->setGoal(1);
    constexpr int slices = 2;
    for (int i = 0; i < slices && !parsed.model->advance(1); ++i) {
    }
    lookAt(kind, *parsed.model, false);
  }
  for (const ModelKind* each : {&kind, findModel("problems")}) {
    const ParsedModel parsed = each->parse(madeSmall(each->name, ""));
    const auto changes = parsed.model->takeData(bytes);
    if (!changes) continue;
    for (const Change& change : changes.value()) UNROLL_CHECK(parsed.model->apply(change));
  }
}

void picture(std::string_view bytes) {
  const auto read = readPicture(bytes);
  if (!read) return;
  const GrayPicture& gray = *read.value();
  UNROLL_CHECK(gray.brightness.size() == static_cast<std::size_t>(gray.width) * static_cast<std::size_t>(gray.height));
  const double middle = middleBrightness(gray);
  for (const int size : {2, 7, 100}) UNROLL_CHECK(unitsOf(gray, size, middle).size() == static_cast<std::size_t>(size));
}

void referenceCase(std::string_view bytes) {
  const auto json = nlohmann::json::parse(bytes, nullptr, false);
  constexpr int mostSize = 8, mostUpdates = 20;
  const auto isLarge = [&](const nlohmann::json& object, const char* key, int most) {
    return object.is_object() && object.contains(key) && object[key].is_number() && object[key].get<double>() > most;
  };
  if (json.is_object()) {
    for (const char* key : {"seq_len", "batch"})
      if (isLarge(json, key, mostSize)) return;
    for (const char* key : {"input_size", "hidden_size", "output_size", "layers"})
      if (json.contains("model") && isLarge(json["model"], key, mostSize)) return;
    if (json.contains("train") && isLarge(json["train"], "steps", mostUpdates)) return;
  }
  if (const auto result = evaluateReferenceCase(bytes)) (void)compareWithExpected(bytes, result.value());
  (void)gradientsOfReferenceCase(bytes);
  (void)compareWithExpected(bytes, bytes);
}

}  // namespace unroll::fuzz
