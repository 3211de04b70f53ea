// The backward pass taken apart, over all cells, one to three layers, both directions, random weights: contributions, pieces, paths,
// connectivity, eigenvalues, fixed points, units held by hand.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "analysis/clamps.h"
#include "analysis/connectivity.h"
#include "analysis/contributions.h"
#include "analysis/fixed_points.h"
#include "analysis/paths.h"
#include "analysis/spectrum.h"
#include "cells/cell.h"
#include "core/random.h"
#include "training/backpropagation.h"

using namespace unroll;

namespace {

constexpr int inputSize = 2, hiddenSize = 3, outputSize = 2;

struct TakenApart {
  NetworkShape shape;
  int steps;
  bool last;
  Network<double> net;
  Backpropagation<double> pass;

  TakenApart(const NetworkShape& s, int stepCount, bool lastOnly, int batch = 1)
      : shape(s),
        steps(stepCount),
        last(lastOnly),
        net(s, Tying::tied),
        pass(net, Loss::meanSquaredError, lastOnly ? LossMask::last(stepCount) : LossMask::every(stepCount), batch) {
    Random random(11);
    for (const Parameter& p : net.parameters()) {
      auto values = p.in(net.values());
      for (int row = 0; row < p.rows; ++row)
        for (int col = 0; col < p.cols; ++col) values(row, col) = static_cast<double>(random.uniform(-0.9f, 0.9f));
    }
    net.pack();
    for (Eigen::Index i = 0; i < pass.trace.x.size(); ++i) pass.trace.x[i] = static_cast<double>(random.normal());
    for (Eigen::Index i = 0; i < pass.target.values.size(); ++i) pass.target.values[i] = static_cast<double>(random.normal());
    for (ChainTrace<double>& chain : pass.trace.chains)
      for (int b = 0; b < batch; ++b)
        for (int i = 0; i < shape.hiddenSize; ++i) chain.start(b)[i] = static_cast<double>(random.uniform(-0.5f, 0.5f));
    pass.run(net);
    net.readout(pass.trace, 0, steps);
  }
  std::string name() const {
    return shape.cell + " layers " + std::to_string(shape.layers) + (shape.bidirectional ? " both directions" : "") + " T " +
           std::to_string(steps) + (last ? " last" : " every");
  }
};

// f(case) for every cell, 1 to `layers` layers, both directions, and these lengths.
template <class F>
void forAll(int layers, std::initializer_list<int> lengths, F f, int hidden = hiddenSize) {
  for (const CellEntry* cell : allCells())
    for (int n = 1; n <= layers; ++n)
      for (const bool both : {false, true})
        for (const int steps : lengths)
          for (const bool last : {false, true}) {
            NetworkShape shape;
            shape.cell = cell->name;
            shape.inputSize = inputSize;
            shape.hiddenSize = hidden;
            shape.outputSize = outputSize;
            shape.layers = n;
            shape.bidirectional = both;
            shape.window = 3;
            shape.peepholes = n == 2;
            TakenApart c(shape, steps, last, steps % 2 == 0 ? 2 : 1);
            CAPTURE(c.name());
            f(c);
          }
}

// Every so many of a tied net's weights, with a name.
template <class F>
void someWeights(const Network<double>& net, int every, F f) {
  int at = 0;
  for (const Parameter& p : net.parameters())
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col)
        if (at++ % every == 0) {
          CAPTURE(p.name);
          CAPTURE(row);
          CAPTURE(col);
          f(p.at(row, col));
        }
}

// 1e-6 of the greater, as the issue wants; sums of terms that nearly cancel are judged by their terms.
Nearness agreeing(double a, double b, double terms = 1e-6) { return near(a, b, 1e-6, terms); }

double slopeOf(const auto& f) {  // central differences of fourth order
  constexpr double h = 1e-3;
  return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}

}  // namespace

