#include "analysis/connectivity.h"

#include <cmath>

namespace unroll {

template <class Real>
Connectivity<Real>::Connectivity(const Network<Real>& network, const Trace<Real>& trace, Source source, int sequence)
    : network_(network),
      trace_(trace),
      source_(source),
      sequence_(sequence),
      sourceSize_(source == Source::input ? trace.shape.inputSize : trace.shape.hiddenSize * trace.shape.directions),
      derivatives_(network),
      layer_(source == Source::input ? 0 : trace.shape.layers - 1) {
  const int steps = trace.shape.steps, units = trace.shape.hiddenSize * trace.shape.directions;
  above_.assign(static_cast<std::size_t>(steps), Derivative<Real>::Zero(units, steps * sourceSize_));
}

template <class Real>
void Connectivity<Real>::step(int layer, int direction, int k) {
  const int steps = trace_.shape.steps, hidden = trace_.shape.hiddenSize;
  const int t = direction == 0 ? k : steps - 1 - k, along = direction == 0 ? 1 : -1;
  if (k == 0) state_.setZero(derivatives_.size().all(), steps * sourceSize_);
  derivatives_.take(trace_, layer, direction, t, sequence_);
  state_ = (derivatives_.state() * state_).eval();
  const Derivative<Real>& input = derivatives_.input();
  for (int lag = 0; lag < derivatives_.lags(); ++lag) {
    const int s = t - lag * along;
    if (s < 0 || s >= steps) continue;
    if (layer == 0 && source_ == Source::input)
      state_.middleCols(s * sourceSize_, sourceSize_) += input.middleCols(lag * sourceSize_, sourceSize_);
    else if (source_ == Source::input)
      state_.noalias() +=
          input.middleCols(lag * hidden * trace_.shape.directions, hidden * trace_.shape.directions) * below_[static_cast<std::size_t>(s)];
  }
  above_[static_cast<std::size_t>(t)].middleRows(direction * hidden, hidden) = state_.topRows(hidden);
  if (source_ == Source::hidden) addSource(t, direction);
}

// h_t itself, nudged after its step: what the next one sees of it, directly or, where the output is fed back, through the readout.
template <class Real>
void Connectivity<Real>::addSource(int t, int direction) {
  const int hidden = trace_.shape.hiddenSize, column = t * sourceSize_ + direction * hidden, carried = derivatives_.size().carried;
  const auto one = Derivative<Real>::Identity(hidden, hidden);
  above_[static_cast<std::size_t>(t)].block(direction * hidden, column, hidden, hidden) += one;
  if (network_.cell(layer_, direction, t).remembersHidden())
    state_.block(0, column, hidden, hidden) += one;
  else if (carried > 0)
    state_.block(hidden, column, carried, hidden) += readout(t).middleCols(direction * hidden, hidden);
}

template <class Real>
bool Connectivity<Real>::advance() {
  if (layer_ == trace_.shape.layers) return true;
  if (layer_ > 0 && direction_ == 0 && k_ == 0 && source_ == Source::input) {
    below_.swap(above_);
    above_.assign(below_.size(), Derivative<Real>::Zero(below_[0].rows(), below_[0].cols()));
  }
  step(layer_, direction_, k_);
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
