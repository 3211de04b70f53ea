// Sequences of different lengths: steps that aren't asked for leave loss, gradient and ridge regression as if they weren't there.
#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <cmath>
#include <string>

#include "cells/cell.h"
#include "core/random.h"
#include "network/init.h"
#include "tasks/task.h"
#include "training/backpropagation.h"
#include "training/recurrent_learning.h"
#include "training/ridge.h"

using namespace unroll;

namespace {

constexpr int steps = 6, inputs = 3, hidden = 3, outputs = 2;

NetworkShape shapeOf(std::string_view cell, int layers) {
  NetworkShape shape;
  shape.cell = cell;
  shape.inputSize = inputs;
  shape.hiddenSize = hidden;
  shape.outputSize = outputs;
  shape.window = 3;
  shape.layers = layers;
  return shape;
}

Network<double> drawn(const NetworkShape& shape) {
  Network<double> network(shape, Tying::tied, steps);
  Random random(7);
  for (const Parameter& p : network.parameters()) {
    auto values = p.in(network.values());
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col) values(row, col) = static_cast<double>(random.uniform(-0.7f, 0.7f));
  }
  network.pack();
  return network;
}

// Entry o of what is wanted of sequence b at step t, the same numbers for each length of the pass.
double wanted(Loss loss, int t, int b, int o) {
  return loss == Loss::binaryCrossEntropy ? (t + b + o) % 2 : std::sin(1.0 + t + 3 * b + 5 * o);
}
int wantedClass(int t, int b) { return (t / 2 + b) % outputs; }

// asked(t, b): whether it is; what is not has a target that would be seen.
template <class Asked>
void fill(GradientMethod<double>& pass, Loss loss, int firstSequence, Asked asked) {
  const TraceShape& shape = pass.trace.shape;
  for (int t = 0; t < shape.steps; ++t)
    for (int b = 0; b < shape.batch; ++b) {
      const int sequence = firstSequence + b;
      for (int i = 0; i < inputs; ++i) pass.trace.input(t, b)[i] = std::cos(2.0 + 3 * t + 7 * sequence + i);
      double* target = pass.target.values.data() + shape.at(t, b, padded(outputs));
      for (int o = 0; o < outputs; ++o) target[o] = asked(t, b) ? wanted(loss, t, sequence, o) : static_cast<double>(notAsked);
      if (loss == Loss::crossEntropy) pass.target.classes[shape.at(t, b, 1)] = asked(t, b) ? wantedClass(t, sequence) : -1;
    }
}

template <class F>
void forAll(F f) {
  for (const CellEntry* cell : allCells())
    for (const int layers : {1, 2})
      for (const LossEntry& loss : allLosses()) {
        CAPTURE(std::string(cell->name));
        CAPTURE(layers);
        CAPTURE(std::string(loss.name));
        f(shapeOf(cell->name, layers), loss.loss);
      }
}

bool irregular(int t, int b) { return (t * 5 + b * 3) % 4 != 1 && (b != 1 || t < 4); }

}  // namespace

TEST_CASE("a batch of sequences of different lengths is the mean over all rows of the shorter nets") {
  forAll([](const NetworkShape& shape, Loss loss) {
    const Network<double> network = drawn(shape);
    const int lengths[] = {2, 6, 3};
    Backpropagation<double> batch(network, loss, LossMask::every(steps), 3);
    fill(batch, loss, 0, [&](int t, int b) { return t < lengths[b]; });
    batch.run(network);
    Buffer<double> gradients = Buffer<double>::Zero(network.values().size());
    double sum = 0;
    for (int b = 0; b < 3; ++b) {
      Backpropagation<double> one(network, loss, LossMask::every(lengths[b]), 1);
      fill(one, loss, b, [](int, int) { return true; });
      one.run(network);
      sum += one.loss() * lengths[b];
      gradients += one.gradients() * lengths[b];
    }
    CHECK(near(batch.loss(), sum / 11, 1e-12));
    CHECK((batch.gradients() - gradients / 11).norm() <= 1e-12 * gradients.norm());
    CHECK(batch.gradients().norm() > 1e-3);
  });
}

