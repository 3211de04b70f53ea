// Looking into trained nets, tried on nets that were built by hand so that what is to be found is known.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "probing/automaton.h"
#include "probing/cell_hunt.h"
#include "probing/worst_input.h"
#include "network/init.h"
#include "recurrent/experiment_text.h"
#include "training/trainer.h"
#include "unit/drawn.h"

using namespace unroll;

namespace {

Experiment experimentOf(const std::string& text) {
  const auto experiment = parseExperiment(text);
  REQUIRE(experiment);
  return experiment.value();
}

template <class Measurement>
int finish(Measurement& measurement, double slice = 1e9) {
  int slices = 1;
  while (!measurement.advance(slice)) ++slices;
  return slices;
}

auto weightsOf(Network<float>& network, const char* name) { return network.find(name)->in(network.values()); }

// Two steep units count x and what is odd so far: one is up from 1 on, the other at 2; odd is the one without the other.
Network<float> parityNet() {
  Network<float> net({.inputSize = 1, .hiddenSize = 2, .outputSize = 1}, Tying::tied);
  constexpr float steep = 20;
  const auto in = weightsOf(net, "rnn.weight_ih_l0"), back = weightsOf(net, "rnn.weight_hh_l0"), bias = weightsOf(net, "rnn.bias_ih_l0");
  for (int i = 0; i < 2; ++i) {
    in(i, 0) = steep;
    back(i, 0) = steep / 2;
    back(i, 1) = -steep / 2;
    bias(i, 0) = -steep * (static_cast<float>(i) + 0.5f);
  }
  weightsOf(net, "readout.weight")(0, 0) = 0.5f;
  weightsOf(net, "readout.weight")(0, 1) = -0.5f;
  net.pack();
  return net;
}

// A unit for each way in Reber's graph: up when its letter comes in its state, which is where one of the ways into it was gone.
Network<float> reberNet() {
  const TaskAutomaton& graph = *findTask("reber")->automaton;
  struct Way {
    int from, symbol, to;
  };
  std::vector<Way> ways;
  for (int state = 0; state < graph.states; ++state)
    for (int symbol = 0; symbol < 7; ++symbol)
      if (const int to = graph.next(state, symbol); to >= 0) ways.push_back({state, symbol, to});
  const int units = static_cast<int>(ways.size());
  Network<float> net({.activation = Activation::sigmoid, .inputSize = 7, .hiddenSize = units, .outputSize = 7}, Tying::tied);
  constexpr float steep = 30, sure = 12;
  for (int i = 0; i < units; ++i) {
    const Way& way = ways[static_cast<std::size_t>(i)];
    weightsOf(net, "rnn.weight_ih_l0")(i, way.symbol) = steep;
    weightsOf(net, "rnn.bias_ih_l0")(i, 0) = way.from == 0 ? -steep / 2 : -1.5f * steep;
    for (int j = 0; j < units; ++j)
      if (ways[static_cast<std::size_t>(j)].to == way.from) weightsOf(net, "rnn.weight_hh_l0")(i, j) = steep;
    for (int symbol = 0; symbol < 7; ++symbol)
      if (graph.next(way.to, symbol) >= 0) weightsOf(net, "readout.weight")(symbol, i) = sure;
  }
  net.pack();
  return net;
}

}  // namespace

