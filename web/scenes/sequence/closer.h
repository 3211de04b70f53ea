// Looking closer in the Sequence scene: a card beside the net with one of three pictures of how its steps hang together. The carpet
// ∂h_t/∂x_s, the eigenvalues of a step's Jacobian, the phase plane of two units.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "scenes/recurrent/carpet.h"
#include "scenes/sequence/view.h"

namespace unroll {

struct CloserView {
  enum class What { nothing, carpet, eigenvalues, plane };
  What what = What::nothing;

  CarpetView carpet;

  UnitPlane plane;
  std::vector<UnitPlane::FixedPoint> fixedPoints;
  std::array<std::vector<UnitPlane::Segment>, 2> nullclines;
  double low = 0, high = 0;  // of the plane; both 0: it isn't known
};

// In the link: as `look`.
std::span<const std::string_view> closerNames();

// The choice, as a menu.
void closerControl(const SceneContext& context, Column& column, CloserView& closer);
// What it needs of the model.
void addCloserParts(const SequenceView& view, const CloserView& closer, SnapshotParts& parts);
// The card, where one is chosen. Returns what of the stage is left for the net, which may be nothing.
Rect drawCloser(const SceneContext& context, Rect area, SequenceView& view, CloserView& closer);
std::string closerInWords(const SceneContext& context, const SequenceView& view, const CloserView& closer);
void closerState(const SceneContext& context, const SequenceView& view, const CloserView& closer, nlohmann::json& fields);

// The pictures.
void drawEigenvalues(const SceneContext& context, Rect inside, const SequenceView& view);
void drawPlane(const SceneContext& context, Rect inside, const SequenceView& view, CloserView& closer);
// Markup.
std::string eigenvalueWords(const SceneContext& context, int t);
std::string planeWords(const SceneContext& context, const CloserView& closer);
bool hasPlane(const Snapshot& snapshot);
void preparePlane(const Snapshot& snapshot, int t, CloserView& closer);

}  // namespace unroll
