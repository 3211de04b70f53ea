#include "analysis/gradient_flow.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <Eigen/SVD>

#include "analysis/contributions.h"
#include "core/check.h"
#include "network/init.h"

namespace unroll {

namespace {

constexpr double leastSingular = 1e-14;  // of the largest

int lossStep(const GradientFlowSettings& settings, const Table& x) { return settings.lossAt < 0 ? x.rows - 1 : settings.lossAt; }

}  // namespace

template <class Real>
GradientFlow<Real>::GradientFlow(const Network<Real>& network, const Table& x, std::span<const float> target,
                                 const GradientFlowSettings& settings)
    : network_(network), last_(lossStep(settings, x)), trace_(network.traceShape(x.rows, 1)), derivatives_(network), next_(-1) {
  UNROLL_CHECK(last_ >= 0 && last_ < x.rows && x.cols == network.shape().inputSize);
  UNROLL_CHECK(static_cast<int>(target.size()) == network.shape().outputSize);
  UNROLL_CHECK(network.tying() == Tying::tied || network.copies() >= x.rows);
  pass(x, target, settings.loss);
  const StateSize size = derivatives_.size();
  const int count = size.all() - (network.cell(0, 0, 0).remembersHidden() ? 0 : size.hidden);
  if (!settings.singularValues || !network.hasMemory() || count == 0 || count > mostNumbers) return;
  product_.setIdentity(count, count);
  singular_.resize(static_cast<std::size_t>(last_) + 1);
  singular_.back().assign(static_cast<std::size_t>(count), 1);
  next_ = last_ - 1;
}

template <class Real>
void GradientFlow<Real>::pass(const Table& x, std::span<const float> target, Loss loss) {
  const TraceShape& shape = trace_.shape;
  std::transform(x.values.begin(), x.values.end(), trace_.x.data(), [](float value) { return static_cast<Real>(value); });
  network_.forward(trace_);
  Target<Real> wanted;
  wanted.values.setZero(trace_.y.size());
  wanted.classes.assign(static_cast<std::size_t>(shape.steps), -1);
  for (std::size_t o = 0; o < target.size(); ++o)
    wanted.values[static_cast<Eigen::Index>(shape.at(last_, 0, padded(shape.outputSize)) + o)] = static_cast<Real>(target[o]);
  wanted.classes[static_cast<std::size_t>(last_)] = static_cast<int>(std::max_element(target.begin(), target.end()) - target.begin());
  std::vector<char> counts(static_cast<std::size_t>(shape.steps), 0);
  counts[static_cast<std::size_t>(last_)] = 1;
  GradientTrace<Real> gradient(shape);
  loss_ = lossAndGradient(loss, LossMask(counts), trace_, wanted, gradient);
  passBack(network_, trace_, gradient);
  for (int t = 0; t <= last_; ++t) {
    double squares = 0;
    for (int i = 0; i < shape.hiddenSize * shape.directions; ++i) {
      const auto g = static_cast<double>(gradient.hidden(-1, t, 0, i));
      squares += g * g;
    }
    norms_.push_back(std::sqrt(squares));
  }
}

template <class Real>
void GradientFlow<Real>::stepBack() {
  derivatives_.take(trace_, trace_.shape.layers - 1, 0, next_ + 1);
  const Eigen::Index count = product_.rows();
  product_ = product_.lazyProduct(Eigen::MatrixXd(derivatives_.state().bottomRightCorner(count, count).template cast<double>())).eval();
  if (!product_.allFinite()) {
    next_ = -1;
    return;
  }
  const Eigen::VectorXd values = Eigen::JacobiSVD<Eigen::MatrixXd>(product_).singularValues();
  std::vector<double>& here = singular_[static_cast<std::size_t>(next_--)];
  for (const double value : values) here.push_back(value > leastSingular * values[0] ? value : 0);
}

template <class Real>
bool GradientFlow<Real>::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  while (next_ >= 0) {
    stepBack();
    if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds) break;
  }
  return next_ < 0;
}

template class GradientFlow<float>;
template class GradientFlow<double>;

Network<float> withSpectralRadius(const Network<float>& network, double radius) {
  Network<float> scaled(network.shape(), network.tying(), network.copies());
  scaled.values() = network.values();
  for (const Parameter& p : scaled.parameters()) {
    if (p.name.find("weight_hh") == std::string::npos) continue;
    const auto values = p.in(scaled.values());
    const int size = p.gateSize();
    if (p.cols != size) continue;  // what a Jordan net feeds back is its output
    for (int gate = 0; gate < p.blocks; ++gate) {
      std::vector<float> block;
      for (int row = 0; row < size; ++row)
        for (int col = 0; col < size; ++col) block.push_back(values(gate * size + row, col));
      const double now = spectralRadius(block, size);
      const auto factor = static_cast<float>(now > 0 ? radius / now : 0);
      for (int row = 0; row < size; ++row)
        for (int col = 0; col < size; ++col) values(gate * size + row, col) *= factor;
    }
  }
  scaled.pack();
  return scaled;
}

}  // namespace unroll
