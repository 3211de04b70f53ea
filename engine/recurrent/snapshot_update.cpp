// What a Simulation shows of one step of gradient descent that isn't taken.
#include "analysis/compare_twins.h"
#include "cells/cell.h"
#include "core/scalar_math.h"
#include "recurrent/simulation_state.h"
#include "training/loss.h"

namespace unroll {

void Simulation::State::fillPreview(Snapshot& snapshot, const UpdateWish& wish) const {
  UpdatePreview& preview = snapshot.preview;
  const Network<float>& network = trainer.network();
  const int steps = current.seqLen;
  preview = {};
  preview.version = probeBackVersion;
  preview.wish = wish;
  preview.loss = preview.lossAfter = probeLoss;

  Buffer<float> gradient = Buffer<float>::Zero(network.values().size());
  GradientTrace<float> back = *probeBack;
  for (int layer = 0; layer < probeTrace->shape.layers; ++layer) {
    network.accumulate(*probeTrace, back, layer, steps - 1, steps, gradient);
    network.startBackward(back, layer, &gradient);
  }
  network.accumulateReadout(*probeTrace, *probeBack, 0, steps, gradient);
  const WeightPlace& place = wish.place;
  const Parameter* p = network.find(place.name);
  if (p && place.row >= 0 && place.row < p->rows && place.col >= 0 && place.col < p->cols) {
    preview.gradient = static_cast<double>(gradient[p->at(place.row, place.col)]);
    WeightShares shares;
    shares.place = place;
    shares.gradient = static_cast<float>(preview.gradient);
    tryWeight(shares);
    preview.tried = shares.tried;
    preview.lossAbove = shares.lossAbove;
    preview.lossBelow = shares.lossBelow;
  }
  if (findCell(current.cell)->frozen) {  // only the readouts learn, the last part of each copy
    const auto start = static_cast<Eigen::Index>(network.startSize()), copy = static_cast<Eigen::Index>(network.copySize()),
               readout = static_cast<Eigen::Index>(network.readoutSize());
    gradient.head(start).setZero();
    for (Eigen::Index from = start; from < gradient.size(); from += copy) gradient.segment(from, copy - readout).setZero();
  }

  Network<float> after = copyOf(network);
  after.values() = network.values() - static_cast<float>(wish.rate) * gradient;
  after.pack();
  Trace<float> trace = *probeTrace;
  after.forward(trace);
  const Loss loss = lossOf(current, *task);
  const LossMask mask = probeMask();
  GradientTrace<float> unused(probeTrace->shape);
  if (mask.count() > 0) preview.lossAfter = lossAndGradient(loss, mask, trace, probeAnswer(), unused);
  fillAnswers(trace, preview.y);
  fillParameters(after, preview.parameters);
}

}  // namespace unroll
