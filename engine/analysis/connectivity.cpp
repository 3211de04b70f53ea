#include "analysis/connectivity.h"

#include <algorithm>
#include <cmath>

namespace unroll {

namespace {

// The first `columns` of some rows of to += a · b. Row by row: Eigen's blocked product would make the page larger.
template <class Real, class Factor>
void addProduct(const Factor& a, const Derivative<Real>& b, Eigen::Index columns, Eigen::Index from, Eigen::Index end,
                Derivative<Real>& to) {
  for (Eigen::Index i = from; i < end; ++i)
    for (Eigen::Index k = 0; k < a.cols(); ++k)
      if (const Real factor = a(i, k); factor != 0) to.row(i).head(columns) += factor * b.row(k).head(columns);
}

}  // namespace

template <class Real>
Connectivity<Real>::Connectivity(const Network<Real>& network, const Trace<Real>& trace, Source source, int sequence, int component)
    : network_(network),
      trace_(trace),
      source_(source),
      sequence_(sequence),
      component_(component),
      sourceSize_(component >= 0            ? 1
                  : source == Source::input ? trace.shape.inputSize
                                            : trace.shape.hiddenSize * trace.shape.directions),
      derivatives_(network),
      layer_(source == Source::input ? 0 : trace.shape.layers - 1) {
  above_.resize(static_cast<std::size_t>(trace.shape.steps));
}

// One step of one chain, some rows at a time; true when it is done. Its memory is taken only then, too: that of all steps at once would
// hold a frame up for longer than their numbers.
template <class Real>
bool Connectivity<Real>::step(int layer, int direction, int k) {
  const int steps = trace_.shape.steps, hidden = trace_.shape.hiddenSize, units = hidden * trace_.shape.directions;
  const int t = direction == 0 ? k : steps - 1 - k, along = direction == 0 ? 1 : -1;
  // In one direction the rest is 0.
  const Eigen::Index known = (trace_.shape.directions == 1 ? t + 1 : steps) * sourceSize_;
  Derivative<Real>& result = above_[static_cast<std::size_t>(t)];
  if (row_ < 0) {
    if (k == 0) next_ = state_ = Derivative<Real>::Zero(derivatives_.size().all(), steps * sourceSize_);
    if (direction == 0) result.setZero(units, steps * sourceSize_);
    derivatives_.take(trace_, layer, direction, t, sequence_);
    row_ = 0;
    return false;
  }
  const Derivative<Real>& input = derivatives_.input();
  const Eigen::Index perRow = known * (state_.rows() + (layer > 0 ? input.cols() : 0)),
                     end = std::min(state_.rows(), row_ + std::max<Eigen::Index>(1, mostPerPiece / perRow)), count = end - row_;
  next_.middleRows(row_, count).setZero();
  addProduct(derivatives_.state(), state_, known, row_, end, next_);
  for (int lag = 0; lag < derivatives_.lags(); ++lag) {
    const int s = t - lag * along;
    if (s < 0 || s >= steps || source_ == Source::hidden) continue;
    if (layer == 0)
      next_.block(row_, s * sourceSize_, count, sourceSize_) +=
          input.block(row_, lag * trace_.shape.inputSize + std::max(0, component_), count, sourceSize_);
    else
      addProduct(input.middleCols(lag * units, units), below_[static_cast<std::size_t>(s)], known, row_, end, next_);
  }
  row_ = end;
  if (row_ < state_.rows()) return false;
  row_ = -1;
  state_.swap(next_);
  result.middleRows(direction * hidden, hidden) = state_.topRows(hidden);
  if (source_ == Source::hidden) addSource(t, direction);
  return true;
}

// h_t itself, nudged after its step: what the next one sees of it, directly or, where the output is fed back, through the readout.
template <class Real>
void Connectivity<Real>::addSource(int t, int direction) {
  const int hidden = trace_.shape.hiddenSize, carried = derivatives_.size().carried;
  const bool remembers = network_.cell(layer_, direction, t).remembersHidden();
  for (int j = 0; j < hidden; ++j) {
    const int unit = direction * hidden + j, column = t * sourceSize_ + (component_ < 0 ? unit : 0);
    if (component_ >= 0 && unit != component_) continue;
    above_[static_cast<std::size_t>(t)](unit, column) += 1;
    if (remembers)
      state_(j, column) += 1;
    else if (carried > 0)
      state_.block(hidden, column, carried, 1) += readout(t).col(unit);
  }
}

template <class Real>
bool Connectivity<Real>::advance() {
  if (layer_ == trace_.shape.layers) return true;
  if (layer_ > 0 && direction_ == 0 && k_ == 0 && row_ < 0 && source_ == Source::input) {
    below_.swap(above_);
    above_.resize(below_.size());
  }
  if (!step(layer_, direction_, k_)) return false;
  if (++k_ < trace_.shape.steps) return false;
  k_ = 0;
  if (++direction_ < trace_.shape.directions) return false;
  direction_ = 0;
  return ++layer_ == trace_.shape.layers;
}

template <class Real>
Derivative<Real> Connectivity<Real>::readout(int t) const {
  const auto weight = network_.readoutWeight(network_.tying() == Tying::tied ? 0 : t).in(network_.values());
  Derivative<Real> w(trace_.shape.outputSize, trace_.shape.hiddenSize * trace_.shape.directions);
  for (int o = 0; o < w.rows(); ++o)
    for (int i = 0; i < w.cols(); ++i) w(o, i) = weight(o, i);
  return w;
}

template <class Real>
Real Connectivity<Real>::norm(int t, int s) const {
  return at(t).middleCols(s * sourceSize_, sourceSize_).norm();
}

template class Connectivity<float>;
template class Connectivity<double>;

}  // namespace unroll
