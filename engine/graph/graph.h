// Graph: a small net given unit by unit and edge by edge. Without a cycle it is a directed acyclic graph, evaluated front to back in one
// pass; with one it needs a clock, v_i(t) = f(b_i + Σ_j w_ji v_j(t−1)), and what it does over time can be seen: it settles, it oscillates,
// or neither within the window. Unrolled over its ticks it is acyclic again, and its values are the same to the bit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model.h"

namespace unroll {

enum class UnitFunction { step, sign, identity, tanh, relu, sigmoid };
inline constexpr std::string_view unitFunctionNames[] = {"step", "sign", "identity", "tanh", "relu", "sigmoid"};
// step(0) = 0 and sign(0) = 0: a unit that hears nothing stays silent.
float unitFunction(UnitFunction f, float x);

struct GraphUnit {
  std::string name;  // letters, digits, _
  UnitFunction f = UnitFunction::identity;
  double bias = 0;
  bool placed = false;  // by hand: at x, y; as shares of the picture's width and height where all lie in 0…1
  double x = 0, y = 0;
  bool operator==(const GraphUnit&) const = default;
};

struct GraphEdge {
  int from = 0, to = 0;  // indices of units
  double weight = 0;     // 0 is an edge too
  bool operator==(const GraphEdge&) const = default;
};

// A unit whose values are given: none of its own making, so no edge leads to it.
struct GraphInput {
  int unit = 0;
  std::vector<double> values;  // at least one; the last one holds
  double at(int t) const { return values[std::min(static_cast<std::size_t>(t), values.size() - 1)]; }
  bool operator==(const GraphInput&) const = default;
};

struct Graph {
  static constexpr int maxUnits = 40, maxTicks = 1000, maxName = 24;
  static constexpr double maxNumber = 1e6;  // |weight|, |bias|, |input|, |X|, |Y|

  std::vector<GraphUnit> units;
  std::vector<GraphEdge> edges;
  std::vector<GraphInput> inputs;
  std::vector<int> outputs;  // marked as such; none: those that feed no other
  int ticks = 36;            // the window: rows 0…ticks−1

  int size() const { return static_cast<int>(units.size()); }
  int find(std::string_view name) const;      // −1: there is no such unit
  int findEdge(int from, int to) const;       // −1
  const GraphInput* inputOf(int unit) const;  // nullptr: it isn't one
  bool isOutput(int unit) const;              // marked, or by default
  const GraphUnit& unit(int i) const { return units[static_cast<std::size_t>(i)]; }
  bool operator==(const Graph&) const = default;
};

// What follows from units and edges alone.
struct Verdict {
  bool acyclic = true;
  std::vector<int> order;                    // of those that no cycle leads to, by layer, then as given; acyclic: all
  std::vector<int> rank;                     // [units] place in the order, 0…; −1: it has none
  std::vector<int> layer;                    // [units] longest path to it; a component counts as one
  std::vector<std::vector<int>> components;  // strongly connected, each ascending, by their first; all units are in one
  std::vector<int> componentOf;              // [units]
  std::vector<bool> cyclic;                  // [components] holds a cycle
  std::vector<std::vector<int>> cycles;  // a shortest one through each edge that is on one: no doubles, shortest first, first unit least
  int layers = 0;

  bool inCycle(int unit) const { return cyclic[static_cast<std::size_t>(componentOf[static_cast<std::size_t>(unit)])]; }
};

enum class Behaviour { settled, period, open };
inline constexpr std::string_view behaviourNames[] = {"settled", "period", "open"};

struct GraphRun {
  int units = 0, ticks = 0;
  std::vector<float> values;  // [ticks, units]
  Behaviour behaviour = Behaviour::open;
  int after = -1;       // first tick of the state that stays, or of the first period
  int period = 0;       // ticks
  int overflowAt = -1;  // first tick with a number that is none any more; from there on nothing settles

  float at(int t, int unit) const {
    return values[static_cast<std::size_t>(t) * static_cast<std::size_t>(units) + static_cast<std::size_t>(unit)];
  }
};

// One product in a unit's sum.
struct GraphTerm {
  int edge = 0, from = 0;
  float weight = 0, value = 0;
};

struct GraphSnapshot {
  struct Parts {};  // all of it is always there

