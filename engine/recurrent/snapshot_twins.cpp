// The feedforward twin beside the recurrent net: unfolded, with one copy changed, and folded back.
#include "analysis/compare_twins.h"
#include "analysis/fold_back.h"
#include "recurrent/edits.h"
#include "recurrent/simulation_state.h"

namespace unroll {

namespace {

// A twin of more than this is not built only to be looked at.
constexpr double twinBytesLimit = 256e6;

// Neither: it has more weights than are compared one by one.
void tryToFold(const Network<float>& twin, const TwinBreak& broken, Twins& twins) {
  constexpr std::int64_t mostWeights = 4'000'000;
  twins.folded = false;
  twins.obstacle.reset();
  if (twin.parameterCount() > mostWeights) return;
  std::vector<FeedforwardLayer> layers = layersOf(twin);
  if (broken.unit >= 0) takeUnit(layers, broken.step, broken.unit);
  twins.obstacle = whyNotFold(layers);
  twins.folded = !twins.obstacle;
}

}  // namespace

void fillParameters(const Network<float>& network, std::vector<ParameterTable>& tables) {
  tables.resize(network.parameters().size());
  for (std::size_t i = 0; i < network.parameters().size(); ++i) {
    const Parameter& p = network.parameters()[i];
    tables[i].name = p.name;
    tables[i].step = p.step;
    tables[i].values.resize(p.rows, p.cols);
    p.copyRows(network.values(), tables[i].values.values.data());
  }
}

Result<Twins> Simulation::compareWithTwin(int length, const TwinBreak& broken) {
  State& s = *state_;
  s.completePlaced();
  const Network<float>& network = s.trainer.network();
  UNROLL_CHECK(length >= 1 && broken.step < length);
  if (network.tying() == Tying::untied)
    return Error{"tying=untied: each time step has weights of its own already, there is no loop to unfold"};
  if (networkBytes(network.shape(), Tying::untied, length, 1) > memoryLimit)
    return Error{"length=" + std::to_string(length) + ": the twin's weights would not fit into memory"};
  // Fresh sequences one after the other, as long as is needed.
  const int steps = s.current.seqLen;
  Trace<float> drawn(network.traceShape(steps, 1));
  Buffer<float> target = Buffer<float>::Zero(drawn.y.size());
  Random random(s.current.seed, Stream::probe, s.probeIndex);
  Table x;
  x.fill(length + 2, s.task->inputSize(s.current), [&](int t, int i) {
    if (t % steps == 0 && i == 0) drawFreshBatch(s.current, *s.task, random, drawn, target);
    return drawn.input(t % steps)[i];
  });
  Network<float> twin = network.unfold(length);
  Twins twins;
  if (broken.step >= 0) {
    const auto before = changeCopy(twin, broken);
    if (!before && broken.unit >= 0)
      return Error{"breakUnit=" + std::to_string(broken.unit) +
                   ": must be a unit, 0…hiddenSize − 1, of one layer of two Elman cells or more"};
    if (!before)
      return Error{"breakWeight=" + printWeightTarget({broken.weight, broken.row, broken.col}, false) +
                   ": this network has no such weight"};
    twins.broken = broken;
    twins.brokenFrom = *before;
  }
  tryToFold(twin, broken, twins);
  compareTwins(network, twin, x, twins);
  return twins;
}

void Simulation::State::fillTwins(Snapshot& snapshot, const SnapshotParts& parts) {
  Twins& twins = snapshot.twins;
  const Network<float>& network = trainer.network();
  const bool untied = network.tying() == Tying::untied;
  // All of the same update, or as they were: those beside it are on their way.
  if (companionBehind() || windowBehind()) return;
  twins.version = version;
  snapshot.askedBreak = parts.broken;
  snapshot.askedFold = parts.fold;
  snapshot.askedBeyond = parts.beyond;
  snapshot.tiedParameters.clear();
  if (untied ? !companion : networkBytes(network.shape(), Tying::untied, current.seqLen, 1) > twinBytesLimit) {
    twins = Twins{};
    twins.version = version;
    return;
  }
  const Network<float>& trained = untied ? companion->network() : network;
  twins.rnnLoss = untied ? companion->loss() : trainer.loss();
  std::optional<Network<float>> twin;  // where it isn't the net itself
  if (!untied)
    twin = network.unfold(current.seqLen);
  else if (parts.broken.step >= 0)
    twin = copyOf(network);
  twins.broken = TwinBreak{};
  if (twin && parts.broken.step >= 0)
    if (const auto before = changeCopy(*twin, parts.broken)) {
      twins.broken = parts.broken;
      twins.brokenFrom = *before;
    }
  const Network<float>& feedforward = twin ? *twin : network;
  twins.folded = false;
  twins.obstacle.reset();
  if (parts.fold) tryToFold(feedforward, twins.broken, twins);
  std::optional<Network<float>> folded;
  if (twins.folded) folded = foldBack(feedforward);
  const Network<float>& tied = folded ? *folded : trained;
  fillScores(twins, tied);
  if (untied) fillParameters(tied, snapshot.tiedParameters);
  compareTwins(tied, feedforward, probeInputBeyond(parts.beyond), twins);
}

// While untied, of nets that are small enough.
void Simulation::State::fillScores(Twins& twins, const Network<float>& tied) const {
  constexpr int sequences = 100;
  constexpr double mostWork = 1e6;  // multiplications: a millisecond, or the picture comes too rarely
  const Network<float>& network = trainer.network();
  twins.rnnMetric.clear();
  twins.feedforwardMetric.clear();
  twins.windowMetric.clear();
  if (network.tying() == Tying::tied || static_cast<double>(network.parameterCount()) * sequences > mostWork) return;
  twins.rnnMetric = metricAtEachStep(current, *task, tied, sequences);
  twins.feedforwardMetric = metricAtEachStep(current, *task, network, sequences);
  if (windowNet) twins.windowMetric = metricAtEachStep(current, *task, windowNet->network(), sequences);
}

}  // namespace unroll
