// Every cell, activation, loss, tying, number of layers, direction and start against central differences in double:
// |a − n| ≤ 1e-6 · max(|a|, |n|, 1e-3) for every parameter and every ∂L/∂h_t. Loops over the registries, so that a new cell is checked
// by being listed.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "cells/cell.h"
#include "core/random.h"
#include "training/backpropagation.h"
#include "training/recurrent_learning.h"

using namespace unroll;

namespace {

constexpr int steps = 5, batch = 2, inputs = 3, hidden = 3, outputs = 2;

struct Setting {
  NetworkShape shape;
  Loss loss;
  Tying tying;
  bool lastStepOnly;
  bool oneHot = false;

  std::string name() const {
    std::string text = shape.cell + " " + std::string(activationName(shape.activation)) + " " +
                       std::string(allLosses()[static_cast<std::size_t>(loss)].name) + (tying == Tying::tied ? " tied" : " untied") +
                       (lastStepOnly ? " last" : " every") + " layers " + std::to_string(shape.layers);
    for (const auto& [on, word] : {std::pair(shape.bidirectional, " bidirectional"), std::pair(shape.peepholes, " peepholes"),
                                   std::pair(shape.learnedStart, " learned start"), std::pair(oneHot, " one-hot")})
      if (on) text += word;
    return text;
  }
};

// The one predicate of all comparisons below. Entries below 1e-3 count as 1e-3: there the differences' own rounding shows.
Nearness agree(double analytic, double other) { return near(analytic, other, 1e-6, 1e-3); }

class Check {
 public:
  explicit Check(const Setting& s)
      : setting(s),
        network(s.shape, s.tying, steps),
        pass(network, s.loss, s.lastStepOnly ? LossMask::last(steps) : LossMask::every(steps), batch),
        scratch(pass.gradientTrace()) {
    Random random(7);
    for (const Parameter& p : network.parameters()) {
      auto values = p.in(network.values());
      for (int row = 0; row < p.rows; ++row)
        for (int col = 0; col < p.cols; ++col) values(row, col) = static_cast<double>(random.uniform(-0.7f, 0.7f));
    }
    for (Eigen::Index i = 0; i < pass.trace.x.size(); ++i) pass.trace.x[i] = static_cast<double>(random.normal());
    if (s.oneHot)
      for (int n = 0; n < steps * batch; ++n) pass.trace.classes.push_back(random.below(inputs));
    for (ChainTrace<double>& chain : pass.trace.chains) {
      for (int b = 0; b < batch; ++b)
        for (int i = 0; i < hidden; ++i) chain.start(b)[i] = static_cast<double>(random.uniform(-0.5f, 0.5f));
      if (pass.trace.shape.carriedSize > 0)
        for (int b = 0; b < batch; ++b)
          for (int i = 0; i < (s.shape.cell == "jordan" ? outputs : hidden); ++i)
            chain.carriedStart(b)[i] = static_cast<double>(random.uniform(-0.5f, 0.5f));
    }
    for (int& c : pass.target.classes) c = random.below(outputs);
    for (Eigen::Index i = 0; i < pass.target.values.size(); ++i)
      pass.target.values[i] = s.loss == Loss::binaryCrossEntropy ? random.below(2) : static_cast<double>(random.normal());
    network.pack();
    pass.run(network);
  }

  double lossNow() {  // without the way back, which a difference doesn't need
    network.pack();
    network.forward(pass.trace);
    return lossAndGradient(setting.loss, pass.mask(), pass.trace, pass.target, scratch);
  }
  double stepWidth() const { return setting.shape.activation == Activation::relu ? 1e-5 : 1e-3; }

  Setting setting;
  Network<double> network;
  Backpropagation<double> pass;
  GradientTrace<double> scratch;
};

// Central differences of fourth order: the error is far below the bound at this step.
template <class F>
double slope(F loss, double h) {
  return (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h);
}

NetworkShape shapeOf(std::string_view cell) {
  NetworkShape shape;
  shape.cell = cell;
  shape.inputSize = inputs;
  shape.hiddenSize = hidden;
  shape.outputSize = outputs;
  shape.window = 3;
  return shape;
}

std::vector<Setting> allSettings() {
  std::vector<Setting> settings;
  for (const CellEntry* cell : allCells())
    for (int a = 0; a < activationCount; ++a)
      for (const LossEntry& loss : allLosses())
        for (Tying tying : {Tying::tied, Tying::untied})
          for (bool last : {false, true}) {
            NetworkShape shape = shapeOf(cell->name);
            shape.activation = static_cast<Activation>(a);
            if (a > 0 && !cell->reads("activation")) continue;
            settings.push_back({shape, loss.loss, tying, last});
          }
  for (const CellEntry* cell : allCells())
    for (int layers : {1, 2, 3, 4})
      for (bool bidirectional : {false, true})
        for (Tying tying : {Tying::tied, Tying::untied})
          for (bool extras : {false, true}) {
            NetworkShape shape = shapeOf(cell->name);
            shape.layers = layers;
            shape.bidirectional = bidirectional;
            shape.peepholes = shape.learnedStart = extras;
            settings.push_back({shape, Loss::meanSquaredError, tying, extras, extras});
          }
  return settings;
}

// compare(parameter, row, col, ∂L/∂w as given, ∂L/∂w by differences) for every so many of all weights.
template <class F>
void eachWeight(Check& check, Buffer<double> given, std::int64_t every, F compare) {
  std::int64_t at = 0;
  for (const Parameter& p : check.network.parameters())
    for (int row = 0; row < p.rows; ++row)
      for (int col = 0; col < p.cols; ++col) {
        if (at++ % every != 0) continue;
        double& w = p.in(check.network.values())(row, col);
        const double before = w;
        const double numeric = slope(
            [&](double step) {
              w = before + step;
              return check.lossNow();
            },
            check.stepWidth());
        w = before;
        compare(p, row, col, p.in(given)(row, col), numeric);
      }
  CHECK(at == check.network.parameterCount());
}

}  // namespace

