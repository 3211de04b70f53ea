// States that forget and gradients that fade: against closed forms of nets that are simple, and plain passes of those that aren't.
#include <doctest/doctest.h>

#include <Eigen/Dense>

#include <cmath>
#include <string>

#include "probing/gradient_flow.h"
#include "analysis/spectrum.h"
#include "probing/state_distance.h"
#include "network/init.h"
#include "unit/drawn.h"

using namespace unroll;

namespace {

template <class Real>
void fillWeights(Network<Real>& network, std::uint64_t seed) {
  Random random(seed);
  for (Eigen::Index i = 0; i < network.values().size(); ++i) network.values()[i] = 0;
  for (const Parameter& p : network.parameters()) {
    auto values = p.in(network.values());
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col) values(row, col) = static_cast<Real>(random.uniform(-0.8f, 0.8f));
  }
  network.pack();
}

Table noise(int steps, int inputs, std::uint64_t seed) {
  Random random(seed);
  Table x;
  x.fill(steps, inputs, [&](int, int) { return random.normal(); });
  return x;
}

template <class Measurement>
void finish(Measurement& measurement) {
  while (!measurement.advance(1e9)) {
  }
}

}  // namespace

TEST_CASE("two states of a leaky unit come together by its weight at each step") {
  Network<float> leaky({.activation = Activation::identity}, Tying::tied);
  leaky.find("rnn.weight_hh_l0")->in(leaky.values())(0, 0) = 0.5f;
  leaky.find("rnn.weight_ih_l0")->in(leaky.values())(0, 0) = 3;
  leaky.pack();
  Table x;
  x.fill(12, 1, [](int, int) { return 1.f; });
  Table other = x;
  other.values[2] = 2;
  StateDistance apart(leaky, x, other);
  finish(apart);
  for (int t = 0; t < 12; ++t) {
    CAPTURE(t);
    const double h = 6 * (1 - std::pow(0.5, t + 1)), distance = t < 2 ? 0 : 3 * std::pow(0.5, t - 2);
    CHECK(near(apart.distance()[static_cast<std::size_t>(t)], distance, 1e-5));
    CHECK(near(apart.relative()[static_cast<std::size_t>(t)], distance / (h + distance / 2), 1e-5));
  }
}

TEST_CASE("the distance of states is that of two passes, for every cell, and begins where the sequences differ") {
  for (const CellEntry* cell : allCells())
    for (const bool both : {false, true}) {
      const std::string name(cell->name);
      CAPTURE(name);
      CAPTURE(both);
      Network<float> net({.cell = name, .inputSize = 2, .hiddenSize = 5, .outputSize = 2, .layers = 2, .bidirectional = both, .window = 3},
                         Tying::untied, 9);
      fillWeights(net, 3);
      const Table x = noise(9, 2, 1);
      Table other = x;
      other.values[4 * 2 + 1] += 0.7f;
      StateDistance apart(net, x, other);
      finish(apart);
      Trace<float> a(net.traceShape(9, 1)), b(net.traceShape(9, 1));
      std::copy(x.values.begin(), x.values.end(), a.x.data());
      std::copy(other.values.begin(), other.values.end(), b.x.data());
      net.forward(a);
      net.forward(b);
      bool anywhere = false;
      for (int t = 0; t < 9; ++t) {
        double squares = 0;
        for (int i = 0; i < (both ? 10 : 5); ++i)
          squares += std::pow(static_cast<double>(a.hidden(-1, t, 0, i)) - static_cast<double>(b.hidden(-1, t, 0, i)), 2);
        CHECK(near(apart.distance()[static_cast<std::size_t>(t)], std::sqrt(squares), 1e-6, 1e-6));
        if (t < 4 && !both) CHECK(apart.distance()[static_cast<std::size_t>(t)] == 0);
        anywhere = anywhere || squares > 0;
      }
      CHECK(anywhere);
    }
}

