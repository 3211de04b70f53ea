// Whether a graph has a cycle, which, and in which order it is evaluated where it has none. At most 40 units, so a set of them is 64 bits.
#include <bit>
#include <functional>

#include "core/check.h"
#include "graph/graph.h"

namespace unroll {

namespace {

using Set = std::uint64_t;
using Path = std::vector<int>;

constexpr Set only(int i) { return Set{1} << i; }
std::size_t place(int i) { return static_cast<std::size_t>(i); }

template <class Visit>
void each(Set set, Visit visit) {
  for (; set; set &= set - 1) visit(std::countr_zero(set));
}

std::vector<Set> successors(const Graph& graph) {
  std::vector<Set> to(graph.units.size(), 0);
  for (const GraphEdge& e : graph.edges) to[place(e.from)] |= only(e.to);
  return to;
}

// Where each unit leads to, over one edge or more.
std::vector<Set> reached(std::vector<Set> to) {
  for (std::size_t k = 0; k < to.size(); ++k)
    for (Set& from : to)
      if (from >> k & 1) from |= to[k];
  return to;
}

// The shortest cycle through the edge from → to, its first unit the least; of equals the one that is found first. Empty: there is none.
Path cycleThrough(const std::vector<Set>& next, int from, int to) {
  Path before(next.size(), -1);
  Set seen = only(to), front = seen;
  while (front && !(seen & only(from))) {
    Set reachedNow = 0;
    each(front, [&](int i) {
      const Set fresh = next[place(i)] & ~seen;
      each(fresh, [&](int j) { before[place(j)] = i; });
      seen |= fresh;
      reachedNow |= fresh;
    });
    front = reachedNow;
  }
  if (!(seen & only(from))) return {};
  Path cycle;
  for (int i = from; i != -1; i = i == to ? -1 : before[place(i)]) cycle.push_back(i);
  std::reverse(cycle.begin(), cycle.end());
  std::rotate(cycle.begin(), std::min_element(cycle.begin(), cycle.end()), cycle.end());
  return cycle;
}

void findComponents(Verdict& v, const std::vector<Set>& reach) {
  const int n = static_cast<int>(reach.size());
  v.componentOf.assign(reach.size(), -1);
  for (int i = 0; i < n; ++i) {
    if (v.componentOf[place(i)] >= 0) continue;
    std::vector<int> members;
    for (int j = i; j < n; ++j)
      if (j == i || ((reach[place(i)] & only(j)) && (reach[place(j)] & only(i)))) {
        members.push_back(j);
        v.componentOf[place(j)] = static_cast<int>(v.components.size());
      }
    v.components.push_back(members);
    v.cyclic.push_back((reach[place(i)] & only(i)) != 0);
  }
}

void findLayers(Verdict& v, const Graph& graph) {
  std::vector<int> layer(v.components.size(), 0);
  for (bool moved = true; moved;) {  // ends: between components there is no cycle
    moved = false;
    for (const GraphEdge& e : graph.edges) {
      const std::size_t from = place(v.componentOf[place(e.from)]), to = place(v.componentOf[place(e.to)]);
      if (from == to || layer[to] > layer[from]) continue;
      layer[to] = layer[from] + 1;
      moved = true;
    }
  }
  for (int c : v.componentOf) v.layer.push_back(layer[place(c)]);
  for (int l : layer) v.layers = std::max(v.layers, l + 1);
}

void findCycles(Verdict& v, const Graph& graph, const std::vector<Set>& next) {
  for (const GraphEdge& e : graph.edges) {
    if (v.componentOf[place(e.from)] != v.componentOf[place(e.to)]) continue;
    Path cycle = cycleThrough(next, e.from, e.to);
    if (!cycle.empty()) v.cycles.push_back(std::move(cycle));
  }
  std::sort(v.cycles.begin(), v.cycles.end(),
            [](const Path& a, const Path& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
  v.cycles.erase(std::unique(v.cycles.begin(), v.cycles.end()), v.cycles.end());
}

// Which units wait for how many others (Kahn 1962).
class Waiting {
 public:
  explicit Waiting(const Graph& graph) : missing_(graph.units.size(), 0), first_(graph.units.size() + 1, 0), to_(graph.edges.size()) {
    for (const GraphEdge& e : graph.edges) {
      ++missing_[place(e.to)];
      ++first_[place(e.from) + 1];
    }
    for (std::size_t i = 0; i < missing_.size(); ++i) first_[i + 1] += first_[i];
    std::vector<int> next(first_.begin(), first_.end() - 1);
    for (const GraphEdge& e : graph.edges) to_[place(next[place(e.from)]++)] = e.to;
  }
  std::vector<int> ready() const {
    std::vector<int> units;
    for (std::size_t i = 0; i < missing_.size(); ++i)
      if (missing_[i] == 0) units.push_back(static_cast<int>(i));
    return units;
  }
  // It has its value; `visit` hears of those that wait for nobody any more.
  template <class Visit>
  void done(int i, Visit visit) {
    for (int k = first_[place(i)]; k < first_[place(i) + 1]; ++k)
      if (--missing_[place(to_[place(k)])] == 0) visit(to_[place(k)]);
  }

 private:
  std::vector<int> missing_, first_, to_;
};

}  // namespace

std::vector<int> orderByLayer(const Graph& graph) {
  Waiting waiting(graph);
  std::vector<int> order, layer = waiting.ready();
  while (!layer.empty()) {
    order.insert(order.end(), layer.begin(), layer.end());
    std::vector<int> following;
    for (const int i : layer) waiting.done(i, [&](int next) { following.push_back(next); });
    std::sort(following.begin(), following.end());
    layer = std::move(following);
  }
  return order;
}

std::vector<int> orderAsGiven(const Graph& graph) {
  Waiting waiting(graph);
  std::vector<int> order, heap = waiting.ready();
  std::make_heap(heap.begin(), heap.end(), std::greater<>());
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), std::greater<>());
    const int i = heap.back();
    heap.pop_back();
    order.push_back(i);
    waiting.done(i, [&](int next) {
      heap.push_back(next);
      std::push_heap(heap.begin(), heap.end(), std::greater<>());
    });
  }
  return order;
}

Verdict judge(const Graph& graph) {
  UNROLL_CHECK(graph.size() <= Graph::maxUnits);
  Verdict v;
  const std::vector<Set> next = successors(graph);
  findComponents(v, reached(next));
  findLayers(v, graph);
  findCycles(v, graph, next);
  v.order = orderByLayer(graph);
  v.acyclic = v.order.size() == graph.units.size();
  v.rank.assign(graph.units.size(), -1);
  for (std::size_t k = 0; k < v.order.size(); ++k) v.rank[place(v.order[k])] = static_cast<int>(k);
  return v;
}

}  // namespace unroll
