#include "analysis/paths.h"

#include <algorithm>
#include <cmath>

#include "analysis/contributions.h"

namespace unroll {

template <class Real>
Pieces<Real>::Pieces(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient, Eigen::Index weight,
                     Truncation truncation)
    : network_(network),
      trace_(trace),
      gradient_(gradient),
      weight_(weight),
      truncation_(truncationOf(network, truncation, trace.shape.steps)),
      one_(trace.shape),
      pieces_(index(trace.shape.steps, trace.shape.steps), Real(0)) {}

template <class Real>
bool Pieces<Real>::advance() {
  const int steps = trace_.shape.steps;
  const auto isSilent = [&] {
    const Eigen::Index size = trace_.shape.size(1, padded(trace_.shape.outputSize));
    return gradient_.dy.segment(tau_ * size, size).isZero(0);
  };
  while (tau_ < steps && isSilent()) ++tau_;
  if (tau_ == steps) return true;
  const BackWindow window = windowOf(tau_, truncation_, steps);
  const int end = network_.shape().bidirectional ? steps : tau_ + 1;  // nothing later depends on an earlier loss
  keepOnly(gradient_, tau_, tau_ + 1, one_);
  passBack(network_, trace_, one_, window.begin, end);
  for (int t = window.begin; t < end; ++t) {
    contributionAt(network_, trace_, one_, t, block_);
    pieces_[index(tau_, steps, t)] = block_[weight_];
  }
  return ++tau_ == steps;
}

template <class Real>
PathSearch<Real>::PathSearch(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient,
                             Eigen::Index weight, int t, int tau, std::size_t most, Truncation truncation)
    : network_(network),
      trace_(trace),
      gradient_(gradient),
      derivatives_(network),
      weight_(weight),
      t_(t),
      tau_(tau),
      first_(network.shape().bidirectional ? 0 : t),
      last_(network.shape().bidirectional ? trace.shape.steps - 1 : tau),
      most_(most),
      size_(derivatives_.size().all()),
      chains_(trace.shape.chains()) {
  const TraceShape& shape = trace.shape;
  UNROLL_CHECK(shape.batch == 1 && network.tying() == Tying::tied && most > 0);
  const bool cutOff = t < windowOf(tau, truncationOf(network, truncation, shape.steps), shape.steps).begin;
  if (cutOff || last_ < first_) {
    last_ = first_ - 1;
    return;
  }
  const std::size_t count = index(chains_ * shape.steps, size_);
  lists_.resize(count);
  sums_.assign(count, 0);
  counts_.assign(count, 0);
  GradientTrace<Real> one(shape);
  keepOnly(gradient, tau, tau + 1, one);
  network.readoutBackward(one, tau, tau + 1);
  const int top = shape.layers - 1;
  for (int unit = 0; unit < shape.hiddenSize * shape.directions; ++unit)
    add(node(top, unit / shape.hiddenSize, tau, unit % shape.hiddenSize), static_cast<double>(one.hidden(top, tau, 0, unit)), -1);
}

template <class Real>
double PathSearch<Real>::workPerPiece() const {
  const TraceShape& shape = trace_.shape;
  const double size = size_, below = shape.layers > 1 ? shape.hiddenSize * shape.directions * derivatives_.lags() : 0;
  return size * (shape.keptSize * (shape.hiddenSize + below + shape.inputSize) + static_cast<double>(most_) * (size + below));
}

template <class Real>
bool PathSearch<Real>::advance() {
  const int steps = last_ - first_ + 1;
  if (done_ < pieces()) {
    const int chain = chains_ - 1 - done_ / steps, direction = trace_.shape.directions == 1 ? 0 : 1 - chain % 2, k = done_ % steps;
    backFrom(chain / trace_.shape.directions, direction, direction == 0 ? last_ - k : first_ + k);
    ++done_;
    return false;
  }
  if (done_++ == pieces()) collect();
  return true;
}

template <class Real>
int PathSearch<Real>::node(int layer, int direction, int t, int component) const {
  const TraceShape& shape = trace_.shape;
  return ((layer * shape.directions + direction) * shape.steps + t) * size_ + component;
}

template <class Real>
PathNode PathSearch<Real>::described(int node) const {
  const TraceShape& shape = trace_.shape;
  const int chain = node / size_ / shape.steps;
  return {chain / shape.directions, chain % shape.directions, node / size_ % shape.steps, node % size_, 0};
}

// An edge from `node` to `next`, or to the loss.
template <class Real>
void PathSearch<Real>::add(int node, double factor, int next) {
  if (factor == 0) return;
  const std::size_t n = static_cast<std::size_t>(node);
  if (next < 0) {
    lists_[n].push_back({factor, factor, -1, 0});
    sums_[n] += factor;
    counts_[n] += 1;
    return;
  }
  const std::vector<Suffix>& from = suffixes(next);
  for (std::size_t rank = 0; rank < from.size(); ++rank)
    lists_[n].push_back({factor * from[rank].product, factor, next, static_cast<int>(rank)});
  sums_[n] += factor * sums_[static_cast<std::size_t>(next)];
  counts_[n] += counts_[static_cast<std::size_t>(next)];
  if (lists_[n].size() > 4 * most_) keepLargest(lists_[n]);
}

template <class Real>
void PathSearch<Real>::keepLargest(std::vector<Suffix>& list) const {
  const auto kept = std::min(list.size(), most_);
  std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(kept), list.end(),
                    [](const Suffix& a, const Suffix& b) { return std::fabs(a.product) > std::fabs(b.product); });
  list.resize(kept);
}