  Graph graph;
  Verdict verdict;
  GraphRun run;
  std::uint64_t shape = 0;        // changes with units and edges, not with weights
  int unrolledTicks = 0;          // so many were unrolled and compared,
  double unrolledDifference = 0;  // the greatest difference, over all units and ticks: 0

  // Of a unit that is no input: at t ≥ 1 with a cycle, at any t without. The tick whose values it hears.
  int heardAt(int t) const { return verdict.acyclic ? t : t - 1; }
  bool hasSum(int unit, int t) const { return !graph.inputOf(unit) && (verdict.acyclic || t > 0); }
  std::vector<GraphTerm> terms(int unit, int t) const;
  float sum(int unit, int t) const;  // b + Σ w v, as it was added up
};

Verdict judge(const Graph& graph);
GraphRun runGraph(const Graph& graph, const Verdict& verdict);

// The graph in copies along time: node t·units + i is unit i at tick t, without a cycle. What is there before the first tick is an input.
Graph unrollGraph(const Graph& graph, const Verdict& verdict, int ticks);
// One pass over an acyclic graph by its own order, with the inputs' values of a tick.
std::vector<float> evaluateGraph(const Graph& graph, std::span<const int> order, int tick);
// The order in which an acyclic graph is evaluated; with cycles of those that none leads to. Any number of units. By layer, so front to
// back; or each as soon as it can be, the first given first: of an unrolled graph that is tick after tick.
std::vector<int> orderByLayer(const Graph& graph);
std::vector<int> orderAsGiven(const Graph& graph);
// The greatest difference between a run and the graph unrolled over that many of its ticks.
double unrolledDifference(const Graph& graph, const Verdict& verdict, const GraphRun& run, int ticks);

// Its parts as the keys write them. Reading is all or nothing; an error begins with the key: "edges=x>q:1: there is no unit q".
std::string printUnits(const Graph& graph);
std::string printEdges(const Graph& graph);
std::string printInputs(const Graph& graph);
std::string printOutputs(const Graph& graph);
Result<void> readUnits(Graph& graph, std::string_view text);   // takes edges, inputs and outputs away
Result<void> readEdges(Graph& graph, std::string_view text);   // of the units as they are
Result<void> readInputs(Graph& graph, std::string_view text);  // of units without an incoming edge
Result<void> readOutputs(Graph& graph, std::string_view text);
Result<void> readTicks(Graph& graph, std::string_view text);

// Nets to begin with. nullptr: there is no such.
struct GraphPreset {
  std::string_view name;
  std::string_view text;  // as a link
};
std::span<const GraphPreset> graphPresets();
Graph presetGraph(std::string_view name);  // UNROLL_CHECKs that there is one

class GraphModel final : public Model {
 public:
  // Commands beside the keys; each changes the text, so link and undo come by themselves.
  static constexpr std::string_view reset = "reset";      // the net as at first
  static constexpr std::string_view preset = "preset";    // its name
  static constexpr std::string_view unit = "unit";        // NAME[:ACTIVATION[:BIAS[:X:Y]]]: new, or changes what is said
  static constexpr std::string_view rename = "rename";    // OLD:NEW
  static constexpr std::string_view place = "place";      // NAME:X:Y
  static constexpr std::string_view arrange = "arrange";  // takes all places away
  static constexpr std::string_view edge = "edge";        // FROM>TO:WEIGHT, new or another weight
  static constexpr std::string_view input = "input";      // NAME:NUMBERS; NAME alone: no input any more
  static constexpr std::string_view output = "output";    // NAME:true|false
  static constexpr std::string_view remove = "remove";    // NAME, with its edges; or FROM>TO

  explicit GraphModel(Graph graph);
  ~GraphModel() override;

  void fill(GraphSnapshot& snapshot, GraphSnapshot::Parts) const { snapshot = now_; }

  std::string text() const override;
  const Keys& keys() const override;
  Result<void> apply(const Change& change) override;
  std::uint64_t version() const override { return version_; }
  std::shared_ptr<const State> save() const override;
  void restore(const State& state) override;
  Facts facts() const override;
  std::string hash() const override;  // over all values
  void comeAfter(const Model& former) override;

 private:
  class PresentKeys;
  void use(Graph graph);

  GraphSnapshot now_;
  std::unique_ptr<PresentKeys> keys_;
  std::uint64_t version_ = 0;
};

}  // namespace unroll
