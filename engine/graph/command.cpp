#include "graph/command.h"

#include <cmath>

#include "core/link_text.h"
#include "graph/keys.h"
#include "graph/text.h"

namespace unroll {

const std::string_view graphCommandHelp =
    "A net given unit by unit and edge by edge: its verdict, its values over time, what it does, as one object of JSON. Keys:\n"
    "  units=NAME[:ACTIVATION[:BIAS[:X:Y]]],…   step, sign, identity, tanh, relu, sigmoid; identity and 0 where not said\n"
    "  edges=FROM>TO:WEIGHT,…                   may be empty\n"
    "  inputs=NAME:v0,v1,…;…                    the last value holds; no edge leads to an input\n"
    "  outputs=NAME,…   ticks=1…1000\n"
    "Without a cycle each tick is one whole pass with that tick's inputs. With one every edge takes one tick: all but the inputs are 0 at\n"
    "tick 0, then v_i(t) = f(b_i + sum of w_ji v_j(t-1)). step(0) = sign(0) = 0. `behaviour` is found by comparing states to the bit, "
    "from\n"
    "where the inputs hold; a number that has grown beyond a float is null, and from there on (`overflow`) nothing settles.";

namespace {

std::string quoted(const Graph& graph, const std::vector<int>& units) {
  std::string text = "[";
  for (const int i : units) text += (text.size() > 1 ? ",\"" : "\"") + graph.unit(i).name + "\"";
  return text + "]";
}

std::string orNull(bool known, int number) { return known ? std::to_string(number) : "null"; }

void printRows(const GraphRun& run, std::FILE* out) {
  for (int t = 0; t < run.ticks; ++t) {
    std::string row = t == 0 ? "[" : ",[";
    for (int i = 0; i < run.units; ++i) {
      const double value = static_cast<double>(run.at(t, i));
      row += (i == 0 ? "" : ",") + (std::isfinite(value) ? printNumber(value) : std::string("null"));
    }
    std::fprintf(out, "%s]", row.c_str());
  }
}

}  // namespace

Result<void> runGraphCommand(std::span<const std::string> arguments, std::FILE* out) {
  GraphText said;
  for (const std::string& argument : arguments)
    for (const auto& [name, value] : splitLink(argument))
      if (!isPageKey(name) && !said.set(name, value))
        return graph_text::refuse(graph_text::shortened(name), value,
                                  "there is no such key; must be one of units, edges, inputs, outputs, ticks");
  const auto built = said.build();
  if (!built) return built.error();
  const GraphModel model(built.value());
  GraphSnapshot s;
  model.fill(s, {});
  const Graph& graph = s.graph;
  const Verdict& v = s.verdict;
  const GraphRun& run = s.run;

  std::string components, cycle = "[]", order = "[]";
  for (const std::vector<int>& component : v.components) components += (components.empty() ? "" : ",") + quoted(graph, component);
  if (v.acyclic) order = quoted(graph, v.order);
  if (!v.acyclic) cycle = quoted(graph, v.cycles.front());
  std::fprintf(out, "{\"acyclic\":%s,\"order\":%s,\"cycle\":%s,\"components\":[%s],\"values\":[", v.acyclic ? "true" : "false",
               order.c_str(), cycle.c_str(), components.c_str());
  printRows(run, out);
  std::fprintf(out, "],\"behaviour\":\"%s\",\"after\":%s,\"period\":%s,\"overflow\":%s,\"unrolled_difference\":%s,\"hash\":\"%s\"}\n",
               std::string(behaviourNames[static_cast<int>(run.behaviour)]).c_str(), orNull(run.after >= 0, run.after).c_str(),
               orNull(run.behaviour == Behaviour::period, run.period).c_str(), orNull(run.overflowAt >= 0, run.overflowAt).c_str(),
               printNumber(unrolledDifference(graph, v, run, run.ticks)).c_str(), model.hash().c_str());
  return {};
}

}  // namespace unroll
