#include "analysis/saliency.h"

#include <cmath>

#include "analysis/contributions.h"
#include "core/check.h"
#include "core/scalar_math.h"

namespace unroll {

namespace {

// ∂answer/∂y of that row; returns the answer.
template <class Real>
double seed(Loss loss, const Real* y, int outputs, int output, Real* dy) {
  if (loss == Loss::crossEntropy) {
    Real greatest = y[0], sum = 0;
    for (int o = 1; o < outputs; ++o) greatest = std::max(greatest, y[o]);
    for (int o = 0; o < outputs; ++o) sum += dy[o] = math::exp(y[o] - greatest);
    const Real p = dy[output] / sum;
    for (int o = 0; o < outputs; ++o) dy[o] = p * ((o == output ? Real(1) : Real(0)) - dy[o] / sum);
    return static_cast<double>(p);
  }
  const Real answer = loss == Loss::binaryCrossEntropy ? math::sigmoid(y[output]) : y[output];
  dy[output] = loss == Loss::binaryCrossEntropy ? answer * (1 - answer) : Real(1);
  return static_cast<double>(answer);
}

}  // namespace

template <class Real>
Saliency saliencyOf(const Network<Real>& network, const Table& x, Loss loss, int t, int output) {
  UNROLL_CHECK(x.cols == network.shape().inputSize && t >= 0 && t < x.rows && output >= 0 && output < network.shape().outputSize);
  UNROLL_CHECK(network.tying() == Tying::tied || network.copies() >= x.rows);
  Trace<Real> trace(network.traceShape(x.rows, 1));
  std::transform(x.values.begin(), x.values.end(), trace.x.data(), [](float value) { return static_cast<Real>(value); });
  network.forward(trace);
  GradientTrace<Real> gradient(trace.shape);
  Saliency found;
  found.answer = seed(loss, trace.output(t), trace.shape.outputSize, output, gradient.output(t));
  passBack(network, trace, gradient);
  // Through W_ih of the lowest layer, column by column as it lies; of a window the columns of x_t, then those of x_{t−1}, ….
  found.gradient.fill(x.rows, x.cols, [](int, int) { return 0.f; });
  for (int direction = 0; direction < trace.shape.directions; ++direction)
    for (int s = 0; s < x.rows; ++s) {
      const Parameter& weight = network.inputWeight(0, direction, s);
      const Real* da = gradient.chain(0, direction).da.data() + trace.shape.at(s, 0, trace.shape.keptSize);
      for (int col = 0; col < weight.cols; ++col) {
        const int lag = col / x.cols, from = direction == 0 ? s - lag : s + lag;
        if (from < 0 || from >= x.rows) continue;
        const Real* w = network.values().data() + weight.offset + index(col, weight.stride());
        Real sum = 0;
        for (int i = 0; i < weight.stride(); ++i) sum += da[i] * w[i];
        found.gradient.values[index(from, x.cols, col % x.cols)] += static_cast<float>(sum);
      }
    }
  found.product.fill(x.rows, x.cols, [&](int s, int i) { return found.gradient.at(s, i) * x.at(s, i); });
  for (int s = 0; s < x.rows; ++s) {
    double squares = 0;
    for (int i = 0; i < x.cols; ++i) squares += std::pow(static_cast<double>(found.gradient.at(s, i)), 2);
    found.sizes.push_back(static_cast<float>(std::sqrt(squares)));
  }
  return found;
}

template Saliency saliencyOf(const Network<float>&, const Table&, Loss, int, int);
template Saliency saliencyOf(const Network<double>&, const Table&, Loss, int, int);

}  // namespace unroll
