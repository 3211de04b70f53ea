#include "analysis/contributions.h"

namespace unroll {

template <class Real>
void passBack(const Network<Real>& network, const Trace<Real>& trace, GradientTrace<Real>& gradient) {
  const int steps = trace.shape.steps;
  network.readoutBackward(gradient, 0, steps);
  for (int layer = trace.shape.layers - 1; layer >= 0; --layer) {
    network.beginBackward(gradient, layer);
    network.backwardSteps(trace, gradient, layer, steps - 1, steps, true, true);
    if (layer > 0) network.inputBackward(gradient, layer, 0, steps);
  }
}

template <class Real>
void contributionAt(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient, int t,
                    Buffer<Real>& block) {
  UNROLL_CHECK(network.tying() == Tying::tied);
  block.setZero(network.values().size());
  for (int layer = 0; layer < trace.shape.layers; ++layer)
    for (int direction = 0; direction < trace.shape.directions; ++direction)
      network.accumulateChain(trace, gradient, layer, direction, t, t + 1, block);
  network.accumulateReadout(trace, gradient, t, t + 1, block);
}

template <class Real>
std::vector<Real> contributionsOf(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient,
                                  Eigen::Index weight) {
  std::vector<Real> all;
  Buffer<Real> block;
  for (int t = 0; t < trace.shape.steps; ++t) {
    contributionAt(network, trace, gradient, t, block);
    all.push_back(block[weight]);
  }
  return all;
}

template void passBack(const Network<float>&, const Trace<float>&, GradientTrace<float>&);
template void passBack(const Network<double>&, const Trace<double>&, GradientTrace<double>&);
template void contributionAt(const Network<float>&, const Trace<float>&, const GradientTrace<float>&, int, Buffer<float>&);
template void contributionAt(const Network<double>&, const Trace<double>&, const GradientTrace<double>&, int, Buffer<double>&);
template std::vector<float> contributionsOf(const Network<float>&, const Trace<float>&, const GradientTrace<float>&, Eigen::Index);
template std::vector<double> contributionsOf(const Network<double>&, const Trace<double>&, const GradientTrace<double>&, Eigen::Index);

}  // namespace unroll
