// The phase plane of a simple net of two hidden units: nullclines, fixed points, basins and flow under the input of step t, and the net's
// way.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "analysis/plane_basins.h"
#include "recurrent/recurrent.h"
#include "scenes/recurrent/context.h"

namespace unroll {

struct PlaneView {
  UnitPlane plane;
  std::vector<UnitPlane::FixedPoint> fixedPoints;
  std::array<std::vector<UnitPlane::Segment>, 2> nullclines;
  double low = 0, high = 0;  // of the plane; both 0: it isn't known
  std::optional<PlaneBasins> basins;
  std::vector<float> ends;  // as the picture takes them: coarse ones until the fine ones are there
  std::uint64_t endsVersion = 0;
  double movedAt = -1;  // when the flow was last changed or touched
};

bool hasPlane(const Snapshot& snapshot);
// Where the net has no such plane, a sentence and the button that makes one.
void drawPlane(const SceneContext& context, Rect inside, int t, PlaneView& view);
std::string planeWords(const SceneContext& context, const PlaneView& view);  // markup
void planeState(const Snapshot& snapshot, const PlaneView& view, nlohmann::json& fields);

// The flow of the plane as moving particles and as arrows, `strength` 0…1 of the former.
struct PlanePlace {
  Rect r;
  double low = 0, high = 0;
  ImVec2 at(const UnitPlane::Point& h) const {
    const auto along = [&](double v) { return static_cast<float>((v - low) / (high - low)); };
    return {r.x + r.w * along(h[0]), r.bottom() - r.h * along(h[1])};
  }
  UnitPlane::Point back(ImVec2 p) const {
    return {low + (high - low) * static_cast<double>((p.x - r.x) / r.w),
            low + (high - low) * static_cast<double>((r.bottom() - p.y) / r.h)};
  }
};
void drawFlow(Ui& ui, const UnitPlane& plane, const PlanePlace& place, float strength);
void drawBasins(const SceneContext& context, const PlanePlace& place, PlaneView& view);
std::string endWords(const SceneContext& context, const PlaneView& view, int end);  // plain

}  // namespace unroll
