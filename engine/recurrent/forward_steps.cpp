#include "recurrent/forward_steps.h"

#include <algorithm>

#include "cells/cell.h"

namespace unroll {

ForwardSteps::ForwardSteps(const Snapshot& s)
    : steps_(s.probe.x.rows),
      layers_(s.current.layers),
      directions_(s.current.bidirectional ? 2 : 1),
      hidden_(s.current.hiddenSize),
      outputs_(s.outputSize) {
  const CellEntry& cell = *findCell(s.current.cell);
  feedsBack_ = cell.feedsBack;
  // What is carried before a gate that looks ahead at it, after all others.
  for (const int turn : {0, 1, 2})
    for (std::size_t g = 0; g < cell.gates.size(); ++g) {
      const bool carried = cell.gates[g].block == CellGate::carried;
      if (turn == (carried ? 1 : cell.gates[g].peepsAhead ? 2 : 0)) gates_.push_back(static_cast<int>(g));
    }
}

int ForwardSteps::blockSize(int layer) const { return layer == layers_ ? outputs_ : hidden_ * perUnit() + (feeds(layer) ? outputs_ : 0); }

int ForwardSteps::perTime() const {
  int all = 0;
  for (int layer = 0; layer <= layers_; ++layer) all += blockSize(layer);
  return all;
}

int ForwardSteps::count() const {
  int all = 0;
  for (int layer = 0; layer <= layers_; ++layer) all += blockSize(layer) * (layer == layers_ ? 1 : directions_);
  return all * steps_;
}

int ForwardSteps::begin(int layer, int direction, int t) const {
  int before = 0;
  if (directions_ == 1) {
    for (int l = 0; l < layer; ++l) before += blockSize(l);
    return t * perTime() + before;
  }
  for (int l = 0; l < layer; ++l) before += blockSize(l) * directions_ * steps_;
  return before + blockSize(layer) * (direction * steps_ + (direction == 1 ? steps_ - 1 - t : t));
}

ForwardSteps::Block ForwardSteps::blockOf(int number) const {
  int t = 0, layer = 0, direction = 0;
  if (directions_ == 1) {
    t = number / perTime();
    while (layer < layers_ && number >= begin(layer + 1, 0, t)) ++layer;
  } else {
    while (layer < layers_ && number >= begin(layer + 1, 0, 0)) ++layer;
    const int along = (number - begin(layer, 0, 0)) / blockSize(layer);
    direction = along / steps_;
    t = direction == 1 ? 2 * steps_ - 1 - along : along;
  }
  return {layer, direction, t, begin(layer, direction, t)};
}

ForwardStep ForwardSteps::at(int number) const {
  const Block block = blockOf(number);
  const int within = number - block.begin, units = hidden_ * perUnit();
  ForwardStep step{ForwardStep::Kind::hidden, block.t, block.layer, block.direction, 0, -1};
  if (block.layer == layers_) {
    step = {ForwardStep::Kind::output, block.t, block.layer, 0, within, -1};
  } else if (within >= units) {
    step.kind = ForwardStep::Kind::fed;
    step.index = within - units;
  } else {
    step.index = within / perUnit();
    if (const int part = within % perUnit(); part + 1 < perUnit()) {
      step.kind = ForwardStep::Kind::gate;
      step.gate = gates_[static_cast<std::size_t>(part)];
    }
  }
  return step;
}

int ForwardSteps::numberOf(const ForwardStep& step) const {
  int within = step.index;
  if (step.kind == ForwardStep::Kind::fed) within = hidden_ * perUnit() + step.index;
  if (step.kind == ForwardStep::Kind::hidden) within = step.index * perUnit() + perUnit() - 1;
  if (step.kind == ForwardStep::Kind::gate)
    within = step.index * perUnit() + static_cast<int>(std::find(gates_.begin(), gates_.end(), step.gate) - gates_.begin());
  return begin(step.kind == ForwardStep::Kind::output ? layers_ : step.layer, step.direction, step.t) + within;
}

int ForwardSteps::blockBegin(int done) const { return done >= count() ? count() : blockOf(done).begin; }

int ForwardSteps::blockEnd(int done) const {
  if (done >= count()) return count();
  const Block block = blockOf(done);
  return block.begin + blockSize(block.layer);
}

int ForwardSteps::thereOf(int done, const ForwardStep& like) const {
  ForwardStep first = like;
  first.index = 0;
  const bool ofUnits = like.kind == ForwardStep::Kind::gate || like.kind == ForwardStep::Kind::hidden;
  const int every = ofUnits ? perUnit() : 1, since = done - numberOf(first) - 1;
  return since < 0 ? 0 : std::min(since / every + 1, ofUnits ? hidden_ : outputs_);
}

Explanation explainStep(const Snapshot& s, const ForwardStep& step) {
  const int unit = step.direction * s.current.hiddenSize + step.index;
  switch (step.kind) {
    case ForwardStep::Kind::gate:
      return explainGate(s, step.t, unit, findCell(s.current.cell)->gates[static_cast<std::size_t>(step.gate)].name, step.layer);
    case ForwardStep::Kind::hidden: return explainHidden(s, step.t, unit, step.layer);
    case ForwardStep::Kind::fed: return explainFed(s, step.t, step.layer, step.direction, step.index);
    case ForwardStep::Kind::output: break;
  }
  return explainOutput(s, step.t, step.index);
}

}  // namespace unroll
