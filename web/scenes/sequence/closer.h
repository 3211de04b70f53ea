// Looking closer in the Sequence scene: a card beside the net with one of three pictures of how its steps hang together. The carpet
// ∂h_t/∂x_s, the eigenvalues of a step's Jacobian, the phase plane of two units.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "scenes/recurrent/carpet.h"
#include "scenes/recurrent/eigenvalues.h"
#include "scenes/recurrent/phase_plane.h"
#include "scenes/sequence/view.h"

namespace unroll {

// One update as a flip-book of two pages.
struct UpdateView {
  bool after = false;  // the page that is open
  int rate = 4;        // index into rates
  static constexpr double rates[] = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10};
  WeightPlace place;  // of the weight that is looked at
  int group = 0;      // of the matrices, where a net has too many for one page
  std::uint64_t pictures = 0, shownOf = 0;
  double shownRate = 0;
  std::array<std::vector<float>, 2> biases;  // of a simple net: the sum of both, before and after
};

struct CloserView {
  enum class What { nothing, carpet, eigenvalues, plane, update };
  What what = What::nothing;

  CarpetView carpet;

  PlaneView plane;

  UpdateView update;
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
void drawUpdate(const SceneContext& context, Rect inside, Rect titleRow, const SequenceView& view, CloserView& closer);
std::string updateWords(const SceneContext& context);
void updateState(const SceneContext& context, const CloserView& closer, nlohmann::json& fields);

}  // namespace unroll