TEST_CASE("another input is one that the task draws, and nothing else changes") {
  for (const Task* task : allTasks()) {
    const std::string name(task->name);
    CAPTURE(name);
    Experiment experiment;
    experiment.task = name;
    experiment.seqLen = std::max(12, task->shortest(experiment));
    Random random(5);
    const Drawn drawn = drawOne(*task, experiment, random);
    const Table x{experiment.seqLen, task->inputSize(experiment), drawn.x};
    const auto changed = withOtherInput(*task, experiment, x, 1, random);
    if (!changed) {
      CHECK((name == "counting" || name == "order" || name == "series"));
      continue;
    }
    int rows = 0;
    for (int t = 0; t < x.rows; ++t) {
      bool differs = false;
      for (int i = 0; i < x.cols; ++i) differs = differs || changed->at(t, i) != x.at(t, i);
      if (differs) CHECK(t == 1);
      rows += differs;
    }
    CHECK(rows == 1);
    if (!task->letters.empty() && task->codes.empty()) {
      float sum = 0;
      for (int i = 0; i < x.cols; ++i) sum += changed->at(1, i);
      CHECK(sum == 1);
    }
  }
}

TEST_CASE("the gradient of a linear unit fades by its weight at each step") {
  for (const double weight : {0.5, 1.0, 1.5}) {
    Network<double> unit({.activation = Activation::identity}, Tying::tied);
    unit.find("rnn.weight_hh_l0")->in(unit.values())(0, 0) = weight;
    unit.find("rnn.weight_ih_l0")->in(unit.values())(0, 0) = 1;
    unit.find("readout.weight")->in(unit.values())(0, 0) = 2;
    unit.pack();
    const Table x = noise(20, 1, 4);
    double h = 0;
    for (int t = 0; t < 20; ++t) h = weight * h + static_cast<double>(x.at(t, 0));
    const float target = 0.25f;
    GradientFlow<double> flow(unit, x, {&target, 1});
    finish(flow);
    CHECK(near(flow.loss(), std::pow(2 * h - 0.25, 2), 1e-12));
    for (int t = 0; t < 20; ++t) {
      const double stretched = std::pow(weight, 19 - t);
      CHECK(near(flow.norms()[static_cast<std::size_t>(t)], std::fabs(2 * (2 * h - 0.25) * 2) * stretched, 1e-12));
      REQUIRE(flow.singularValues()[static_cast<std::size_t>(t)].size() == 1);
      CHECK(near(flow.singularValues()[static_cast<std::size_t>(t)][0], stretched, 1e-12));
    }
  }
}

TEST_CASE("singular values are those of the product of Jacobians, and bound the gradient") {
  constexpr int units = 6, steps = 9;
  Network<double> net({.inputSize = 2, .hiddenSize = units, .outputSize = 3}, Tying::tied);
  fillWeights(net, 8);
  const Table x = noise(steps, 2, 2);
  const float target[3] = {0, 1, 0};
  for (const int at : {-1, 6}) {
    GradientFlow<double> flow(net, x, target, {.loss = Loss::crossEntropy, .lossAt = at});
    int slices = 1;
    while (!flow.advance(0)) ++slices;
    const int last = at < 0 ? steps - 1 : at;
    CHECK(slices >= last);
    REQUIRE(flow.norms().size() == static_cast<std::size_t>(last) + 1);
    // By hand: diag(1 − h²) W_hh from one step to the next.
    const auto w = net.find("rnn.weight_hh_l0")->in(net.values());
    Eigen::MatrixXd hidden(units, units), product = Eigen::MatrixXd::Identity(units, units);
    for (int i = 0; i < units; ++i)
      for (int j = 0; j < units; ++j) hidden(i, j) = w(i, j);
    Trace<double> trace(net.traceShape(steps, 1));
    std::copy(x.values.begin(), x.values.end(), trace.x.data());
    net.forward(trace);
    Eigen::VectorXd y(3), p(3), outer = Eigen::VectorXd::Zero(units);
    for (int o = 0; o < 3; ++o) y[o] = trace.output(last)[o];
    p = y.array().exp() / y.array().exp().sum();
    CHECK(near(flow.loss(), -std::log(p[1]), 1e-12));
    p[1] -= 1;
    const auto readout = net.readoutWeight().in(net.values());
    for (int o = 0; o < 3; ++o)
      for (int i = 0; i < units; ++i) outer[i] += readout(o, i) * p[o];
    for (int t = last; t >= 0; --t) {
      CAPTURE(t);
      const Eigen::VectorXd known = Eigen::JacobiSVD<Eigen::MatrixXd>(product).singularValues();
      const std::vector<double>& values = flow.singularValues()[static_cast<std::size_t>(t)];
      REQUIRE(values.size() == units);
      for (int i = 0; i < units; ++i) CHECK(near(values[static_cast<std::size_t>(i)], known[i], 1e-9, 1e-9));
      const double gradient = (product.transpose() * outer).norm();
      CHECK(near(flow.norms()[static_cast<std::size_t>(t)], gradient, 1e-9));
      CHECK(gradient <= values.front() * outer.norm() * (1 + 1e-9));
      CHECK(gradient >= values.back() * outer.norm() * (1 - 1e-9));
      for (int i = 0; i < units; ++i) hidden.row(i) = (1 - std::pow(trace.hidden(0, t, 0, i), 2)) * hidden.row(i);
      product = product * hidden;
      for (int i = 0; i < units; ++i) hidden.row(i) /= 1 - std::pow(trace.hidden(0, t, 0, i), 2);
    }
  }
}

