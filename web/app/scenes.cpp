#include "app/scenes.h"

#include <algorithm>
#include <initializer_list>

namespace unroll {

#define UNROLL_SCENE(name, model, factory, thumbnail) \
  std::unique_ptr<Scene> factory();                   \
  std::unique_ptr<Thumbnail> thumbnail();
#include "scenes/scenes.inc"
#undef UNROLL_SCENE

const std::vector<SceneEntry>& scenes() {
  static const std::vector<SceneEntry> all{
#define UNROLL_SCENE(name, model, factory, thumbnail) {#name, #model, &factory, &thumbnail},
#include "scenes/scenes.inc"
#undef UNROLL_SCENE
  };
  return all;
}

int findScene(std::string_view name) {
  for (std::size_t i = 0; i < scenes().size(); ++i)
    if (scenes()[i].name == name) return static_cast<int>(i);
  return -1;
}

bool isLater(std::size_t scene) {
  const std::initializer_list<std::string_view> later{UNROLL_LATER};
  return std::find(later.begin(), later.end(), scenes()[scene].name) != later.end();
}

bool isLaterModel(std::string_view model) {
  for (std::size_t i = 0; i < scenes().size(); ++i)
    if (scenes()[i].model == model && !isLater(i)) return false;
  return true;
}

}  // namespace unroll
