#include "graph/edit.h"

#include "graph/keys.h"
#include "graph/text.h"

namespace unroll {

namespace {

using namespace graph_text;

Result<Graph> setUnit(Graph graph, std::string_view key, std::string_view value) {
  const int there = graph.find(value.substr(0, value.find(':')));
  const auto unit = readUnit(key, value, there >= 0 ? graph.unit(there) : GraphUnit{});
  if (!unit) return unit.error();
  if (there < 0 && graph.size() == Graph::maxUnits)
    return refuse(key, value, "there are " + std::to_string(Graph::maxUnits) + " units already, no more are allowed");
  if (there >= 0)
    graph.units[static_cast<std::size_t>(there)] = unit.value();
  else
    graph.units.push_back(unit.value());
  return graph;
}

Result<Graph> setPlace(Graph graph, std::string_view key, std::string_view value) {
  std::string_view rest = value;
  bool more = false;
  const auto unit = unitNamed(graph, key, value, cut(rest, ':', more));
  if (!unit) return unit.error();
  GraphUnit& placed = graph.units[static_cast<std::size_t>(unit.value())];
  if (!readLimited(cut(rest, ':', more), placed.x) || !readLimited(rest, placed.y))
    return refuse(key, value, "must be NAME:X:Y, each " + limits());
  placed.placed = true;
  return graph;
}

Result<Graph> renameUnit(Graph graph, std::string_view key, std::string_view value) {
  std::string_view rest = value;
  bool more = false;
  const auto unit = unitNamed(graph, key, value, cut(rest, ':', more));
  if (!unit) return unit.error();
  if (!isName(rest)) return refuse(key, value, nameRule());
  const int other = graph.find(rest);
  if (other >= 0 && other != unit.value()) return refuse(key, value, std::string(rest) + " is there already");
  graph.units[static_cast<std::size_t>(unit.value())].name = std::string(rest);
  return graph;
}

Result<Graph> setEdge(Graph graph, std::string_view key, std::string_view value) {
  const auto read = readEdge(graph, key, value, true);
  if (!read) return read.error();
  const GraphEdge& edge = read.value().edge;
  const int there = graph.findEdge(edge.from, edge.to);
  if (there >= 0)
    graph.edges[static_cast<std::size_t>(there)].weight = edge.weight;
  else
    graph.edges.push_back(edge);
  return graph;
}

Result<Graph> setInput(Graph graph, std::string_view key, std::string_view value) {
  const bool values = value.find(':') != std::string_view::npos;
  const auto unit = unitNamed(graph, key, value, value.substr(0, value.find(':')));
  if (!unit) return unit.error();
  const auto there =
      std::find_if(graph.inputs.begin(), graph.inputs.end(), [&](const GraphInput& input) { return input.unit == unit.value(); });
  if (!values) {
    if (there != graph.inputs.end()) graph.inputs.erase(there);
    return graph;
  }
  auto input = readInput(graph, key, value);
  if (!input) return input.error();
  if (there != graph.inputs.end())
    *there = std::move(input).value();
  else
    graph.inputs.push_back(std::move(input).value());
  return graph;
}

// What was an output without a mark keeps it when another is marked.
Result<Graph> setOutput(Graph graph, std::string_view key, std::string_view value) {
  std::string_view rest = value;
  bool more = false;
  const auto unit = unitNamed(graph, key, value, cut(rest, ':', more));
  if (!unit) return unit.error();
  if (rest != "true" && rest != "false") return refuse(key, value, "must be NAME:true or NAME:false");
  std::vector<int> outputs;
  for (int i = 0; i < graph.size(); ++i)
    if (i == unit.value() ? rest == "true" : graph.isOutput(i)) outputs.push_back(i);
  graph.outputs = std::move(outputs);
  return graph;
}

Graph without(const Graph& graph, int unit) {
  Graph rest = graph;
  const auto later = [unit](int i) { return i > unit ? i - 1 : i; };
  rest.units.erase(rest.units.begin() + unit);
  std::erase_if(rest.edges, [unit](const GraphEdge& e) { return e.from == unit || e.to == unit; });
  std::erase_if(rest.inputs, [unit](const GraphInput& input) { return input.unit == unit; });
  std::erase(rest.outputs, unit);
  for (GraphEdge& e : rest.edges) e = {later(e.from), later(e.to), e.weight};
  for (GraphInput& input : rest.inputs) input.unit = later(input.unit);
  for (int& output : rest.outputs) output = later(output);
  return rest;
}

Result<Graph> removePart(Graph graph, std::string_view key, std::string_view value) {
  const std::size_t arrow = value.find('>');
  const auto from = unitNamed(graph, key, value, value.substr(0, arrow));
  if (!from) return from.error();
  if (arrow == std::string_view::npos) {
    if (graph.size() == 1) return refuse(key, value, "the last unit stays");
    return without(graph, from.value());
  }
  const auto to = unitNamed(graph, key, value, value.substr(arrow + 1));
  if (!to) return to.error();
  const int edge = graph.findEdge(from.value(), to.value());
  if (edge < 0) return refuse(key, value, "there is no such edge");
  graph.edges.erase(graph.edges.begin() + edge);
  return graph;
}

Result<Graph> usePreset(std::string_view key, std::string_view value) {
  std::string names;
  for (const GraphPreset& preset : graphPresets()) {
    if (preset.name == value) return presetGraph(value);
    names += (names.empty() ? "" : ", ") + std::string(preset.name);
  }
  return refuse(key, value, "must be one of " + names);
}

}  // namespace

std::optional<Result<Graph>> editGraph(const Graph& graph, const Change& change) {
  const std::string_view key = change.target, value = change.value;
  if (key == GraphModel::reset) return plainGraph();
  if (key == GraphModel::preset) return usePreset(key, value);
  if (key == GraphModel::unit) return setUnit(graph, key, value);
  if (key == GraphModel::rename) return renameUnit(graph, key, value);
  if (key == GraphModel::place) return setPlace(graph, key, value);
  if (key == GraphModel::edge) return setEdge(graph, key, value);
  if (key == GraphModel::input) return setInput(graph, key, value);
  if (key == GraphModel::output) return setOutput(graph, key, value);
  if (key == GraphModel::remove) return removePart(graph, key, value);
  if (key == GraphModel::arrange) {
    Graph arranged = graph;
    for (GraphUnit& unit : arranged.units) unit.placed = false, unit.x = unit.y = 0;
    return arranged;
  }
  return std::nullopt;
}

}  // namespace unroll