TEST_CASE("contributions of all time steps: those of the untied copies, and their sum is the gradient") {
  forAll(3, {1, 2, 7, 40}, [](TakenApart& c) {
    Network<double> twin = c.net.unfold(c.steps);
    Backpropagation<double> untied(twin, Loss::meanSquaredError, c.pass.mask(), c.pass.trace.shape.batch);
    untied.trace = c.pass.trace;
    untied.target = c.pass.target;
    untied.run(twin);
    Buffer<double> block, sum = Buffer<double>::Zero(c.net.values().size()), sizes = sum;
    const auto copy = static_cast<Eigen::Index>(c.net.copySize());
    for (int t = 0; t < c.steps; ++t) {
      contributionAt(c.net, c.pass.trace, c.pass.gradientTrace(), t, block);
      sum += block;
      sizes += block.cwiseAbs();
      CHECK((block.tail(copy) - untied.gradients().segment(static_cast<Eigen::Index>(twin.startSize()) + t * copy, copy)).norm() <=
            1e-12 * (1 + block.norm()));
    }
    for (Eigen::Index i = 0; i < sum.size(); ++i) CHECK(agreeing(sum[i], c.pass.gradients()[i], sizes[i]));
    CHECK(sum.norm() > 1e-3);
  });
}

TEST_CASE("a pass back by hand has exactly the numbers of backpropagation through time") {
  forAll(3, {1, 6, 40}, [](TakenApart& c) {
    GradientTrace<double> byHand(c.pass.trace.shape);
    byHand.dy = c.pass.gradientTrace().dy;
    passBack(c.net, c.pass.trace, byHand);
    for (std::size_t i = 0; i < byHand.chains.size(); ++i) {
      // But where a window's lags reach several steps of the layer below: the whole pass adds them up in the pieces in which it comes.
      const double apart = (byHand.chains[i].dh - c.pass.gradientTrace().chains[i].dh).cwiseAbs().maxCoeff();
      const bool inPieces = c.net.cell(0, 0, 0).lags() > 1 && c.shape.layers > 1;
      CHECK(apart <= (inPieces ? 1e-15 * byHand.chains[i].dh.cwiseAbs().maxCoeff() : 0));
      CHECK(byHand.chains[i].dh.norm() > 0);
    }
  });
}

TEST_CASE("connectivity agrees with central differences, and nothing acts before its time") {
  forAll(3, {1, 5}, [](TakenApart& c) {
    if (c.last) return;
    const int units = hiddenSize * c.shape.directions();
    Connectivity<double> all(c.net, c.pass.trace);
    all.run();
    Trace<double> trace = c.pass.trace;
    int causal = 0;
    for (int s = 0; s < c.steps; ++s)
      for (int j = 0; j < inputSize; ++j)
        for (int t = 0; t < c.steps; ++t) {
          const Derivative<double> output = all.output(t);
          const auto nudged = [&](auto number) {
            const double before = trace.input(s)[j];
            const double slope = slopeOf([&](double by) {
              trace.input(s)[j] = before + by;
              c.net.forward(trace);
              return number();
            });
            trace.input(s)[j] = before;
            return slope;
          };
          for (int i = 0; i < units; ++i) {
            CHECK(near(all.hidden(t, s, i, j), nudged([&] { return trace.hidden(-1, t, 0, i); }), 1e-6, 1e-3));
            if (s > t && !c.shape.bidirectional) {
              CHECK(all.hidden(t, s, i, j) == 0);
              ++causal;
            }
          }
          for (int o = 0; o < outputSize; ++o)
            CHECK(near(output(o, s * inputSize + j), nudged([&] { return trace.output(t)[o]; }), 1e-6, 1e-3));
          double squares = 0;
          for (int i = 0; i < units; ++i)
            for (int k = 0; k < inputSize; ++k) squares += all.hidden(t, s, i, k) * all.hidden(t, s, i, k);
          CHECK(near(all.norm(t, s), std::sqrt(squares), 1e-12, 1e-12));
        }
    CHECK((causal > 0) == (c.steps > 1 && !c.shape.bidirectional));
  });
}

