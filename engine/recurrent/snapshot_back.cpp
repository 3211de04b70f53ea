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

constexpr double mostWork = 4e7;        // multiplications of a pass: some ten milliseconds in a page
constexpr double mostSharesWork = 6e9;  // of all pieces of a weight, and of all that leads to a piece's paths, in slices

double workOf(const Network<float>& network, int steps) { return static_cast<double>(network.parameterCount()) * steps * 2; }

}  // namespace

std::vector<WeightPlace> Simulation::State::cutsThere() const {
  std::vector<WeightPlace> there;
  const Network<float>& network = trainer.network();
  for (const WeightPlace& place : cut) {
    const Parameter* p = network.tying() == Tying::untied && passesBack() ? network.find(place.name) : nullptr;
    if (p && p->step >= 0 && place.row >= 0 && place.row < p->rows && place.col >= 0 && place.col < p->cols) there.push_back(place);
  }
  return there;
}

// The pass once more with what is held and cut; the numbers without it are kept beside.
void Simulation::State::fillHeld(Snapshot& snapshot) const {
  snapshot.unheld = {};
  std::vector<Clamp> clamps;
  const int units = probeTrace->shape.hiddenSize * probeTrace->shape.directions;
  for (const HeldUnit& unit : held)
    if (unit.unit >= 0 && unit.unit < units && unit.t < current.seqLen)
      clamps.push_back({probeTrace->shape.layers - 1, unit.unit, unit.t, unit.value});
  const std::vector<WeightPlace> cuts = cutsThere();
  if ((clamps.empty() && cuts.empty()) || !passesBack()) return;
  Passage& probe = snapshot.probe;
  snapshot.unheld = {held, cuts, probe.h, probe.y, probe.lower, probe.gates};
  Trace<float> trace = *probeTrace;
  if (cuts.empty()) {
    forwardClamped(trainer.network(), trace, clamps);
  } else {
    Network<float> other = copyOf(trainer.network());
    for (const WeightPlace& place : cuts) {
      const Parameter* p = other.find(place.name);
      p->in(other.values())(place.row, place.col) = 0;
      other.packCopy(p->step);
    }
    forwardClamped(other, trace, clamps);
  }
  fillLayers(trace, probe);
  probe.h.fill(probe.h.rows, probe.h.cols, [&](int t, int i) { return trace.hidden(-1, t, 0, i); });
  fillAnswers(trace, probe.y);
}

bool Simulation::State::passesBack() const {
  return probePass.ready &&
         workOf(trainer.network(), current.seqLen) / (trainer.network().tying() == Tying::tied ? 1 : current.seqLen) <= mostWork;
}

