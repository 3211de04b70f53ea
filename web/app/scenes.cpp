#include "app/scenes.h"

namespace unroll {

#define UNROLL_SCENE(name, model, factory) std::unique_ptr<Scene> factory();
#include "scenes/scenes.inc"
#undef UNROLL_SCENE

const std::vector<SceneEntry>& scenes() {
  static const std::vector<SceneEntry> all{
#define UNROLL_SCENE(name, model, factory) {#name, #model, &factory},
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

}  // namespace unroll