TEST_CASE("a large net's connectivity comes step by step, in small pieces, and takes no memory before its step") {
  constexpr int steps = 30;
  TakenApart c({.cell = "lstm", .inputSize = inputSize, .hiddenSize = 64, .outputSize = outputSize}, steps, false);
  Connectivity<double> all(c.net, c.pass.trace);
  int pieces = 0, mostGrown = 0;
  const auto taken = [&] {
    int count = 0;
    for (int t = 0; t < steps; ++t) count += all.at(t).size() > 0;
    return count;
  };
  CHECK(taken() == 0);
  for (int before = 0; !all.advance(); ++pieces) {
    const int now = taken();
    mostGrown = std::max(mostGrown, now - before);
    before = now;
  }
  CHECK(mostGrown == 1);
  CHECK(taken() == steps);
  // 128 numbers of the state by themselves, for t + 1 inputs of two numbers: at most a million multiplications a piece.
  CHECK(static_cast<double>(pieces) >= 128.0 * 128 * inputSize * steps * (steps + 1) / 2 / 1e6);
}

TEST_CASE("a state's effect on later states agrees with central differences of a unit held by hand") {
  forAll(2, {1, 4}, [](TakenApart& c) {
    if (c.last) return;
    const int units = hiddenSize * c.shape.directions(), top = c.shape.layers - 1;
    Connectivity<double> all(c.net, c.pass.trace, Connectivity<double>::Source::hidden);
    all.run();
    for (int s = 0; s < c.steps; ++s)
      for (int j = 0; j < units; ++j)
        for (int t = 0; t < c.steps; ++t)
          for (int i = 0; i < units; ++i) {
            Trace<double> trace = c.pass.trace;
            const double numeric = slopeOf([&](double by) {
              c.net.start(trace);
              for (int layer = 0; layer <= top; ++layer)
                for (int k = 0; k < c.steps; ++k) {
                  c.net.forwardSteps(trace, layer, k, 1);
                  const int d = j / hiddenSize, at = d == 0 ? k : c.steps - 1 - k;
                  if (layer == top && at == s) {
                    trace.chain(top, d).hidden(s)[j % hiddenSize] += by;
                    c.net.feedBack(trace, top, d, s);
                  }
                }
              return trace.hidden(top, t, 0, i);
            });
            CHECK(near(all.hidden(t, s, i, j), numeric, 1e-6, 1e-3));
          }
  });
}

TEST_CASE("pieces of a contribution sum to it, and paths to a piece") {
  double longest = 0;
  const auto check = [&](TakenApart& c) {
    if (c.pass.trace.shape.batch > 1) return;
    const int steps = c.steps;
    someWeights(c.net, 23, [&](Eigen::Index weight) {
      const std::vector<double> contributions = contributionsOf(c.net, c.pass.trace, c.pass.gradientTrace(), weight);
      Pieces<double> pieces(c.net, c.pass.trace, c.pass.gradientTrace(), weight);
      pieces.run();
      for (int t = 0; t < steps; ++t) {
        double sum = 0, size = 0;
        for (int tau = 0; tau < steps; ++tau) {
          sum += pieces.at(tau, t);
          size += std::fabs(pieces.at(tau, t));
          if (tau < t && !c.shape.bidirectional) CHECK(pieces.at(tau, t) == 0);
          const Paths all = pathsOf(c.net, c.pass.trace, c.pass.gradientTrace(), weight, t, tau, 10000);
          double products = 0, sizes = 0;
          for (std::size_t i = 0; i < all.largest.size(); ++i) {
            const Path& path = all.largest[i];
            double product = path.last;
            for (const PathNode& node : path.nodes) product *= node.factor;
            CHECK(near(product, path.product, 1e-12));
            if (i > 0) CHECK(std::fabs(path.product) <= std::fabs(all.largest[i - 1].product));
            products += path.product;
            sizes += std::fabs(path.product);
          }
          CHECK(near(all.sum, pieces.at(tau, t), 1e-6, sizes));
          longest = std::max(longest, all.count);
          if (all.count < 10000) {
            CHECK(static_cast<double>(all.largest.size()) == all.count);
            CHECK(near(products, pieces.at(tau, t), 1e-6, sizes));
            // The nine largest are the first nine of all.
            const Paths nine = pathsOf(c.net, c.pass.trace, c.pass.gradientTrace(), weight, t, tau);
            CHECK(nine.count == all.count);
            CHECK(nine.largest.size() == std::min<std::size_t>(9, all.largest.size()));
            for (std::size_t i = 0; i < nine.largest.size(); ++i) CHECK(near(nine.largest[i].product, all.largest[i].product, 1e-12));
          }
        }
        CHECK(agreeing(sum, contributions[static_cast<std::size_t>(t)], size));
      }
    });
  };
  forAll(2, {1, 3, 5}, check, 2);
  forAll(1, {5}, check, 3);
  CHECK(longest > 100);
}