TEST_CASE("gradients of all weights agree with central differences") {
  for (const Setting& setting : allSettings()) {
    CAPTURE(setting.name());
    Check check(setting);
    // Of the larger nets only a part of the entries, spread evenly.
    const std::int64_t every = std::max<std::int64_t>(1, check.network.parameterCount() / 150);
    eachWeight(check, check.pass.gradients(), every, [](const Parameter& p, int row, int col, double analytic, double numeric) {
      CAPTURE(p.name);
      CAPTURE(row);
      CAPTURE(col);
      CHECK(agree(analytic, numeric));
    });
  }
}

TEST_CASE("gradients of all hidden states agree with central differences") {
  // h_t of the topmost layer is nudged after it was computed, also the state before the first step, and the rest runs on from there.
  for (const Setting& setting : allSettings()) {
    if (setting.shape.layers > 2) continue;
    CAPTURE(setting.name());
    Check check(setting);
    GradientTrace<double> analytic = check.pass.gradientTrace();
    check.network.startBackward(analytic, setting.shape.layers - 1, nullptr);
    GradientTrace<double> scratch = analytic;
    Trace<double>& trace = check.pass.trace;
    const int top = setting.shape.layers - 1;
    for (int d = 0; d < setting.shape.directions(); ++d) {
      ChainTrace<double>& chain = trace.chain(top, d);
      for (int k = -1; k < steps; ++k) {
        const int t = d == 0 ? k : steps - 1 - k;
        for (int b = 0; b < batch; ++b) {
          for (int i = 0; i < hidden; ++i) {
            double& h = k < 0 ? chain.start(b)[i] : chain.hidden(t, b)[i];
            const double at = h;
            // A Jordan cell's step hands on y_t, which was computed from h_t before the nudge; its weights are checked above.
            if (k >= 0 && setting.shape.cell == "jordan") continue;
            const double numeric = slope(
                [&](double step) {
                  h = at + step;
                  for (int later = k + 1; later < steps; ++later) check.network.forwardSteps(trace, top, later, 1);
                  check.network.readout(trace, 0, steps);
                  return lossAndGradient(setting.loss, check.pass.mask(), trace, check.pass.target, scratch);
                },
                check.stepWidth());
            h = at;
            CAPTURE(d);
            CAPTURE(k);
            CAPTURE(b);
            CAPTURE(i);
            const ChainGradient<double>& back = analytic.chain(top, d);
            const double a =
                k < 0 ? back.dStart[b * padded(hidden) + i] : back.dh[static_cast<Eigen::Index>(trace.shape.at(t, b, padded(hidden))) + i];
            CHECK(agree(a, numeric));
          }
        }
        for (int later = k + 1; later < steps; ++later) check.network.forwardSteps(trace, top, later, 1);
      }
    }
  }
}

TEST_CASE("real-time recurrent learning computes the gradient of full backpropagation through time") {
  int compared = 0;
  for (const Setting& setting : allSettings()) {
    if (setting.tying == Tying::untied || setting.shape.bidirectional || setting.shape.cell == "window") continue;
    CAPTURE(setting.name());
    Check check(setting);
    RecurrentLearning<double> forward(check.network, setting.loss, setting.lastStepOnly ? LossMask::last(steps) : LossMask::every(steps),
                                      batch);
    forward.trace = check.pass.trace;
    forward.target = check.pass.target;
    forward.run(check.network);
    CHECK(forward.loss() == check.pass.loss());
    for (const Parameter& p : check.network.parameters())
      for (int row = 0; row < p.rows; ++row)
        for (int col = 0; col < p.cols; ++col) {
          CAPTURE(p.name);
          CHECK(agree(p.in(check.pass.gradients())(row, col), p.in(forward.gradients())(row, col)));
          ++compared;
        }
  }
  CHECK(compared > 5000);
}

