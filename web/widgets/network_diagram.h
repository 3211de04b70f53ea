// Draws a recurrent net as a loop or as T columns (network_layout.h says where), with the numbers in its units and every weight
// as a line: colour by matrix, thickness |w|, dashed when negative. What has not happened yet is pale. Also tells what the
// pointer is at. Takes plain numbers; knows neither scenes nor the engine.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "widgets/network_layout.h"
#include "widgets/ui.h"

namespace unroll::gpu {
class Gpu;
}

namespace unroll::diagram {

// Row-major, borrowed for the frame.
struct Weights {
  const float* xh = nullptr;  // [H, I]
  const float* hh = nullptr;  // [H, H]
  const float* hy = nullptr;  // [O, H]
};

struct Numbers {
  Shape shape;
  const float* x = nullptr;      // [T, I]
  const float* h = nullptr;      // [T, H]
  const float* y = nullptr;      // [T, O]
  const float* h0 = nullptr;     // [H], the state before the first step
  std::vector<Weights> weights;  // one for all steps (tied), or one per step
  std::uint64_t version = 0;     // changes with the numbers

  bool tied() const { return weights.size() == 1; }
  float value(const UnitRef& unit) const;
  float weight(const WeightRef& weight) const;  // not for biases
  float largestWeight() const;
};

// A unit or a weight; nothing, where both are empty.
struct Spot {
  std::optional<UnitRef> unit;
  std::optional<WeightRef> weight;
  bool operator==(const Spot&) const = default;
  explicit operator bool() const { return unit || weight; }
  int step() const { return unit ? unit->step : weight ? weight->step : 0; }
};

struct Appearance {
  Spot selected;
  Spot hovered;
  bool keyboard = false;  // the selection has the keyboard: it gets a focus ring
  bool framed = true;     // the present column: by a frame, its time step bold
  bool allKnown = false;  // nothing is still to come: the sequence was gone through to its end
  // Of the present column so many units are computed, from the first, the next one fading in; what follows is still to come.
  float hiddenThere = 1e9f, outputsThere = 1e9f;
  // How much of a unit of the present column is there, 0…1; `ahead`: the same of the lines that lead to it, which the next one has already.
  float there(const UnitRef& u, float ahead = 0) const {
    const float count = u.layer == Layer::hidden ? hiddenThere : u.layer == Layer::output ? outputsThere : 1e9f;
    return std::clamp(count + ahead - static_cast<float>(u.index), 0.f, 1.f);
  }
  // Numbers are set as they fit into units of this width, where those are narrower: the same ones in two pictures beside each other.
  float inputNumber = 1e9f, hiddenNumber = 1e9f, outputNumber = 1e9f;
  std::function<void()> underUnits;  // draws between the lines and the units
  std::string delayWords;            // in the loop's delay: "one step later"
  std::string earlierWords;          // under h_{t−1}: "one step earlier"
};

// `gliding` as given to the layout: between two steps the values of the coming step fade in (columns) or travel (loop).
void draw(Ui& ui, gpu::Gpu& gpu, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look, float gliding);

// What lies under p, at most `reach` units away; nothing where both are empty. Lines at `preferred` win over others.
Spot pick(const NetworkLayout& layout, const Numbers& numbers, ImVec2 p, float reach, const Spot& preferred);

// The colour of a matrix, the same in every scene.
Color matrixColor(const Theme& theme, WeightRef::Matrix matrix);
// "+4e7", of what is finite and not 0.
std::string oneDigit(float v, bool sign = true);

// The number of a unit with as many decimals as fit into `width`.
std::string fittedNumber(const Ui& ui, float v, float width, bool sign = true);

}  // namespace unroll::diagram