TEST_CASE("the unit that counts is found among those that don't") {
  const Task& task = *findTask("counting");
  const Experiment e = experimentOf("task=counting&cell=elman&activation=identity&hiddenSize=4");
  Network<float> net(networkShape(e, task), Tying::tied);
  weightsOf(net, "rnn.weight_hh_l0")(2, 2) = 1;  // unit 2: 3 − 2·open; unit 1: now; unit 3: some of both
  weightsOf(net, "rnn.weight_ih_l0")(2, 0) = 3;
  weightsOf(net, "rnn.weight_ih_l0")(2, 1) = -2;
  weightsOf(net, "rnn.weight_ih_l0")(2, 2) = 2;
  weightsOf(net, "rnn.weight_ih_l0")(1, 1) = 1;
  weightsOf(net, "rnn.weight_hh_l0")(3, 2) = 1;
  weightsOf(net, "rnn.weight_ih_l0")(3, 1) = 9;
  net.pack();
  REQUIRE(task.properties[0].name == "open");
  CellHunt hunt(net, e, task, 0);
  CHECK(finish(hunt, 0) > 10);
  CHECK(hunt.share() == 1);
  REQUIRE(hunt.ranked().size() == 4);
  CHECK(hunt.ranked()[0].unit == 2);
  CHECK(near(hunt.ranked()[0].score, 1, 1e-5));
  CHECK(near(hunt.ranked()[0].correlation, -1, 1e-5));
  const auto of = [&](int unit) {
    return *std::find_if(hunt.ranked().begin(), hunt.ranked().end(), [&](const UnitAgreement& each) { return each.unit == unit; });
  };
  CHECK(of(0).score == 0);
  CHECK(std::fabs(of(1).score) < 0.9);
  CHECK(std::fabs(of(3).score) < 0.9);
  for (std::size_t i = 1; i < 4; ++i) CHECK(hunt.ranked()[i].score <= hunt.ranked()[i - 1].score);
  // By hand, over the held-out half.
  double n = 0, sums[5] = {};
  for (int row = hunt.samples().states.rows / 2; row < hunt.samples().states.rows; ++row) {
    const double h = static_cast<double>(hunt.samples().states.at(row, 3)),
                 v = static_cast<double>(hunt.values()[static_cast<std::size_t>(row)]);
    if (std::isnan(v)) continue;
    n += 1;
    sums[0] += h, sums[1] += v, sums[2] += h * h, sums[3] += v * v, sums[4] += h * v;
  }
  const double known = (sums[4] - sums[0] * sums[1] / n) / std::sqrt((sums[2] - sums[0] * sums[0] / n) * (sums[3] - sums[1] * sums[1] / n));
  CHECK(near(of(3).correlation, known, 1e-6));
}

TEST_CASE("the unit that holds a class is found, with its threshold; noise tells nothing") {
  const Task& task = *findTask("latch");
  const Experiment e = experimentOf("task=latch&hiddenSize=3&noise=0.3");
  Network<float> net(networkShape(e, task), Tying::tied);
  weightsOf(net, "rnn.weight_ih_l0")(1, 0) = -3;  // holds the bit, upside down
  weightsOf(net, "rnn.weight_hh_l0")(1, 1) = 6;
  weightsOf(net, "rnn.weight_ih_l0")(0, 0) = 1;  // sees only what is there now
  net.pack();
  CellHunt hunt(net, e, task, 0);
  finish(hunt);
  const UnitAgreement& first = hunt.ranked()[0];
  CHECK(first.unit == 1);
  CHECK(first.score > 0.99);
  CHECK(first.accuracy == 1);
  CHECK(std::fabs(first.threshold) < 0.999);
  CHECK(first.above == (first.tells == 0));
  CHECK(hunt.ranked()[1].unit == 0);  // three of twenty steps say it
  CHECK(hunt.ranked()[1].score < 0.3);
  CHECK(hunt.ranked()[1].accuracy < 0.7);
  CHECK(std::fabs(hunt.ranked()[2].score) < 0.01);

  // Of several classes: a unit that is up in one state of Reber's graph tells that one.
  const Experiment reber = experimentOf("task=reber&hiddenSize=12&activation=sigmoid");
  const Network<float> ways = reberNet();
  CHECK(ways.shape().hiddenSize == 12);
  CellHunt states(ways, reber, *findTask("reber"), 0);
  finish(states);
  for (const UnitAgreement& each : states.ranked()) {
    CAPTURE(each.unit);
    CHECK(each.score < 1);
  }
  // B leads to state 1 and nothing else does; that unit is sure.
  const auto b = std::find_if(states.ranked().begin(), states.ranked().end(), [](const UnitAgreement& each) { return each.unit == 0; });
  CHECK(b->tells == 1);
  CHECK(b->accuracy == 1);
}

