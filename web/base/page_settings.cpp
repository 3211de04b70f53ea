#include "base/page_settings.h"

#include <algorithm>
#include <cstdlib>
#include <span>

#include "base/text.h"
#include "core/link_text.h"

namespace unroll {

namespace {

bool readFlag(const std::string& key, const std::string& value, bool& flag, std::vector<Error>& dropped) {
  if (value != "true" && value != "false") {
    dropped.push_back({key + "=" + value + ": must be true or false"});
    return false;
  }
  flag = value == "true";
  return true;
}

void readChoice(const std::string& key, const std::string& value, std::span<const std::string_view> choices, std::string& into,
                std::vector<Error>& dropped) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) {
    into = value;
    return;
  }
  std::string must = choices.size() > 2 ? "must be one of " : "must be ";
  for (std::size_t i = 0; i < choices.size(); ++i) must += (i == 0 ? "" : choices.size() > 2 ? ", " : " or ") + std::string(choices[i]);
  dropped.push_back({key + "=" + value + ": " + must});
}

constexpr unsigned long kLargestSeed = 1000000000;

constexpr std::string_view themes[] = {"light", "dark"};

std::vector<std::string> splitByComma(const std::string& names) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (start <= names.size()) {
    const std::size_t comma = std::min(names.find(',', start), names.size());
    if (comma > start) parts.push_back(names.substr(start, comma - start));
    start = comma + 1;
  }
  return parts;
}

}  // namespace

PageSettings PageSettings::read(const std::vector<std::pair<std::string, std::string>>& pairs, std::vector<Error>& dropped,
                                PageSettings page) {
  for (const auto& [key, value] : pairs) {
    if (key == "lang") readChoice(key, value, languages(), page.lang, dropped);
    if (key == "theme") readChoice(key, value, themes, page.theme, dropped);
    if (key == "embed") readFlag(key, value, page.embed, dropped);
    if (key == "animate") readFlag(key, value, page.animate, dropped);
    if (key == "projector") readFlag(key, value, page.projector, dropped);
    if (key == "exercise") page.exercise = value;  // App::load() knows the scenes
    if (key == "hide" && isPagePair(key, value)) page.hide = splitByComma(value);
    if (key == "fuzz") {
      char* end = nullptr;
      const unsigned long seed = std::strtoul(value.c_str(), &end, 10);
      if (value.empty() || value[0] < '0' || value[0] > '9' || *end != '\0' || seed > kLargestSeed)
        dropped.push_back({key + "=" + value + ": must be a whole number, 0\xE2\x80\xA6" + std::to_string(kLargestSeed)});
      else
        page.fuzz = static_cast<std::uint32_t>(seed);
    }
    if (key == "scale") {
      char* end = nullptr;
      const long percent = std::strtol(value.c_str(), &end, 10);
      if (*end != '\0' || percent < 100 || percent > 200)
        dropped.push_back({key + "=" + value +
                           ": must be 100\xE2\x80\xA6"
                           "200"});
      else
        page.scale = static_cast<int>(percent);
    }
  }
  return page;
}

std::vector<std::string> PageSettings::hidden() const {
  std::vector<std::string> names = hide;
  if (!exercise.empty())
    for (const char* way : {"scenes", "home"}) names.emplace_back(way);
  return names;
}

std::string PageSettings::print() const {
  std::string text;
  auto add = [&](const std::string& pair) { text += (text.empty() ? "" : "&") + pair; };
  if (!lang.empty()) add("lang=" + lang);
  if (!theme.empty()) add("theme=" + theme);
  if (embed) add("embed=true");
  if (!animate) add("animate=false");
  if (projector) add("projector=true");
  if (!exercise.empty()) add("exercise=" + exercise);
  if (fuzz) add("fuzz=" + std::to_string(*fuzz));
  if (scale != 100) add("scale=" + std::to_string(scale));
  if (!hide.empty()) {
    std::string names;
    for (const std::string& name : hide) names += (names.empty() ? "" : ",") + name;
    add("hide=" + names);
  }
  return text;
}

}  // namespace unroll
