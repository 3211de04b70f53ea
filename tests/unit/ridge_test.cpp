// The closed form against an independent solver, and against what it promises.
#include <doctest/doctest.h>

#include <Eigen/Dense>

#include "network/init.h"
#include "recurrent/experiment_text.h"
#include "recurrent/recurrent.h"
#include "tasks/task.h"
#include "training/evaluator.h"
#include "training/ridge.h"

using namespace unroll;

TEST_CASE("the readout is the solution of the ridge regression over all rows seen") {
  NetworkShape shape;
  shape.cell = "reservoir";
  shape.inputSize = 2;
  shape.hiddenSize = 9;
  constexpr int steps = 12, batch = 7;
  const Task& task = *findTask("adding");
  Experiment experiment;
  experiment.seqLen = steps;
  for (double penalty : {0.0, 0.01}) {
    Network<float> network(shape, Tying::tied);
    initialize(network, "spectral", 0.9, 3);
    Ridge ridge(shape, batch);
    RidgeSums sums = ridge.start();
    Trace<float> trace(network.traceShape(steps, batch));
    Target<float> target{Buffer<float>::Zero(trace.y.size()), {}};
    Random random(1);
    Eigen::MatrixXd h(0, 10), wanted(0, 1);
    const LossMask mask({0, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1});
    for (int update = 0; update < 3; ++update) {
      drawBatch(experiment, task, random, trace, target.values);
      for (Eigen::Index i = 0; i < target.values.size(); i += 4) target.values[i] = random.normal();
      network.forward(trace);
      ridge.begin();
      while (!ridge.advance(trace, mask, target, penalty, network, sums, network.values())) {
      }
      for (int t = 0; t < steps; ++t)
        for (int b = 0; b < batch && mask.at(t); ++b) {
          h.conservativeResize(h.rows() + 1, 10);
          wanted.conservativeResize(h.rows(), 1);
          for (int i = 0; i < 9; ++i) h(h.rows() - 1, i) = static_cast<double>(trace.hidden(0, t, b, i));
          h(h.rows() - 1, 9) = 1;
          wanted(h.rows() - 1, 0) = static_cast<double>(target.values[static_cast<Eigen::Index>(trace.shape.at(t, b, 4))]);
        }
    }
    Eigen::VectorXd diagonal = Eigen::VectorXd::Constant(10, penalty * static_cast<double>(h.rows()));
    diagonal[9] = 0;
    const Eigen::MatrixXd expected = (h.transpose() * h + Eigen::MatrixXd(diagonal.asDiagonal())).fullPivLu().solve(h.transpose() * wanted);
    for (int i = 0; i < 9; ++i) CHECK(near(static_cast<double>(network.readoutWeight().in(network.values())(0, i)), expected(i, 0), 2e-4));
    CHECK(near(static_cast<double>(network.readoutBias().in(network.values())(0, 0)), expected(9, 0), 2e-4));
  }
}

TEST_CASE("a reservoir learns the sine in a few batches, and only its readout changes") {
  const auto experiment = parseExperiment("task=sine&cell=reservoir&init=spectral&initScale=0.9&hiddenSize=60&readout=ridge&updates=20");
  REQUIRE(experiment);
  auto created = Simulation::create(experiment.value());
  REQUIRE(created);
  Simulation& simulation = *created.value();
  Snapshot before, after;
  simulation.fill(before);
  simulation.finish();
  simulation.fill(after);
  CHECK(after.update == 20);
  CHECK(after.metric < 0.02);
  for (std::size_t i = 0; i < before.parameters.size(); ++i) {
    CAPTURE(before.parameters[i].name);
    const bool readout = before.parameters[i].name.find("readout") == 0;
    const bool same = before.parameters[i].values.values == after.parameters[i].values.values;
    CHECK(same != readout);
  }
}