TEST_CASE("the automaton in a net that computes parity is a flip-flop") {
  const Task& task = *findTask("parity");
  const Experiment e = experimentOf("task=parity");
  const Network<float> net = parityNet();
  AutomatonSearch search(net, e, task);
  CHECK(finish(search, 0) > 10);
  const FoundAutomaton& found = search.found();
  CHECK(found.states == 3);  // none, one, both are up
  CHECK(found.determinism == 1);
  CHECK(near(found.explained, 1, 1e-6));
  REQUIRE(search.tried().size() == 3);
  CHECK((search.tried()[0].explained < 0.1));
  CHECK((search.tried()[1].determinism < 0.98 || search.tried()[1].explained < 0.95));
  const FoundAutomaton least = found.minimized();
  CHECK(least.states == 2);
  for (const FoundAutomaton* each : {&found, &least}) {
    const AutomatonComparison comparison = search.compare(*each);
    CHECK(comparison.agreement == 1);
    CHECK(comparison.transitions == 1);
    CHECK(comparison.missing == 0);
    CHECK(comparison.isSame());
    const int read[] = {1, 1, 0, 1, 0, 0, 1, 1, 1};
    const std::vector<int> way = each->run(read);
    int odd = 0;
    for (std::size_t i = 0; i < std::size(read); ++i) {
      odd ^= read[i];
      REQUIRE(way[i] >= 0);
      CHECK(comparison.meaning[static_cast<std::size_t>(way[i])] == odd);
      CHECK(near(each->answers[static_cast<std::size_t>(way[i])][0], odd, 1e-5, 1));
    }
    for (int state = 0; state <= each->states; ++state)
      for (int symbol = 0; symbol < 2; ++symbol) CHECK(each->shareOf(state, symbol) == 1);
  }
  // Another k where one is wanted; and the same again.
  AutomatonSearch two(net, e, task, {.states = 2}), again(net, e, task);
  finish(two);
  finish(again);
  CHECK(two.found().states == 2);
  CHECK(!search.compare(two.found()).isSame());
  CHECK(again.found().counts == found.counts);
  CHECK(again.found().centres == found.centres);
}

TEST_CASE("the automaton in a net that walks Reber's graph is the graph") {
  const Experiment e = experimentOf("task=reber");
  const Network<float> net = reberNet();
  AutomatonSearch search(net, e, *findTask("reber"));
  finish(search);
  const FoundAutomaton least = search.found().minimized();
  CHECK(least.states == 6);  // the seven without the one before the first letter
  const AutomatonComparison comparison = search.compare(least);
  CHECK(comparison.agreement == 1);
  CHECK(comparison.isSame());
  const TaskAutomaton& graph = *findTask("reber")->automaton;
  std::vector<int> word;
  for (const char letter : std::string("BTSSXXVPS")) word.push_back(static_cast<int>(graph.letters.find(letter)));
  const std::vector<int> way = least.run(word);
  int state = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    state = graph.next(state, word[i]);
    CHECK(comparison.meaning[static_cast<std::size_t>(way[i])] == state);
  }
  const int wrong[] = {0, 0, 1};  // BB can't come
  CHECK(least.run(wrong)[1] == -1);
  CHECK(least.run(wrong)[2] == -1);
  // A net that knows nothing has no such automaton.
  Network<float> random(net.shape(), Tying::tied);
  initialize(random, "pytorch", 1, 4);
  AutomatonSearch none(random, e, *findTask("reber"), {.sequences = 100, .states = 6});
  finish(none);
  CHECK(!none.compare(none.found()).isSame());
}

