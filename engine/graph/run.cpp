// A graph over its ticks, and the same unrolled. Every value is made by one line (Wiring::value), so that both are equal to the bit.
#include <cmath>
#include <cstring>
#include <limits>

#include "core/check.h"
#include "core/hash.h"
#include "graph/graph.h"

namespace unroll {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

// The edges by the unit that they lead to, each unit's in the order of the units that they come from.
struct Wiring {
  struct Wire {
    int from;
    float weight;
  };
  std::vector<int> first;
  std::vector<Wire> wires;
  std::vector<int> inputOf;  // −1: none

  explicit Wiring(const Graph& graph) : first(graph.units.size() + 1, 0), wires(graph.edges.size()), inputOf(graph.units.size(), -1) {
    for (const GraphEdge& e : graph.edges) ++first[at(e.to) + 1];
    for (std::size_t i = 0; i < graph.units.size(); ++i) first[i + 1] += first[i];
    std::vector<int> next(first.begin(), first.end() - 1);
    for (const GraphEdge& e : graph.edges) wires[at(next[at(e.to)]++)] = {e.from, static_cast<float>(e.weight)};
    for (std::size_t i = 0; i < graph.units.size(); ++i)
      std::sort(wires.begin() + first[i], wires.begin() + first[i + 1], [](const Wire& a, const Wire& b) { return a.from < b.from; });
    for (std::size_t k = 0; k < graph.inputs.size(); ++k) inputOf[at(graph.inputs[k].unit)] = static_cast<int>(k);
  }

  // f(b + Σ w v), from left to right. Never −0, and only one kind of NaN: equal numbers have equal bits.
  float value(const Graph& graph, int unit, int tick, const float* heard) const {
    float v = 0;
    if (inputOf[at(unit)] >= 0) {
      v = static_cast<float>(graph.inputs[at(inputOf[at(unit)])].at(tick));
    } else {
      float sum = static_cast<float>(graph.unit(unit).bias) + 0.0f;
      for (int k = first[at(unit)]; k < first[at(unit) + 1]; ++k) sum += wires[at(k)].weight * heard[wires[at(k)].from];
      v = unitFunction(graph.unit(unit).f, sum);
    }
    return v != v ? std::numeric_limits<float>::quiet_NaN() : v + 0.0f;
  }
};

// From this tick of the window on all inputs hold.
int inputsHoldFrom(const Graph& graph) {
  int from = 0;
  for (const GraphInput& input : graph.inputs)
    for (int t = graph.ticks - 1; t > from; --t)
      if (input.at(t) != input.at(t - 1)) from = t;
  return from;
}

// The first state that comes back, once nothing from outside changes any more: from there on the net repeats itself for ever.
void lookForPeriod(GraphRun& run, int from) {
  const std::size_t row = at(run.units) * sizeof(float);
  std::vector<std::uint64_t> hashes;
  for (int t = from; t < run.ticks && (run.overflowAt < 0 || t < run.overflowAt); ++t) {
    Fnv1a hash;
    hash.add(&run.values[at(t) * at(run.units)], row);
    for (int s = from; s < t; ++s) {
      if (hashes[at(s - from)] != hash.value()) continue;
      if (std::memcmp(&run.values[at(s) * at(run.units)], &run.values[at(t) * at(run.units)], row) != 0) continue;
      run.after = s;
      run.period = t - s;
      run.behaviour = run.period == 1 ? Behaviour::settled : Behaviour::period;
      return;
    }
    hashes.push_back(hash.value());
  }
}

}  // namespace

GraphRun runGraph(const Graph& graph, const Verdict& verdict) {
  GraphRun run;
  run.units = graph.size();
  run.ticks = graph.ticks;
  run.values.assign(at(run.units) * at(run.ticks), 0.0f);
  const Wiring wiring(graph);
  for (int t = 0; t < run.ticks; ++t) {
    float* now = &run.values[at(t) * at(run.units)];
    if (verdict.acyclic) {
      for (int i : verdict.order) now[i] = wiring.value(graph, i, t, now);
    } else {
      for (int i = 0; i < run.units; ++i)
        if (t > 0 || wiring.inputOf[at(i)] >= 0) now[i] = wiring.value(graph, i, t, now - run.units);
    }
    for (int i = 0; i < run.units && run.overflowAt < 0; ++i)
      if (!std::isfinite(now[i])) run.overflowAt = t;
  }
  lookForPeriod(run, inputsHoldFrom(graph));
  return run;
}

Graph unrollGraph(const Graph& graph, const Verdict& verdict, int ticks) {
  const int n = graph.size();
  Graph copies;
  copies.ticks = 1;
  copies.units.reserve(at(n) * at(ticks));
  copies.edges.reserve(graph.edges.size() * at(ticks));
  std::vector<const GraphInput*> inputs(at(n), nullptr);
  for (const GraphInput& input : graph.inputs) inputs[at(input.unit)] = &input;
  for (int t = 0; t < ticks; ++t)
    for (int i = 0; i < n; ++i) {
      const GraphUnit& unit = graph.unit(i);
      copies.units.push_back({unit.name + "_" + std::to_string(t), unit.f, unit.bias});
      if (inputs[at(i)])
        copies.inputs.push_back({t * n + i, {inputs[at(i)]->at(t)}});
      else if (t == 0 && !verdict.acyclic)
        copies.inputs.push_back({i, {0}});  // the state before the first tick
    }
  const int delay = verdict.acyclic ? 0 : 1;
  for (int t = delay; t < ticks; ++t)
    for (const GraphEdge& e : graph.edges) copies.edges.push_back({(t - delay) * n + e.from, t * n + e.to, e.weight});
  return copies;
}

std::vector<float> evaluateGraph(const Graph& graph, std::span<const int> order, int tick) {
  std::vector<float> values(graph.units.size(), 0.0f);
  const Wiring wiring(graph);
  for (int i : order) values[at(i)] = wiring.value(graph, i, tick, values.data());
  return values;
}

double unrolledDifference(const Graph& graph, const Verdict& verdict, const GraphRun& run, int ticks) {
  const Graph copies = unrollGraph(graph, verdict, ticks);
  const std::vector<int> order = orderAsGiven(copies);
  UNROLL_CHECK(order.size() == copies.units.size());  // unrolled, nothing has a cycle
  const std::vector<float> values = evaluateGraph(copies, order, 0);
  double greatest = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (std::memcmp(&values[k], &run.values[k], sizeof(float)) == 0) continue;
    const double apart = std::fabs(static_cast<double>(values[k]) - static_cast<double>(run.values[k]));
    greatest = apart > greatest || apart != apart ? apart : greatest;
  }
  return greatest;
}

}  // namespace unroll
