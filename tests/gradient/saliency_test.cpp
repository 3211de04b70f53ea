// What an answer hangs on, by central differences for every cell; and for linear nets, where it adds up to the answer.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "cells/cell.h"
#include "core/random.h"
#include "training/saliency.h"

using namespace unroll;

namespace {

double answerOf(const Network<double>& net, const Table& x, Loss loss, int t, int output, int s = 0, int i = 0, double by = 0) {
  Trace<double> trace(net.traceShape(x.rows, 1));
  for (int step = 0; step < x.rows; ++step)
    for (int j = 0; j < x.cols; ++j) trace.input(step)[j] = static_cast<double>(x.at(step, j)) + (step == s && j == i ? by : 0);
  net.forward(trace);
  const double* y = trace.output(t);
  if (loss == Loss::meanSquaredError) return y[output];
  if (loss == Loss::binaryCrossEntropy) return 1 / (1 + std::exp(-y[output]));
  double sum = 0;
  for (int o = 0; o < net.shape().outputSize; ++o) sum += std::exp(y[o]);
  return std::exp(y[output]) / sum;
}

}  // namespace

TEST_CASE("saliency is the derivative of an answer by each input") {
  constexpr int steps = 5;
  constexpr double step = 1e-5;
  for (const CellEntry* cell : allCells())
    for (const bool both : {false, true})
      for (const int layers : {1, 2})
        for (const Loss loss : {Loss::meanSquaredError, Loss::binaryCrossEntropy, Loss::crossEntropy}) {
          const std::string name = std::string(cell->name) + (both ? " both directions " : " ") + std::to_string(layers);
          CAPTURE(name);
          Network<double> net({.cell = std::string(cell->name),
                               .inputSize = 2,
                               .hiddenSize = 3,
                               .outputSize = 3,
                               .layers = layers,
                               .bidirectional = both,
                               .window = 3},
                              Tying::tied);
          Random random(4);
          for (const Parameter& p : net.parameters())
            for (int row = 0; row < p.rows; ++row)
              for (int col = 0; col < p.cols; ++col) p.in(net.values())(row, col) = static_cast<double>(random.uniform(-0.9f, 0.9f));
          net.pack();
          Table x;
          x.fill(steps, 2, [&](int, int) { return random.normal(); });
          for (const int t : {1, steps - 1}) {
            const Saliency found = saliencyOf(net, x, loss, t, 2);
            CHECK(near(found.answer, answerOf(net, x, loss, t, 2), 1e-10));
            for (int s = 0; s < steps; ++s) {
              double squares = 0;
              for (int i = 0; i < 2; ++i) {
                const double slope = (answerOf(net, x, loss, t, 2, s, i, step) - answerOf(net, x, loss, t, 2, s, i, -step)) / (2 * step);
                CHECK(near(static_cast<double>(found.gradient.at(s, i)), slope, 1e-5, 1e-3));
                CHECK(near(static_cast<double>(found.product.at(s, i)), slope * static_cast<double>(x.at(s, i)), 1e-5, 1e-3));
                squares += slope * slope;
                if (s > t && !both) CHECK(found.gradient.at(s, i) == 0);
              }
              CHECK(near(static_cast<double>(found.sizes[static_cast<std::size_t>(s)]), std::sqrt(squares), 1e-5, 1e-3));
            }
          }
        }
}

TEST_CASE("of a linear net without biases input times gradient adds up to the answer") {
  Network<float> net({.activation = Activation::identity, .inputSize = 2, .hiddenSize = 4, .outputSize = 1}, Tying::tied);
  Random random(2);
  for (const Parameter& p : net.parameters())
    for (int row = 0; row < p.rows && !p.isVector; ++row)
      for (int col = 0; col < p.cols; ++col) p.in(net.values())(row, col) = random.uniform(-0.7f, 0.7f);
  net.pack();
  Table x;
  x.fill(8, 2, [&](int, int) { return random.normal(); });
  const Saliency found = saliencyOf(net, x, Loss::meanSquaredError, 7, 0);
  double sum = 0;
  for (const float product : found.product.values) sum += static_cast<double>(product);
  CHECK(near(sum, found.answer, 1e-5));
}
