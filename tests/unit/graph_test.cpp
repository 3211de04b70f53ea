// Small graphs against brute force: the verdict by following edges, periods by a map of all states, unrolled against ticking to the bit.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/random.h"
#include "graph/graph.h"
#include "unroll.h"

using namespace unroll;

namespace {

constexpr int kNever = 1000;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

std::unique_ptr<Model> graphOf(const std::string& text) {
  ParsedModel parsed = findModel("graph")->parse(text);
  for (const Error& error : parsed.dropped) MESSAGE(error.message);
  REQUIRE(parsed.dropped.empty());
  return std::move(parsed.model);
}

GraphSnapshot look(const Model& model) {
  GraphSnapshot s;
  static_cast<const GraphModel&>(model).fill(s, {});
  return s;
}
GraphSnapshot look(const std::string& text) { return look(*graphOf(text)); }

struct Kind {
  int most = 8;  // units
  double density = 0.2;
  bool inputs = false;
  std::vector<UnitFunction> functions{UnitFunction::step};
  bool wholeWeights = false;
};

Graph randomGraph(Random& random, const Kind& kind) {
  Graph g;
  const int n = 1 + random.below(kind.most);
  const double density = kind.density * 2 * static_cast<double>(random.uniform());
  const auto number = [&] { return kind.wholeWeights ? random.below(5) - 2 : static_cast<double>(random.uniform(-2, 2)); };
  for (int i = 0; i < n; ++i) {
    GraphUnit unit;
    unit.name = "u" + std::to_string(i);
    unit.f = kind.functions[at(random.below(static_cast<int>(kind.functions.size())))];
    unit.bias = random.below(3) == 0 ? 0 : number();
    g.units.push_back(unit);
    if (kind.inputs && random.below(4) == 0) {
      GraphInput input{i, {}};
      for (int k = 1 + random.below(6); k > 0; --k) input.values.push_back(random.below(2) ? 1 : number());
      g.inputs.push_back(input);
    }
  }
  std::vector<GraphEdge> edges;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j)
      if (!g.inputOf(j) && static_cast<double>(random.uniform()) < density) edges.push_back({i, j, number()});
  for (std::size_t k = edges.size(); k > 1; --k) std::swap(edges[k - 1], edges[at(random.below(static_cast<int>(k)))]);
  g.edges = edges;
  return g;
}

// Steps from i to j over one edge or more.
std::vector<std::vector<int>> distances(const Graph& g) {
  std::vector<std::vector<int>> d(at(g.size()), std::vector<int>(at(g.size()), kNever));
  for (const GraphEdge& e : g.edges) d[at(e.from)][at(e.to)] = 1;
  for (std::size_t k = 0; k < d.size(); ++k)
    for (std::size_t i = 0; i < d.size(); ++i)
      for (std::size_t j = 0; j < d.size(); ++j) d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
  return d;
}

int longestPathTo(const Graph& g, int unit) {
  int longest = 0;
  for (const GraphEdge& e : g.edges)
    if (e.to == unit) longest = std::max(longest, 1 + longestPathTo(g, e.from));
  return longest;
}

bool isCycle(const Graph& g, const std::vector<int>& cycle) {
  for (std::size_t k = 0; k < cycle.size(); ++k)
    if (g.findEdge(cycle[k], cycle[(k + 1) % cycle.size()]) < 0) return false;
  return std::set<int>(cycle.begin(), cycle.end()).size() == cycle.size() && !cycle.empty();
}

// The definition, written down once more: rows of values.
std::vector<std::vector<float>> ticked(const Graph& g, bool acyclic) {
  std::vector<std::vector<float>> rows;
  const auto input = [&](int i, int t) { return static_cast<float>(g.inputOf(i)->at(t)); };
  const auto value = [&](int i, const std::vector<float>& heard) {
    float sum = static_cast<float>(g.unit(i).bias);
    for (int j = 0; j < g.size(); ++j)
      if (const int e = g.findEdge(j, i); e >= 0) sum += static_cast<float>(g.edges[at(e)].weight) * heard[at(j)];
    return unitFunction(g.unit(i).f, sum);
  };
  for (int t = 0; t < g.ticks; ++t) {
    std::vector<float> row(at(g.size()), 0.0f);
    for (int round = 0; round < (acyclic ? g.size() : 1); ++round)  // as many rounds as the longest path can need
      for (int i = 0; i < g.size(); ++i)
        row[at(i)] = g.inputOf(i) ? input(i, t) : acyclic ? value(i, row) : t == 0 ? 0.0f : value(i, rows.back());
    rows.push_back(row);
  }
  return rows;
}