TEST_CASE("a piece is the product of the state's Jacobians between its loss and its copy") {
  NetworkShape shape;
  shape.inputSize = inputSize;
  shape.hiddenSize = hiddenSize;
  shape.outputSize = outputSize;
  TakenApart c(shape, 6, false);
  const Trace<double>& trace = c.pass.trace;
  // By hand, from the net's own weights: ∂L_τ/∂h_τ · Π diag(1 − h²) W_hh · diag(1 − h²) h_{t−1}.
  const auto whh = c.net.find("rnn.weight_hh_l0")->in(c.net.values());
  const auto why = c.net.readoutWeight().in(c.net.values());
  for (int i = 0; i < hiddenSize; ++i)
    for (int j = 0; j < hiddenSize; ++j) {
      Pieces<double> pieces(c.net, trace, c.pass.gradientTrace(), c.net.find("rnn.weight_hh_l0")->at(i, j));
      pieces.run();
      for (int tau = 0; tau < 6; ++tau)
        for (int t = 0; t <= tau; ++t) {
          Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(hiddenSize);
          for (int k = 0; k < hiddenSize; ++k)
            for (int o = 0; o < outputSize; ++o) row[k] += c.pass.gradientTrace().output(tau)[o] * why(o, k);
          for (int s = tau; s > t; --s) {
            Eigen::MatrixXd jacobian(hiddenSize, hiddenSize);
            for (int a = 0; a < hiddenSize; ++a)
              for (int b = 0; b < hiddenSize; ++b) jacobian(a, b) = (1 - std::pow(trace.hidden(0, s, 0, a), 2)) * whh(a, b);
            row = (row * jacobian).eval();
          }
          const double by = t == 0 ? trace.chain(0, 0).start()[j] : trace.hidden(0, t - 1, 0, j);
          CHECK(agreeing(row[i] * (1 - std::pow(trace.hidden(0, t, 0, i), 2)) * by, pieces.at(tau, t), 1e-9));
        }
    }
}

