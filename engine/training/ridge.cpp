#include "training/ridge.h"

#include <algorithm>
#include <cmath>

#include "core/kernels.h"

namespace unroll {

Ridge::Ridge(const NetworkShape& shape, int batch)
    : shape_(shape),
      features_(shape.hiddenSize * shape.directions() + 1),
      rows_(Buffer<double>::Zero(batch * padded(features_))),
      wanted_(Buffer<double>::Zero(batch * padded(shape.outputSize))),
      factor_(Buffer<double>::Zero(features_ * features_)),
      solution_(Buffer<double>::Zero(features_ * padded(shape.outputSize))),
      workPerPiece_(static_cast<double>(batch) * padded(features_) * padded(features_)) {}

RidgeSums Ridge::start() const {
  return {Buffer<double>::Zero(features_ * padded(features_)), Buffer<double>::Zero(features_ * padded(shape_.outputSize)), 0};
}

void Ridge::begin() {
  step_ = 0;
  row_ = -1;
}

bool Ridge::advance(const Trace<float>& trace, const LossMask& mask, const Target<float>& target, double penalty,
                    const Network<float>& network, RidgeSums& sums, Buffer<float>& values) {
  if (row_ < 0) {
    step_ = std::max(step_, mask.first());
    while (step_ < mask.end() && !mask.at(step_)) ++step_;
    if (step_ < mask.end()) {
      addStep(step_++, trace, target, sums);
      return false;
    }
    double squares = 0;
    for (int i = 0; i + 1 < features_; ++i) squares += sums.products[i * padded(features_) + i];
    least_ = 1e-8 * squares / std::max(1, features_ - 1) + 1e-12;
    diagonal_ = std::max(penalty * sums.rows, least_);
    row_ = 0;
  }
  // Row i costs i²/2 multiplications one after the other, each as long as several of the others.
  for (double work = 0; row_ < features_ && work < workPerPiece_; ++row_) {
    factorRow(row_, sums);
    work += 4.0 * (row_ + 1) * (row_ + 1);
  }
  if (row_ < features_) return false;
  substitute(sums);
  const Parameter& weight = network.readoutWeight();
  const Parameter& bias = network.readoutBias();
  const int outputs = padded(shape_.outputSize);
  for (int o = 0; o < shape_.outputSize; ++o) {
    for (int i = 0; i + 1 < features_; ++i) values[weight.at(o, i)] = static_cast<float>(solution_[i * outputs + o]);
    values[bias.at(o, 0)] = static_cast<float>(solution_[(features_ - 1) * outputs + o]);
  }
  return true;
}

void Ridge::addStep(int t, const Trace<float>& trace, const Target<float>& target, RidgeSums& sums) {
  const int batch = trace.shape.batch, stride = padded(features_), outputs = padded(shape_.outputSize);
  int asked = 0;
  for (int b = 0; b < batch; ++b) {
    double* const row = rows_.data() + b * stride;
    if (!isAsked(target.values[static_cast<Eigen::Index>(trace.shape.at(t, b, outputs))])) {  // adds nothing
      std::fill(row, row + stride, 0.0);
      std::fill(wanted_.data() + b * outputs, wanted_.data() + (b + 1) * outputs, 0.0);
      continue;
    }
    ++asked;
    for (int i = 0; i + 1 < features_; ++i) row[i] = static_cast<double>(trace.hidden(-1, t, b, i));
    row[features_ - 1] = 1;
    const float* from = target.values.data() + trace.shape.at(t, b, outputs);
    for (int o = 0; o < shape_.outputSize; ++o) wanted_[b * outputs + o] = static_cast<double>(from[o]);
  }
  const Factor<double> products{rows_.data(), stride, features_, sums.products.data()};
  const Factor<double> targets{rows_.data(), stride, features_, sums.targets.data()};
  accumulateDoubles(rows_.data(), stride, stride, products, batch);
  accumulateDoubles(wanted_.data(), outputs, outputs, targets, batch);
  sums.rows += asked;
}

// Cholesky: A = L Lᵀ row by row.
void Ridge::factorRow(int i, const RidgeSums& sums) {
  const int n = features_, stride = padded(n);
  double* const row = factor_.data() + i * n;
  for (int j = 0; j <= i; ++j) {
    const double* const other = factor_.data() + j * n;
    double sum = sums.products[i * stride + j] + (i == j && i + 1 < n ? diagonal_ : 0);
    for (int k = 0; k < j; ++k) sum -= row[k] * other[k];
    row[j] = i == j ? std::sqrt(std::max(sum, least_)) : sum / other[j];
  }
}

// L z = b, then Lᵀ w = z.
void Ridge::substitute(const RidgeSums& sums) {
  const int n = features_, outputs = padded(shape_.outputSize);
  for (int o = 0; o < shape_.outputSize; ++o) {
    for (int i = 0; i < n; ++i) {
      double sum = sums.targets[i * outputs + o];
      for (int k = 0; k < i; ++k) sum -= factor_[i * n + k] * solution_[k * outputs + o];
      solution_[i * outputs + o] = sum / factor_[i * n + i];
    }
    for (int i = n - 1; i >= 0; --i) {
      double sum = solution_[i * outputs + o];
      for (int k = i + 1; k < n; ++k) sum -= factor_[k * n + i] * solution_[k * outputs + o];
      solution_[i * outputs + o] = sum / factor_[i * n + i];
    }
  }
}

}  // namespace unroll
