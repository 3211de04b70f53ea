#include "analysis/paths.h"

#include <algorithm>
#include <cmath>

#include "analysis/contributions.h"

namespace unroll {

template <class Real>
Pieces<Real>::Pieces(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient, Eigen::Index weight)
    : network_(network),
      trace_(trace),
      gradient_(gradient),
      weight_(weight),
      one_(trace.shape),
      pieces_(index(trace.shape.steps, trace.shape.steps), Real(0)) {}

namespace {

// ∂L_τ/∂y alone.
template <class Real>
void keepOnly(const GradientTrace<Real>& gradient, int tau, GradientTrace<Real>& one) {
  const Eigen::Index size = gradient.shape.size(1, padded(gradient.shape.outputSize));
  one.dy.setZero();
  one.dy.segment(tau * size, size) = gradient.dy.segment(tau * size, size);
}

}  // namespace

template <class Real>
bool Pieces<Real>::advance() {
  const int steps = trace_.shape.steps;
  if (tau_ == steps) return true;
  keepOnly(gradient_, tau_, one_);
  passBack(network_, trace_, one_);
  const std::vector<Real> row = contributionsOf(network_, trace_, one_, weight_);
  std::copy(row.begin(), row.end(), pieces_.begin() + tau_ * steps);
  return ++tau_ == steps;
}

namespace {

// The end of a path, from a node to the loss; `next` leads on.
struct Suffix {
  double product;
  double factor;  // of the next node by this one; of the loss where there is none
  int next;       // node, −1: the loss
  int rank;       // in its list
};

template <class Real>
class Search {
 public:
  Search(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient, int tau, std::size_t most)
      : network_(network), trace_(trace), derivatives_(network), most_(most), size_(derivatives_.size().all()) {
    const TraceShape& shape = trace.shape;
    const std::size_t count = index(shape.chains() * shape.steps, size_);
    lists_.resize(count);
    sums_.assign(count, 0);
    counts_.assign(count, 0);
    GradientTrace<Real> one(shape);
    keepOnly(gradient, tau, one);
    network.readoutBackward(one, 0, shape.steps);
    const int top = shape.layers - 1;
    for (int unit = 0; unit < shape.hiddenSize * shape.directions; ++unit)
      add(node(top, unit / shape.hiddenSize, tau, unit % shape.hiddenSize), static_cast<double>(one.hidden(top, tau, 0, unit)), -1);
    for (int layer = top; layer >= 0; --layer)
      for (int direction = 0; direction < shape.directions; ++direction)
        for (int k = shape.steps - 1; k >= 0; --k) backFrom(layer, direction, direction == 0 ? k : shape.steps - 1 - k);
  }

  int node(int layer, int direction, int t, int component) const {
    const TraceShape& shape = trace_.shape;
    return ((layer * shape.directions + direction) * shape.steps + t) * size_ + component;
  }
  PathNode described(int node) const {
    const TraceShape& shape = trace_.shape;
    const int chain = node / size_ / shape.steps;
    return {chain / shape.directions, chain % shape.directions, node / size_ % shape.steps, node % size_, 0};
  }
  double sum(int node) const { return sums_[static_cast<std::size_t>(node)]; }
  double count(int node) const { return counts_[static_cast<std::size_t>(node)]; }
  const std::vector<Suffix>& suffixes(int node) const { return lists_[static_cast<std::size_t>(node)]; }

 private:
  // An edge from `node` to `next`, or to the loss.
  void add(int node, double factor, int next) {
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
    sums_[n] += factor * sum(next);
    counts_[n] += count(next);
    if (lists_[n].size() > 4 * most_) keepLargest(lists_[n]);
  }
  void keepLargest(std::vector<Suffix>& list) const {
    const auto kept = std::min(list.size(), most_);
    std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(kept), list.end(),
                      [](const Suffix& a, const Suffix& b) { return std::fabs(a.product) > std::fabs(b.product); });
    list.resize(kept);
  }

