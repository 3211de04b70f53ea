// What a Simulation shows of the way back over its probe.
#include <algorithm>
#include <cmath>

#include "analysis/clamps.h"
#include "analysis/compare_twins.h"
#include "analysis/contributions.h"
#include "analysis/paths.h"
#include "core/scalar_math.h"
#include "recurrent/simulation_state.h"
#include "training/loss.h"

namespace unroll {

namespace {

constexpr double mostWork = 4e7;  // multiplications of a pass, and of all pieces of a weight: some ten milliseconds in a page

double workOf(const Network<float>& network, int steps) { return static_cast<double>(network.parameterCount()) * steps * 2; }

}  // namespace

// The pass once more with what is held; the numbers without it are kept beside.
void Simulation::State::fillHeld(Snapshot& snapshot) const {
  snapshot.unheld = {};
  std::vector<Clamp> clamps;
  const int units = probeTrace->shape.hiddenSize * probeTrace->shape.directions;
  for (const HeldUnit& unit : held)
    if (unit.unit >= 0 && unit.unit < units && unit.t < current.seqLen)
      clamps.push_back({probeTrace->shape.layers - 1, unit.unit, unit.t, unit.value});
  if (clamps.empty() || !passesBack()) return;
  Passage& probe = snapshot.probe;
  snapshot.unheld = {held, probe.h, probe.y};
  Trace<float> trace = *probeTrace;
  forwardClamped(trainer.network(), trace, clamps);
  const bool logits = lossOf(current, *task) == Loss::binaryCrossEntropy;
  probe.h.fill(probe.h.rows, probe.h.cols, [&](int t, int i) { return trace.hidden(-1, t, 0, i); });
  probe.y.fill(probe.y.rows, probe.y.cols, [&](int t, int o) { return logits ? math::sigmoid(trace.output(t)[o]) : trace.output(t)[o]; });
}

bool Simulation::State::passesBack() const {
  return probePass.ready &&
         workOf(trainer.network(), current.seqLen) / (trainer.network().tying() == Tying::tied ? 1 : current.seqLen) <= mostWork;
}

Target<float> Simulation::State::probeAnswer() const {
  const TraceShape& shape = probeTrace->shape;
  Target<float> target;
  if (lossOf(current, *task) == Loss::crossEntropy) {
    for (int t = 0; t < shape.steps; ++t) {  // the class is where the target is greatest
      int best = 0;
      for (int o = 1; o < shape.outputSize; ++o)
        if (probeTarget.at(t, o) > probeTarget.at(t, best)) best = o;
      target.classes.push_back(best);
    }
  } else {
    target.values = Buffer<float>::Zero(probeTrace->y.size());
    for (int t = 0; t < shape.steps; ++t)
      for (int o = 0; o < shape.outputSize; ++o)
        target.values[static_cast<Eigen::Index>(shape.at(t, 0, padded(shape.outputSize))) + o] = probeTarget.at(t, o);
  }
  return target;
}

void Simulation::State::takeBack() {
  if (probeBackVersion == probePass.version) return;
  probeBackVersion = probePass.version;
  const Network<float>& network = trainer.network();
  const Loss loss = lossOf(current, *task);
  const LossMask mask = probeMask();
  const TraceShape& shape = probeTrace->shape;
  const Target<float> target = probeAnswer();
  probeBack.emplace(shape);
  probeLosses.assign(static_cast<std::size_t>(shape.steps), 0);
  GradientTrace<float> one(shape);
  for (int t = 0; t < shape.steps; ++t) {
    if (!mask.at(t)) continue;
    std::vector<char> alone(static_cast<std::size_t>(shape.steps), 0);
    alone[static_cast<std::size_t>(t)] = 1;
    probeLosses[static_cast<std::size_t>(t)] =
        static_cast<float>(lossAndGradient(loss, LossMask(std::move(alone)), *probeTrace, target, one) / mask.count());
  }
  // Of an input of one's own there may be no step whose target is known.
  probeLoss = mask.count() > 0 ? lossAndGradient(loss, mask, *probeTrace, target, *probeBack) : 0;
  passBack(network, *probeTrace, *probeBack);
}

void Simulation::State::fillBack(Snapshot& snapshot) const {
  PassageBack& back = snapshot.back;
  const GradientTrace<float>& gradient = *probeBack;
  const TraceShape& shape = gradient.shape;
  const int steps = shape.steps, all = shape.hiddenSize * shape.directions;
  back.version = probeBackVersion;
  back.loss = probeLoss;
  back.lossAt = probeLosses;
  back.dy.fill(steps, shape.outputSize, [&](int t, int o) { return gradient.output(t)[o]; });
  // What comes from above, each by itself: the readout's part, and for each layer below what the layer above hands down.
  const Network<float>& network = trainer.network();
  GradientTrace<float> above = gradient;
  network.readoutBackward(above, 0, steps);
  for (int layer = shape.layers - 1; layer > 0; --layer) {
    for (int d = 0; d < shape.directions; ++d) above.chain(layer - 1, d).dh.setZero();
    network.inputBackward(above, layer, 0, steps);
  }
  const std::size_t layers = static_cast<std::size_t>(shape.layers);
  back.dh.resize(layers);
  back.fromAbove.resize(layers);
  back.fromNext.resize(layers);
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const int l = static_cast<int>(layer);
    back.dh[layer].fill(steps, all, [&](int t, int i) { return gradient.hidden(l, t, 0, i); });
    back.fromAbove[layer].fill(steps, all, [&](int t, int i) { return above.hidden(l, t, 0, i); });
    back.fromNext[layer].fill(steps, all, [&](int t, int i) { return gradient.hidden(l, t, 0, i) - above.hidden(l, t, 0, i); });
  }
  back.dc = {};
  for (const CellGate& gate : findCell(current.cell)->gates) {
    if (gate.gradient < 0) continue;
    back.dc.fill(steps, all, [&](int t, int i) {
      const ChainGradient<float>& chain = gradient.chain(shape.layers - 1, i / shape.hiddenSize);
      return chain
          .da[static_cast<Eigen::Index>(shape.at(t, 0, shape.keptSize)) + gate.gradient * padded(shape.hiddenSize) + i % shape.hiddenSize];
    });
  }
  back.norms.resize(static_cast<std::size_t>(steps));
  for (int t = 0; t < steps; ++t) {
    double squares = 0;
    for (int i = 0; i < all; ++i) squares += std::pow(static_cast<double>(back.dh.back().at(t, i)), 2);
    back.norms[static_cast<std::size_t>(t)] = static_cast<float>(std::sqrt(squares));
  }
}

