#include "analysis/fixed_points.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>

#include "analysis/spectrum.h"
#include "core/random.h"

namespace unroll {

StateFixedPoints::StateFixedPoints(const Network<double>& network, const std::vector<double>& x, int copy, int perSide, double reach)
    : network_(network), copy_(copy), trace_(network.traceShape(copy + 1, 1)) {
  UNROLL_CHECK(network.shape().layers == 1 && !network.shape().bidirectional && network.hasMemory());
  const StateSize size = StepDerivatives<double>(network).size();
  hidden_ = network.cell(0, 0, 0).remembersHidden() ? size.hidden : 0;
  carried_ = size.carried;
  size_ = hidden_ + carried_;
  for (std::size_t i = 0; i < x.size(); ++i) trace_.input(copy_)[i] = x[i];
  const auto place = [&](int i) { return perSide == 1 ? 0.0 : reach * (2.0 * i / (perSide - 1) - 1); };
  if (size_ <= 2) {
    for (int i = 0; i < perSide; ++i)
      for (int j = 0; j < (size_ == 2 ? perSide : 1); ++j)
        starts_.push_back(size_ == 2 ? std::vector<double>{place(i), place(j)} : std::vector<double>{place(i)});
    return;
  }
  Random random(1);
  for (int n = 0; n < perSide * perSide; ++n) {
    std::vector<double>& start = starts_.emplace_back();
    for (int i = 0; i < size_; ++i) start.push_back(reach * static_cast<double>(random.uniform(-1, 1)));
  }
}

void StateFixedPoints::step(std::vector<double>& state) {
  ChainTrace<double>& chain = trace_.chain(0, 0);
  std::copy(state.begin(), state.begin() + hidden_, copy_ == 0 ? chain.start() : chain.hidden(copy_ - 1));
  if (carried_ > 0) std::copy(state.begin() + hidden_, state.end(), copy_ == 0 ? chain.carriedStart() : chain.carried(copy_ - 1));
  network_.forwardSteps(trace_, 0, copy_, 1);
  std::copy(chain.hidden(copy_), chain.hidden(copy_) + hidden_, state.begin());
  if (carried_ > 0) std::copy(chain.carried(copy_), chain.carried(copy_) + carried_, state.begin() + hidden_);
}

void StateFixedPoints::newton(std::vector<double> state) {
  StepDerivatives<double> derivatives(network_);
  const Eigen::Index n = size_;
  for (int round = 0; round < 60; ++round) {
    std::vector<double> next = state;
    step(next);
    derivatives.take(trace_, 0, 0, copy_);
    Eigen::VectorXd residual(n);
    for (Eigen::Index i = 0; i < n; ++i) residual[i] = next[static_cast<std::size_t>(i)] - state[static_cast<std::size_t>(i)];
    const double size = residual.cwiseAbs().maxCoeff();
    if (!std::isfinite(size)) return;
    if (size <= tolerance) {
      const auto same = [&](const StateFixedPoint& p) {
        for (std::size_t i = 0; i < state.size(); ++i)
          if (std::fabs(p.state[i] - state[i]) > 1e-4) return false;
        return true;
      };
      if (std::any_of(found_.begin(), found_.end(), same)) return;
      StateFixedPoint point{state, eigenvalues(derivatives, hidden_ > 0), StateFixedPoint::Kind::saddle, size};
      const auto beyond = std::count_if(point.eigenvalues.begin(), point.eigenvalues.end(), [](const auto& v) { return std::abs(v) >= 1; });
      if (beyond == 0) point.kind = StateFixedPoint::Kind::stable;
      if (beyond == n) point.kind = StateFixedPoint::Kind::unstable;
      found_.insert(std::upper_bound(found_.begin(), found_.end(), point, [](const auto& a, const auto& b) { return a.state < b.state; }),
                    std::move(point));
      return;
    }
    const Eigen::MatrixXd slope = Eigen::MatrixXd::Identity(n, n) - derivatives.state().bottomRightCorner(n, n);
    const Eigen::VectorXd move = slope.partialPivLu().solve(residual);
    if (!move.allFinite()) return;
    // A step that leads far away is cut: the state of a cell lies near [−1, 1].
    const double length = move.cwiseAbs().maxCoeff(), most = 1;
    for (Eigen::Index i = 0; i < n; ++i) state[static_cast<std::size_t>(i)] += move[i] * (length > most ? most / length : 1);
  }
}

bool StateFixedPoints::advance() {
  constexpr std::size_t startsPerPiece = 8;
  const std::size_t end = std::min(starts_.size(), next_ + startsPerPiece);
  for (; next_ < end; ++next_) newton(starts_[next_]);
  return next_ == starts_.size();
}

}  // namespace unroll
