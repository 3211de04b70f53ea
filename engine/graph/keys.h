// The keys of a graph: units, edges, inputs, outputs, ticks. They hang together (an edge names two units), so they are read together.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/graph.h"

namespace unroll {

const std::vector<KeyInfo>& graphKeys();
const Graph& plainGraph();  // where nothing is said
std::string printGraphKey(const Graph& graph, std::string_view key);
std::string printGraph(const Graph& graph);  // as a link

// What was said of a graph. Where units are said, nothing else is there but what is said; else it is `unsaid`, the plain graph.
struct GraphText {
  std::optional<std::string> units, edges, inputs, outputs, ticks;

  bool set(std::string_view key, std::string_view value);                       // false: there is no such key
  Result<Graph> build(const Graph& unsaid = plainGraph()) const;                // the first mistake
  Graph build(std::vector<Error>& dropped, Graph unsaid = plainGraph()) const;  // all of them; without what is wrong
};

// All of a graph, one key said anew. Edges, inputs and outputs stay with the names of their units.
Result<Graph> changeGraph(const Graph& graph, std::string_view key, std::string_view value);

}  // namespace unroll