void Simulation::State::tryWeight(WeightShares& shares) const {
  constexpr float step = 0.01f;
  const Network<float>& network = trainer.network();
  const LossMask mask = probeMask();
  if (mask.count() == 0) return;
  const Loss loss = lossOf(current, *task);
  const Target<float> target = probeAnswer();
  Network<float> other = copyOf(network);
  GradientTrace<float> unused(probeTrace->shape);
  const auto lossWith = [&](float change) {
    other.values() = network.values();
    const Parameter* p = other.find(shares.place.name);
    p->in(other.values())(shares.place.row, shares.place.col) += change;
    other.pack();
    Trace<float> trace = *probeTrace;
    other.forward(trace);
    return lossAndGradient(loss, mask, trace, target, unused);
  };
  shares.tried = static_cast<double>(step);
  shares.lossAbove = lossWith(step);
  shares.lossBelow = lossWith(-step);
}

void Simulation::State::fillShares(Snapshot& snapshot, const SnapshotParts& parts) const {
  const WeightPlace& place = *parts.weight;
  WeightShares& shares = snapshot.shares;
  const Network<float>& network = trainer.network();
  const int steps = current.seqLen;
  shares = {};
  shares.version = probeBackVersion;
  shares.place = place;
  shares.pathFrom = parts.pathFrom;
  shares.pathTo = parts.pathTo;
  shares.withPieces = parts.pieces;
  const Parameter* p = network.tying() == Tying::tied ? network.find(place.name) : nullptr;
  if (!p || place.row < 0 || place.row >= p->rows || place.col < 0 || place.col >= p->cols || p->offset < network.startSize()) return;
  shares.contributions = contributionsOf(network, *probeTrace, *probeBack, p->at(place.row, place.col));
  Buffer<float> gradient = Buffer<float>::Zero(network.values().size());
  for (int layer = 0; layer < probeTrace->shape.layers; ++layer)
    network.accumulate(*probeTrace, *probeBack, layer, steps - 1, steps, gradient);
  network.accumulateReadout(*probeTrace, *probeBack, 0, steps, gradient);
  shares.gradient = gradient[p->at(place.row, place.col)];
  if (!parts.pieces || workOf(network, steps) * steps > mostWork) return;
  tryWeight(shares);
  Pieces<float> pieces(network, *probeTrace, *probeBack, p->at(place.row, place.col));
  pieces.run();
  shares.pieces.fill(steps, steps, [&](int tau, int t) { return pieces.at(tau, t); });
  const auto within = [&](int t) { return t >= 0 && t < steps; };
  if (!within(parts.pathFrom) || !within(parts.pathTo)) return;
  const Paths paths = pathsOf(network, *probeTrace, *probeBack, p->at(place.row, place.col), parts.pathFrom, parts.pathTo);
  shares.pathCount = paths.count;
  shares.pathSum = paths.sum;
  for (const Path& path : paths.largest) {
    WeightPath& shown = shares.paths.emplace_back();
    shown.product = static_cast<float>(path.product);
    shown.last = static_cast<float>(path.last);
    for (const PathNode& node : path.nodes)
      shown.places.push_back({node.layer, node.direction, node.t, node.component, static_cast<float>(node.factor)});
  }
}

}  // namespace unroll