TEST_CASE("the Jacobian of a step agrees with central differences of the whole state, and its eigenvalues with Elman's by hand") {
  forAll(1, {4}, [](TakenApart& c) {
    if (c.last || c.shape.bidirectional) return;
    StepDerivatives<double> derivatives(c.net);
    derivatives.take(c.pass.trace, 0, 0, 2);
    const StateSize size = derivatives.size();
    Trace<double> trace = c.pass.trace;
    ChainTrace<double>& chain = trace.chain(0, 0);
    for (int j = 0; j < size.all(); ++j) {
      double& number = j < size.hidden ? chain.hidden(1)[j] : chain.carried(1)[j - size.hidden];
      const double before = number;
      for (int i = 0; i < size.all(); ++i) {
        const double numeric = slopeOf([&](double by) {
          number = before + by;
          c.net.forwardSteps(trace, 0, 2, 1);
          return i < size.hidden ? chain.hidden(2)[i] : chain.carried(2)[i - size.hidden];
        });
        CHECK(near(derivatives.state()(i, j), numeric, 1e-6, 1e-3));
      }
      number = before;
    }
    const CellEntry& entry = *findCell(c.shape.cell);
    const bool remembersHidden = c.net.cell(0, 0, 0).remembersHidden();
    const auto values = eigenvalues(derivatives, remembersHidden);
    CHECK(static_cast<int>(values.size()) == (entry.memory ? size.all() - (remembersHidden ? 0 : size.hidden) : 0));
    std::complex<double> trace2 = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      trace2 += values[i];
      if (i > 0) CHECK(std::abs(values[i]) <= std::abs(values[i - 1]));
    }
    CHECK(near(trace2.real(), derivatives.state().trace(), 1e-9, 1e-9));
    CHECK(std::fabs(trace2.imag()) < 1e-12);
    if (c.shape.cell != "elman") return;
    const auto whh = c.net.find("rnn.weight_hh_l0")->in(c.net.values());
    Eigen::MatrixXd jacobian(hiddenSize, hiddenSize);
    for (int a = 0; a < hiddenSize; ++a)
      for (int b = 0; b < hiddenSize; ++b) jacobian(a, b) = (1 - std::pow(c.pass.trace.hidden(0, 2, 0, a), 2)) * whh(a, b);
    for (const auto& value : eigenvalues(jacobian))
      CHECK(std::any_of(values.begin(), values.end(), [&](const auto& v) { return std::abs(v - value) < 1e-9; }));
  });
}

TEST_CASE("fixed points satisfy their equation, and their kind is that of the eigenvalues") {
  for (const CellEntry* cell : allCells()) {
    if (!cell->memory) continue;
    for (const int hidden : {1, 2, 3}) {
      NetworkShape shape;
      shape.cell = cell->name;
      shape.hiddenSize = hidden;
      shape.outputSize = 2;
      TakenApart c(shape, 1, false);
      c.net.values() *= 2;
      c.net.pack();
      CAPTURE(c.name());
      CAPTURE(hidden);
      for (const double x : {0.0, 0.7}) {
        StateFixedPoints points(c.net, {x});
        points.run();
        CHECK(!points.found().empty());
        for (const StateFixedPoint& p : points.found()) {
          std::vector<double> next = p.state;
          points.step(next);
          for (std::size_t i = 0; i < next.size(); ++i) CHECK(std::fabs(next[i] - p.state[i]) <= 1e-6);
          REQUIRE(static_cast<int>(p.eigenvalues.size()) == points.stateSize());
          // By differences: the Jacobian's trace and, as its size says, whether a nudge grows.
          double trace = 0;
          for (std::size_t i = 0; i < p.state.size(); ++i)
            trace += slopeOf([&](double by) {
              std::vector<double> nudged = p.state;
              nudged[i] += by;
              points.step(nudged);
              return nudged[i];
            });
          std::complex<double> sum = 0;
          for (const auto& value : p.eigenvalues) sum += value;
          CHECK(near(sum.real(), trace, 1e-6, 1e-3));
          const auto beyond = std::count_if(p.eigenvalues.begin(), p.eigenvalues.end(), [](const auto& v) { return std::abs(v) >= 1; });
          CHECK((p.kind == StateFixedPoint::Kind::stable) == (beyond == 0));
          CHECK((p.kind == StateFixedPoint::Kind::unstable) == (beyond == points.stateSize()));
          if (p.kind != StateFixedPoint::Kind::stable || std::abs(p.eigenvalues[0]) > 0.98) continue;
          std::vector<double> near1 = p.state;
          for (double& v : near1) v += 1e-6;
          for (int n = 0; n < 2000; ++n) points.step(near1);
          for (std::size_t i = 0; i < near1.size(); ++i) CHECK(std::fabs(near1[i] - p.state[i]) < 1e-7);
        }
      }
    }
  }
}

