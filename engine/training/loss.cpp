#include "training/loss.h"

#include <algorithm>

#include "core/kernels.h"
#include "core/scalar_math.h"

namespace unroll {

std::span<const LossEntry> allLosses() {
  static constexpr LossEntry entries[] = {
      {"mse", "mean squared error", Loss::meanSquaredError},
      {"crossEntropy", "softmax cross-entropy, for targets that are classes", Loss::crossEntropy},
      {"bce", "binary cross-entropy of the logistic function of the outputs, for targets from 0 to 1", Loss::binaryCrossEntropy},
  };
  return entries;
}

Loss lossOf(const Experiment& experiment, const Task& task) {
  for (const LossEntry& entry : allLosses())
    if (entry.name == experiment.loss) return entry.loss;
  return task.loss;
}

LossMask lossMask(const Experiment& experiment, const Task& task) {
  if (experiment.lossAt == "every") return LossMask::every(experiment.seqLen);
  if (experiment.lossAt == "last") return LossMask::last(experiment.seqLen);
  std::vector<char> counts(static_cast<std::size_t>(experiment.seqLen));
  for (int t = 0; t < experiment.seqLen; ++t) counts[static_cast<std::size_t>(t)] = task.counts(experiment, t);
  return LossMask(std::move(counts));
}

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

// p = σ(y),  L = −1/n Σ target log p + (1 − target) log(1 − p),  ∂L/∂y = 1/n (p − target),  n = counted steps · B · O
template <class Real>
double binaryCrossEntropyRow(const Real* y, const Real* target, Real* dy, int outputs, Real scale) {
  double sum = 0;
  for (int o = 0; o < outputs; ++o) {
    const Real size = y[o] < 0 ? -y[o] : y[o];
    sum += static_cast<double>((y[o] > 0 ? y[o] : Real(0)) - y[o] * target[o] + math::log(Real(1) + math::exp(-size)));
    dy[o] = scale * (math::sigmoid(y[o]) - target[o]);
    if (y[o] != y[o]) sum = static_cast<double>(y[o]);
  }
  return sum;
}

// p = softmax(y),  L = −1/n Σ log p[class],  ∂L/∂y = 1/n (p − onehot(class)),  n = counted steps · B
template <class Real>
double crossEntropyRow(const Real* y, int target, Real* dy, int outputs, Real scale) {
  const ExponentialSum<Real> e = kernels<Real>().exponentials(y, outputs, dy);
  for (int o = 0; o < outputs; ++o) dy[o] = dy[o] / e.sum * scale;
  dy[target] -= scale;
  return static_cast<double>(math::log(e.sum) - (y[target] - e.greatest));
}

}  // namespace

void answers(Loss loss, const float* y, int outputs, float* answer) {
  if (loss == Loss::crossEntropy) {
    const float greatest = *std::max_element(y, y + outputs);
    float sum = 0;
    for (int o = 0; o < outputs; ++o) sum += answer[o] = math::exp(y[o] - greatest);
    for (int o = 0; o < outputs; ++o) answer[o] /= sum;
  } else {
    for (int o = 0; o < outputs; ++o) answer[o] = loss == Loss::binaryCrossEntropy ? math::sigmoid(y[o]) : y[o];
  }
}

std::string_view answerActivation(Loss loss) {
  return loss == Loss::crossEntropy ? "softmax" : loss == Loss::binaryCrossEntropy ? "sigmoid" : "identity";
}

template <class Real>
double lossAndGradient(Loss loss, const LossMask& mask, const Trace<Real>& trace, const Target<Real>& target,
                       GradientTrace<Real>& gradient) {
  const TraceShape& shape = trace.shape;
  const int outputs = shape.outputSize;
  const auto asked = [&](int t, int b) {
    return loss == Loss::crossEntropy
               ? target.classes[shape.at(t, b, 1)] >= 0
               : isAsked(static_cast<float>(target.values[static_cast<Eigen::Index>(shape.at(t, b, padded(outputs)))]));
  };
  std::int64_t rows = 0;
  for (int t = mask.first(); t < mask.end(); ++t)
    for (int b = 0; b < shape.batch && mask.at(t); ++b) rows += asked(t, b);
  const double entries = static_cast<double>(std::max<std::int64_t>(1, rows)) * (loss == Loss::crossEntropy ? 1 : outputs);
  const Real scale = static_cast<Real>((loss == Loss::meanSquaredError ? 2.0 : 1.0) / entries);
  double sum = 0;
  for (int t = mask.first(); t < mask.end(); ++t) {
    for (int b = 0; b < shape.batch; ++b) {
      const Real* y = trace.output(t, b);
      Real* dy = gradient.output(t, b);
      if (!mask.at(t) || !asked(t, b)) {
        std::fill(dy, dy + outputs, Real(0));
      } else if (loss == Loss::crossEntropy) {
        sum += crossEntropyRow(y, target.classes[shape.at(t, b, 1)], dy, outputs, scale);
      } else {
        const Real* wanted = target.values.data() + shape.at(t, b, padded(outputs));
        sum += (loss == Loss::meanSquaredError ? meanSquaredErrorRow<Real> : binaryCrossEntropyRow<Real>)(y, wanted, dy, outputs, scale);
      }
    }
  }
  return sum / entries;
}

template double lossAndGradient(Loss, const LossMask&, const Trace<float>&, const Target<float>&, GradientTrace<float>&);
template double lossAndGradient(Loss, const LossMask&, const Trace<double>&, const Target<double>&, GradientTrace<double>&);

}  // namespace unroll
