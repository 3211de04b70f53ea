#include "analysis/contributions.h"

namespace unroll {

template <class Real>
void passBack(const Network<Real>& network, const Trace<Real>& trace, GradientTrace<Real>& gradient, int begin, int end) {
  network.readoutBackward(gradient, begin, end);
  for (int layer = trace.shape.layers - 1; layer >= 0; --layer) {
    network.beginBackward(gradient, layer);
    network.backwardSteps(trace, gradient, layer, end - 1, end - begin, true, true);
    if (layer > 0) network.inputBackward(gradient, layer, begin, end);
  }
}

template <class Real>
void passBack(const Network<Real>& network, const Trace<Real>& trace, GradientTrace<Real>& gradient) {
  passBack(network, trace, gradient, 0, trace.shape.steps);
}

template <class Real>
void passBack(const Network<Real>& network, const Trace<Real>& trace, GradientTrace<Real>& gradient, Truncation truncation) {
  const TraceShape& shape = trace.shape;
  truncation = truncationOf(network, truncation, shape.steps);
  if (truncation.length == shape.steps) return passBack(network, trace, gradient);
  GradientTrace<Real> one(shape);
  const auto add = [&](const Buffer<Real>& from, Buffer<Real>& to, const BackWindow& window, int features) {
    const Eigen::Index at = shape.size(window.begin, features), size = shape.size(window.end - window.begin, features);
    to.segment(at, size) += from.segment(at, size);
  };
  for (BackWindow window; window.end < shape.steps;) {
    window = windowAfter(window.end, truncation, shape.steps);
    keepOnly(gradient, window.lossBegin, window.end, one);
    passBack(network, trace, one, window.begin, window.end);
    for (std::size_t i = 0; i < one.chains.size(); ++i) {
      add(one.chains[i].dh, gradient.chains[i].dh, window, padded(shape.hiddenSize));
      add(one.chains[i].da, gradient.chains[i].da, window, shape.keptSize);
    }
  }
}

template <class Real>
void keepOnly(const GradientTrace<Real>& gradient, int from, int to, GradientTrace<Real>& one) {
  const int outputs = padded(gradient.shape.outputSize);
  const Eigen::Index at = gradient.shape.size(from, outputs), size = gradient.shape.size(to - from, outputs);
  one.dy.setZero();
  one.dy.segment(at, size) = gradient.dy.segment(at, size);
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
template void passBack(const Network<float>&, const Trace<float>&, GradientTrace<float>&, int, int);
template void passBack(const Network<double>&, const Trace<double>&, GradientTrace<double>&, int, int);
template void passBack(const Network<float>&, const Trace<float>&, GradientTrace<float>&, Truncation);
template void passBack(const Network<double>&, const Trace<double>&, GradientTrace<double>&, Truncation);
template void keepOnly(const GradientTrace<float>&, int, int, GradientTrace<float>&);
template void keepOnly(const GradientTrace<double>&, int, int, GradientTrace<double>&);
template void contributionAt(const Network<float>&, const Trace<float>&, const GradientTrace<float>&, int, Buffer<float>&);
template void contributionAt(const Network<double>&, const Trace<double>&, const GradientTrace<double>&, int, Buffer<double>&);
template std::vector<float> contributionsOf(const Network<float>&, const Trace<float>&, const GradientTrace<float>&, Eigen::Index);
template std::vector<double> contributionsOf(const Network<double>&, const Trace<double>&, const GradientTrace<double>&, Eigen::Index);

}  // namespace unroll
