#include "training/saliency.h"

#include <algorithm>
#include <chrono>
#include <cmath>

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
SaliencyPass<Real>::SaliencyPass(const Network<Real>& network, const Table& x, Loss loss, int t, int output)
    : network_(network), inputs_(x.cols), loss_(loss), t_(t), output_(output), pass_(network, x) {
  UNROLL_CHECK(t >= 0 && t < x.rows && output >= 0 && output < network.shape().outputSize);
}

template <class Real>
SaliencyPass<Real>::SaliencyPass(const Network<Real>& network, const Trace<Real>& passed, Loss loss, int t, int output)
    : network_(network), inputs_(passed.shape.inputSize), loss_(loss), t_(t), output_(output), pass_(network, passed) {
  UNROLL_CHECK(t >= 0 && t < passed.shape.steps && output >= 0 && output < network.shape().outputSize);
}

template <class Real>
bool SaliencyPass<Real>::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  while (!piece())
    if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds) return false;
  return true;
}

template <class Real>
bool SaliencyPass<Real>::piece() {
  if (stage_ == Stage::done) return true;
  if (stage_ == Stage::forward) {
    if (!pass_.advanceForward()) return false;
    found_.answer = seed(loss_, pass_.trace.output(t_), pass_.trace.shape.outputSize, output_, pass_.gradient.output(t_));
    stage_ = Stage::back;
    return false;
  }
  if (!pass_.advanceBack()) return false;
  collect();
  stage_ = Stage::done;
  return true;
}

// Through W_ih of the lowest layer, column by column as it lies; of a window the columns of x_t, then those of x_{t−1}, ….
template <class Real>
void SaliencyPass<Real>::collect() {
  const TraceShape& shape = pass_.trace.shape;
  const int steps = shape.steps;
  found_.gradient.fill(steps, inputs_, [](int, int) { return 0.f; });
  for (int direction = 0; direction < shape.directions; ++direction)
    for (int s = 0; s < steps; ++s) {
      const Parameter& weight = network_.inputWeight(0, direction, s);
      const Real* da = pass_.gradient.chain(0, direction).da.data() + shape.at(s, 0, shape.keptSize);
      for (int col = 0; col < weight.cols; ++col) {
        const int lag = col / inputs_, from = direction == 0 ? s - lag : s + lag;
        if (from < 0 || from >= steps) continue;
        const Real* w = network_.values().data() + weight.offset + index(col, weight.stride());
        Real sum = 0;
        for (int i = 0; i < weight.stride(); ++i) sum += da[i] * w[i];
        found_.gradient.values[index(from, inputs_, col % inputs_)] += static_cast<float>(sum);
      }
    }
  found_.product.fill(steps, inputs_, [&](int s, int i) { return found_.gradient.at(s, i) * static_cast<float>(pass_.trace.input(s)[i]); });
  for (int s = 0; s < steps; ++s) {
    double squares = 0;
    for (int i = 0; i < inputs_; ++i) squares += std::pow(static_cast<double>(found_.gradient.at(s, i)), 2);
    found_.sizes.push_back(static_cast<float>(std::sqrt(squares)));
  }
}

template class SaliencyPass<float>;
template class SaliencyPass<double>;

}  // namespace unroll