Target<float> Simulation::State::probeAnswer() const {
  const TraceShape& shape = probeTrace->shape;
  Target<float> target;
  if (lossOf(current, *task) == Loss::crossEntropy) {
    for (int t = 0; t < shape.steps; ++t) {  // the class is where the target is greatest; where all is 0 there is none
      int best = 0;
      for (int o = 1; o < shape.outputSize; ++o)
        if (probeTarget.at(t, o) > probeTarget.at(t, best)) best = o;
      target.classes.push_back(probeTarget.at(t, best) > 0 ? best : -1);
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
  shareWork.reset();
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
  passBack(network, *probeTrace, *probeBack, truncation());
}

Truncation Simulation::State::truncation() const { return {current.truncate, current.truncateEvery}; }

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
  back.cuts.clear();
  const Truncation limits = truncationOf(network, truncation(), steps);
  for (BackWindow window; window.end < steps;) {
    window = windowAfter(window.end, limits, steps);
    if (window.begin > 0) back.cuts.push_back(window.begin);
  }
  back.norms.resize(static_cast<std::size_t>(steps));
  for (int t = 0; t < steps; ++t) {
    double squares = 0;
    for (int i = 0; i < all; ++i) squares += std::pow(static_cast<double>(back.dh.back().at(t, i)), 2);
    back.norms[static_cast<std::size_t>(t)] = static_cast<float>(std::sqrt(squares));
  }
}

void Simulation::State::tryWeight(WeightShares& shares) const {
  constexpr float step = 0.01f, wide = 0.1f;
  constexpr double leastShare = 3e-5;  // of the loss: a smaller difference of two would be mostly rounding, and a wider step is tried
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
  const double difference = 2 * static_cast<double>(step) * std::fabs(static_cast<double>(shares.gradient));  // as it will be about
  const float by = difference < leastShare * probeLoss ? wide : step;
  shares.tried = static_cast<double>(by);
  shares.lossAbove = lossWith(by);
  shares.lossBelow = lossWith(-by);
}

const Parameter* Simulation::State::sharedWeight(const WeightPlace& place) const {
  const Network<float>& network = trainer.network();
  const Parameter* p = network.tying() == Tying::tied ? network.find(place.name) : nullptr;
  const bool has = p && place.row >= 0 && place.row < p->rows && place.col >= 0 && place.col < p->cols && p->offset >= network.startSize();
  return has ? p : nullptr;
}

bool Simulation::State::sharesPiece() {
  const Parameter* p = shareWish && shareWish->pieces && probeBackVersion == probePass.version ? sharedWeight(shareWish->place) : nullptr;
  if (!p || !passesBack()) {
    shareWork.reset();
    return true;
  }
  const Network<float>& network = trainer.network();
  const int steps = current.seqLen;
  const Eigen::Index weight = p->at(shareWish->place.row, shareWish->place.col);
  if (!shareWork || shareWork->wish.place != shareWish->place) {
    const double work = workOf(network, steps) * std::max(1, probeMask().count());
    shareWork.emplace();
    if (work > mostSharesWork)
      shareWork->piecesTooMuch = work;
    else
      shareWork->pieces.emplace(network, *probeTrace, *probeBack, weight, truncation());
  }
  ShareWork& work = *shareWork;
  if (work.wish != *shareWish) {
    work.wish = *shareWish;
    work.paths.reset();
    work.pathsDone = false;
    work.pathsTooMuch = 0;
    const auto within = [&](int t) { return t >= 0 && t < steps; };
    if (within(work.wish.pathFrom) && within(work.wish.pathTo) && work.pieces) {
      work.paths.emplace(network, *probeTrace, *probeBack, weight, work.wish.pathFrom, work.wish.pathTo, 9, truncation());
      work.pathsTooMuch = work.paths->workPerPiece() * work.paths->pieces();
      if (work.pathsTooMuch > mostSharesWork || work.paths->workPerPiece() > mostWork)
        work.paths.reset();
      else
        work.pathsTooMuch = 0;
    }
  }
  if (work.pieces && !work.piecesDone) {
    work.piecesDone = work.pieces->advance();
    return false;
  }
  if (work.paths && !work.pathsDone) {
    work.pathsDone = work.paths->advance();
    return false;
  }
  return true;
}

bool Simulation::State::sharesAreSmall() const {
  return probePass.ready && workOf(trainer.network(), current.seqLen) * current.seqLen <= mostWork;
}

bool Simulation::State::sharesAreNews(const WeightShares& shown) const {
  if (shown.version != probeBackVersion || shown.place != shareWish->place || shown.withPieces != shareWish->pieces ||
      shown.pathFrom != shareWish->pathFrom || shown.pathTo != shareWish->pathTo)
    return true;
  if (!shareWork) return false;
  return (shareWork->piecesDone && shown.pieces.rows == 0) || (shareWork->pathsDone && !shown.withPaths) ||
         shareWork->piecesTooMuch != shown.tooMuch || shareWork->pathsTooMuch != shown.pathsTooMuch;
}

void Simulation::State::fillShares(Snapshot& snapshot) const {
  const WeightPlace& place = shareWish->place;
  WeightShares& shares = snapshot.shares;
  const Network<float>& network = trainer.network();
  const int steps = current.seqLen;
  const bool same = shares.version == probeBackVersion && shares.place == place && shares.withPieces == shareWish->pieces;
  if (!same) {
    shares = {};
    shares.version = probeBackVersion;
    shares.place = place;
    shares.withPieces = shareWish->pieces;
  }
  shares.pathFrom = shareWish->pathFrom;
  shares.pathTo = shareWish->pathTo;
  shares.withPaths = false;
  shares.paths.clear();
  const Parameter* p = sharedWeight(place);
  if (!p) return;
  if (!same) {
    shares.contributions = contributionsOf(network, *probeTrace, *probeBack, p->at(place.row, place.col));
    Buffer<float> gradient = Buffer<float>::Zero(network.values().size());
    for (int layer = 0; layer < probeTrace->shape.layers; ++layer)
      network.accumulate(*probeTrace, *probeBack, layer, steps - 1, steps, gradient);
    network.accumulateReadout(*probeTrace, *probeBack, 0, steps, gradient);
    shares.gradient = gradient[p->at(place.row, place.col)];
    if (shares.withPieces) tryWeight(shares);
  }
  if (!shareWork) return;
  shares.tooMuch = shareWork->piecesTooMuch;
  shares.pathsTooMuch = shareWork->pathsTooMuch;
  if (shareWork->piecesDone && shares.pieces.rows != steps)
    shares.pieces.fill(steps, steps, [&](int tau, int t) { return shareWork->pieces->at(tau, t); });
  if (!shareWork->pathsDone || shareWork->wish != *shareWish) return;
  const Paths& paths = shareWork->paths->paths();
  shares.withPaths = true;
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
