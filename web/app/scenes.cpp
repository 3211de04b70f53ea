#include "lesson/scene.h"

#include <cstdio>
#include <cstdlib>

namespace unroll {

#define UNROLL_SCENE(name, factory) std::unique_ptr<Scene> factory();
#include "scenes/scenes.inc"
#undef UNROLL_SCENE

const std::vector<SceneEntry>& scenes() {
  static const std::vector<SceneEntry> all{
#define UNROLL_SCENE(name, factory) {#name, &factory},
#include "scenes/scenes.inc"
#undef UNROLL_SCENE
  };
  return all;
}

void SceneContext::set(std::string_view key, double value) const {
  char digits[40];
  for (int precision = 1; precision <= 17; ++precision) {
    std::snprintf(digits, sizeof digits, "%.*g", precision, value);
    if (std::strtod(digits, nullptr) == value) break;
  }
  set(key, std::string(digits));
}

void SceneContext::set(std::string_view key, std::string value) const { commands.send(SetSetting{std::string(key), std::move(value)}); }

}  // namespace unroll
