// The lines of the network diagram: one curve per weight, or ribbons between heatmap columns. Part of network_diagram.
#pragma once

#include "widgets/network_diagram.h"

namespace unroll::diagram {

// Weights that end at x_t → h_t, h_{t−1} → h_t and h_t → y_t of the steps in view.
void drawEdges(Ui& ui, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look, float gliding);
// The curves drawn over the others: those at what is selected or hovered.
void drawMarkedEdges(Ui& ui, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look, float gliding);

// A line along a curve, dashed where it stands for something negative.
void stroke(ImDrawList& list, const Curve& curve, Color color, float width, bool dashed, int segments);

// The number of the weight that is selected or hovered, on its line.
void drawWeightLabel(Ui& ui, const NetworkLayout& layout, const Numbers& numbers, const Appearance& look);

// Visits every weight of a step that is drawn as a line of its own.
template <class Visit>
void forEachWeight(const NetworkLayout& layout, int step, Visit visit) {
  const Shape& s = layout.shape();
  using M = WeightRef::Matrix;
  for (int i = 0; i < s.hidden; ++i) {
    for (int j = 0; j < s.inputs; ++j) visit(WeightRef{M::xh, step, i, j});
    for (int j = 0; j < s.hidden; ++j) visit(WeightRef{M::hh, step, i, j});
    for (int k = 0; k < s.outputs; ++k) visit(WeightRef{M::hy, step, k, i});
  }
}

// How visible a weight's line is (0: not at all): as its two ends are.
float edgeOpacity(const NetworkLayout& layout, const WeightRef& weight);

}  // namespace unroll::diagram
