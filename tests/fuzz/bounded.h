// What keeps one input within some milliseconds: sizes are refused that the engine allows. Its own limits are tested elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "core/model.h"

namespace unroll::fuzz {

// The largest number of a key that is tried; what is no size has no such limit.
double mostOf(std::string_view key);

// All sizes that the text says are small.
bool isSmall(std::string_view text);
// The same text, which says small sizes where it said none.
std::string madeSmall(std::string_view kind, std::string_view text);

// What anybody asks a model for: keys, facts, hash, what a scene shows of it; closely: of a recurrent net also what takes long.
void lookAt(const ModelKind& kind, Model& model, bool closely);
// Its text means the same model.
void readBack(const ModelKind& kind, const Model& model);

}  // namespace unroll::fuzz
