#include "analysis/compare_twins.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace unroll {

namespace {

Trace<float> run(const Network<float>& network, const Table& x, int steps) {
  Trace<float> trace(network.traceShape(steps, 1));
  for (int t = 0; t < steps; ++t)
    for (int i = 0; i < x.cols; ++i) trace.input(t)[i] = x.at(t, i);
  network.forward(trace);
  return trace;
}

// The first number that differs: in the lowest row, there at the earliest step.
void findFirst(const Trace<float>& rnn, const Trace<float>& twin, Twins& twins) {
  twins.first.reset();
  int row = 0;
  for (const TwinGroup& group : twins.order.groups) {
    const bool output = group.kind == TwinGroup::Kind::output;
    if (!output && group.kind != TwinGroup::Kind::hidden) continue;
    if (twins.first && (group.row > row || (group.row == row && group.t >= twins.first->t))) continue;
    const int from = output ? 0 : group.direction * rnn.shape.hiddenSize, count = output ? rnn.shape.outputSize : rnn.shape.hiddenSize;
    for (int i = from; i < from + count; ++i) {
      const float a = output ? rnn.output(group.t)[i] : rnn.hidden(group.layer, group.t, 0, i);
      const float b = output ? twin.output(group.t)[i] : twin.hidden(group.layer, group.t, 0, i);
      if (!differ(a, b)) continue;
      twins.first = TwinPlace{output, group.layer, group.t, i};
      row = group.row;
      break;
    }
  }
}

// Of a unit that is taken out nothing is left that leads on from it: a term of 0 changes no sum.
std::optional<float> disconnectUnit(Network<float>& untied, int step, int unit) {
  if (!canTakeUnit(untied.shape()) || unit >= untied.shape().hiddenSize) return {};
  for (const Parameter& p : untied.parameters()) {
    const bool leadsOn =
        p.step == step ? p.name.rfind("readout.weight", 0) == 0 : p.step == step + 1 && p.name.rfind("rnn.weight_hh_l0", 0) == 0;
    for (int row = 0; leadsOn && row < p.rows; ++row) p.in(untied.values())(row, unit) = 0;
  }
  untied.packCopy(step);
  if (step + 1 < untied.copies()) untied.packCopy(step + 1);
  return 0.0f;
}

}  // namespace

bool canTakeUnit(const NetworkShape& shape) {
  return shape.cell == "elman" && shape.layers == 1 && !shape.bidirectional && shape.hiddenSize > 1;
}

float greater(float a, float b) { return std::isnan(a) || b <= a ? a : b; }

float differenceAt(const Trace<float>& a, const Trace<float>& b, int t) {
  float greatest = 0;
  const auto see = [&](float p, float q) {
    if (differ(p, q)) greatest = greater(greatest, std::fabs(p - q));  // ∞ − ∞ is none
  };
  for (int o = 0; o < a.shape.outputSize; ++o) see(a.output(t)[o], b.output(t)[o]);
  for (int i = 0; i < a.shape.hiddenSize * a.shape.directions; ++i) see(a.hidden(-1, t, 0, i), b.hidden(-1, t, 0, i));
  return greatest;
}

