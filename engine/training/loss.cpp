#include "training/loss.h"

#include <algorithm>

#include "core/scalar_math.h"

namespace unroll {

LossMask::LossMask(std::vector<char> counts) : counts_(std::move(counts)) {
  first_ = steps();
  for (int t = 0; t < steps(); ++t) {
    if (!at(t)) continue;
    if (first_ == steps()) first_ = t;
    end_ = t + 1;
    ++count_;
  }
}

LossMask LossMask::last(int steps) {
  std::vector<char> counts(static_cast<std::size_t>(steps), 0);
  counts.back() = 1;
  return LossMask(std::move(counts));
}

namespace {

// L = 1/n Σ (y − target)²,  ∂L/∂y = 2/n (y − target),  n = counted steps · B · O
template <class Real>
double meanSquaredErrorRow(const Real* y, const Real* target, Real* dy, int outputs, Real scale) {
  double sum = 0;
  for (int o = 0; o < outputs; ++o) {
    const Real error = y[o] - target[o];
    sum += static_cast<double>(error) * static_cast<double>(error);
    dy[o] = scale * error;
  }
  return sum;
}

// p = softmax(y),  L = −1/n Σ log p[class],  ∂L/∂y = 1/n (p − onehot(class)),  n = counted steps · B
template <class Real>
double crossEntropyRow(const Real* y, int target, Real* dy, int outputs, Real scale) {
  Real greatest = y[0];
  for (int o = 1; o < outputs; ++o)
    if (y[o] > greatest || y[o] != y[o]) greatest = y[o];
  Real sum = 0;
  for (int o = 0; o < outputs; ++o) {
    dy[o] = math::exp(y[o] - greatest);
    sum += dy[o];
  }
  for (int o = 0; o < outputs; ++o) dy[o] = dy[o] / sum * scale;
  dy[target] -= scale;
  return static_cast<double>(math::log(sum) - (y[target] - greatest));
}

}  // namespace

template <class Real>
double lossAndGradient(Loss loss, const LossMask& mask, const Trace<Real>& trace, const Target<Real>& target,
                       GradientTrace<Real>& gradient) {
  const TraceShape& shape = trace.shape;
  const bool squared = loss == Loss::meanSquaredError;
  const double entries = static_cast<double>(mask.count()) * shape.batch * (squared ? shape.outputSize : 1);
  const Real scale = static_cast<Real>((squared ? 2.0 : 1.0) / entries);
  double sum = 0;
  for (int t = mask.first(); t < mask.end(); ++t) {
    for (int b = 0; b < shape.batch; ++b) {
      const Real* y = trace.output(t, b);
      Real* dy = gradient.output(t, b);
      const std::size_t row = shape.row(t) + static_cast<std::size_t>(b);
      if (!mask.at(t))
        std::fill(dy, dy + shape.outputSize, Real(0));
      else if (squared)
        sum += meanSquaredErrorRow(y, target.values.data() + row * static_cast<std::size_t>(padded(shape.outputSize)), dy, shape.outputSize,
                                   scale);
      else
        sum += crossEntropyRow(y, target.classes[row], dy, shape.outputSize, scale);
    }
  }
  return sum / entries;
}

template double lossAndGradient(Loss, const LossMask&, const Trace<float>&, const Target<float>&, GradientTrace<float>&);
template double lossAndGradient(Loss, const LossMask&, const Trace<double>&, const Target<double>&, GradientTrace<double>&);

}  // namespace unroll