TEST_CASE("gradients with some rows not asked for agree with central differences, and forward with backward") {
  forAll([](const NetworkShape& shape, Loss loss) {
    Network<double> network = drawn(shape);
    Backpropagation<double> pass(network, loss, LossMask::every(steps), 2);
    fill(pass, loss, 0, irregular);
    pass.run(network);
    const Buffer<double> gradients = pass.gradients();
    GradientTrace<double> scratch = pass.gradientTrace();
    const auto lossNow = [&] {
      network.pack();
      network.forward(pass.trace);
      return lossAndGradient(loss, pass.mask(), pass.trace, pass.target, scratch);
    };
    Buffer<double>& values = network.values();
    constexpr double h = 1e-3;
    for (const Parameter& p : network.parameters())
      for (int row = 0; row < p.rows; ++row)
        for (int col = 0; col < p.cols; ++col) {
          double& w = values[p.at(row, col)];
          const double before = w;
          const auto at = [&](double by) {
            w = before + by;
            return lossNow();
          };
          const double numeric = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
          w = before;
          CAPTURE(p.name);
          CHECK(near(gradients[p.at(row, col)], numeric, 1e-6, 1e-3));
        }
    network.pack();
    // As long as the sequence a truncated pass is the whole one.
    Backpropagation<double> truncated(network, loss, LossMask::every(steps), 2, {steps, steps});
    fill(truncated, loss, 0, irregular);
    truncated.run(network);
    CHECK((truncated.gradients() - gradients).norm() <= 1e-12 * gradients.norm());
    if (shape.cell == "window") return;
    RecurrentLearning<double> forward(network, loss, LossMask::every(steps), 2);
    fill(forward, loss, 0, irregular);
    forward.run(network);
    CHECK(forward.loss() == pass.loss());
    for (Eigen::Index i = 0; i < gradients.size(); ++i) CHECK(near(forward.gradients()[i], gradients[i], 1e-6, 1e-3));
  });
}

TEST_CASE("a ridge regression is over the rows that are asked for, and over no others") {
  NetworkShape shape = shapeOf("reservoir", 1);
  shape.hiddenSize = 7;
  constexpr int batch = 5, features = 8;
  for (const double penalty : {0.0, 0.02}) {
    Network<float> network(shape, Tying::tied);
    initialize(network, "spectral", 0.9, 3);
    Ridge ridge(shape, batch);
    RidgeSums sums = ridge.start();
    Trace<float> trace(network.traceShape(steps, batch));
    Target<float> target{Buffer<float>::Zero(trace.y.size()), {}};
    Random random(1);
    Eigen::MatrixXd h(0, features), answers(0, outputs);
    const LossMask mask({1, 0, 1, 1, 1, 1});
    for (int update = 0; update < 4; ++update) {
      for (Eigen::Index i = 0; i < trace.x.size(); ++i) trace.x[i] = random.normal();
      for (int t = 0; t < steps; ++t)
        for (int b = 0; b < batch; ++b)
          for (int o = 0; o < outputs; ++o)
            target.values[static_cast<Eigen::Index>(trace.shape.at(t, b, padded(outputs))) + o] =
                irregular(t + update, b) ? random.normal() : notAsked;
      network.forward(trace);
      ridge.begin();
      while (!ridge.advance(trace, mask, target, penalty, network, sums, network.values())) {
      }
      for (int t = 0; t < steps; ++t)
        for (int b = 0; b < batch; ++b) {
          if (!mask.at(t) || !irregular(t + update, b)) continue;
          h.conservativeResize(h.rows() + 1, features);
          answers.conservativeResize(h.rows(), outputs);
          for (int i = 0; i < 7; ++i) h(h.rows() - 1, i) = static_cast<double>(trace.hidden(0, t, b, i));
          h(h.rows() - 1, 7) = 1;
          for (int o = 0; o < outputs; ++o)
            answers(h.rows() - 1, o) =
                static_cast<double>(target.values[static_cast<Eigen::Index>(trace.shape.at(t, b, padded(outputs))) + o]);
        }
    }
    CHECK(static_cast<double>(h.rows()) == sums.rows);
    CHECK(h.rows() < 4 * 5 * batch);
    Eigen::VectorXd diagonal = Eigen::VectorXd::Constant(features, penalty * static_cast<double>(h.rows()));
    diagonal[7] = 0;
    const Eigen::MatrixXd expected =
        (h.transpose() * h + Eigen::MatrixXd(diagonal.asDiagonal())).fullPivLu().solve(h.transpose() * answers);
    for (int o = 0; o < outputs; ++o) {
      for (int i = 0; i < 7; ++i)
        CHECK(near(static_cast<double>(network.readoutWeight().in(network.values())(o, i)), expected(i, o), 2e-4, 0.01));
      CHECK(near(static_cast<double>(network.readoutBias().in(network.values())(o, 0)), expected(7, o), 2e-4, 0.01));
    }
  }
}
