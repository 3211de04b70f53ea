// The carpet of how steps hang together: row t, column s, the derivative of a number at step t by one at step s, on a log scale. It shows
// Snapshot::carpet, which a scene asks for by its parts.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "scenes/recurrent/context.h"
#include "widgets/heatmap.h"

namespace unroll {

struct CarpetView {
  CarpetWish wish;
  heatmap::Cell cell;          // t and s that were pointed at last
  std::vector<float> shown;    // as the picture takes it
  std::uint64_t pictures = 0;  // versions of `shown`
  std::uint64_t shownOf = 0;   // Carpet::version
  CarpetWish shownWish;
  float largest = 0, decades = 1;  // of the colours: the largest, and how far down from it on the log scale
};

// A place for a square picture, and one for words beside it.
struct PictureRoom {
  Rect picture, words;
};
PictureRoom pictureRoom(Rect inside, float aside);  // `aside`: least width of the words

// `titleRow`: where little room is, the key to the colours stands there. `now`: the present step, which is marked; −1: there is none.
// Returns the cell under the pointer.
heatmap::Cell drawCarpet(const SceneContext& context, Rect inside, Rect titleRow, int now, CarpetView& view);
// Markup, of row t and column s.
std::string carpetWords(const SceneContext& context, const CarpetView& view, int t, int s);
void carpetState(const Snapshot& snapshot, const CarpetView& view, nlohmann::json& fields);

}  // namespace unroll