// The first state that comes back, by a map of all of them: {after, period}, {−1, 0} if none does.
std::pair<int, int> cameBack(const Graph& g, const std::vector<std::vector<float>>& rows) {
  int hold = 0;
  for (int t = 1; t < g.ticks; ++t)
    for (const GraphInput& input : g.inputs)
      if (input.at(t) != input.at(t - 1)) hold = t;
  std::map<std::vector<float>, int> seen;
  for (int t = hold; t < g.ticks; ++t) {
    for (float v : rows[at(t)])
      if (!std::isfinite(v)) return {-1, 0};
    if (const auto [found, fresh] = seen.try_emplace(rows[at(t)], t); !fresh) return {found->second, t - found->second};
  }
  return {-1, 0};
}

}  // namespace

TEST_CASE("graph: verdict, order, layers, cycles and components against brute force on 10,000 random graphs") {
  Random random(1);
  int acyclic = 0, most = 0;
  for (int trial = 0; trial < 10000; ++trial) {
    const Graph g = randomGraph(random, {.most = trial % 50 == 0 ? 40 : 9, .density = trial % 2 ? 0.12 : 0.3});
    const Verdict v = judge(g);
    const auto d = distances(g);
    const int n = g.size();
    most = std::max(most, n);

    int shortest = kNever;
    for (int i = 0; i < n; ++i) shortest = std::min(shortest, d[at(i)][at(i)]);
    REQUIRE(v.acyclic == (shortest == kNever));
    acyclic += v.acyclic;

    // The order: those that no cycle leads to, each after those that it hears.
    std::set<int> ordered(v.order.begin(), v.order.end());
    REQUIRE(ordered.size() == v.order.size());
    for (int i = 0; i < n; ++i) {
      bool led = d[at(i)][at(i)] < kNever;
      for (int j = 0; j < n; ++j) led = led || (d[at(j)][at(j)] < kNever && d[at(j)][at(i)] < kNever);
      REQUIRE(ordered.contains(i) == !led);
      REQUIRE((v.rank[at(i)] >= 0) == !led);
      if (!led) REQUIRE(v.order[at(v.rank[at(i)])] == i);
    }
    for (const GraphEdge& e : g.edges)
      if (v.rank[at(e.to)] >= 0) REQUIRE(v.rank[at(e.from)] < v.rank[at(e.to)]);
    if (v.acyclic && n < 10)
      for (int i = 0; i < n; ++i) REQUIRE(v.layer[at(i)] == longestPathTo(g, i));

    // Components: who reaches each other.
    std::vector<int> counted(at(n), 0);
    for (std::size_t c = 0; c < v.components.size(); ++c)
      for (int i : v.components[c]) {
        ++counted[at(i)];
        REQUIRE(v.componentOf[at(i)] == static_cast<int>(c));
        REQUIRE(v.cyclic[c] == (d[at(i)][at(i)] < kNever));
        for (int j = 0; j < n; ++j)
          if (j != i) REQUIRE((v.componentOf[at(j)] == static_cast<int>(c)) == (d[at(i)][at(j)] < kNever && d[at(j)][at(i)] < kNever));
      }
    for (int count : counted) REQUIRE(count == 1);

    // Cycles: the first is as short as any; each edge on a cycle lies in a listed one as short as that edge allows.
    REQUIRE(v.cycles.empty() == v.acyclic);
    if (!v.acyclic) REQUIRE(static_cast<int>(v.cycles.front().size()) == shortest);
    for (std::size_t k = 0; k < v.cycles.size(); ++k) {
      REQUIRE(isCycle(g, v.cycles[k]));
      if (k > 0) REQUIRE(v.cycles[k - 1].size() <= v.cycles[k].size());
    }
    for (const GraphEdge& e : g.edges) {
      const int through = e.from == e.to ? 1 : 1 + d[at(e.to)][at(e.from)];
      if (through >= kNever) continue;
      REQUIRE(std::any_of(v.cycles.begin(), v.cycles.end(), [&](const std::vector<int>& cycle) {
        const auto from = std::find(cycle.begin(), cycle.end(), e.from);
        if (from == cycle.end() || static_cast<int>(cycle.size()) != through) return false;
        return (from + 1 == cycle.end() ? cycle.front() : *(from + 1)) == e.to;
      }));
    }
  }
  CHECK(acyclic > 1000);
  CHECK(acyclic < 9000);
  CHECK(most > 30);
}

