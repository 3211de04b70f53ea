// The parts of a gated cell at one time step: gates, what the nodes between them make of them, and the states. Their numbers, their
// symbols and which of them make which. What is drawn (cell.cpp) and what is explained (cell_inspector.cpp) both take them from here.
#pragma once

#include <optional>
#include <string>

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

// Whether the net's topmost layer is of cells whose inside can be drawn, and the sequence is there.
bool hasInside(const Snapshot& snapshot);
// It has a cell state: f, i, g, o around a belt; else r, z, n.
bool hasBelt(const Snapshot& snapshot);

// Which step of which unit (of the topmost layer, both directions one after the other) is looked at, and what part of it.
struct InsidePlace {
  int t = 0;
  int unit = 0;
  int hidden = 1;  // H
  int layer = -1;  // −1: the topmost

  int own() const { return unit % hidden; }
  bool reverse() const { return unit >= hidden; }
  int before() const { return reverse() ? t + 1 : t - 1; }
  InsidePlace with(int ownUnit) const { return {t, unit - own() + ownUnit, hidden, layer}; }
};
InsidePlace insidePlace(const Snapshot& snapshot, const SequenceView& view);
// The part that is looked at; one that the present cell has not gives way to its first gate.
CellPart insidePart(const Snapshot& snapshot, const SequenceView& view);

// What computes it; nothing: it is there from the begin, or the step that computes it is another part's.
std::optional<ForwardStep> stepOfPart(const Snapshot& snapshot, CellPart part, const InsidePlace& place);
// Whether it is computed yet, where the way forward goes by less than time steps.
bool partIsThere(const Snapshot& snapshot, const SequenceView& view, CellPart part, const InsidePlace& place);
// Computed from the snapshot's numbers with the engine's operations: equal to its own to the bit.
float partValue(const Snapshot& snapshot, CellPart part, const InsidePlace& place);
// The same, but of a held h what the cell itself would give.
float computedValue(const Snapshot& snapshot, CellPart part, const InsidePlace& place);
// A short name in links to tests and of its control: "f", "fc", "tanh", "1z".
const char* partName(CellPart part);
// The letter of Passage::gates; nullptr: it is no gate.
const char* gateLetter(CellPart part);
bool isRecurrentState(CellPart part);  // h, in the colour of W_hh

// Markup: "f_{3}", "c_{−1}", "f ∘ c_{2}"; of one unit "f_{3}[1]", "f_{3}[1] · c_{2}[1]".
std::string partSymbol(CellPart part, const InsidePlace& place, bool ofUnit = false);

// "forget gate"; empty: it is no gate.
std::string partTitle(const SceneContext& context, CellPart part);

// c_t = fc + ig: what a gate or a node is part of, or makes.
struct PartEquation {
  CellPart left, right, result;
  const char* sign;  // "·", "+", "−"
};
std::optional<PartEquation> partEquation(CellPart part, bool belt);

}  // namespace unroll
