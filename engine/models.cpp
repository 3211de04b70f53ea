#include <array>

#include "unroll.h"

namespace unroll {

#define UNROLL_MODEL(name) const ModelKind& name##Model();
#include "models.inc"
#undef UNROLL_MODEL

std::span<const ModelKind* const> models() {
  static const std::array all{
#define UNROLL_MODEL(name) &name##Model(),
#include "models.inc"
#undef UNROLL_MODEL
  };
  return all;
}

const ModelKind* findModel(std::string_view name) {
  for (const ModelKind* kind : models())
    if (kind->name == name) return kind;
  return nullptr;
}

}  // namespace unroll