TEST_CASE("graph: values are the definition's, and states that come back are found at once and exactly") {
  Random random(2);
  int behaviours[3] = {}, longest = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    using F = UnitFunction;
    const std::vector<UnitFunction> kinds[] = {
        {F::step}, {F::sign}, {F::step, F::sign}, {F::tanh}, {F::step, F::sign, F::identity, F::tanh, F::relu, F::sigmoid}};
    Graph g = randomGraph(
        random, {.most = 7, .density = 0.45, .inputs = trial % 2 == 0, .functions = kinds[trial % 5], .wholeWeights = trial % 3 == 0});
    g.ticks = 1 + random.below(120);
    const Verdict v = judge(g);
    const GraphRun r = runGraph(g, v);
    const auto rows = ticked(g, v.acyclic);
    for (int t = 0; t < g.ticks; ++t)
      for (int i = 0; i < g.size(); ++i) REQUIRE((r.at(t, i) == rows[at(t)][at(i)] || !std::isfinite(rows[at(t)][at(i)])));
    const auto [after, period] = cameBack(g, rows);
    REQUIRE(r.after == after);
    REQUIRE(r.period == period);
    REQUIRE(r.behaviour == (period == 0 ? Behaviour::open : period == 1 ? Behaviour::settled : Behaviour::period));
    ++behaviours[static_cast<int>(r.behaviour)];
    longest = std::max(longest, period);
  }
  for (int count : behaviours) CHECK(count > 100);
  CHECK(longest >= 8);
}

TEST_CASE("graph: unrolled it is acyclic, and equals ticking to the bit") {
  Random random(3);
  int cyclic = 0;
  for (int trial = 0; trial < 1500; ++trial) {
    using F = UnitFunction;
    Graph g = randomGraph(random, {.most = trial % 40 == 0 ? 40 : 8,
                                   .density = 0.3,
                                   .inputs = true,
                                   .functions = {F::step, F::sign, F::identity, F::tanh, F::relu, F::sigmoid}});
    g.ticks = trial % 40 == 0 ? 100 : 1 + random.below(30);
    const Verdict v = judge(g);
    const GraphRun r = runGraph(g, v);
    const Graph copies = unrollGraph(g, v, g.ticks);
    REQUIRE(copies.size() == g.size() * g.ticks);
    REQUIRE(copies.edges.size() == g.edges.size() * at(v.acyclic ? g.ticks : g.ticks - 1));
    const std::vector<int> order = orderAsGiven(copies);
    REQUIRE(order.size() == copies.units.size());
    for (std::size_t k = 0; k < order.size(); ++k) REQUIRE(order[k] / g.size() == static_cast<int>(k) / g.size());  // tick after tick
    if (trial % 10 == 0) {
      std::vector<int> place(order.size());
      for (std::size_t k = 0; k < order.size(); ++k) place[at(order[k])] = static_cast<int>(k);
      for (const GraphEdge& e : copies.edges) REQUIRE(place[at(e.from)] < place[at(e.to)]);
    }
    const std::vector<float> values = evaluateGraph(copies, order, 0);
    REQUIRE(std::memcmp(values.data(), r.values.data(), values.size() * sizeof(float)) == 0);
    REQUIRE(unrolledDifference(g, v, r, g.ticks) == 0);
    cyclic += !v.acyclic;
  }
  CHECK(cyclic > 500);
  // It would tell.
  Graph g = look("units=a:tanh:1&edges=a>a:2&ticks=5").graph;
  const Verdict v = judge(g);
  GraphRun r = runGraph(g, v);
  r.values[3] += 0.25f;
  CHECK(unrolledDifference(g, v, r, 5) == 0.25);
}