// All edges that lead into the nodes of this step: from the step before, and from the layer below.
template <class Real>
void PathSearch<Real>::backFrom(int layer, int direction, int t) {
  const TraceShape& shape = trace_.shape;
  const int hidden = shape.hiddenSize, along = direction == 0 ? 1 : -1;
  const auto within = [&](int s) { return s >= first_ && s <= last_; };
  bool any = false;
  for (int i = 0; i < size_; ++i) {
    std::vector<Suffix>& list = lists_[static_cast<std::size_t>(node(layer, direction, t, i))];
    keepLargest(list);
    list.shrink_to_fit();
    any = any || !list.empty();
  }
  if (!any) return;
  derivatives_.take(trace_, layer, direction, t);
  for (int i = 0; i < size_; ++i) {
    const int to = node(layer, direction, t, i);
    if (suffixes(to).empty()) continue;
    for (int j = 0; j < size_ && within(t - along); ++j)
      add(node(layer, direction, t - along, j), static_cast<double>(derivatives_.state()(i, j)), to);
    for (int lag = 0; lag < derivatives_.lags() && layer > 0; ++lag)
      for (int j = 0; j < hidden * shape.directions && within(t - lag * along); ++j)
        add(node(layer - 1, j / hidden, t - lag * along, j % hidden),
            static_cast<double>(derivatives_.input()(i, lag * hidden * shape.directions + j)), to);
  }
}

// From the weight's own step on.
template <class Real>
void PathSearch<Real>::collect() {
  if (last_ < first_) return;
  const TraceShape& shape = trace_.shape;
  Buffer<Real> block = Buffer<Real>::Zero(network_.values().size());
  GradientTrace<Real> one(shape);
  if (t_ == tau_) {  // of the readout, at once
    keepOnly(gradient_, tau_, tau_ + 1, one);
    network_.accumulateReadout(trace_, one, t_, t_ + 1, block);
    const double product = static_cast<double>(block[weight_]);
    if (product != 0) {
      paths_.largest.push_back({product, {}, product});
      paths_.count += 1;
      paths_.sum += product;
    }
  }
  // Where the weight enters a chain's step: ∂s_t/∂w, a row of the cell's own gradient for each component.
  for (int layer = 0; layer < shape.layers; ++layer)
    for (int direction = 0; direction < shape.directions; ++direction) {
      derivatives_.take(trace_, layer, direction, t_);
      Buffer<Real>& da = one.chain(layer, direction).da;
      for (int i = 0; i < size_; ++i) {
        const int begin = node(layer, direction, t_, i);
        if (suffixes(begin).empty()) continue;
        da.segment(shape.size(t_, shape.keptSize), shape.keptSize) = derivatives_.kept(i);
        block.setZero();
        network_.accumulateChain(trace_, one, layer, direction, t_, t_ + 1, block);
        const double first = static_cast<double>(block[weight_]);
        if (first == 0) continue;
        paths_.count += counts_[static_cast<std::size_t>(begin)];
        paths_.sum += first * sums_[static_cast<std::size_t>(begin)];
        for (const Suffix& from : suffixes(begin)) {
          Path path{first * from.product, {described(begin)}, 0};
          path.nodes.back().factor = first;
          const Suffix* s = &from;
          for (; s->next >= 0; s = &suffixes(s->next)[static_cast<std::size_t>(s->rank)]) {
            path.nodes.push_back(described(s->next));
            path.nodes.back().factor = s->factor;
          }
          path.last = s->factor;
          paths_.largest.push_back(std::move(path));
        }
      }
      da.setZero();
    }
  const auto kept = std::min(paths_.largest.size(), most_);
  std::partial_sort(paths_.largest.begin(), paths_.largest.begin() + static_cast<std::ptrdiff_t>(kept), paths_.largest.end(),
                    [](const Path& a, const Path& b) { return std::fabs(a.product) > std::fabs(b.product); });
  paths_.largest.resize(kept);
}

template class Pieces<float>;
template class Pieces<double>;
template class PathSearch<float>;
template class PathSearch<double>;

}  // namespace unroll
