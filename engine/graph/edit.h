// Changes of a graph by hand, one unit or one edge at a time: the commands of GraphModel.
#pragma once

#include <optional>

#include "graph/graph.h"

namespace unroll {

// Nothing: `change` is no command, but perhaps a key.
std::optional<Result<Graph>> editGraph(const Graph& graph, const Change& change);

}  // namespace unroll
