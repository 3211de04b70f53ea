#include "analysis/compare_twins.h"

#include <algorithm>
#include <cmath>

namespace unroll {

namespace {

Trace<float> run(const Network<float>& network, const Table& x, int steps) {
  Trace<float> trace(network.traceShape(steps, 1));
  for (int t = 0; t < steps; ++t)
    for (int i = 0; i < x.cols; ++i) trace.input(t)[i] = x.at(t, i);
  network.forward(trace);
  return trace;
}

}  // namespace

float greater(float a, float b) { return std::isnan(a) || b <= a ? a : b; }

float differenceAt(const Trace<float>& a, const Trace<float>& b, int t) {
  float greatest = 0;
  const auto see = [&](float p, float q) {
    if (p != q) greatest = greater(greatest, std::fabs(p - q));  // ∞ − ∞ is none
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
  twins.tiedParameters = tied.parameterCount();
  twins.untiedParameters = untied.parameterCount();
}

void changeCopy(Network<float>& untied, int t, float difference) {
  UNROLL_CHECK(untied.tying() == Tying::untied && t >= 0 && t < untied.copies());
  for (const Parameter& p : untied.parameters()) {
    if (p.step != t) continue;
    auto values = p.in(untied.values());
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col) values(row, col) += difference;
  }
  untied.packCopy(t);
}

}  // namespace unroll