TEST_CASE("an orthogonal net stretches nothing; a gated one's cell state counts; without a memory there is nothing") {
  Network<float> turning({.activation = Activation::identity, .inputSize = 1, .hiddenSize = 8}, Tying::tied);
  initialize(turning, "orthogonal", 1, 3);
  const Table x = noise(30, 1, 6);
  const float target = 0;
  GradientFlow<float> flow(turning, x, {&target, 1});
  finish(flow);
  for (const std::vector<double>& values : flow.singularValues())
    for (const double value : values) CHECK(near(value, 1, 1e-5));
  for (const double norm : flow.norms()) CHECK(near(norm, flow.norms().back(), 1e-5));
  for (const CellEntry* cell : allCells()) {
    const std::string name(cell->name);
    CAPTURE(name);
    Network<float> net({.cell = name, .inputSize = 1, .hiddenSize = 4, .outputSize = 1, .layers = 2, .window = 3}, Tying::tied);
    fillWeights(net, 1);
    GradientFlow<float> any(net, x, {&target, 1});
    finish(any);
    CHECK(any.norms().size() == 30);
    const std::size_t numbers = name == "lstm" ? 8 : name == "jordan" ? 1 : cell->memory ? 4 : 0;
    if (numbers == 0) CHECK(any.singularValues().empty());
    if (numbers > 0) CHECK(any.singularValues().front().size() == numbers);
    GradientFlow<float> quick(net, x, {&target, 1}, {.singularValues = false});
    finish(quick);
    CHECK(quick.norms() == any.norms());
    CHECK(quick.singularValues().empty());
  }
}

TEST_CASE("a net with another spectral radius has it, gate by gate, and is the same otherwise") {
  for (const char* cell : {"elman", "gru", "lstm"}) {
    CAPTURE(cell);
    Network<float> net({.cell = cell, .inputSize = 2, .hiddenSize = 7, .layers = 2}, Tying::tied);
    initialize(net, "pytorch", 1, 4);
    for (const double radius : {0.3, 1.7}) {
      const Network<float> other = withSpectralRadius(net, radius);
      for (const Parameter& p : net.parameters()) {
        const auto before = p.in(std::as_const(net).values()), after = p.in(other.values());
        if (p.name.find("weight_hh") == std::string::npos) {
          for (int row = 0; row < p.rows; ++row)
            for (int col = 0; col < p.cols; ++col) CHECK(before(row, col) == after(row, col));
          continue;
        }
        for (int gate = 0; gate < p.blocks; ++gate) {
          Eigen::MatrixXd block(7, 7);
          for (int row = 0; row < 7; ++row)
            for (int col = 0; col < 7; ++col) {
              block(row, col) = static_cast<double>(after(gate * 7 + row, col));
              CHECK(near(static_cast<double>(after(gate * 7 + row, col)) * static_cast<double>(before(gate * 7, 0)),
                         static_cast<double>(before(gate * 7 + row, col)) * static_cast<double>(after(gate * 7, 0)), 1e-5, 1e-3));
            }
          CHECK(near(std::abs(Eigen::EigenSolver<Eigen::MatrixXd>(block).eigenvalues().cwiseAbs().maxCoeff()), radius, 1e-4));
        }
      }
    }
  }
}
