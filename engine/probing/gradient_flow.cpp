#include "probing/gradient_flow.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <Eigen/SVD>

#include "core/check.h"
#include "network/init.h"

namespace unroll {

namespace {

constexpr double leastSingular = 1e-14;  // of the largest

}  // namespace

template <class Real>
GradientFlow<Real>::GradientFlow(const Network<Real>& network, const Table& x, std::span<const float> target,
                                 const GradientFlowSettings& settings)
    : network_(network),
      settings_(settings),
      last_(settings.lossAt < 0 ? x.rows - 1 : settings.lossAt),
      wanted_(target.begin(), target.end()),
      pass_(network, x),
      derivatives_(network) {
  UNROLL_CHECK(last_ >= 0 && last_ < x.rows && static_cast<int>(target.size()) == network.shape().outputSize);
}

template <class Real>
bool GradientFlow<Real>::advance(double milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  while (stage_ != Stage::done) {
    piece();
    if (std::chrono::duration<double, std::milli>(Clock::now() - begin).count() >= milliseconds) break;
  }
  return stage_ == Stage::done;
}

template <class Real>
void GradientFlow<Real>::piece() {
  switch (stage_) {
    case Stage::forward:
      if (!pass_.advanceForward()) return;
      takeLoss();
      stage_ = Stage::back;
      return;
    case Stage::back:
      if (!pass_.advanceBack()) return;
      takeNorms();
      stage_ = next_ >= 0 ? Stage::jacobians : Stage::done;
      return;
    case Stage::jacobians:
      stepBack();
      if (next_ < 0) stage_ = Stage::done;
      return;
    case Stage::done: return;
  }
}

template <class Real>
void GradientFlow<Real>::takeLoss() {
  const TraceShape& shape = pass_.trace.shape;
  Target<Real> target;
  target.values.setZero(pass_.trace.y.size());
  target.classes.assign(static_cast<std::size_t>(shape.steps), -1);
  for (std::size_t o = 0; o < wanted_.size(); ++o)
    target.values[static_cast<Eigen::Index>(shape.at(last_, 0, padded(shape.outputSize)) + o)] = static_cast<Real>(wanted_[o]);
  target.classes[static_cast<std::size_t>(last_)] = static_cast<int>(std::max_element(wanted_.begin(), wanted_.end()) - wanted_.begin());
  std::vector<char> counts(static_cast<std::size_t>(shape.steps), 0);
  counts[static_cast<std::size_t>(last_)] = 1;
  loss_ = lossAndGradient(settings_.loss, LossMask(counts), pass_.trace, target, pass_.gradient);
}

template <class Real>
void GradientFlow<Real>::takeNorms() {
  const TraceShape& shape = pass_.trace.shape;
  for (int t = 0; t <= last_; ++t) {
    double squares = 0;
    for (int i = 0; i < shape.hiddenSize * shape.directions; ++i) {
      const auto g = static_cast<double>(pass_.gradient.hidden(-1, t, 0, i));
      squares += g * g;
    }
    norms_.push_back(std::sqrt(squares));
  }
  const StateSize size = derivatives_.size();
  const int count = size.all() - (network_.cell(0, 0, 0).remembersHidden() ? 0 : size.hidden);
  if (!settings_.singularValues || !network_.hasMemory() || count == 0 || count > mostNumbers) return;
  product_.setIdentity(count, count);
  singular_.resize(static_cast<std::size_t>(last_) + 1);
  singular_.back().assign(static_cast<std::size_t>(count), 1);
  next_ = last_ - 1;
}

template <class Real>
void GradientFlow<Real>::stepBack() {
  const TraceShape& shape = pass_.trace.shape;
  derivatives_.take(pass_.trace, shape.layers - 1, 0, next_ + 1);
  const Eigen::Index count = product_.rows();
  const Eigen::MatrixXd step = derivatives_.state().bottomRightCorner(count, count).template cast<double>();
  product_ = product_.lazyProduct(step).eval();
  if (!product_.allFinite()) {
    next_ = -1;
    return;
  }
  const Eigen::VectorXd values = Eigen::BDCSVD<Eigen::MatrixXd>(product_).singularValues();
  std::vector<double>& here = singular_[static_cast<std::size_t>(next_--)];
  for (const double value : values) here.push_back(value > leastSingular * values[0] ? value : 0);
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