TEST_CASE("states are sampled as the net passes through them, and what is remembered is all of it") {
  for (const CellEntry* cell : allCells()) {
    const std::string name(cell->name);
    CAPTURE(name);
    const Experiment e = experimentOf("task=adding&seqLen=6&hiddenSize=3&layers=2&cell=" + name);
    const Task& task = *findTask("adding");
    Network<float> net(networkShape(e, task), Tying::tied);
    initialize(net, "pytorch", 1, 2);
    StateSampling top(net, e, task, {.sequences = 30}), all(net, e, task, {.sequences = 30, .remembered = true}),
        other(net, e, task, {.sequences = 30, .series = 1});
    finish(top);
    finish(all);
    finish(other);
    CHECK(top.samples().states.cols == 3);
    CHECK(all.samples().states.cols == (name == "lstm" ? 12 : name == "jordan" ? 8 : 6));
    CHECK(top.samples().x.values == all.samples().x.values);
    CHECK(top.samples().x.values != other.samples().x.values);
    for (const int s : {0, 24, 25, 29}) {
      Trace<float> trace(net.traceShape(6, 1));
      for (int t = 0; t < 6; ++t)
        for (int i = 0; i < 2; ++i) trace.input(t)[i] = top.samples().input(s)(t, i);
      net.forward(trace);
      for (int t = 0; t < 6; ++t) {
        const int row = s * 6 + t;
        CHECK(near(static_cast<double>(top.samples().answers.at(row, 0)), static_cast<double>(trace.output(t)[0]), 1e-6, 1e-3));
        for (int i = 0; i < 3; ++i) {
          CHECK(near(static_cast<double>(top.samples().states.at(row, i)), static_cast<double>(trace.hidden(1, t, 0, i)), 1e-6, 1e-3));
          CHECK(near(static_cast<double>(all.samples().states.at(row, i)), static_cast<double>(trace.hidden(0, t, 0, i)), 1e-6, 1e-3));
        }
        if (name == "lstm")
          CHECK(near(static_cast<double>(all.samples().states.at(row, 9)), std::tanh(static_cast<double>(trace.chain(1, 0).carried(t)[0])),
                     1e-6, 1e-3));
      }
    }
  }
}

TEST_CASE("of long sequences and wide nets fewer are sampled, so that memory and time stay small") {
  const Task& task = *findTask("adding");
  const Experiment e = experimentOf("task=adding&seqLen=1000&hiddenSize=200&cell=lstm&layers=2");
  const Network<float> net(networkShape(e, task), Tying::tied);
  const StateSampling all(net, e, task, {.sequences = 500, .remembered = true}), top(net, e, task, {.sequences = 500});
  CHECK(all.samples().sequences == 10);  // 800 numbers a row
  CHECK(top.samples().sequences == 40);
}

TEST_CASE("the worst input of a small net is the worst of all there are") {
  const Task& task = *findTask("parity");
  const Experiment e = experimentOf("task=parity&seqLen=11&hiddenSize=5");
  for (const std::uint64_t seed : {1ull, 2ull, 3ull}) {
    Network<float> net(networkShape(e, task), Tying::tied);
    initialize(net, "pytorch", 3, seed);
    double worst = 0;
    for (int bits = 0; bits < 1 << 11; ++bits) {
      Trace<float> trace(net.traceShape(11, 1));
      for (int t = 0; t < 11; ++t) trace.input(t)[0] = static_cast<float>(bits >> t & 1);
      net.forward(trace);
      double sum = 0;
      int odd = 0;
      for (int t = 0; t < 11; ++t) {
        odd ^= bits >> t & 1;
        sum += std::pow(static_cast<double>(trace.output(t)[0]) - odd, 2) / 11;
      }
      worst = std::max(worst, sum);
    }
    WorstInputSearch search(net, e, task, {.tries = 100, .climbs = 3, .attempts = 300});
    CHECK(finish(search, 0) > 10);
    CHECK(search.tried() == 1000);
    CHECK(search.share() == 1);
    CHECK(near(search.worst().loss, worst, 1e-5));
    CHECK(search.worstOfRandom() <= search.worst().loss);
    CHECK(search.meanOfRandom() < search.worstOfRandom());
  }
}

