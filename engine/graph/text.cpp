// A graph as its keys write it, and back. What a user wrote may be anything: nothing is read further than to the first mistake, and no
// message repeats more than its beginning.
#include <cstddef>

#include "graph/text.h"

namespace unroll {

namespace graph_text {

std::string shortened(std::string_view text) {
  constexpr std::size_t kMost = 60;
  if (text.size() <= kMost) return std::string(text);
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not inside a letter
  return std::string(text.substr(0, end)) + "…";
}

Error refuse(std::string_view key, std::string_view what, std::string why) {
  return {std::string(key) + "=" + shortened(what) + ": " + std::move(why)};
}

std::string_view cut(std::string_view& text, char separator, bool& more) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  more = end != std::string_view::npos;
  text = more ? text.substr(end + 1) : std::string_view{};
  return part;
}

bool readLimited(std::string_view text, double& number) {
  double read = 0;
  if (!readNumber(text, read) || read > Graph::maxNumber || read < -Graph::maxNumber) return false;
  number = read + 0.0;  // no −0
  return true;
}

std::string limits() { return "must be " + printNumber(-Graph::maxNumber) + "…" + printNumber(Graph::maxNumber); }

bool isName(std::string_view name) {
  if (name.empty() || name.size() > Graph::maxName) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string nameRule() { return "a name must be 1…" + std::to_string(Graph::maxName) + " letters, digits or _"; }

Result<int> unitNamed(const Graph& graph, std::string_view key, std::string_view item, std::string_view name) {
  const int unit = graph.find(name);
  if (unit >= 0) return unit;
  std::string names;
  for (const GraphUnit& u : graph.units) names += (names.empty() ? "" : ", ") + u.name;
  return refuse(key, item, "there is no unit " + shortened(name) + "; must be one of " + names);
}

Result<GraphUnit> readUnit(std::string_view key, std::string_view item, GraphUnit unit) {
  std::string_view rest = item;
  bool more = false;
  unit.name = std::string(cut(rest, ':', more).substr(0, Graph::maxName + 1));
  if (!isName(unit.name)) return refuse(key, item, nameRule());
  if (!more) return unit;

  const std::string_view function = cut(rest, ':', more);
  const auto found = std::find(std::begin(unitFunctionNames), std::end(unitFunctionNames), function);
  if (found == std::end(unitFunctionNames)) {
    std::string names;
    for (const std::string_view each : unitFunctionNames) names += (names.empty() ? "" : ", ") + std::string(each);
    return refuse(key, item, "the activation must be one of " + names);
  }
  unit.f = static_cast<UnitFunction>(found - std::begin(unitFunctionNames));
  if (!more) return unit;

  if (!readLimited(cut(rest, ':', more), unit.bias)) return refuse(key, item, "the bias " + limits());
  if (!more) return unit;

  const std::string_view x = cut(rest, ':', more);
  if (!more || !readLimited(x, unit.x) || !readLimited(rest, unit.y)) return refuse(key, item, "X:Y are two numbers, each " + limits());
  unit.placed = true;
  return unit;
}

Result<EdgeText> readEdge(const Graph& graph, std::string_view key, std::string_view item, bool needsWeight) {
  const std::size_t arrow = item.find('>'), colon = item.find(':');
  if (arrow == std::string_view::npos || (colon == std::string_view::npos ? needsWeight : colon < arrow))
    return refuse(key, item, "must be FROM>TO:WEIGHT");
  const std::string_view to = colon == std::string_view::npos ? item.substr(arrow + 1) : item.substr(arrow + 1, colon - arrow - 1);
  const auto source = unitNamed(graph, key, item, item.substr(0, arrow));
  if (!source) return source.error();
  const auto target = unitNamed(graph, key, item, to);
  if (!target) return target.error();
  EdgeText edge{{source.value(), target.value(), 0}, colon != std::string_view::npos};
  if (edge.weighted && !readLimited(item.substr(colon + 1), edge.edge.weight)) return refuse(key, item, "the weight " + limits());
  if (graph.inputOf(edge.edge.to)) return refuse(key, item, std::string(to) + " is an input, and an input has no incoming edge");
  return edge;
}

Result<GraphInput> readInput(const Graph& graph, std::string_view key, std::string_view item) {
  std::string_view rest = item;
  bool more = false;
  const std::string_view name = cut(rest, ':', more);
  const auto unit = unitNamed(graph, key, item, name);
  if (!unit) return unit.error();
  GraphInput input{unit.value(), {}};
  if (!more) return refuse(key, item, "must be NAME:NUMBER,NUMBER…");
  for (more = true; more;) {
    double value = 0;
    const std::string_view number = cut(rest, ',', more);
    if (!readLimited(number, value)) return refuse(key, item, "\"" + shortened(number) + "\": each value " + limits());
    if (input.values.size() == Graph::maxTicks) return refuse(key, item, "must be 1…" + std::to_string(Graph::maxTicks) + " values");
    input.values.push_back(value);
  }
  for (const GraphEdge& e : graph.edges)
    if (e.to == input.unit)
      return refuse(key, item, "an input has no incoming edge, and there is " + graph.unit(e.from).name + ">" + graph.unit(e.to).name);
  return input;
}

std::string printUnit(const GraphUnit& unit) {
  std::string text = unit.name;
  if (unit.f == UnitFunction::identity && unit.bias == 0 && !unit.placed) return text;
  text += ":" + std::string(unitFunctionNames[static_cast<int>(unit.f)]);
  if (unit.bias == 0 && !unit.placed) return text;
  text += ":" + printNumber(unit.bias);
  if (unit.placed) text += ":" + printNumber(unit.x) + ":" + printNumber(unit.y);
  return text;
}

}  // namespace graph_text

using namespace graph_text;

std::string printUnits(const Graph& graph) {
  std::string text;
  for (const GraphUnit& unit : graph.units) text += (text.empty() ? "" : ",") + printUnit(unit);
  return text;
}

std::string printEdges(const Graph& graph) {
  std::string text;
  for (const GraphEdge& e : graph.edges)
    text += (text.empty() ? "" : ",") + graph.unit(e.from).name + ">" + graph.unit(e.to).name + ":" + printNumber(e.weight);
  return text;
}

std::string printInputs(const Graph& graph) {
  std::string text;
  for (const GraphInput& input : graph.inputs) {
    text += (text.empty() ? "" : ";") + graph.unit(input.unit).name;
    for (std::size_t k = 0; k < input.values.size(); ++k) text += (k == 0 ? ":" : ",") + printNumber(input.values[k]);
  }
  return text;
}

std::string printOutputs(const Graph& graph) {
  std::string text;
  for (const int unit : graph.outputs) text += (text.empty() ? "" : ",") + graph.unit(unit).name;
  return text;
}

Result<void> readUnits(Graph& graph, std::string_view text) {
  Graph read;
  read.ticks = graph.ticks;
  std::string_view rest = text;
  for (bool more = true; more;) {
    const auto unit = readUnit("units", cut(rest, ',', more), {});
    if (!unit) return unit.error();
    if (read.find(unit.value().name) >= 0) return refuse("units", text, unit.value().name + " is there twice");
    if (read.size() == Graph::maxUnits) return refuse("units", text, "must be 1…" + std::to_string(Graph::maxUnits) + " units");
    read.units.push_back(unit.value());
  }
  graph = std::move(read);
  return {};
}

Result<void> readEdges(Graph& graph, std::string_view text) {
  Graph read = graph;
  read.edges.clear();
  bool there[Graph::maxUnits][Graph::maxUnits] = {};
  std::string_view rest = text;
  for (bool more = !text.empty(); more;) {
    const std::string_view item = cut(rest, ',', more);
    const auto edge = readEdge(read, "edges", item, true);
    if (!edge) return edge.error();
    const GraphEdge& e = edge.value().edge;
    if (std::exchange(there[e.from][e.to], true))
      return refuse("edges", item, "the edge " + graph.unit(e.from).name + ">" + graph.unit(e.to).name + " is there twice");
    read.edges.push_back(e);
  }
  graph = std::move(read);
  return {};
}

Result<void> readInputs(Graph& graph, std::string_view text) {
  std::vector<GraphInput> read;
  std::string_view rest = text;
  for (bool more = !text.empty(); more;) {
    const std::string_view item = cut(rest, ';', more);
    auto input = readInput(graph, "inputs", item);
    if (!input) return input.error();
    for (const GraphInput& other : read)
      if (other.unit == input.value().unit) return refuse("inputs", item, graph.unit(other.unit).name + " is there twice");
    read.push_back(std::move(input).value());
  }
  graph.inputs = std::move(read);
  return {};
}

Result<void> readOutputs(Graph& graph, std::string_view text) {
  std::vector<int> read;
  std::string_view rest = text;
  for (bool more = !text.empty(); more;) {
    const std::string_view item = cut(rest, ',', more);
    const auto unit = unitNamed(graph, "outputs", item, item);
    if (!unit) return unit.error();
    if (std::find(read.begin(), read.end(), unit.value()) != read.end()) return refuse("outputs", item, "it is there twice");
    read.push_back(unit.value());
  }
  graph.outputs = std::move(read);
  return {};
}

Result<void> readTicks(Graph& graph, std::string_view text) {
  std::uint64_t ticks = 0;
  if (!readWhole(text, ticks) || ticks < 1 || ticks > Graph::maxTicks)
    return refuse("ticks", text, "must be 1…" + std::to_string(Graph::maxTicks));
  graph.ticks = static_cast<int>(ticks);
  return {};
}

}  // namespace unroll
