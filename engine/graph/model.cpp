#include <cstdio>
#include <utility>

#include "core/hash.h"
#include "core/link_text.h"
#include "graph/command.h"
#include "graph/edit.h"
#include "graph/keys.h"
#include "unroll.h"

namespace unroll {

class GraphModel::PresentKeys final : public Keys {
 public:
  explicit PresentKeys(const Graph& graph) : graph_(graph) {}

  std::vector<const KeyInfo*> list() const override {
    std::vector<const KeyInfo*> all;
    for (const KeyInfo& key : graphKeys()) all.push_back(&key);
    return all;
  }
  std::string get(std::string_view name) const override { return printGraphKey(graph_, name); }
  std::string plain(std::string_view name) const override { return printGraphKey(plainGraph(), name); }
  bool matters(std::string_view) const override { return true; }
  Track range(std::string_view name) const override {
    const KeyInfo* key = find(name);
    UNROLL_CHECK(key);
    return {key->minimum, key->maximum, TrackScale::linear};
  }
  std::string wording(std::string_view name) const override { return std::string(name); }
  Result<void> allows(std::string_view name, std::string_view value) const override {
    if (const auto changed = changeGraph(graph_, name, value); !changed) return changed.error();
    return {};
  }

 private:
  const Graph& graph_;
};

namespace {

struct Saved final : State {
  Graph graph;
  std::size_t bytes() const override {
    std::size_t sum = sizeof *this + graph.units.size() * sizeof(GraphUnit) + graph.edges.size() * sizeof(GraphEdge);
    for (const GraphInput& input : graph.inputs) sum += sizeof input + input.values.size() * sizeof(double);
    return sum;
  }
};

// While an edge is dragged the comparison is made anew for each picture, so in a large net over fewer ticks.
int ticksToCompare(const Graph& graph) {
  constexpr std::size_t kMost = 60000;  // copies of edges and units: some ms
  const std::size_t parts = graph.units.size() + graph.edges.size();
  return static_cast<int>(std::clamp<std::size_t>(kMost / std::max<std::size_t>(parts, 1), 2, static_cast<std::size_t>(graph.ticks)));
}

bool sameShape(const Graph& a, const Graph& b) {
  if (a.units.size() != b.units.size() || a.edges.size() != b.edges.size()) return false;
  for (std::size_t i = 0; i < a.edges.size(); ++i)
    if (a.edges[i].from != b.edges[i].from || a.edges[i].to != b.edges[i].to) return false;
  return true;
}

ParsedModel parse(std::string_view text) {
  GraphText said;
  ParsedModel parsed;
  for (const auto& [name, value] : splitLink(text))
    if (!isPageKey(name) && !said.set(name, value)) parsed.dropped.push_back({name + "=" + value + ": there is no such key"});
  parsed.model = std::make_unique<GraphModel>(said.build(parsed.dropped));
  return parsed;
}

}  // namespace

GraphModel::GraphModel(Graph graph) : keys_(std::make_unique<PresentKeys>(now_.graph)) { use(std::move(graph)); }
GraphModel::~GraphModel() = default;

void GraphModel::use(Graph graph) {
  if (version_ == 0 || !sameShape(graph, now_.graph)) {
    now_.verdict = judge(graph);
    ++now_.shape;
  }
  now_.graph = std::move(graph);
  now_.run = runGraph(now_.graph, now_.verdict);
  now_.unrolledTicks = std::min(ticksToCompare(now_.graph), now_.graph.ticks);
  now_.unrolledDifference = unrolledDifference(now_.graph, now_.verdict, now_.run, now_.unrolledTicks);
  ++version_;
}

std::string GraphModel::text() const { return printGraph(now_.graph); }

const Keys& GraphModel::keys() const { return *keys_; }

Result<void> GraphModel::apply(const Change& change) {
  auto edited = editGraph(now_.graph, change);
  Result<Graph> changed = edited ? std::move(*edited) : changeGraph(now_.graph, change.target, change.value);
  if (!changed) return changed.error();
  if (changed.value() != now_.graph) use(std::move(changed).value());
  return {};
}

std::shared_ptr<const State> GraphModel::save() const {
  auto saved = std::make_shared<Saved>();
  saved->graph = now_.graph;
  return saved;
}

void GraphModel::restore(const State& state) { use(static_cast<const Saved&>(state).graph); }

void GraphModel::comeAfter(const Model& former) {
  if (&former != this) version_ += former.version();
}

Facts GraphModel::facts() const {
  const Graph& g = now_.graph;
  const Verdict& v = now_.verdict;
  const GraphRun& run = now_.run;
  int components = 0, loops = 0;
  for (const bool cyclic : v.cyclic) components += cyclic;
  for (const GraphEdge& e : g.edges) loops += e.from == e.to;
  Facts facts;
  facts.set("units", g.size());
  facts.set("edges", static_cast<double>(g.edges.size()));
  facts.set("inputs", static_cast<double>(g.inputs.size()));
  facts.set("ticks", g.ticks);
  facts.set("acyclic", v.acyclic);
  facts.set("layers", v.layers);
  facts.set("cycleLength", v.cycles.empty() ? 0 : static_cast<int>(v.cycles.front().size()));
  facts.set("longestCycle", v.cycles.empty() ? 0 : static_cast<int>(v.cycles.back().size()));
  facts.set("cycles", static_cast<double>(v.cycles.size()));
  facts.set("selfLoops", loops);
  facts.set("cyclicComponents", components);
  facts.set("behaviour", std::string(behaviourNames[static_cast<int>(run.behaviour)]));
  if (run.after >= 0) facts.set("after", run.after);
  if (run.behaviour == Behaviour::period) facts.set("period", run.period);
  double weights = 0, speaking = 0, ending = 0;
  for (const GraphEdge& e : g.edges) weights += e.weight;
  for (const GraphInput& given : g.inputs) speaking += given.at(g.ticks - 1) != 0;
  for (int i = g.size() - 1; i >= 0; --i)
    if (g.isOutput(i)) ending = static_cast<double>(run.at(run.ticks - 1, i));
  facts.set("weightSum", weights);
  facts.set("inputsAtEnd", speaking);  // those that aren't 0 at the last tick
  facts.set("outputAtEnd", ending);    // of the first output
  facts.set("overflow", run.overflowAt >= 0);
  facts.set("unrolledDifference", now_.unrolledDifference);
  return facts;
}

std::string GraphModel::hash() const {
  Fnv1a hash;
  hash.add(now_.run.values.data(), now_.run.values.size() * sizeof(float));
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash.value()));
  return text;
}

const ModelKind& graphModel() {
  static const ModelKind kind{"graph", parse, [] { return graphKeys(); }, nullptr, {{"graph", graphCommandHelp, runGraphCommand}}};
  return kind;
}

}  // namespace unroll
