// The forward pass by its smallest steps, over all cells, one to three layers, both directions: from the weights, the input and the
// first states alone, each number from those before it, it gives exactly those of the whole pass.
#include <doctest/doctest.h>

#include <cmath>

#include "cells/cell.h"
#include "recurrent/experiment_text.h"
#include "recurrent/forward_steps.h"

using namespace unroll;

namespace {

Snapshot passOf(const std::string& text) {
  auto experiment = parseExperiment(text);
  REQUIRE_MESSAGE(static_cast<bool>(experiment), text);
  auto simulation = std::move(Simulation::create(experiment.value())).value();
  simulation->finish();
  Snapshot s;
  simulation->fill(s);
  return s;
}

void forget(Table& table) { std::fill(table.values.begin(), table.values.end(), std::nanf("")); }

void forgetLayer(LayerStates& states, Table& h) {
  for (Gate& gate : states.gates) forget(gate.values);
  forget(states.fed);
  forget(h);
}

// Where the number of a step stands.
float& placeOf(Snapshot& s, const ForwardStep& step) {
  const std::size_t layer = static_cast<std::size_t>(step.layer);
  const bool lower = layer < s.probe.lower.size();
  LayerStates& states = lower ? s.probe.inner[layer] : s.probe;
  const int unit = step.direction * s.current.hiddenSize + step.index;
  Table& table = step.kind == ForwardStep::Kind::gate     ? states.gates[static_cast<std::size_t>(step.gate)].values
                 : step.kind == ForwardStep::Kind::fed    ? states.fed
                 : step.kind == ForwardStep::Kind::output ? s.probe.y
                 : lower                                  ? s.probe.lower[layer]
                                                          : s.probe.h;
  const int column = step.kind == ForwardStep::Kind::fed      ? step.direction * s.outputSize + step.index
                     : step.kind == ForwardStep::Kind::output ? step.index
                                                              : unit;
  return table.values[static_cast<std::size_t>(step.t * table.cols + column)];
}

// The bits, so that a number that was never computed isn't like another one.
bool sameTable(const Table& a, const Table& b) { return a.rows == b.rows && a.cols == b.cols && a.values == b.values; }

bool sameLayer(const LayerStates& a, const LayerStates& b) {
  bool same = a.gates.size() == b.gates.size() && sameTable(a.fed, b.fed);
  for (std::size_t g = 0; g < a.gates.size(); ++g) same = same && sameTable(a.gates[g].values, b.gates[g].values);
  return same;
}

}  // namespace

TEST_CASE("the pass by its smallest steps gives exactly the numbers of the whole pass, for every cell") {
  for (const CellEntry* cell : allCells())
    for (int layers = 1; layers <= 3; ++layers)
      for (const bool both : {false, true})
        for (const char* more : {"seqLen=2", "seqLen=3", "seqLen=7&tying=untied", "seqLen=40&initialState=learned&peepholes=true"}) {
          const std::string text = "task=adding&updates=3&hiddenSize=3&window=3&seed=4&cell=" + std::string(cell->name) +
                                   "&layers=" + std::to_string(layers) + "&bidirectional=" + (both ? "true&" : "false&") + more;
          CAPTURE(text);
          const Snapshot whole = passOf(text);
          Snapshot stepped = whole;
          for (std::size_t l = 0; l < stepped.probe.lower.size(); ++l) forgetLayer(stepped.probe.inner[l], stepped.probe.lower[l]);
          forgetLayer(stepped.probe, stepped.probe.h);
          forget(stepped.probe.y);
          const ForwardSteps steps(whole);
          bool finite = true, told = true;
          for (int i = 0; i < steps.count(); ++i) {
            const ForwardStep step = steps.at(i);
            told = told && steps.numberOf(step) == i && steps.blockBegin(i) <= i && i < steps.blockEnd(i);
            const Explanation why = explainStep(stepped, step);
            finite = finite && std::isfinite(why.value);
            placeOf(stepped, step) = why.value;
            if (step.kind == ForwardStep::Kind::output && cell->feedsBack && !both)
              stepped.probe.fed.values[static_cast<std::size_t>(step.t)] = why.sum;
          }
          CHECK(finite);
          CHECK(told);
          CHECK(sameTable(stepped.probe.h, whole.probe.h));
          CHECK(sameTable(stepped.probe.y, whole.probe.y));
          CHECK(sameLayer(stepped.probe, whole.probe));
          for (std::size_t l = 0; l < stepped.probe.lower.size(); ++l) {
            CHECK(sameTable(stepped.probe.lower[l], whole.probe.lower[l]));
            CHECK(sameLayer(stepped.probe.inner[l], whole.probe.inner[l]));
          }
          CHECK(steps.blockEnd(steps.count() - 1) == steps.count());
        }
}

TEST_CASE("a Jordan cell behind a sigmoid feeds back what stands before it") {
  const Snapshot s = passOf("task=echo&loss=bce&cell=jordan&hiddenSize=3&seqLen=5&updates=5");
  bool equal = true, apart = false;
  for (int t = 0; t < 5; ++t) {
    equal = equal && explainOutput(s, t, 0).sum == s.probe.fed.at(t, 0) && explainOutput(s, t, 0).value == s.probe.y.at(t, 0);
    apart = apart || s.probe.fed.at(t, 0) != s.probe.y.at(t, 0);
    for (int i = 0; i < 3; ++i) {
      const Explanation e = explainHidden(s, t, i);
      equal = equal && e.value == s.probe.h.at(t, i) && e.terms.back().kind == Term::Kind::feedback;
    }
  }
  CHECK(equal);
  CHECK(apart);
}

TEST_CASE("steps end where a layer or a time step ends") {
  const ForwardSteps lstm(passOf("task=adding&cell=lstm&hiddenSize=2&layers=2&seqLen=3&updates=0"));
  // Per unit f or i, f, g, c, o, h: six; two units, two layers, one output.
  CHECK(lstm.count() == 3 * 25);
  CHECK(lstm.after(0) == 25);
  CHECK(lstm.blockEnd(25) == 37);
  CHECK(lstm.blockBegin(30) == 25);
  CHECK(lstm.at(24).kind == ForwardStep::Kind::output);
  CHECK(lstm.at(12).layer == 1);
  const Snapshot s = passOf("task=adding&cell=elman&hiddenSize=2&bidirectional=true&seqLen=3&updates=0");
  const ForwardSteps both(s);
  CHECK(both.count() == 3 * 5);
  CHECK(both.at(6) == ForwardStep{ForwardStep::Kind::hidden, 2, 0, 1, 0, -1});  // against time it begins at the end
  CHECK(both.at(12) == ForwardStep{ForwardStep::Kind::output, 0, 1, 0, 0, -1});
}