TEST_CASE("graph: known nets") {
  const GraphSnapshot oscillator = look("units=a:step,b:step:0.5&edges=b>a:1,a>b:-1&ticks=16");
  CHECK(oscillator.run.behaviour == Behaviour::period);
  CHECK(oscillator.run.period == 4);
  CHECK(oscillator.run.after == 0);

  const GraphSnapshot ring = look("units=s,a,b,c&edges=s>a:1,a>b:1,b>c:1,c>a:1&inputs=s:1,0&ticks=20");
  CHECK(ring.run.period == 3);
  CHECK(ring.run.after == 1);
  CHECK(ring.verdict.cycles == std::vector<std::vector<int>>{{1, 2, 3}});

  // A state that comes back while the inputs still change is no period.
  const GraphSnapshot late = look("units=s,a&edges=s>a:1,a>a:0&inputs=s:1,1,1,1,1,0&ticks=20");
  CHECK(late.run.behaviour == Behaviour::settled);
  CHECK(late.run.after == 6);
  CHECK(look("units=s,a&edges=s>a:1,a>a:0&inputs=s:1,1,1,1,1,0&ticks=6").run.behaviour == Behaviour::open);

  const GraphSnapshot grows = look("units=a:identity:1&edges=a>a:100&ticks=60");
  CHECK(grows.run.behaviour == Behaviour::open);
  CHECK(grows.run.overflowAt == 21);
  CHECK(grows.unrolledDifference == 0);

  const GraphSnapshot exclusiveOr = look(std::string(graphPresets()[1].text));
  for (int t = 0; t < 4; ++t)
    CHECK(exclusiveOr.run.at(t, 4) ==
          exclusiveOr.run.at(t, 0) + exclusiveOr.run.at(t, 1) - 2 * exclusiveOr.run.at(t, 0) * exclusiveOr.run.at(t, 1));
  CHECK(exclusiveOr.sum(4, 3) == -1.5f);
  CHECK(exclusiveOr.terms(4, 3).size() == 2);

  CHECK(unitFunction(UnitFunction::step, 0) == 0);
  CHECK(unitFunction(UnitFunction::sign, 0) == 0);
  CHECK(unitFunction(UnitFunction::sign, -3) == -1);
}

TEST_CASE("graph: every preset says of itself what it is called for") {
  std::map<std::string, GraphSnapshot> nets;
  for (const GraphPreset& preset : graphPresets()) {
    auto model = graphOf(std::string(preset.text));
    const GraphSnapshot s = look(*model);
    nets[std::string(preset.name)] = s;
    CHECK(s.graph == presetGraph(preset.name));
    CHECK(s.unrolledDifference == 0);
    auto other = graphOf("units=a");
    REQUIRE(other->apply({"preset", std::string(preset.name)}));
    CHECK(other->hash() == model->hash());
    CHECK(other->text() == model->text());
    CHECK(graphOf(other->text())->text() == model->text());
  }
  for (const char* name : {"perceptron", "xor", "lecture"}) CHECK(nets[name].verdict.acyclic);
  for (const char* name : {"selfLoop", "elman", "jordan", "flipFlop", "oscillator", "full5", "lectureCycle"})
    CHECK(!nets[name].verdict.acyclic);
  CHECK(nets["selfLoop"].verdict.cycles.front().size() == 1);
  CHECK(nets["full5"].graph.edges.size() == 20);
  CHECK(nets["oscillator"].run.behaviour == Behaviour::period);
  CHECK(nets["flipFlop"].run.behaviour == Behaviour::settled);
  CHECK(nets["lectureCycle"].run.behaviour == Behaviour::period);
  // The flip-flop keeps what was last said: set, silence, reset, silence, set, silence.
  const GraphSnapshot& latch = nets["flipFlop"];
  const int q = latch.graph.find("q");
  for (int t : {3, 5, 15, 19}) CHECK(latch.run.at(t, q) == 1);
  for (int t : {8, 11}) CHECK(latch.run.at(t, q) == 0);
}

TEST_CASE("graph: the same bits on every target") {
  CHECK(graphOf("")->hash() == "bf96df918fe58b12");
  CHECK(look("").run.behaviour == Behaviour::settled);
  CHECK(graphOf(std::string(graphPresets().back().text))->hash() == "ecc6075ae27a72ba");
  CHECK(graphOf(std::string(graphPresets()[7].text) + "&ticks=1000")->hash() == "be6a95f80ea8d2c6");
}