TEST_CASE("of every task the worst input is one of its own, and its loss is that of its answers") {
  int improved = 0;
  for (const Task* task : allTasks()) {
    if (!task->answer) continue;
    const std::string name(task->name);
    CAPTURE(name);
    const Experiment e = experimentOf("task=" + name + "&hiddenSize=6&cell=elman");
    Network<float> net(networkShape(e, *task), Tying::tied);
    initialize(net, "pytorch", 2, 5);
    WorstInputSearch search(net, e, *task, {.tries = 60, .climbs = 2, .attempts = 60}),
        again(net, e, *task, {.tries = 60, .climbs = 2, .attempts = 60});
    finish(search);
    finish(again, 0);
    const WorstInput& worst = search.worst();
    REQUIRE(std::isfinite(worst.loss));
    CHECK(again.worst().x.values == worst.x.values);
    CHECK(worst.loss >= search.worstOfRandom());
    if (task->legal) CHECK(task->legal(e, {worst.x.values.data(), worst.x.cols}));
    if (!task->legal) CHECK(search.tried() == 60);
    improved += worst.loss > search.worstOfRandom();
    // By hand.
    Trace<float> trace(net.traceShape(e.seqLen, 1));
    std::copy(worst.x.values.begin(), worst.x.values.end(), trace.x.data());
    net.forward(trace);
    double sum = 0, rows = 0;
    for (int t = 0; t < e.seqLen; ++t) {
      std::vector<float> target(static_cast<std::size_t>(worst.target.cols), 0.f);
      const bool known = task->counts(e, t) && task->answer(e, worst.x, t, target);
      CHECK(worst.asked[static_cast<std::size_t>(t)] == known);
      if (!known) continue;
      double all = 0, greatest = -1e30;
      for (int o = 0; o < worst.target.cols; ++o) greatest = std::max(greatest, static_cast<double>(trace.output(t)[o]));
      for (int o = 0; o < worst.target.cols; ++o) all += std::exp(static_cast<double>(trace.output(t)[o]) - greatest);
      for (int o = 0; o < worst.target.cols; ++o) {
        const double y = static_cast<double>(trace.output(t)[o]), wanted = static_cast<double>(target[static_cast<std::size_t>(o)]);
        CHECK(worst.target.at(t, o) == target[static_cast<std::size_t>(o)]);
        if (task->loss == Loss::crossEntropy) {
          if (wanted == 1) sum += std::log(all) + greatest - y, rows += 1;
          CHECK(near(static_cast<double>(worst.answers.at(t, o)), std::exp(y - greatest) / all, 1e-4, 1e-3));
        } else {
          sum += (y - wanted) * (y - wanted), rows += 1;
          CHECK(near(static_cast<double>(worst.answers.at(t, o)), y, 1e-5, 1e-2));
        }
      }
    }
    CHECK(near(worst.loss, sum / rows, 1e-5));
  }
  CHECK(improved >= 5);
}

TEST_SUITE("long" * doctest::skip()) {
  TEST_CASE("trained nets have the automata that their tasks ask for") {
    for (const std::string text : {"task=parity&cell=elman", "task=parity&cell=gru", "task=reber&cell=elman", "task=reber&cell=lstm"}) {
      CAPTURE(text);
      const Experiment e = experimentOf(text + "&updates=3000");
      const Task& task = *findTask(e.task);
      Trainer trainer(e, task);
      while (trainer.update() < e.updates) trainer.advance();
      AutomatonSearch search(trainer.network(), e, task);
      finish(search);
      const FoundAutomaton least = search.found().minimized();
      const AutomatonComparison comparison = search.compare(least);
      MESSAGE(text, ": k = ", search.found().states, " determinism ", search.found().determinism, " explained ", search.found().explained,
              ", merged ", least.states, " agreement ", comparison.agreement, " transitions ", comparison.transitions);
      CHECK(comparison.agreement > 0.98);
      CHECK(comparison.missing == 0);
    }
  }
}
