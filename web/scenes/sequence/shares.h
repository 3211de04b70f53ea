// The gradient of one weight taken apart: what each of its copies adds, as a stack over the time axis; which loss a piece of it comes from;
// the paths that a piece came along, lit up on the stage.
#pragma once

#include <string>
#include <vector>

#include "scenes/recurrent/context.h"
#include "scenes/sequence/view.h"

namespace unroll {

// The columns of steps first… on the stage.
struct StepColumns {
  int first = 0;
  std::vector<float> x;
  float pitch = 60;
  int last() const { return first + static_cast<int>(x.size()) - 1; }
  float at(int t) const { return x[static_cast<std::size_t>(t - first)]; }
};
StepColumns columnsOf(const diagram::NetworkLayout& layout);

// The weight whose copies are looked at: of a net that is drawn as a chain by its place, and how it is called.
WeightPlace copiedPlace(const Snapshot& snapshot, const SequenceView& view);
std::string copiedSymbol(const Snapshot& snapshot, const SequenceView& view);

// A net that is drawn as a chain has no weights to be pressed: its weight is chosen by a slider over all of them.
void chooseWeight(const SceneContext& context, Column& column, SequenceView& view);

// What each copy of it adds to its gradient, from the last step back.
void drawShares(const SceneContext& context, Rect area, const StepColumns& columns, SequenceView& view);
// One piece of the stack by the loss that it comes from; pressed, its paths, and the factors of one of them.
void drawPieces(const SceneContext& context, Column& column, SequenceView& view, int t);
// The gradient once more, by trying: what the loss is with a little more of the weight, and with a little less.
// A loss, the difference quotient of two of them, and the gradient that it should be: with a power of ten where they are long. Two losses that
// are the same to the last bit, though the gradient isn't 0, are no quotient.
std::string triedLoss(double loss);
std::string triedQuotient(const SceneContext& context, double above, double below, double tried, double gradient);
std::string triedGradient(double gradient);
void drawTried(const SceneContext& context, Column& column, const SequenceView& view);

// Whether there are paths of the chosen piece to be shown.
bool showsPaths(const Snapshot& snapshot, const SequenceView& view);
std::size_t chosenPath(const Snapshot& snapshot, const SequenceView& view);
// One of them, from the weight's step to the loss: its lines lie under the numbers, the marks round the nodes of the chosen one and its factors over
// them.
void lightPathLines(const SceneContext& context, const std::vector<Rect>& nodes, bool chosen);
void lightPathNodes(const SceneContext& context, const WeightPath& path, const std::vector<Rect>& nodes);

}  // namespace unroll
