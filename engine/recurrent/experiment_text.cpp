#include "recurrent/experiment_text.h"

#include <optional>

#include "recurrent/edits.h"
#include "recurrent/keys.h"

namespace unroll {

namespace {

using Pair = std::pair<std::string, std::string>;

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hexDigit(text[i + 1]) >= 0 && hexDigit(text[i + 2]) >= 0) {
      plain += static_cast<char>(hexDigit(text[i + 1]) * 16 + hexDigit(text[i + 2]));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// What a hash carries unharmed through browsers, mail programs and chats; the rest becomes %XX.
std::string encode(std::string_view text) {
  constexpr std::string_view safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:,=@[]";
  std::string coded;
  for (char c : text) {
    if (safe.find(c) != std::string_view::npos) {
      coded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    coded += '%';
    coded += "0123456789ABCDEF"[byte >> 4];
    coded += "0123456789ABCDEF"[byte & 15];
  }
  return coded;
}

// A pair without "=" has an empty value.
std::vector<Pair> split(std::string_view text) {
  std::vector<Pair> pairs;
  if (!text.empty() && text.front() == '#') text.remove_prefix(1);
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view one = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (one.empty()) continue;
    const std::size_t equals = one.find('=');
    pairs.emplace_back(decode(one.substr(0, equals)), equals == std::string_view::npos ? std::string() : decode(one.substr(equals + 1)));
  }
  return pairs;
}

// `task` before all others, since it brings its own defaults.
template <class Use>
void inOrder(const std::vector<Pair>& pairs, Use use) {
  for (const bool tasks : {true, false})
    for (const Pair& pair : pairs)
      if ((pair.first == "task") == tasks) use(pair);
}

bool isPageKey(std::string_view key) {
  for (std::string_view name : pageKeys())
    if (name == key) return true;
  return false;
}

}  // namespace

const std::vector<std::string_view>& pageKeys() {
  static const std::vector<std::string_view> keys{"lang", "theme", "embed", "hide", "animate", "scale"};
  return keys;
}

std::string printExperiment(const Experiment& experiment) {
  Experiment plain;
  (void)setKey(plain, "task", experiment.task).operator bool();
  std::string text;
  for (const Key& key : experimentKeys()) {
    const std::string value = keyValue(experiment, key.name);
    if (key.name != "scene" && key.name != "task" && value == keyValue(plain, key.name)) continue;
    text += (text.empty() ? "" : "&") + std::string(key.name) + "=" + encode(value);
  }
  return text;
}

Result<Experiment> parseExperiment(std::string_view text) {
  Experiment experiment = defaultExperiment();
  std::optional<Error> error;
  inOrder(split(text), [&](const Pair& pair) {
    if (error || isPageKey(pair.first)) return;
    if (auto set = setKey(experiment, pair.first, pair.second); !set) error = set.error();
  });
  if (error) return *error;
  if (auto valid = validate(experiment); !valid) return valid.error();
  return experiment;
}

ParsedLink parseLink(std::string_view text) {
  ParsedLink link{defaultExperiment(), {}, {}};
  inOrder(split(text), [&](const Pair& pair) {
    if (isPageKey(pair.first)) return link.pageSettings.push_back(pair);
    if (auto set = setKey(link.experiment, pair.first, pair.second); !set) link.dropped.push_back(set.error());
  });
  // What only fails together with other keys: the length of the sequence, and then the weights that edits name.
  Experiment withoutEdits = link.experiment;
  withoutEdits.edits.clear();
  // Keys that don't go together: the one that an error names first gets its default; where that doesn't help, all do.
  const auto plain = [&] {
    Experiment e = defaultExperiment();
    (void)setKey(e, "task", link.experiment.task).operator bool();
    return e;
  }();
  for (std::string last;;) {
    const auto valid = validate(withoutEdits);
    if (valid) break;
    link.dropped.push_back(valid.error());
    const std::string key = valid.error().message.substr(0, valid.error().message.find('='));
    if (key == last || !findKey(key))
      withoutEdits = plain;
    else
      (void)setKey(withoutEdits, key, keyValue(plain, key)).operator bool();
    if (key == "seqLen") withoutEdits.delay = plain.delay;  // what it was too short for
    last = key;
  }
  const std::vector<Edit> edits = std::move(link.experiment.edits);
  link.experiment = withoutEdits;
  link.experiment.edits = edits;
  for (Error& error : dropImpossibleEdits(link.experiment)) link.dropped.push_back(std::move(error));
  return link;
}

std::vector<std::pair<std::string, std::string>> splitExperiment(std::string_view text) {
  std::vector<Pair> pairs;
  for (Pair& pair : split(text))
    if (!isPageKey(pair.first)) pairs.push_back(std::move(pair));
  return pairs;
}

Experiment defaultExperiment() {
  Experiment experiment;
  (void)setKey(experiment, "task", experiment.task).operator bool();
  return experiment;
}

}  // namespace unroll
