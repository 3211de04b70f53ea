#include <algorithm>
#include <cmath>

#include "core/utf8.h"
#include "tasks/csv.h"
#include "tasks/own_files.h"

namespace unroll {

namespace {

using csv::byteOrderMark;

std::vector<char32_t> charactersOf(std::string_view bytes) {
  if (bytes.substr(0, byteOrderMark.size()) == byteOrderMark) bytes.remove_prefix(byteOrderMark.size());
  std::vector<char32_t> all;
  all.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const Utf8Character next = utf8At(bytes, at);
    const bool isLineEnd = next.code == U'\r';
    at += next.bytes;
    if (isLineEnd && at < bytes.size() && bytes[at] == '\n') continue;
    all.push_back(isLineEnd ? U'\n' : next.code);
  }
  return all;
}

}  // namespace

Result<void> readText(std::string_view bytes, const std::string&, OwnText& text) {
  const std::vector<char32_t> characters = charactersOf(bytes);
  std::map<char32_t, int> counts;
  for (const char32_t each : characters) ++counts[each];
  text.differentCharacters = static_cast<int>(counts.size());
  if (counts.size() < 2) return Error{"line 1, column 1: a text needs two different characters at least"};
  std::vector<char32_t> kept;
  for (const auto& [code, count] : counts) kept.push_back(code);
  text.others = kept.size() > OwnText::mostClasses;
  if (text.others) {
    std::stable_sort(kept.begin(), kept.end(), [&](char32_t a, char32_t b) { return counts[a] > counts[b]; });
    kept.resize(OwnText::mostClasses - 1);
    std::sort(kept.begin(), kept.end());
  }
  std::map<char32_t, unsigned char> classOf;
  for (const char32_t code : kept) {
    classOf[code] = static_cast<unsigned char>(text.names.size());
    text.names.push_back(utf8Of(code));
  }
  const auto rest = static_cast<unsigned char>(text.names.size());
  if (text.others) text.names.emplace_back("…");
  text.symbols.reserve(characters.size());
  for (const char32_t each : characters) {
    const auto found = classOf.find(each);
    text.symbols.push_back(found == classOf.end() ? rest : found->second);
  }
  text.cut = text.size() - text.size() / OwnText::freshShare;
  constexpr int shortest = 2;  // T
  static_assert(OwnText::fewest == (shortest + 1) * OwnText::freshShare);
  const std::size_t symbols = text.symbols.size();
  if (text.longestWindow() < shortest)
    return Error{printPlace(placeOf(bytes, csv::endOf(bytes))) + ": the text ends after " + csv::counted(symbols, "character") +
                 "; it needs " + std::to_string(OwnText::fewest) + " at least, the last tenth of which is for fresh data"};
  return {};
}

// The next symbols at step t of all windows are those from cut + t + 1 on, as many as there are windows.
OwnText::Blind OwnText::blind(int seqLen) const {
  const std::lock_guard lock(mutex_);
  if (const auto known = blind_.find(seqLen); known != blind_.end()) return known->second;
  const int windows = longestWindow() - seqLen + 1;
  std::vector<double> now(names.size(), 0), all(names.size(), 0);
  const auto at = [&](int n) { return symbols[static_cast<std::size_t>(cut + n)]; };
  for (int n = 1; n <= windows; ++n) now[at(n)] += 1;
  for (int t = 0; t < seqLen; ++t) {
    for (std::size_t k = 0; k < all.size(); ++k) all[k] += now[k];
    if (t + 1 == seqLen) break;
    now[at(t + 1)] -= 1;
    now[at(t + 1 + windows)] += 1;
  }
  Blind blind;
  const double total = static_cast<double>(windows) * seqLen;
  for (const double count : all) {
    blind.share = std::max(blind.share, count / total);
    if (count > 0) blind.entropy -= count / total * std::log(count / total);
  }
  return blind_[seqLen] = blind;
}

}  // namespace unroll