TEST_CASE("two units that each keep a bit have nine fixed points: four stable, four saddles, one unstable") {
  NetworkShape shape;
  shape.hiddenSize = 2;
  Network<double> net(shape, Tying::tied);
  auto whh = net.find("rnn.weight_hh_l0")->in(net.values());
  whh(0, 0) = whh(1, 1) = 2;
  net.pack();
  StateFixedPoints points(net, {0.0});
  points.run();
  int kinds[3] = {};
  for (const StateFixedPoint& p : points.found()) {
    ++kinds[static_cast<int>(p.kind)];
    for (const double h : p.state) CHECK((std::fabs(h) < 1e-9 || near(std::fabs(h), 0.957504024079, 1e-9)));  // h = tanh(2h)
  }
  CHECK(kinds[static_cast<int>(StateFixedPoint::Kind::stable)] == 4);
  CHECK(kinds[static_cast<int>(StateFixedPoint::Kind::saddle)] == 4);
  CHECK(kinds[static_cast<int>(StateFixedPoint::Kind::unstable)] == 1);
}

TEST_CASE("a unit that is held is the same as its value set by hand, and only what comes after it changes") {
  forAll(2, {5}, [](TakenApart& c) {
    if (c.last) return;
    for (int layer = 0; layer < c.shape.layers; ++layer)
      for (const int t : {0, 2, 4}) {
        const Clamp clamp{layer, 1, t, 0.25f};
        Trace<double> held = c.pass.trace, byHand = c.pass.trace;
        forwardClamped(c.net, held, {clamp});
        // By hand: up to the step, set, and on from there.
        for (int l = 0; l < c.shape.layers; ++l)
          for (int k = 0; k < c.steps; ++k) {
            c.net.forwardSteps(byHand, l, k, 1);
            if (l != layer || k != t) continue;
            byHand.chain(l, 0).hidden(t)[1] = 0.25;
            if (c.shape.cell == "jordan") {
              const auto why =
                  (l == c.shape.layers - 1 ? c.net.readoutWeight() : *c.net.find("rnn.weight_hy_l" + std::to_string(l))).in(c.net.values());
              const auto by =
                  (l == c.shape.layers - 1 ? c.net.readoutBias() : *c.net.find("rnn.bias_hy_l" + std::to_string(l))).in(c.net.values());
              for (int o = 0; o < outputSize; ++o) {
                double y = by(o, 0);
                for (int i = 0; i < hiddenSize; ++i) y += why(o, i) * byHand.chain(l, 0).hidden(t)[i];
                byHand.chain(l, 0).carried(t)[o] = y;
              }
            }
          }
        c.net.readout(byHand, 0, c.steps);
        CHECK(held.chain(layer, 0).hidden(t)[1] == 0.25);
        CHECK((held.y - byHand.y).cwiseAbs().maxCoeff() < 1e-12);
        CHECK((held.y - c.pass.trace.y).cwiseAbs().maxCoeff() > 0);
        if (!c.shape.bidirectional)
          for (int s = 0; s < t; ++s)
            for (int o = 0; o < outputSize; ++o) CHECK(held.output(s)[o] == c.pass.trace.output(s)[o]);
      }
    Trace<double> always = c.pass.trace;
    forwardClamped(c.net, always, {{0, 0, -1, -0.5f}});
    for (int t = 0; t < c.steps; ++t) CHECK(always.chain(0, 0).hidden(t)[0] == -0.5);
    Trace<double> none = c.pass.trace;
    forwardClamped(c.net, none, {});
    CHECK((none.y - c.pass.trace.y).cwiseAbs().maxCoeff() == 0);
  });
}
