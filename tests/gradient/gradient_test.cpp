// Every cell, activation, loss and tying against central differences in double: |a − n| ≤ 1e-6 · max(|a|, |n|, 1e-3) for every
// parameter and every ∂L/∂h_t. Loops over the registries, so that a new cell is checked by being listed.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "cells/cell.h"
#include "core/random.h"
#include "training/backpropagation.h"

using namespace unroll;

namespace {

constexpr int steps = 5, batch = 3, inputs = 3, hidden = 6, outputs = 4;
constexpr double tolerance = 1e-6;

struct Setting {
  std::string cell;
  Activation activation;
  Loss loss;
  Tying tying;
  bool lastStepOnly;

  std::string name() const {
    return cell + " " + std::string(activationName(activation)) + (loss == Loss::crossEntropy ? " cross-entropy" : " mse") +
           (tying == Tying::tied ? " tied" : " untied") + (lastStepOnly ? " last" : " every");
  }
};

bool agree(double analytic, double numeric) {
  return std::fabs(analytic - numeric) <= tolerance * std::max({std::fabs(analytic), std::fabs(numeric), 1e-3});
}

class Check {
 public:
  explicit Check(const Setting& s)
      : setting(s),
        network({s.cell, s.activation, inputs, hidden, outputs}, s.tying, steps),
        pass(network, s.loss, s.lastStepOnly ? LossMask::last(steps) : LossMask::every(steps), batch) {
    Random random(7);
    for (const Parameter& p : network.parameters()) {
      auto values = p.in(network.values());
      for (int row = 0; row < p.rows; ++row)
        for (int col = 0; col < p.cols; ++col) values(row, col) = static_cast<double>(random.uniform(-0.7f, 0.7f));
    }
    for (Eigen::Index i = 0; i < pass.trace.x.size(); ++i) pass.trace.x[i] = static_cast<double>(random.normal());
    for (int b = 0; b < batch; ++b)
      for (int i = 0; i < hidden; ++i) pass.trace.hidden(-1, b)[i] = static_cast<double>(random.uniform(-0.5f, 0.5f));
    for (int& c : pass.target.classes) c = random.below(outputs);
    for (Eigen::Index i = 0; i < pass.target.values.size(); ++i) pass.target.values[i] = static_cast<double>(random.normal());
    network.pack();
    pass.run(network);
  }

  double lossNow() {
    network.pack();
    pass.run(network);
    return pass.loss();
  }

  Setting setting;
  Network<double> network;
  Backpropagation<double> pass;
};

// Central differences of fourth order: the error is far below the bound at this step.
template <class F>
double slope(F loss, double h = 1e-3) {
  return (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h);
}

std::vector<Setting> allSettings() {
  std::vector<Setting> settings;
  for (const CellEntry& cell : allCells())
    for (int a = 0; a < activationCount; ++a)
      for (Loss loss : {Loss::meanSquaredError, Loss::crossEntropy})
        for (Tying tying : {Tying::tied, Tying::untied})
          for (bool last : {false, true}) settings.push_back({std::string(cell.name), static_cast<Activation>(a), loss, tying, last});
  return settings;
}

}  // namespace

TEST_CASE("gradients of all weights agree with central differences") {
  for (const Setting& setting : allSettings()) {
    CAPTURE(setting.name());
    Check check(setting);
    const Buffer<double> analytic = check.pass.gradients();
    const double h = setting.activation == Activation::relu ? 1e-5 : 1e-3;
    int compared = 0;
    for (const Parameter& p : check.network.parameters()) {
      for (int row = 0; row < p.rows; ++row) {
        for (int col = 0; col < p.cols; ++col) {
          const double at = p.in(check.network.values())(row, col);
          const double numeric = slope(
              [&](double step) {
                p.in(check.network.values())(row, col) = at + step;
                return check.lossNow();
              },
              h);
          p.in(check.network.values())(row, col) = at;
          CAPTURE(p.name);
          CAPTURE(row);
          CAPTURE(col);
          const double a = p.in(analytic)(row, col);
          if (!agree(a, numeric)) CHECK(a == doctest::Approx(numeric).epsilon(tolerance));
          ++compared;
        }
      }
    }
    CHECK(compared == check.network.parameterCount());
  }
}

TEST_CASE("gradients of all hidden states agree with central differences") {
  // h_t is nudged after it was computed, for t = −1 (the state before the first step) to T−1, and the rest runs on from there.
  for (const Setting& setting : allSettings()) {
    CAPTURE(setting.name());
    Check check(setting);
    GradientTrace<double> analytic = check.pass.gradientTrace();
    check.network.backwardToStart(analytic);
    GradientTrace<double> scratch = analytic;
    Trace<double>& trace = check.pass.trace;
    const double h = setting.activation == Activation::relu ? 1e-5 : 1e-3;
    for (int t = -1; t < steps; ++t) {
      for (int b = 0; b < batch; ++b) {
        for (int i = 0; i < hidden; ++i) {
          const double at = trace.hidden(t, b)[i];
          const double numeric = slope(
              [&](double step) {
                trace.hidden(t, b)[i] = at + step;
                for (int later = t + 1; later < steps; ++later) check.network.forwardStep(trace, later);
                check.network.readout(trace, 0, steps);
                return lossAndGradient(setting.loss, check.pass.mask(), trace, check.pass.target, scratch);
              },
              h);
          trace.hidden(t, b)[i] = at;
          CAPTURE(t);
          CAPTURE(b);
          CAPTURE(i);
          const double a = t < 0 ? analytic.dhStart[b * padded(hidden) + i] : analytic.hidden(t, b)[i];
          if (!agree(a, numeric)) CHECK(a == doctest::Approx(numeric).epsilon(tolerance));
        }
      }
      for (int later = t + 1; later < steps; ++later) check.network.forwardStep(trace, later);
    }
  }
}

TEST_CASE("a wrong gradient is noticed") {
  CHECK_FALSE(agree(1.0, 1.0 + 3e-6));
  CHECK(agree(1.0, 1.0 + 0.5e-6));
  CHECK_FALSE(agree(0.0, 2e-9));
}
