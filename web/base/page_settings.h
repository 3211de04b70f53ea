// What a link says about the page and not about the experiment: lang, theme, embed, hide, animate, scale, projector, exercise, fuzz.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace unroll {

struct PageSettings {
  std::string lang;   // one of languages(); empty: the browser's
  std::string theme;  // "light", "dark"; empty: the system's
  bool embed = false;
  bool animate = true;
  bool projector = false;             // larger, thicker, of higher contrast
  std::string exercise;               // a scene: only its story with its tasks, told to the page around; empty: all is there
  std::optional<std::uint32_t> fuzz;  // the page plays with itself, from this seed
  int scale = 100;                    // per cent, 100…200, times the window's own
  std::vector<std::string> hide;

  // What isn't shown: `hide`, and what leads away from an exercise.
  std::vector<std::string> hidden() const;

  // Of `page`, what the pairs say anew. Values that are not allowed are dropped and reported.
  static PageSettings read(const std::vector<std::pair<std::string, std::string>>& pairs, std::vector<Error>& dropped,
                           PageSettings page);
  // Only what was said: "lang=de&embed=true", or nothing.
  std::string print() const;
};

}  // namespace unroll
