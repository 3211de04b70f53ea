#include "problems/black_box_found.h"

#include <limits>

namespace unroll {

std::shared_ptr<const BlackBoxAutomaton> foundAutomaton(const AutomatonSearch& search, const Task& task,
                                                        const PrincipalComponents& components) {
  const FoundAutomaton& found = search.found();
  if (found.states == 0) return nullptr;
  auto all = std::make_shared<BlackBoxAutomaton>();
  all->states = found.states;
  all->determinism = found.determinism;
  all->explained = found.explained;
  all->clusters = search.clusters();
  all->merged = found.minimized().states;
  all->meaning.assign(static_cast<std::size_t>(found.states) + 1, -1);
  if (task.automaton) {
    const AutomatonComparison comparison = search.compare(found);
    all->meaning = comparison.meaning;
    all->agreement = comparison.agreement;
    all->transitions = comparison.transitions;
    all->missing = comparison.missing;
  }
  for (int from = 0; from <= found.states; ++from)
    for (int symbol = 0; symbol < found.symbols; ++symbol) {
      int times = 0;
      for (int to = 0; to < found.states; ++to) times += found.count(from, symbol, to);
      const int meant = all->meaning[static_cast<std::size_t>(from)];
      const int asked = task.automaton && meant >= 0 ? task.automaton->next(meant, symbol) : -1;
      for (int to = 0; to < found.states; ++to)
        if (const int count = found.count(from, symbol, to); count > 0)
          all->ways.push_back({from, symbol, to, static_cast<double>(count) / times,
                               !task.automaton || (asked >= 0 && asked == all->meaning[static_cast<std::size_t>(to)])});
    }
  Table centres;
  centres.fill(found.states, static_cast<int>(found.centres[0].size()), [&](int state, int i) {
    return static_cast<float>(found.centres[static_cast<std::size_t>(state)][static_cast<std::size_t>(i)]);
  });
  const Table flat = project(components, centres);
  all->centres.fill(found.states, 2, [&](int row, int axis) { return axis < flat.cols ? flat.at(row, axis) : 0.f; });
  return all;
}

void tellPicture(const BlackBoxPicture& p, Facts& facts) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  facts.set("property", p.taskProperties.empty() ? "" : p.taskProperties[static_cast<std::size_t>(p.property)].name);
  facts.set("trained", p.trained);
  facts.set("diverged", p.diverged);
  facts.set("update", static_cast<double>(p.update));
  facts.set("metric", p.metric);
  facts.set("walked", p.walked);
  facts.set("length", p.length());
  if (p.paths) facts.set("variances", p.paths->shares);
  std::vector<double> order, scores, accuracies, tells;
  for (const BlackBoxUnit& unit : p.units) {
    order.push_back(unit.unit);
    scores.push_back(unit.score);
    accuracies.push_back(unit.accuracy);
    tells.push_back(unit.tells);
  }
  facts.set("units", order);
  facts.set("unitScores", scores);
  facts.set("unitAccuracies", accuracies);
  facts.set("unitTells", tells);
  facts.set("enough", p.enough);
  facts.set("foundStates", p.found ? p.found->states : 0);
  facts.set("mergedStates", p.found ? p.found->merged : 0);
  facts.set("determinism", p.found ? p.found->determinism : nan);
  facts.set("explained", p.found ? p.found->explained : nan);
  facts.set("agreement", p.found ? p.found->agreement : nan);
  facts.set("transitions", p.found ? p.found->transitions : nan);
  facts.set("missing", p.found ? p.found->missing : 0);
  facts.set("foundWay", p.foundWay);
  facts.set("askedWay", p.askedWay);
  std::vector<double> agrees;
  if (p.found && p.asked)
    for (int t = 0; t < p.length(); ++t) agrees.push_back(p.agreesAt(t) ? 1 : 0);
  facts.set("agrees", agrees);
}

}  // namespace unroll