  // All edges that lead into the nodes of this step: from the step before, and from the layer below.
  void backFrom(int layer, int direction, int t) {
    const TraceShape& shape = trace_.shape;
    const int hidden = shape.hiddenSize, along = direction == 0 ? 1 : -1;
    const auto within = [&](int s) { return s >= 0 && s < shape.steps; };
    bool any = false;
    for (int i = 0; i < size_; ++i) {
      std::vector<Suffix>& list = lists_[static_cast<std::size_t>(node(layer, direction, t, i))];
      keepLargest(list);
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

  const Network<Real>& network_;
  const Trace<Real>& trace_;
  StepDerivatives<Real> derivatives_;
  std::size_t most_;
  int size_;
  std::vector<std::vector<Suffix>> lists_;  // by node
  std::vector<double> sums_, counts_;
};

}  // namespace

template <class Real>
Paths pathsOf(const Network<Real>& network, const Trace<Real>& trace, const GradientTrace<Real>& gradient, Eigen::Index weight, int t,
              int tau, std::size_t most) {
  const TraceShape& shape = trace.shape;
  UNROLL_CHECK(shape.batch == 1 && network.tying() == Tying::tied && most > 0);
  const Search<Real> search(network, trace, gradient, tau, most);
  Paths paths;
  Buffer<Real> block = Buffer<Real>::Zero(network.values().size());
  GradientTrace<Real> one(shape);
  if (t == tau) {  // of the readout, at once
    keepOnly(gradient, tau, one);
    network.accumulateReadout(trace, one, t, t + 1, block);
    const double product = static_cast<double>(block[weight]);
    if (product != 0) {
      paths.largest.push_back({product, {}, product});
      paths.count += 1;
      paths.sum += product;
    }
  }
  // Where the weight enters a chain's step: ∂s_t/∂w, a row of the cell's own gradient for each component.
  StepDerivatives<Real> derivatives(network);
  for (int layer = 0; layer < shape.layers; ++layer)
    for (int direction = 0; direction < shape.directions; ++direction) {
      derivatives.take(trace, layer, direction, t);
      Buffer<Real>& da = one.chain(layer, direction).da;
      for (int i = 0; i < derivatives.size().all(); ++i) {
        const int node = search.node(layer, direction, t, i);
        if (search.suffixes(node).empty()) continue;
        da.segment(shape.size(t, shape.keptSize), shape.keptSize) = derivatives.kept(i);
        block.setZero();
        network.accumulateChain(trace, one, layer, direction, t, t + 1, block);
        const double first = static_cast<double>(block[weight]);
        if (first == 0) continue;
        paths.count += search.count(node);
        paths.sum += first * search.sum(node);
        for (const Suffix& begin : search.suffixes(node)) {
          Path path{first * begin.product, {search.described(node)}, 0};
          path.nodes.back().factor = first;
          const Suffix* s = &begin;
          for (; s->next >= 0; s = &search.suffixes(s->next)[static_cast<std::size_t>(s->rank)]) {
            path.nodes.push_back(search.described(s->next));
            path.nodes.back().factor = s->factor;
          }
          path.last = s->factor;
          paths.largest.push_back(std::move(path));
        }
      }
      da.setZero();
    }
  const auto kept = std::min(paths.largest.size(), most);
  std::partial_sort(paths.largest.begin(), paths.largest.begin() + static_cast<std::ptrdiff_t>(kept), paths.largest.end(),
                    [](const Path& a, const Path& b) { return std::fabs(a.product) > std::fabs(b.product); });
  paths.largest.resize(kept);
  return paths;
}

template class Pieces<float>;
template class Pieces<double>;
template Paths pathsOf(const Network<float>&, const Trace<float>&, const GradientTrace<float>&, Eigen::Index, int, int, std::size_t);
template Paths pathsOf(const Network<double>&, const Trace<double>&, const GradientTrace<double>&, Eigen::Index, int, int, std::size_t);

}  // namespace unroll