namespace {

// Truncated by hand: of each loss, only what reaches the last k₂ steps before the end of its window.
Buffer<double> truncatedByHand(Check& check, int length, int every) {
  Buffer<double> sum = Buffer<double>::Zero(check.network.values().size());
  const Trace<double> whole = check.pass.trace;
  for (int lossBegin = 0; lossBegin < steps; lossBegin += every) {
    const int end = std::min(steps, lossBegin + every), begin = std::max(0, end - length);
    // The window as a net of its own, which begins in the state that the whole pass had there.
    std::vector<char> counts(static_cast<std::size_t>(end - begin), 0);
    for (int t = lossBegin; t < end; ++t) counts[static_cast<std::size_t>(t - begin)] = 1;
    Backpropagation<double> window(check.network, check.setting.loss, LossMask(counts), batch);
    for (int t = begin; t < end; ++t)
      for (int b = 0; b < batch; ++b) {
        std::copy(whole.input(t, b), whole.input(t, b) + inputs, window.trace.input(t - begin, b));
        const double* target = check.pass.target.values.data() + whole.shape.at(t, b, padded(outputs));
        std::copy(target, target + outputs, window.target.values.data() + whole.shape.at(t - begin, b, padded(outputs)));
      }
    for (std::size_t i = 0; i < whole.chains.size(); ++i) {
      const Eigen::Index units = batch * padded(hidden), carried = batch * whole.shape.carriedSize;
      window.trace.chains[i].states.head(units) = whole.chains[i].states.segment(begin * units, units);
      window.trace.chains[i].carriedStates.head(carried) = whole.chains[i].carriedStates.segment(begin * carried, carried);
    }
    window.run(check.network);
    sum += window.gradients() * (static_cast<double>(end - lossBegin) / steps);  // both losses are means
  }
  return sum;
}

}  // namespace

TEST_CASE("truncated backpropagation is the sum of its windows") {
  for (const CellEntry* cell : allCells()) {
    for (int layers : {1, 2}) {
      NetworkShape shape = shapeOf(cell->name);
      shape.layers = layers;
      Check check({shape, Loss::meanSquaredError, Tying::tied, false});
      const Buffer<double> full = check.pass.gradients();
      for (const Truncation& t :
           {Truncation{2, 2}, Truncation{3, 1}, Truncation{3, 2}, Truncation{4, 3}, Truncation{1, 1}, Truncation{5, 5}}) {
        CAPTURE(check.setting.name());
        CAPTURE(t.length);
        CAPTURE(t.every);
        Backpropagation<double> truncated(check.network, Loss::meanSquaredError, LossMask::every(steps), batch, t);
        truncated.trace = check.pass.trace;
        truncated.target = check.pass.target;
        truncated.run(check.network);
        CHECK(truncated.loss() == check.pass.loss());
        const bool hasMemory = cell->memory;
        const Buffer<double> expected = hasMemory ? truncatedByHand(check, t.length, t.every) : full;
        CHECK((truncated.gradients() - expected).norm() <= 1e-12 * full.norm());
        CHECK(((truncated.gradients() - full).norm() > 1e-6 * full.norm()) == (hasMemory && t.length < steps));
      }
    }
  }
}

TEST_CASE("a wrong gradient is noticed") {
  // By the predicate that every comparison above uses: what it allows, and what it doesn't, at the size of a gradient's entries.
  for (const double size : {1e-3, 0.03, 1.0, 40.0}) {
    for (const double sign : {1.0, -1.0}) {
      CAPTURE(size);
      CHECK(agree(sign * size, sign * size * (1 + 0.9e-6)));
      CHECK_FALSE(agree(sign * size, sign * size * (1 + 1.1e-6)));
      CHECK_FALSE(agree(sign * size * (1 + 1.1e-6), sign * size));
      CHECK_FALSE(agree(sign * size, -sign * size));
    }
  }
  CHECK(agree(0.0, 0.9e-9));
  CHECK_FALSE(agree(0.0, 1.1e-9));
  CHECK_FALSE(agree(1.0, std::nan("")));
  // In whole nets, by the walk that checks them all: one entry wrong by three millionths fails, and it alone.
  for (const CellEntry* cell : allCells()) {
    CAPTURE(std::string(cell->name));
    Check check({shapeOf(cell->name), Loss::meanSquaredError, Tying::tied, false});
    const Buffer<double> right = check.pass.gradients();
    for (Eigen::Index i = 0; i < right.size(); ++i) {
      if (i % 7 != 0 || std::fabs(right[i]) < 1e-3) continue;
      Buffer<double> wrong = right;
      wrong[i] *= 1 + 3e-6;
      int disagreements = 0;
      eachWeight(check, wrong, 1, [&](const Parameter&, int, int, double a, double b) { disagreements += agree(a, b) ? 0 : 1; });
      CHECK(disagreements == 1);
    }
  }
}