void compareTwins(const Network<float>& tied, const Network<float>& untied, const Table& x, Twins& twins) {
  UNROLL_CHECK(tied.tying() == Tying::tied && untied.tying() == Tying::untied);
  const int steps = untied.copies();
  UNROLL_CHECK(x.rows >= steps);
  // The recurrent net goes on after the twin's last layer; not when it also runs from the end of the sequence backward.
  const int length = tied.shape().bidirectional ? steps : x.rows;
  const Trace<float> rnn = run(tied, x, length);
  const Trace<float> feedforward = run(untied, x, steps);
  const int outputs = tied.shape().outputSize, hidden = tied.shape().hiddenSize * tied.shape().directions();
  twins.x = x;
  twins.rnn.fill(length, outputs, [&](int t, int o) { return rnn.output(t)[o]; });
  twins.rnnHidden.fill(length, hidden, [&](int t, int i) { return rnn.hidden(-1, t, 0, i); });
  twins.feedforward.fill(steps, outputs, [&](int t, int o) { return feedforward.output(t)[o]; });
  twins.feedforwardHidden.fill(steps, hidden, [&](int t, int i) { return feedforward.hidden(-1, t, 0, i); });
  const int layers = tied.shape().layers;
  twins.rnnLower.resize(static_cast<std::size_t>(layers - 1));
  twins.feedforwardLower.resize(static_cast<std::size_t>(layers - 1));
  twins.starts.resize(static_cast<std::size_t>(layers));
  for (int layer = 0; layer < layers; ++layer) {
    const auto at = static_cast<std::size_t>(layer);
    twins.starts[at].clear();
    for (int i = 0; i < hidden; ++i)
      twins.starts[at].push_back(feedforward.chain(layer, i / tied.shape().hiddenSize).start()[i % tied.shape().hiddenSize]);
    if (layer + 1 == layers) break;
    twins.rnnLower[at].fill(length, hidden, [&](int t, int i) { return rnn.hidden(layer, t, 0, i); });
    twins.feedforwardLower[at].fill(steps, hidden, [&](int t, int i) { return feedforward.hidden(layer, t, 0, i); });
  }

  twins.differencePerStep.assign(static_cast<std::size_t>(steps), 0.0f);
  twins.weightDistance.assign(static_cast<std::size_t>(steps), 0.0f);
  float greatest = 0;
  const auto start = static_cast<Eigen::Index>(tied.startSize()), perCopy = static_cast<Eigen::Index>(tied.copySize());
  for (int t = 0; t < steps; ++t) {
    const float difference = twins.differencePerStep[static_cast<std::size_t>(t)] = differenceAt(rnn, feedforward, t);
    greatest = greater(greatest, difference);
    twins.weightDistance[static_cast<std::size_t>(t)] =
        (untied.values().segment(start + perCopy * t, perCopy) - tied.values().tail(perCopy)).norm();
  }
  twins.maxAbsDifference = static_cast<double>(greatest);
  const auto found =
      std::find_if(twins.differencePerStep.begin(), twins.differencePerStep.end(), [](float d) { return d != 0; });  // NaN too
  twins.firstStep = found == twins.differencePerStep.end() ? -1 : static_cast<int>(found - twins.differencePerStep.begin());
  const Cell<float>& top = tied.cell(layers - 1, 0, 0);
  const TwinShape shape{
      steps, layers, tied.shape().directions(), tied.cell(0, 0, 0).lags(), tied.hasMemory(), tied.hasMemory() && !top.remembersHidden()};
  if (shape != twins.shape || twins.order.groups.empty()) twins.shape = shape, twins.order = orderOfTwin(shape);
  findFirst(rnn, feedforward, twins);
  twins.tiedParameters = tied.parameterCount();
  twins.untiedParameters = untied.parameterCount();
}

std::optional<float> changeCopy(Network<float>& untied, const TwinBreak& change) {
  UNROLL_CHECK(untied.tying() == Tying::untied);
  if (change.step < 0 || change.step >= untied.copies()) return {};
  if (change.unit >= 0) return disconnectUnit(untied, change.step, change.unit);
  std::optional<float> before;
  for (const Parameter& p : untied.parameters()) {
    if (p.step != change.step) continue;
    auto values = p.in(untied.values());
    if (change.weight.empty()) {
      for (int row = 0; row < p.rows; ++row)
        for (int col = 0; col < p.cols; ++col) values(row, col) += change.by;
      before = 0.0f;
    } else if (std::string_view(p.name).substr(0, p.name.find('@')) == change.weight && change.row >= 0 && change.row < p.rows &&
               change.col >= 0 && change.col < p.cols) {
      before = values(change.row, change.col);
      values(change.row, change.col) += change.by;
    }
  }
  untied.packCopy(change.step);
  return before;
}

Network<float> copyOf(const Network<float>& network) {
  Network<float> copy(network.shape(), network.tying(), network.copies());
  copy.values() = network.values();
  copy.pack();
  return copy;
}

}  // namespace unroll
