#include "graph/keys.h"

#include "core/link_text.h"
#include "graph/text.h"

namespace unroll {

const std::vector<KeyInfo>& graphKeys() {
  static const std::vector<KeyInfo> keys = [] {
    const auto text = [](const char* name, const char* help) {
      KeyInfo key;
      key.name = name;
      key.type = KeyInfo::Type::text;
      key.live = true;
      key.help = help;
      return key;
    };
    std::vector<KeyInfo> all{
        text("units", "NAME[:ACTIVATION[:BIAS[:X:Y]]] by comma, 1 to 40; activation step, sign, identity, tanh, relu or sigmoid"),
        text("edges", "FROM>TO:WEIGHT by comma; may be empty"),
        text("inputs", "units whose values are given, NAME:v0,v1… by semicolon; the last value holds; no edge leads to an input"),
        text("outputs", "names by comma, marked in the picture; empty: units that feed no other"),
    };
    KeyInfo ticks;
    ticks.name = "ticks";
    ticks.type = KeyInfo::Type::integer;
    ticks.minimum = 1;
    ticks.maximum = Graph::maxTicks;
    ticks.live = true;
    ticks.help = "ticks of the clock that are computed; without a cycle each is one whole pass";
    ticks.track = {1, 120, TrackScale::squared};
    all.push_back(ticks);
    return all;
  }();
  return keys;
}

const Graph& plainGraph() {
  static const Graph plain = presetGraph("lecture");
  return plain;
}

std::string printGraphKey(const Graph& graph, std::string_view key) {
  if (key == "units") return printUnits(graph);
  if (key == "edges") return printEdges(graph);
  if (key == "inputs") return printInputs(graph);
  if (key == "outputs") return printOutputs(graph);
  UNROLL_CHECK(key == "ticks");
  return std::to_string(graph.ticks);
}

std::string printGraph(const Graph& graph) {
  Graph net = graph;
  net.ticks = plainGraph().ticks;
  const bool plain = net == plainGraph();
  std::string text;
  for (const std::string_view key : {"units", "edges", "inputs", "outputs"}) {
    const std::string value = printGraphKey(graph, key);
    if (!plain && !value.empty()) appendPair(text, key, value);
  }
  if (graph.ticks != plainGraph().ticks) appendPair(text, "ticks", std::to_string(graph.ticks));
  return text;
}

bool GraphText::set(std::string_view key, std::string_view value) {
  std::optional<std::string>* field = key == "units"     ? &units
                                      : key == "edges"   ? &edges
                                      : key == "inputs"  ? &inputs
                                      : key == "outputs" ? &outputs
                                      : key == "ticks"   ? &ticks
                                                         : nullptr;
  if (field) *field = std::string(value);
  return field != nullptr;
}

Graph GraphText::build(std::vector<Error>& dropped, Graph graph) const {
  const auto take = [&](Result<void> read) {
    if (!read) dropped.push_back(read.error());
  };
  if (ticks) take(readTicks(graph, *ticks));
  if (units) take(readUnits(graph, *units));
  if (edges) {
    // The inputs that are said count, not those that are there without.
    if (inputs) graph.inputs.clear();
    take(readEdges(graph, *edges));
  }
  if (inputs) take(readInputs(graph, *inputs));
  if (outputs) take(readOutputs(graph, *outputs));
  return graph;
}

Result<Graph> GraphText::build(const Graph& unsaid) const {
  std::vector<Error> mistakes;
  Graph graph = build(mistakes, unsaid);
  if (!mistakes.empty()) return mistakes.front();
  return graph;
}

Result<Graph> changeGraph(const Graph& graph, std::string_view key, std::string_view value) {
  Graph changed = graph;
  if (key == "ticks") {
    if (auto read = readTicks(changed, value); !read) return read.error();
    return changed;
  }
  GraphText text{printUnits(graph), printEdges(graph), printInputs(graph), printOutputs(graph), std::to_string(graph.ticks)};
  if (!text.set(key, value)) return graph_text::refuse(key, value, "there is no such key");
  return text.build();
}

}  // namespace unroll
