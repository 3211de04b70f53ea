// The pieces of a graph's text: one unit, one edge, one input. `key` is what an error begins with.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "graph/graph.h"

namespace unroll::graph_text {

struct EdgeText {
  GraphEdge edge;
  bool weighted = false;  // a weight was said
};

std::string shortened(std::string_view text);  // to what fits into a message
Error refuse(std::string_view key, std::string_view what, std::string why);
std::string_view cut(std::string_view& text, char separator, bool& more);  // what is before it; the rest stays
bool readLimited(std::string_view text, double& number);                   // within ±Graph::maxNumber
std::string limits();                                                      // in words
bool isName(std::string_view name);
std::string nameRule();

Result<int> unitNamed(const Graph& graph, std::string_view key, std::string_view item, std::string_view name);
Result<GraphUnit> readUnit(std::string_view key, std::string_view item, GraphUnit unit);  // what it doesn't say is as in `unit`
Result<EdgeText> readEdge(const Graph& graph, std::string_view key, std::string_view item, bool needsWeight);
Result<GraphInput> readInput(const Graph& graph, std::string_view key, std::string_view item);
std::string printUnit(const GraphUnit& unit);

}  // namespace unroll::graph_text
