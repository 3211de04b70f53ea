#include "graph/graph.h"

#include "core/scalar_math.h"

namespace unroll {

float unitFunction(UnitFunction f, float x) {
  switch (f) {
    case UnitFunction::step: return x > 0 ? 1.0f : 0.0f;
    case UnitFunction::sign: return x > 0 ? 1.0f : x < 0 ? -1.0f : 0.0f;
    case UnitFunction::identity: return x;
    case UnitFunction::tanh: return math::tanh(x);
    case UnitFunction::relu: return x < 0 ? 0.0f : x;
    case UnitFunction::sigmoid: return math::sigmoid(x);
  }
  UNROLL_CHECK(false);
}

int Graph::find(std::string_view name) const {
  for (int i = 0; i < size(); ++i)
    if (unit(i).name == name) return i;
  return -1;
}

int Graph::findEdge(int from, int to) const {
  for (std::size_t e = 0; e < edges.size(); ++e)
    if (edges[e].from == from && edges[e].to == to) return static_cast<int>(e);
  return -1;
}

const GraphInput* Graph::inputOf(int i) const {
  for (const GraphInput& input : inputs)
    if (input.unit == i) return &input;
  return nullptr;
}

bool Graph::isOutput(int i) const {
  if (!outputs.empty()) return std::find(outputs.begin(), outputs.end(), i) != outputs.end();
  if (inputOf(i)) return false;
  return std::none_of(edges.begin(), edges.end(), [&](const GraphEdge& e) { return e.from == i && e.to != i; });
}

std::vector<GraphTerm> GraphSnapshot::terms(int unit, int t) const {
  std::vector<GraphTerm> all;
  const int heard = heardAt(t);
  for (std::size_t e = 0; e < graph.edges.size(); ++e) {
    const GraphEdge& edge = graph.edges[e];
    if (edge.to == unit) all.push_back({static_cast<int>(e), edge.from, static_cast<float>(edge.weight), run.at(heard, edge.from)});
  }
  std::sort(all.begin(), all.end(), [](const GraphTerm& a, const GraphTerm& b) { return a.from < b.from; });
  return all;
}

float GraphSnapshot::sum(int unit, int t) const {
  float sum = static_cast<float>(graph.unit(unit).bias) + 0.0f;
  for (const GraphTerm& term : terms(unit, t)) sum += term.weight * term.value;
  return sum;
}

}  // namespace unroll
